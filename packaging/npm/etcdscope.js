#!/usr/bin/env node
// Runs the bundle. Written so that even a very old Node gets as far as saying that it is too old.
var found = process.versions.node.split('.').map(Number);

if (found[0] < 22 || (found[0] === 22 && found[1] < 19)) {
  process.stderr.write(
    'etcdscope: needs Node 22.19 or newer, and this is ' +
      process.versions.node +
      ': ' +
      'the executable brings its own\n',
  );
  process.exitCode = 3;
} else {
  require('../lib/etcdscope.cjs');
}
