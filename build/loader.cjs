// The executable's main script: answers --version by itself and otherwise runs the bundle, which is
// an asset beside it together with V8's code cache for it. A cache that V8 refuses (another platform
// or Node) costs time and nothing else. ETCDSCOPE_LOADER=report says on stderr which it was.
const {writeSync} = require('node:fs');

if (process.argv.length === 3 && process.argv[2] === '--version') {
  printVersion();
} else {
  runBundle();
}

function printVersion() {
  try {
    writeSync(1, `${__VERSION_LINE__}\n`);
  } catch (error) {
    process.exitCode = error.code === 'EPIPE' ? 141 : 2;
  }
}

function runBundle() {
  const {getRawAsset} = require('node:sea');
  const {Script} = require('node:vm');
  // esbuild escapes what is not ASCII, so that one byte is one character.
  const source = Buffer.from(getRawAsset('bundle')).latin1Slice();
  const cache = Buffer.from(getRawAsset('cache'));
  const options = {filename: 'etcdscope.cjs'};
  const script = new Script(source, cache.length > 0 ? {...options, cachedData: cache} : options);
  if (process.env.ETCDSCOPE_LOADER === 'report') {
    const verdict =
      cache.length === 0 ? 'none' : script.cachedDataRejected ? 'rejected' : 'accepted';
    writeSync(2, `code cache: ${verdict}\n`);
  }
  const module = {exports: {}};
  script.runInThisContext()(require, module, module.exports);
}
