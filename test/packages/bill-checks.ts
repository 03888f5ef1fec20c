// The bills of materials against CycloneDX's own schema, by CycloneDX's own library: installed from
// npm into a scratch folder for this look, since nothing else here needs it.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {inScratchFolder, type ReleaseCheck} from './release-checks.ts';

/** The library leaves the ones behind it to who wants to validate. */
const packages = [
  '@cyclonedx/cyclonedx-library@10.3.0',
  'ajv@8',
  'ajv-formats@3',
  'ajv-formats-draft2019@1',
];

const program = `
import {readFileSync} from 'node:fs';
import {Validation} from '@cyclonedx/cyclonedx-library';
for (const file of process.argv.slice(2)) {
  const text = readFileSync(file, 'utf8');
  const {specVersion} = JSON.parse(text);
  const fault = await new Validation.JsonStrictValidator(specVersion).validate(text);
  if (fault !== null) throw new Error(file + ': ' + JSON.stringify(fault));
}
`;

/** `folder` is dist/release. */
export function billChecks(folder: string): readonly ReleaseCheck[] {
  const bills = readdirSync(folder).filter(name => name.endsWith('.cdx.json'));
  return [
    {
      claim: `${bills.length} bills of materials are valid CycloneDX, by its own strict schema`,
      check: () => checkBills(bills.map(name => join(folder, name))),
    },
  ];
}

function checkBills(files: readonly string[]): void {
  assert.ok(files.length > 0);
  inScratchFolder(folder => {
    writeFileSync(join(folder, 'package.json'), '{"private": true, "type": "module"}');
    writeFileSync(join(folder, 'validate.js'), program);
    const words = ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts'];
    execFileSync('npm', [...words, ...packages], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    execFileSync(process.execPath, ['validate.js', ...files], {cwd: folder, stdio: 'pipe'});
  });
}
