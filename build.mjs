// npm run build: makes dist/etcdscope, one executable file for this platform, and says what it made.
// The steps are in build/, one subject a file; build/executable.ts puts them in order.
import {join} from 'node:path';
import {buildExecutable} from './build/executable.ts';

const started = process.hrtime.bigint();
const root = import.meta.dirname;
const result = await buildExecutable({
  root,
  entry: join(root, 'source', 'cli.ts'),
  output: join(root, 'dist', process.platform === 'win32' ? 'etcdscope.exe' : 'etcdscope'),
  workFolder: join(root, '.cache', 'build'),
});
const seconds = Number(process.hrtime.bigint() - started) / 1e9;

const lines = [
  `${result.output}  ${megabytes(result.bytes)}`,
  `version     ${result.version}`,
  `bundle      ${megabytes(result.bundleBytes)}`,
  `code cache  ${result.cache}`,
  `symbols     ${result.notStripped ?? 'stripped'}`,
  `took        ${seconds.toFixed(1)} s`,
];
process.stdout.write(`${lines.join('\n')}\n`);

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
