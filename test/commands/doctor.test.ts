// `doctor` as a command: exit codes, the contract's JSON, the text as it comes, --textfile, the hard
// end of --timeout, and `doctor explain`.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import net, {type AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {startCommand} from '../support/command.ts';
import {freePort} from '../support/free-port.ts';
import {listEtcds, startEtcd} from '../support/real-etcd.ts';

async function homeOf(context: TestContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'etcdscope-doctor-test-'));
  context.after(() => rm(home, {recursive: true, force: true}));
  return home;
}

async function runDoctor(context: TestContext, args: readonly string[]) {
  const env = {HOME: await homeOf(context), XDG_STATE_HOME: '', LANG: 'C.UTF-8'};
  const command = startCommand(['doctor', ...args], env);
  const code = await command.ended;
  return {code, text: command.lines.join('\n'), errors: command.errors};
}

test("an endpoint where nothing listens: the cause, in the contract's JSON, exit code 2", async context => {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const {code, text, errors} = await runDoctor(context, ['--endpoints', endpoint, '-w', 'json']);
  assert.equal(code, 2);
  assert.deepEqual(errors, []);
  const report = JSON.parse(text);
  assert.equal(report.verdict, 'fail');
  assert.equal(report.cause.id, 'net-refused');
  assert.equal(report.cause.endpoint, endpoint);
  assert.match(report.cause.remedy, /^Start etcd/);
  const [first] = report.endpoints;
  assert.equal(first.endpoint, endpoint);
  const statuses = first.checks.map(
    ({id, status}: {id: string; status: string}) => `${id} ${status}`,
  );
  assert.ok(statuses.includes('tcp-connect fail') && statuses.includes('watch skipped'));
  const skipped = first.checks.find(({id}: {id: string}) => id === 'gateway');
  assert.equal(skipped.caused_by, 'net-refused');
  assert.equal(typeof report.requests, 'number');
});

test('the text ends with the cause and what to do', async context => {
  const endpoint = `http://127.0.0.1:${await freePort()}`;
  const {code, text} = await runDoctor(context, ['--endpoints', endpoint]);
  assert.equal(code, 2);
  const checks = text.indexOf('tcp-connect');
  const cause = text.indexOf('✗ FAIL net-refused');
  const remedy = text.indexOf('→ Start etcd');
  assert.ok(checks !== -1 && checks < cause && cause < remedy, text);
});

test('--timeout ends the run while a server keeps silent', async context => {
  const server = net.createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new Set<net.Socket>();
  server.on('connection', socket => sockets.add(socket));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const {port} = server.address() as AddressInfo;
  const limits = ['--timeout', '2s', '--command-timeout', '600s', '--dial-timeout', '600s'];
  const args = ['--endpoints', `127.0.0.1:${port}`, '-w', 'json', ...limits];
  const {code, text} = await runDoctor(context, args);
  const report = JSON.parse(text);
  assert.ok(code === 2 || code === 3, `${code}`);
  assert.ok(report.seconds < 60, `${report.seconds} s`);
});

test('bad values are refused with their flag, exit code 3', async context => {
  for (const args of [
    ['--timeout', 'soon'],
    ['--rev', 'abc'],
    ['a', 'b'],
    ['--prefix-base64', '%%%'],
  ]) {
    const {code, errors} = await runDoctor(context, args);
    assert.equal(code, 3, args.join(' '));
    assert.equal(errors.length, 1, errors.join('\n'));
  }
});

test('explain: an id, a pasted line, a version, the list, and nothing that fits', async context => {
  const byId = await runDoctor(context, ['explain', 'GW-DISABLED']);
  assert.equal(byId.code, 0);
  assert.match(byId.text, /enable-grpc-gateway: true/);
  const line =
    '2026/11/22 [error] 43#43: *1 [lua] v3.lua:151: etcd forbidden code: 403, context: x';
  const byLine = await runDoctor(context, ['explain', ...line.split(' '), '-w', 'json']);
  assert.equal(JSON.parse(byLine.text).matches[0].id, 'auth-forbidden-range');
  const version = await runDoctor(context, ['explain', '3.5.16', '-w', 'json']);
  assert.equal(JSON.parse(version.text).fixed_by, '3.5.33');
  const list = await runDoctor(context, ['explain']);
  assert.match(list.text, /tls-server-eku/);
  const nothing = await runDoctor(context, ['explain', 'all is well']);
  assert.equal(nothing.code, 3);
});

const [build] = await listEtcds();

test('a healthy etcd: exit code 0, every layer passed, metrics written', {
  skip: build === undefined && 'no real etcd',
}, async context => {
  if (build === undefined) return;
  const etcd = await startEtcd({build});
  context.after(() => etcd.close());
  const home = await homeOf(context);
  const textfile = join(home, 'doctor.prom');
  const args = ['--endpoints', etcd.url, '-w', 'json', '--textfile', textfile];
  const {code, text} = await runDoctor(context, args);
  assert.equal(code, 0, text);
  const report = JSON.parse(text);
  assert.equal(report.verdict, 'pass');
  assert.equal(report.cause, undefined);
  const passed = report.endpoints[0].checks.filter(
    ({status}: {status: string}) => status === 'pass',
  );
  assert.ok(passed.length >= 7, text);
  const metrics = await readFile(textfile, 'utf8');
  assert.match(metrics, /^etcdscope_doctor_verdict\{verdict="pass"\} 1$/m);
  assert.match(metrics, /^etcdscope_doctor_check_status\{endpoint="[^"]+",check="watch"\} 0$/m);
});
