// Runs the bundle's demo on a terminal that exists only here until its first frame is out, then
// writes the code cache. Runs in the executable's own Node, as the loader would run the bundle.
const {readFileSync, writeFileSync} = require('node:fs');
const {Readable, Writable} = require('node:stream');
const {Script} = require('node:vm');

const frameDeadlineMs = 20_000;
// After the header come the first sync and the first rows, which are part of what a user waits for.
const settleMs = 700;

const [bundleFile, cacheFile] = process.argv.slice(2);
const script = new Script(readFileSync(bundleFile, 'latin1'), {filename: 'etcdscope.cjs'});
const written = [];

main();

function main() {
  process.argv = [process.execPath, process.execPath, 'demo'];
  Object.defineProperty(process, 'stdout', {value: fakeScreen()});
  Object.defineProperty(process, 'stdin', {value: fakeKeyboard()});
  process.on('uncaughtException', error => stop(`warm-up: ${error.stack}`));
  process.on('exit', () => refuse(`warm-up: the demo ended before its first frame`));
  holdFlags();
  setTimeout(() => stop(`warm-up: no frame after ${frameDeadlineMs} ms`), frameDeadlineMs);
  const module = {exports: {}};
  script.runInThisContext()(require, module, module.exports);
}

/**
 * V8 writes a hash of its flags into the cache and refuses it where they are others. What the program
 * sets once it runs is not set yet when the executable reads the cache. (gc's flag is taken back.)
 */
function holdFlags() {
  const v8 = require('node:v8');
  const set = v8.setFlagsFromString;
  v8.setFlagsFromString = flag => (/^--(no-)?expose-gc$/.test(flag) ? set(flag) : undefined);
}

function fakeScreen() {
  const screen = new Writable({
    write(chunk, _encoding, done) {
      written.push(chunk);
      if (written.length === 1 || !Buffer.concat(written).includes('DEMO')) {
        return done();
      }
      setTimeout(finish, settleMs);
      done();
    },
  });
  const size = {columns: 120, rows: 40};
  const abilities = {getColorDepth: () => 8, hasColors: () => true, getWindowSize: () => [120, 40]};
  return Object.assign(screen, {isTTY: true, fd: 1, ...size, ...abilities});
}

function fakeKeyboard() {
  const keyboard = new Readable({read() {}});
  const same = () => keyboard;
  return Object.assign(keyboard, {isTTY: true, fd: 0, setRawMode: same, ref: same, unref: same});
}

function finish() {
  writeFileSync(cacheFile, script.createCachedData());
  process.reallyExit(0);
}

function stop(reason) {
  refuse(reason);
}

function refuse(reason) {
  process.stderr.write(`${reason}\n`);
  process.reallyExit(1);
}
