// APISIX's resources and their changes in words: keys and values in, words out. What does not look
// like a resource stays JSON.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {changeWords} from '../../source/report/change-words.ts';
import {plainText} from '../../source/report/lines.ts';
import {changeEntry, putEntry} from '../ui/fixture-source.ts';

const options = {masker: undefined, columnsMax: 300};

function created(key: string, value: unknown): string {
  return plainText(changeWords(putEntry(`/apisix/${key}`, value), options).slice(0, -1));
}

function changed(key: string, before: unknown, after: unknown): string {
  return plainText(changeWords(changeEntry(`/apisix/${key}`, before, after), options));
}

const resources: readonly (readonly [string, unknown, string])[] = [
  [
    'routes/1',
    {uri: '/pay/*', methods: ['GET', 'POST'], host: 'a.example', upstream_id: '7'},
    'GET,POST /pay/* on a.example → upstream 7',
  ],
  [
    'routes/1',
    {uris: ['/1', '/2', '/3', '/4'], service_id: 3, plugins: {'key-auth': {}}, status: 0},
    '/1 /2 /3 +1 → service 3 · disabled · plugin key-auth',
  ],
  ['routes/1', {uri: '/a', upstream: {nodes: {'10.0.0.3:80': 1}}}, '/a → 10.0.0.3:80 (1)'],
  ['stream_routes/1', {server_port: 9100, upstream_id: '1'}, 'port 9100 → upstream 1'],
  [
    'upstreams/1',
    {name: 'pay', type: 'ewma', nodes: [{host: 'a', port: 80, weight: 5}]},
    'pay ewma a:80 (5)',
  ],
  ['upstreams/1', {nodes: {}}, 'no nodes'],
  ['upstreams/1', {service_name: 'pay', discovery_type: 'nacos'}, 'pay by nacos'],
  [
    'ssls/1',
    {snis: ['a.example'], validity_end: 1_798_761_600},
    'sni a.example · until 2027-01-01',
  ],
  [
    'consumers/jack',
    {username: 'jack', plugins: {'key-auth': {key: 'x'}}},
    'jack · plugin key-auth',
  ],
  [
    'global_rules/1',
    {plugins: {prometheus: {}, 'ip-restriction': {}}},
    'plugins prometheus, ip-restriction',
  ],
  ['routes/1', {desc: 'no uri'}, '{"desc":"no uri"}'],
  ['plugin_metadata/x', {uri: '/a'}, '{"uri":"/a"}'],
  ['routes/1', [{uri: '/a'}], '[{"uri":"/a"}]'],
];

for (const [key, value, words] of resources) {
  test(`${key} is told as ${words}`, () => {
    assert.equal(created(key, value), words);
  });
}

const node = (host: string, weight: number) => ({host, port: 80, weight});
const changes: readonly (readonly [string, unknown, unknown, string])[] = [
  [
    'upstreams/1',
    {nodes: {'a:80': 1, 'b:80': 1}},
    {nodes: {'a:80': 0, 'c:80': 2}},
    'node a:80  weight 1 → 0 · +node c:80  weight 2 · -node b:80  was weight 1',
  ],
  [
    'upstreams/1',
    {nodes: [node('a', 1), node('b', 1)]},
    {nodes: [node('b', 1), node('a', 5)]},
    'node a:80  weight 1 → 5',
  ],
  ['routes/1', {status: 1}, {status: 0}, 'disabled  status 1 → 0'],
  ['routes/1', {status: 0}, {status: 1}, 'enabled  status 0 → 1'],
  ['routes/1', {plugins: {}}, {plugins: {cors: {}}}, '+plugin cors  on'],
  ['routes/1', {plugins: {cors: {a: 1}}}, {plugins: {}}, '-plugin cors  was {"a":1}'],
  [
    'routes/1',
    {plugins: {cors: {_meta: {disable: false}}}},
    {plugins: {cors: {_meta: {disable: true}}}},
    'plugin cors  disabled',
  ],
  [
    'routes/1',
    {plugins: {'limit-count': {count: 1}}},
    {plugins: {'limit-count': {count: 2}}},
    'plugins.limit-count.count  1 → 2',
  ],
  ['other/1', {nodes: {'a:80': 1}}, {nodes: {'a:80': 2}}, 'nodes["a:80"]  1 → 2'],
];

for (const [key, before, after, words] of changes) {
  test(`a change of ${key} is told as ${words}`, () => {
    assert.equal(changed(key, before, after), words);
  });
}

test('nodes with more than host, port and weight are compared as they are', () => {
  const before = {nodes: [{...node('a', 1), priority: 1}]};
  const after = {nodes: [{...node('a', 1), priority: 2}]};
  assert.equal(changed('upstreams/1', before, after), 'nodes[0].priority  1 → 2');
});
