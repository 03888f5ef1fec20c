// npm run test:hosts: the executable inside the smallest Debian systems, of the oldest and the newest
// release that this machine's mirror has. `npm run test:hosts -- RELEASE...` takes others. Needs
// root, debootstrap and dist/etcdscope. Exit code 1 when something failed, 3 when it could not start.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {startGateway} from '../../source/demo/gateway.ts';
import {executablePath} from '../support/executable.ts';
import {onBareHost, onBareTerminal} from './bare-host.ts';
import {debianRoot} from './debian-root.ts';
import {type HostCase, hostCases} from './host-cases.ts';

const standardReleases = ['bullseye', 'sid'];
const caseMsMax = 60_000;
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  if (process.getuid?.() !== 0 || !existsSync(executablePath)) {
    process.stderr.write('hosts: needs root and dist/etcdscope (npm run build)\n');
    return 3;
  }
  const gateway = await startGateway();
  for (const id of ['1', '2', '3']) gateway.put(`/apisix/routes/${id}`, `{"id":"${id}"}`);
  const counts = {passed: 0, failed: 0};
  try {
    for (const release of words.length > 0 ? words : standardReleases) {
      const root = await debianRoot(release, executablePath);
      for (const each of hostCases(gateway.url)) {
        const fault = await faultOf(each, root);
        counts[fault === undefined ? 'passed' : 'failed'] += 1;
        const verdict = fault === undefined ? 'ok    ' : 'FAILED';
        process.stdout.write(`${verdict} ${release.padEnd(9)} ${each.claim}\n${fault ?? ''}`);
      }
    }
  } finally {
    await gateway.close();
  }
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed > 0 ? 1 : 0;
}

/** undefined: it holds. */
async function faultOf(each: HostCase, root: string): Promise<string | undefined> {
  const {code, prints} = each;
  const result = code === undefined ? await drawn(each, root) : await printed(each, root);
  return result.code === (code ?? 0) && prints.test(result.text)
    ? undefined
    : `       expected ${code ?? 0} and ${prints}, got ${result.code}:\n${result.text.slice(-2000)}\n`;
}

type Result = {readonly code: number | undefined; readonly text: string};

async function printed(
  {args, program, prints, isEndless, ...host}: HostCase,
  root: string,
): Promise<Result> {
  const [command = '', ...rest] = onBareHost({...host, root}, args, program);
  const child = spawn(command, rest, {stdio: ['ignore', 'pipe', 'pipe'], env: {PATH: systemPath}});
  let text = '';
  const read = (piece: string): void => {
    text += piece;
    if (isEndless && prints.test(text)) child.kill('SIGTERM');
  };
  child.stdout.setEncoding('utf8').on('data', read);
  child.stderr.setEncoding('utf8').on('data', read);
  const timer = setTimeout(() => child.kill('SIGKILL'), caseMsMax);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return {code: code ?? undefined, text};
}

async function drawn({args, ...host}: HostCase, root: string): Promise<Result> {
  const terminal = onBareTerminal({...host, root}, args);
  try {
    await terminal.untilOutput('DEMO');
  } catch (error) {
    return {code: undefined, text: String(error)};
  }
  terminal.type('q');
  await terminal.untilExit();
  return {code: 0, text: 'DEMO'};
}
