// The demo's configuration: believable, complete, the same for the same seed.
import assert from 'node:assert/strict';
import test from 'node:test';
import {createApisixData} from '../../source/demo/apisix-data.ts';

const options = {
  prefix: '/apisix/',
  seed: 7,
  nowSeconds: 1_800_000_000,
  certificates: [{serverName: 'api.shop.example', cert: 'CERT', key: 'KEY'}],
};
const data = createApisixData(options);
const resources = data.filter(({value}) => value !== 'init_dir');

function under(directory: string) {
  return resources.filter(({key}) => key.startsWith(`/apisix/${directory}/`));
}

test('the same seed gives the same data, another seed other data', () => {
  assert.deepEqual(createApisixData(options), data);
  assert.notDeepEqual(createApisixData({...options, seed: 8}), data);
});

test('every kind of resource is there', () => {
  const kinds = ['routes', 'upstreams', 'services', 'consumers', 'ssls', 'plugin_configs'];
  const more = ['global_rules', 'plugin_metadata', 'secrets', 'stream_routes', 'data_plane'];
  const counts = [...kinds, ...more].map(kind => under(kind).length);
  assert.deepEqual(counts, [120, 30, 12, 12, 1, 6, 2, 1, 1, 4, 3]);
});

test('values are JSON with times that lie in the past, keys are unique', () => {
  assert.equal(new Set(data.map(({key}) => key)).size, data.length);
  for (const {key, value} of resources) {
    const {create_time, update_time} = JSON.parse(value);
    if (key.includes('/data_plane/')) continue;
    assert.ok(create_time <= update_time && update_time < options.nowSeconds, key);
  }
});

test('what a route points at exists', () => {
  const keys = new Set(data.map(({key}) => key));
  for (const {key, value} of under('routes')) {
    const {upstream_id, service_id, plugin_config_id} = JSON.parse(value);
    const targets = [
      upstream_id && `upstreams/${upstream_id}`,
      service_id && `services/${service_id}`,
      plugin_config_id && `plugin_configs/${plugin_config_id}`,
    ].filter(target => target !== undefined);
    assert.ok(targets.length > 0, key);
    for (const target of targets) assert.ok(keys.has(`/apisix/${target}`), `${key}: ${target}`);
  }
});

test('only registrations of gateways are under a lease', () => {
  const leased = data.filter(({lease}) => lease !== undefined).map(({key}) => key);
  assert.deepEqual(
    leased,
    under('data_plane').map(({key}) => key),
  );
});
