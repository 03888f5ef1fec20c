// The JSON that scripts rely on: field names of the contract, null for an absent extension.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {certificatesJson} from '../../source/report/certificates-json.ts';
import {assess} from '../../source/tls/assess.ts';
import {chainFacts} from '../../source/tls/certificate-facts.ts';
import {context, healthy, selfDialFails} from '../support/seen-endpoint.ts';

test('an endpoint has verdict, observed, findings, chain and client as in the contract', () => {
  const [endpoint] = jsonOf('srv-eku-server').endpoints;
  assert.deepEqual(endpoint.verdict, {start: 'ok', https: 'ok', gateway: 'fail', grpc: 'ok'});
  assert.deepEqual(endpoint.observed, {https: 'ok', gateway: 'fail', grpc: 'ok'});
  const [finding] = endpoint.findings;
  assert.deepEqual(Object.keys(finding), [
    'id',
    'severity',
    'hop',
    'summary',
    'evidence',
    'remedy',
    'reference',
  ]);
  assert.equal(finding.id, 'tls-server-eku');
  assert.deepEqual(Object.keys(endpoint.chain[0]), [
    'role',
    'subject',
    'issuer',
    'serial',
    'not_before',
    'not_after',
    'days_left',
    'dns_names',
    'ip_addresses',
    'uris',
    'email_addresses',
    'key_usage',
    'ext_key_usage',
    'is_ca',
    'public_key',
    'signature_algorithm',
    'fingerprint_sha256',
  ]);
  assert.deepEqual(endpoint.chain[0].ext_key_usage, ['serverAuth']);
  assert.equal(endpoint.client.subject, 'CN=etcd-client,O=certs.test');
  assert.equal(endpoint.tls.client_certificate_requested, true);
});

test('an absent extended key usage is null, and the whole is one line', () => {
  const text = render('srv-eku-none');
  assert.equal(JSON.parse(text).endpoints[0].chain[0].ext_key_usage, null);
  assert.doesNotMatch(text, /\n/);
});

function jsonOf(scenario: string) {
  return JSON.parse(render(scenario));
}

function render(scenario: string): string {
  const {seen, own} = healthy(scenario, {gateway: selfDialFails});
  return certificatesJson({
    endpoints: [assess(seen, {...context, ...own})],
    client: chainFacts(own.client, context.nowMs),
    checkedTimeMs: context.nowMs,
  });
}
