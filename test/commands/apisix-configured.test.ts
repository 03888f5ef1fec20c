// When APISIX's configuration counts for a command: asked for, or found where nothing else names an
// etcd; and what is said about it.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {findApisixConfigured} from '../../source/commands/apisix-configured.ts';
import {readCommandLine} from '../../source/config/command-line.ts';
import {UsageError} from '../../source/config/usage-error.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'apisix');
const home = join(fixtures, '3.14');

test('it is used unasked when neither a flag nor a variable names endpoints, and that is said', async () => {
  const {found, said} = await find({}, {});
  assert.equal(found?.prefix, '/apisix/');
  assert.equal(found?.settings.isAsked, false);
  assert.match(said[0] ?? '', /^using APISIX's configuration .*config\.yaml \(--endpoints/);
  assert.ok(said.some(line => /^warning: .*config\.yaml:15:15: tls\.verify is false/.test(line)));
});

test('endpoints from a flag or a variable leave it alone', async () => {
  const flags = await find({endpoints: ['http://a:1']}, {});
  const variables = await find({}, {ETCDCTL_ENDPOINTS: 'http://a:1'});
  assert.deepEqual([flags.found, variables.found], [undefined, undefined]);
  assert.deepEqual([...flags.said, ...variables.said], []);
});

test('asked for, it counts beside endpoints, and is not announced', async () => {
  const file = join(home, 'conf', 'config.yaml');
  const {found, said} = await find({apisix: [file], endpoints: ['http://a:1']}, {});
  assert.equal(found?.settings.isAsked, true);
  assert.ok(said.every(line => !line.startsWith('using')));
});

test('one that was asked for and can not be read is bad usage, with the reason', async () => {
  await assert.rejects(find({apisix: ['/nowhere/config.yaml']}, {}), (error: unknown) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /^--apisix: \/nowhere\/config\.yaml: does not exist\. Name/);
    return true;
  });
});

test('doctor and drift say findings in their report, not before it', async () => {
  const {found, said} = await find({}, {}, 'drift');
  assert.ok(found?.connection.findings.length);
  assert.equal(said.length, 1);
});

async function find(
  flags: Readonly<Record<string, readonly string[]>>,
  environment: Readonly<Record<string, string>>,
  command = 'sync',
) {
  const said: string[] = [];
  const commandLine = readCommandLine({words: [command], flags}, environment);
  const say = (line: string) => said.push(line);
  const found = await findApisixConfigured({commandLine, environment, say, home});
  return {found, said};
}
