// npm run test:packages: looks at what `npm run build -- --all` left in dist/release, runs what can
// be run here and says what can't. Exit code 1 when a check failed, 3 when there is no release.
import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {billChecks} from './bill-checks.ts';
import {debianChecks} from './debian-checks.ts';
import {npmChecks} from './npm-checks.ts';
import {releaseChecks} from './release-checks.ts';

const standardFolder = resolve(import.meta.dirname, '..', '..', 'dist', 'release');

process.exitCode = main(resolve(process.argv[2] ?? standardFolder));

function main(folder: string): number {
  if (!existsSync(folder)) {
    process.stderr.write(`packages: ${folder} is missing: npm run build -- --all\n`);
    return 3;
  }
  const counts = {passed: 0, failed: 0};
  for (const {claim, check} of [
    ...releaseChecks(folder),
    ...billChecks(folder),
    ...npmChecks(folder),
    ...debianChecks(folder),
  ]) {
    const fault = faultOf(check);
    counts[fault === undefined ? 'passed' : 'failed'] += 1;
    process.stdout.write(`${fault === undefined ? 'ok    ' : 'FAILED'} ${claim}\n${fault ?? ''}`);
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed > 0 ? 1 : 0;
}

/** undefined: it holds. */
function faultOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    return `       ${error instanceof Error ? error.message : String(error)}\n`;
  }
}
