// Rules of the tree: which layer imports which, what stays where, how long files are. Every rule is
// first shown to object to something, then to have nothing to object to here.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {longFiles, type TreeFile, tidyRules} from './support/tidy-rules.ts';

const root = resolve(import.meta.dirname, '..');
const header = '// One.\n// Two.\n';

/** For each rule, files that break it. */
const badFiles: Readonly<Record<string, readonly TreeFile[]>> = {
  'imports go one way': [
    file('source/etcd/a.ts', "import {step} from '../sync/step.ts';"),
    file('source/sync/a.ts', "import type {Driver} from '../io/driver.ts';"),
    file('source/report/a.ts', "export {App} from '../ui/app.tsx';"),
    file('source/tls/a.ts', "import {\n  a,\n  b,\n} from '../report/lines.ts';"),
    file('source/ui/a.tsx', "const later = await import('../io/driver.ts');"),
  ],
  'packages stay in their place': [
    file('source/report/a.ts', "import {useState} from 'react';"),
    file('source/commands/a.ts', "import {render} from 'ink';"),
    file('source/sync/a.ts', "import {request} from 'undici';"),
    file('source/config/a.ts', "import meow from 'meow';"),
    file('source/tls/a.ts', "import {readFileSync} from 'node:fs';"),
    file('source/etcd/a.ts', "import 'node:http';"),
    file('source/tls/a.ts', "import {isIP, connect} from 'node:net';"),
    file('source/ui/a.tsx', "import {readFile} from 'node:fs/promises';"),
  ],
  'clocks, exits and consoles stay in their place': [
    file('source/commands/a.ts', 'process.exit(1);'),
    file('source/cli.ts', "console.log('x');"),
    file('source/sync/a.ts', 'const now = Date.now();'),
    file('source/report/a.ts', 'const now = new Date();'),
    file('source/tls/a.ts', 'setTimeout(() => {}, 1);'),
    file('source/etcd/a.ts', 'const jitter = Math.random();'),
  ],
  'files have at most 300 lines': [file('source/a.ts', 'x;\n'.repeat(300))],
  'file names say what is in them': [
    file('source/etcd/utils.ts', ''),
    file('test/support/helpers.ts', ''),
    file('source/types.ts', ''),
    file('source/ui/index.tsx', ''),
  ],
  'nothing is exported as default': [
    file('source/a.ts', 'export default 1;'),
    file('source/a.ts', 'export {a as default};'),
  ],
  'files open with what they are for': [
    {path: 'source/a.ts', text: "import {a} from './b.ts';\n"},
    {path: 'source/a.ts', text: '// A line.\n'.repeat(9)},
  ],
  'no host of a package registry is named': [
    {path: 'README.md', text: `curl https://${['registry', 'example', 'org'].join('.')}/a`},
    {path: 'package-lock.json', text: `"${'resolved'}": "http://127.0.0.1/a.tgz"`},
  ],
};

for (const rule of tidyRules) {
  test(`${rule.claim}: the rule objects to what breaks it`, () => {
    const bad = badFiles[rule.claim] ?? [];
    assert.notEqual(bad.length, 0);
    for (const each of bad) {
      assert.notDeepEqual([...check(rule.claim, each)], [], each.text.slice(0, 100));
    }
  });

  test(rule.claim, () => {
    const found = treeFiles().flatMap(each => check(rule.claim, each));
    assert.deepEqual(found, []);
  });
}

test('allowed imports and quoted bans pass the rules', () => {
  const good = [
    file('source/report/a.ts', "import type {Entry} from '../sync/entries.ts';"),
    file('source/ui/a.tsx', "import {Text} from 'ink';\nsetInterval(draw, 100);"),
    file('source/sync/a.ts', '// Date.now() is banned here\nconst at = new Date(timeMs);'),
    file('source/cli.ts', 'process.exit(3);'),
    file('source/tls/a.ts', "import {isIP, SocketAddress} from 'node:net';"),
  ];
  assert.deepEqual(
    good.flatMap(each => tidyRules.flatMap(rule => check(rule.claim, each))),
    [],
  );
});

test('files listed as longer than 300 lines exist and are', () => {
  const known = new Map(treeFiles().map(({path, text}) => [path, text.split('\n').length]));
  const stale = Object.keys(longFiles).filter(path => (known.get(path) ?? 0) <= 300);
  assert.deepEqual(stale, []);
});

function file(path: string, code: string): TreeFile {
  return {path, text: `${header}${code}\n`};
}

function check(claim: string, {path, text}: TreeFile): readonly string[] {
  const rule = tidyRules.find(each => each.claim === claim);
  if (rule === undefined || !rule.applies(path)) {
    return [];
  }
  return rule.violations({path, text}).map(what => `${path}: ${what}`);
}

/** What git tracks or would track, without fixtures, which are others' bytes. */
function treeFiles(): readonly TreeFile[] {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', words, {cwd: root, encoding: 'utf8'});
  const paths = listed.split('\0').filter(path => path !== '' && !/^test\/fixtures\//.test(path));
  assert.ok(paths.includes('package.json'), 'git lists the files of the repository');
  return paths
    .filter(path => existsSync(join(root, path)))
    .map(path => ({path, text: readFileSync(join(root, path), 'utf8')}));
}
