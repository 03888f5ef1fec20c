// Several client URLs on one etcd, with a server certificate that its own gateway can't use: what each
// port's gateway does on real etcd, against the prediction from files. Until 3.4.24 and 3.5.7 every
// port dials itself; from then on etcd picks one of them at its start, by chance.
import assert from 'node:assert/strict';
import https from 'node:https';
import {setTimeout as delay} from 'node:timers/promises';
import {predictScenario, type Scenario} from '../certs-matrix/scenario-setup.ts';
import {startScenario} from '../certs-matrix/start-scenario.ts';
import {readScenarios, scenarioFile, scenarioText} from '../support/certificate-scenarios.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import type {EtcdBuild} from '../support/etcd-packages.ts';
import {freePort} from '../support/free-port.ts';
import {gatewayPost} from '../support/gateway-post.ts';

const dialsItself = /^3\.(3\.|4\.23$)/;
const triesMax = 100;

await testEachEtcd('beside https, plain http works or not as predicted', async build => {
  const {verdict, reason, statuses} = await tryUrls('srv-eku-server', ['https', 'http'], build);
  if (dialsItself.test(build.version)) {
    assert.equal(verdict, 'fail');
    assert.deepEqual(statuses, [503, 200]);
  } else {
    assert.equal(verdict, 'unknown');
    assert.match(reason, /by chance/);
    for (const status of statuses) assert.ok(status === 200 || status === 503, `${status}`);
  }
});

await testEachEtcd('with two https URLs the gateway fails on both, as predicted', async build => {
  const {verdict, statuses} = await tryUrls('srv-eku-server', ['https', 'https'], build);
  assert.equal(verdict, 'fail');
  assert.deepEqual(statuses, [503, 503]);
});

await testEachEtcd('with both usages every URL works, as predicted', async build => {
  const {verdict, statuses} = await tryUrls('srv-eku-both', ['https', 'https', 'http'], build);
  assert.equal(verdict, 'ok');
  assert.deepEqual(statuses, [200, 200, 200]);
});

async function tryUrls(name: string, schemes: readonly ('http' | 'https')[], build: EtcdBuild) {
  const urls: string[] = [];
  for (const scheme of schemes) urls.push(`${scheme}://127.0.0.1:${await freePort()}`);
  const directory = scenarioFile(name, '');
  const scenario = {...scenarioOf(name), extraFlags: [`--listen-client-urls=${urls.join()}`]};
  const {verdict, reason = ''} = predictScenario(scenario, directory, build.version).gateway;
  const etcd = await startScenario(scenario, directory, build);
  try {
    assert.equal(etcd.refusal, undefined);
    const path = build.version.startsWith('3.3.') ? '/v3beta/kv/range' : '/v3/kv/range';
    const statuses = [];
    for (const url of urls) statuses.push(await statusOf(`${url}${path}`, name));
    return {verdict, reason, statuses};
  } finally {
    await etcd.stop();
  }
}

function scenarioOf(name: string): Scenario {
  const scenario = readScenarios()[name];
  if (scenario === undefined) throw new Error(`no scenario ${name}`);
  const {host} = scenario;
  const flags = {autoTls: false, splitHttp: null, setup: null, extraFlags: [], etcd: {}} as const;
  return {host, clientCertAuth: true, trustedCaFile: 'client-ca.crt', ...flags};
}

// One listener serves a moment before the other.
async function statusOf(url: string, name: string, tries = 1): Promise<number> {
  try {
    return url.startsWith('https') ? await post(url, name) : await postPlain(url);
  } catch (error) {
    const isRefused = error instanceof Error && /ECONNREFUSED/.test(error.message);
    if (!isRefused || tries >= triesMax) throw error;
    await delay(50);
    return statusOf(url, name, tries + 1);
  }
}

async function postPlain(url: string): Promise<number> {
  try {
    await gatewayPost({url, body: {key: 'AA=='}});
    return 200;
  } catch (error) {
    const [, status] = /: (\d{3}) /.exec(String(error)) ?? [];
    if (status === undefined) throw error;
    return Number(status);
  }
}

function post(url: string, name: string): Promise<number> {
  const [ca, cert, key] = ['ca.crt', 'client.crt', 'client.key'].map(file =>
    scenarioText(name, file),
  );
  return new Promise((resolve, reject) => {
    const headers = {accept: 'application/json', 'content-type': 'application/json'};
    const tls = {...(ca && {ca}), ...(cert && {cert}), ...(key && {key})};
    const request = https.request(url, {method: 'POST', headers, agent: false, ...tls});
    request.on('error', reject);
    request.on('response', answer => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    request.end('{"key":"AA=="}');
  });
}
