// Runs the bundle's `sync` and `watch` against a gateway that exists only here, then writes the code
// cache of the commands without a screen: without Ink and React it is a quarter of the other, and
// reading a cache is most of what those commands do before their first request.
const {readFileSync, writeFileSync} = require('node:fs');
const {createServer} = require('node:http');
const {Script} = require('node:vm');

const deadlineMs = 20_000;
const revision = 3;
const keys = Array.from({length: 2000}, (_, index) => `/k/${String(index).padStart(8, '0')}`);

const [bundleFile, cacheFile] = process.argv.slice(2);
const script = new Script(readFileSync(bundleFile, 'latin1'), {filename: 'etcdscope.cjs'});
process.on('uncaughtException', error => refuse(`warm-up: ${error.stack}`));
setTimeout(() => refuse(`warm-up: not done after ${deadlineMs} ms`), deadlineMs);
const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => {
  const connection = ['--endpoints', `http://127.0.0.1:${server.address().port}`, '-w', 'json'];
  run([
    ['sync', '/k/', ...connection],
    ['watch', '/k/', '--initial', '--until-rev', String(revision + 1), ...connection],
  ]);
});

function run([words, ...others]) {
  if (words === undefined) return finish();
  process.argv = [process.execPath, process.execPath, ...words];
  process.exit = code =>
    code === 0 ? run(others) : refuse(`warm-up: ${words[0]} ended with ${code}`);
  const module = {exports: {}};
  script.runInThisContext()(require, module, module.exports);
}

async function answer(request, response) {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
    if (request.url === '/v3/watch') return watch(response);
  }
  const body = parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
  response.end(JSON.stringify(request.url === '/v3/kv/range' ? range(body) : plain(request.url)));
}

function plain(url) {
  if (url === '/version') return {etcdserver: '3.5.0', etcdcluster: '3.5.0'};
  return {header: header(revision)};
}

function range({key, range_end: end, limit = '0'}) {
  const [from, to] = [key, end].map(text => Buffer.from(text ?? '', 'base64').toString());
  const found = keys.filter(name => name >= from && name < to);
  const most = Number(limit) === 0 ? found.length : Number(limit);
  const kvs = found.slice(0, most).map(name => keyValue(name, revision));
  return {header: header(revision), kvs, more: most < found.length, count: String(found.length)};
}

function watch(response) {
  const created = {result: {header: header(revision), created: true}};
  const events = [{kv: keyValue(keys[0], revision + 1)}];
  const event = {result: {header: header(revision + 1), events}};
  response.write(`${JSON.stringify(created)}\n`);
  setTimeout(() => response.write(`${JSON.stringify(event)}\n`), 100);
}

function header(at) {
  return {cluster_id: '1', member_id: '1', revision: String(at), raft_term: '2'};
}

function keyValue(name, modRevision) {
  const [key, value] = [name, 'value'.repeat(100)].map(text =>
    Buffer.from(text).toString('base64'),
  );
  return {key, create_revision: '2', mod_revision: String(modRevision), version: '1', value};
}

function finish() {
  writeFileSync(cacheFile, script.createCachedData());
  process.reallyExit(0);
}

function refuse(reason) {
  process.stderr.write(`${reason}\n`);
  process.reallyExit(1);
}
