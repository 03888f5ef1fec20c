// npm test: runs the test files on the pinned Node and fails when a test failed or none ran.
// `npm test -- PATH...` runs those alone; --terminal runs test/terminal, which needs a built
// executable and tmux, and is otherwise left out, as is test/bench.
import {spawnSync} from 'node:child_process';
import {existsSync, globSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';
import {run} from 'node:test';
import {spec} from 'node:test/reporters';

const root = resolve(import.meta.dirname, '..');
const apart = ['terminal', 'bench', 'fixtures'];

process.exitCode = await main(process.argv.slice(2));

async function main(words) {
  const paths = words.filter(word => word !== '--terminal');
  const terminal = words.includes('--terminal');
  const unknown = paths.find(path => path.startsWith('-') || !existsSync(path));
  if (unknown !== undefined) {
    return refuse(`${unknown}: no such file or folder (usage: run.mjs [--terminal] [PATH...])`);
  }
  const missing = terminal ? missingForTerminal() : undefined;
  return missing === undefined ? runFiles(filesToRun(paths, terminal), terminal) : refuse(missing);
}

function missingForTerminal() {
  const executable = join(root, 'dist', 'etcdscope');
  if (!existsSync(executable)) {
    return `${relative(root, executable)} is missing: run npm run build first`;
  }
  const tmux = spawnSync('tmux', ['-V'], {stdio: 'ignore'});
  return tmux.status === 0 ? undefined : 'tmux is missing: the terminal tests drive one';
}

function filesToRun(paths, terminal) {
  if (paths.length > 0) {
    return paths.flatMap(path => (/\.tsx?$/.test(path) ? resolve(path) : testFiles(resolve(path))));
  }
  if (terminal) {
    return testFiles(join(root, 'test', 'terminal'));
  }
  process.stdout.write(
    'not in this run: test/terminal (needs npm run build and tmux), test/bench\n',
  );
  const folders = apart.map(name => join(root, 'test', name));
  return testFiles(join(root, 'test')).filter(file => !folders.some(at => file.startsWith(at)));
}

function testFiles(folder) {
  return globSync('**/*.test.{ts,tsx}', {cwd: folder}).map(file => join(folder, file));
}

async function runFiles(files, terminal) {
  const counts = {passed: 0, failed: 0};
  const stream = run({
    files: files.sort(),
    execArgv: ['--import', 'tsx'],
    concurrency: terminal ? 1 : true,
  });
  stream.on('test:pass', event => {
    counts.passed += ran(event) ? 1 : 0;
  });
  stream.on('test:fail', event => {
    counts.failed += event.todo === undefined ? 1 : 0;
  });
  for await (const text of stream.compose(spec)) {
    process.stdout.write(text);
  }
  if (counts.failed > 0) {
    return 1;
  }
  return counts.passed > 0 ? 0 : refuse('no test ran');
}

// A file that declares no test passes under its own name.
function ran({name, skip, file}) {
  return skip === undefined && resolve(name) !== file;
}

function refuse(reason) {
  process.stderr.write(`tests: ${reason}\n`);
  return 1;
}
