// What is gathered of the keys under a prefix: directories, markers, double slashes, values that are
// no objects, in whatever bytes they come.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createKeySpaceSurvey} from '../../source/doctor/key-space-survey.ts';

function surveyOf(
  base: string,
  pairs: readonly (readonly [string | Uint8Array, string | Uint8Array])[],
) {
  const survey = createKeySpaceSurvey(base);
  const encode = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
  const kvs = pairs.map(([key, value]) => ({
    key: encode(key),
    value: encode(value),
    createRevision: 1,
    modRevision: 1,
    version: 1,
  }));
  survey.add(kvs.slice(0, 2));
  survey.add(kvs.slice(2));
  return survey.read();
}

test('objects are counted by directory, markers beside them', () => {
  const {directories, markers, badValueCount, keys} = surveyOf('/apisix', [
    ['/apisix/routes/', 'init_dir'],
    ['/apisix/routes/1', '{"id":"1"}'],
    ['/apisix/consumers/jack/credentials/1', '{}'],
    ['/apisix/plugins', '[{"name":"x"}]'],
    ['/apisix/data_plane/server_info/1', 'anything'],
  ]);
  assert.deepEqual(
    [...directories],
    [
      ['routes', 1],
      ['consumers', 1],
      ['data_plane', 1],
    ],
  );
  assert.deepEqual([...markers], ['routes']);
  assert.equal(badValueCount, 0);
  assert.equal(keys, 5);
});

test('values that APISIX can not use are counted, five of them with the reason', () => {
  const bad = ['', 'x', '[1]', '7', 'null', '{"a":', '"text"'];
  const {badValues, badValueCount} = surveyOf(
    '/apisix',
    bad.map((value, at) => [`/apisix/routes/${at}`, value] as const),
  );
  assert.equal(badValueCount, bad.length);
  assert.deepEqual(
    badValues.map(({why}) => why),
    [
      'it is empty',
      'it is not JSON',
      'it is JSON, but no object',
      'it is JSON, but no object',
      'it is JSON, but no object',
    ],
  );
});

test('keys and values that are no text do no harm', () => {
  const {keys, badValueCount} = surveyOf('/apisix', [
    [Uint8Array.of(0xff, 0xfe), Uint8Array.of(0)],
    [Buffer.concat([Buffer.from('/apisix/routes/'), Uint8Array.of(0xff)]), Uint8Array.of(0xff)],
    ['', ''],
  ]);
  assert.equal(keys, 3);
  assert.equal(badValueCount, 1);
});

test('a double slash is noticed behind the prefix only', () => {
  const {doubleSlashes} = surveyOf('/apisix', [
    ['/apisix//routes/1', '{}'],
    ['/apisix/routes/a//b', '{}'],
    ['//apisix/routes/1', '{}'],
  ]);
  assert.deepEqual(doubleSlashes, ['/apisix//routes/1']);
});
