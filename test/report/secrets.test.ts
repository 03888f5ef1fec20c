// What is masked and what stays readable, by field, by key and by content.
// Values hold S3CRET where a secret is: it must not come out, and the rest must.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createMasker, isSecretName} from '../../source/report/secrets.ts';

const masker = createMasker({keyBytes: Buffer.alloc(16, 7)});

function masked(key: string, value: unknown): unknown {
  return JSON.parse(masker.maskText(key, JSON.stringify(value)));
}

const pem = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEI\n-----END EC PRIVATE KEY-----';

const hidden: readonly (readonly [string, string, unknown])[] = [
  ['a private key of an SSL object', '/apisix/ssls/1', {cert: 'c', key: 'S3CRET'}],
  ['further keys in a list', '/apisix/ssls/1', {keys: ['S3CRET', 'S3CRET2']}],
  ['a consumer of key-auth', '/apisix/consumers/jack', {plugins: {'key-auth': {key: 'S3CRET'}}}],
  [
    'a consumer whose key is named as a variable',
    '/apisix/consumers/jack',
    {plugins: {'key-auth': {key: 'uri', secret: 'S3CRET'}}},
  ],
  ['basic-auth', '/apisix/consumers/jack', {plugins: {'basic-auth': {password: 'S3CRET'}}}],
  ['a password that is a number', '/app/1', {password: 4711, note: 'x'}],
  ['hmac-auth', '/apisix/consumers/jack', {access_key: 'S3CRET', secret_key: 'S3CRET'}],
  ['a vault token', '/apisix/secrets/vault/1', {uri: 'http://vault', token: 'S3CRET'}],
  [
    'an AWS secret manager',
    '/apisix/secrets/aws/1',
    {access_key_id: 'S3CRET', secret_access_key: 'S3CRET'},
  ],
  ['camel case', '/app/1', {clientSecret: 'S3CRET', apiKey: 'S3CRET'}],
  [
    'headers',
    '/apisix/routes/1',
    {headers: {Authorization: 'Bearer S3CRET', 'X-Api-Key': 'S3CRET'}},
  ],
  ['everything inside a secret field', '/app/1', {credentials: {a: ['S3CRET', {b: 'S3CRET'}]}}],
  ['a password in a URL', '/app/1', {redis: 'redis://u:S3CRET@host:6379/0'}],
  [
    'a PEM key under any name',
    '/app/1',
    {data: `S3CRETS\n${pem}`.replace('S3CRETS', 'x'), k: pem.replace('MHcCAQEEI', 'S3CRET')},
  ],
  ['a key that is named as a secret', '/app/db/password', {a: 'S3CRET'}],
];

for (const [claim, key, value] of hidden) {
  test(`masked: ${claim}`, () => {
    const text = masker.maskText(key, JSON.stringify(value));
    assert.doesNotMatch(text, /S3CRET|4711|MHcCAQEEI/);
    assert.match(text, /••••#[0-9a-f]{4}/);
    assert.equal(JSON.stringify(masker.maskJson(key, value)).includes('S3CRET'), false);
  });
}

const readable: readonly (readonly [string, string, unknown])[] = [
  ['a route', '/apisix/routes/1', {uri: '/pay/*', upstream: {nodes: {'10.0.0.1:80': 1}}}],
  [
    'what a rate limit counts by',
    '/apisix/routes/1',
    {'limit-count': {key: 'remote_addr', key_type: 'var'}},
  ],
  ['counts of tokens', '/apisix/routes/1', {max_tokens: 512}],
  ['a public key', '/app/1', {public_key: 'MFkw'}],
  ['references to secrets kept elsewhere', '/apisix/consumers/j', {key: '$secret://vault/1/j/key'}],
  ['an empty secret, which is itself a finding', '/app/1', {password: ''}],
  ['names and types of secrets', '/app/1', {secret_name: 'db', token_type: 'jwt'}],
];

for (const [claim, key, value] of readable) {
  test(`readable: ${claim}`, () => assert.deepEqual(masked(key, value), value));
}

const plain: readonly (readonly [string, string, string])[] = [
  ['an assignment', 'user=jo\npassword=S3CRET\n', 'user=jo\npassword=T\n'],
  ['a header', 'Authorization: Bearer S3CRET\nhost: h', 'Authorization: T\nhost: h'],
  ['names within one line', 'a: b: token: S3CRET, c: d', 'a: b: token: T, c: d'],
  ['YAML', 'db:\n  api_key: S3CRET\n  host: h', 'db:\n  api_key: T\n  host: h'],
  ['the beginning of a document', '{"a":1,"token":"S3CR', '{"a":1,"token":T'],
  ['a list cut short', '{"keys":["S3CRET","S3', '{"keys":T'],
  ['a PEM key cut short', 'x -----BEGIN PRIVATE KEY-----\nS3CRET', 'x T'],
];

for (const [claim, text, shown] of plain) {
  test(`masked in text that is not JSON: ${claim}`, () => {
    assert.equal(masker.maskText('/app/1', text).replaceAll(/••••#[0-9a-f]{4}/g, 'T'), shown);
  });
}

test('the same secret has one tag in a run, another secret and another run have others', () => {
  const other = createMasker({keyBytes: Buffer.alloc(16, 8)});
  const tag = (by: typeof masker, secret: string) => by.maskText('/a/password', secret);
  assert.equal(tag(masker, 'one'), tag(masker, 'one'));
  assert.notEqual(tag(masker, 'one'), tag(masker, 'two'));
  assert.notEqual(tag(masker, 'one'), tag(other, 'one'));
});

test('what is masked is masked alike in text and in JSON', () => {
  const value = {key: 'S3CRET', list: [{password: 'x'}]};
  assert.deepEqual(masker.maskJson('/apisix/ssls/1', value), masked('/apisix/ssls/1', value));
});

test('names are judged by their words', () => {
  assert.ok(['key', 'apiKey', 'API_KEY', 'x-auth-token', 'dbPassword'].every(isSecretName));
  assert.ok(!['monkey', 'keyboard', 'keys_total_count', 'author', 'publicKey'].some(isSecretName));
});
