// Every message that is known of a failure leads to its entry, however its line was copied: with a
// time and a level, in colours, in JSON, cut off. What is nobody's message leads nowhere.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {catalogue} from '../../source/doctor/catalogue.ts';
import {explain} from '../../source/doctor/explain.ts';

/** As they stand in logs of APISIX and etcd, in answers of etcd, and in errors of Node. */
const lines: readonly (readonly [id: string, line: string])[] = [
  ['tls-ca-unknown', '20: unable to get local issuer certificate'],
  [
    'tls-ca-unknown',
    "request etcd endpoint 'https://10.0.0.1:2379/version' error, certificate verify failed",
  ],
  ['tls-ca-unknown', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['tls-ca-unknown', 'code: UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ['tls-ca-emptyfile', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['tls-ca-misplaced', 'unable to get local issuer certificate'],
  ['tls-host-mismatch', 'certificate host mismatch, context: ngx.timer'],
  [
    'tls-host-mismatch',
    "ERR_TLS_CERT_ALTNAME_INVALID Hostname/IP does not match certificate's altnames: IP",
  ],
  ['tls-sni-setfail', 'SSL_set_tlsext_host_name failed. Retrying'],
  ['tls-srv-expired', 'CERT_HAS_EXPIRED certificate has expired'],
  ['tls-srv-expired', '10: certificate has expired'],
  ['tls-notyet', 'CERT_NOT_YET_VALID'],
  ['tls-self-leaf', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['tls-self-leaf', '18: self signed certificate'],
  ['tls-self-chain', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['tls-self-chain', '19: self signed certificate in certificate chain'],
  [
    'tls-client-missing',
    'SSL_do_handshake() failed (SSL: error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:SSL alert number 42)',
  ],
  ['tls-client-missing', 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE'],
  ['tls-client-missing', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'],
  ['tls-client-missing', "tls: client didn't provide a certificate"],
  ['tls-client-ca', 'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA'],
  [
    'tls-client-ca',
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  ['tls-client-expired', 'ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED'],
  ['tls-client-eku', 'x509: certificate specifies an incompatible key usage'],
  ['tls-server-eku', 'x509: certificate specifies an incompatible key usage'],
  [
    'tls-server-eku',
    '{"code":14, "message":"connection error: desc = \\"transport: failed to write client preface: write tcp 127.0.0.1:40102->127.0.0.1:2379: write: connection reset by peer\\""}',
  ],
  [
    'tls-server-eku',
    '{"code":14,"message":"connection error: desc = \\"error reading server preface: remote error: tls: bad certificate\\""}',
  ],
  ['tls-server-eku', '{"error":"connection closed","message":"connection closed","code":14}'],
  [
    'tls-server-clientca',
    'rejected connection from "127.0.0.1:40118" (error "x509: certificate signed by unknown authority")',
  ],
  [
    'tls-cn-auth',
    'CommonName of client sending a request against gateway will be ignored and not used as expected',
  ],
  [
    'tls-cn-auth',
    'etcd "client-cert-auth" cannot be used with gRPC-gateway, please configure the etcd username and password',
  ],
  ['tls-key-mismatch', 'ERR_OSSL_X509_KEY_VALUES_MISMATCH key values mismatch'],
  ['tls-key-encrypted', 'ERR_OSSL_BAD_DECRYPT'],
  ['tls-key-bad', 'ERR_OSSL_UNSUPPORTED error:1E08010C:DECODER routines::unsupported'],
  ['tls-file-unreadable', "certificate path /etc/apisix/etcd.crt doesn't exist"],
  ['tls-file-unreadable', "ENOENT: no such file or directory, open '/etc/etcd.crt'"],
  ['tls-mtls-unsupported', 'handshake failed'],
  ['tls-plain-to-tls', 'ECONNRESET socket hang up'],
  ['tls-plain-to-tls', 'curl: (52) Empty reply from server'],
  ['tls-plain-to-tls', '400 The plain HTTP request was sent to HTTPS port'],
  ['tls-plain-to-tls', 'tls: first record does not look like a TLS handshake'],
  [
    'tls-tls-to-plain',
    'Client network socket disconnected before secure TLS connection was established',
  ],
  [
    'tls-version',
    'EPROTO 40A7:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert protocol version:SSL alert number 70:',
  ],
  ['auth-required', '{"code":3,"message":"etcdserver: user name is empty"}'],
  ['auth-required', 'insufficient credentials code: 401'],
  ['auth-required', 'got malformed key-put message: "{"error":"etcdserver: user name is empty"}"'],
  ['auth-bad-password', 'etcdserver: authentication failed, invalid user ID or password'],
  ['auth-bad-password', 'authenticate refresh token fail'],
  ['auth-bad-password', 'got malformed auth message: "{}"'],
  ['auth-not-enabled', 'etcdserver: authentication is not enabled'],
  ['auth-not-enabled', 'authenticate refresh token fail'],
  ['auth-token-invalid', 'failed to load the configuration: etcdserver: invalid auth token'],
  [
    'auth-token-watch',
    '"cancel_reason":"rpc error: code = Unauthenticated desc = etcdserver: invalid auth token"',
  ],
  ['auth-old-revision', 'etcdserver: revision of auth store is old'],
  ['auth-bearer', 'etcdserver: invalid auth token'],
  ['auth-forbidden-range', 'etcd forbidden code: 403'],
  ['auth-forbidden-range', '{"code":7,"message":"etcdserver: permission denied"}'],
  ['auth-forbidden-watch', 'etcd watch error: key: /apisix/ssls, err: permission denied'],
  [
    'auth-forbidden-watch',
    '"created":true,"canceled":true,"cancel_reason":"rpc error: code = PermissionDenied desc = etcdserver: permission denied"',
  ],
  [
    'auth-readonly-init',
    'got malformed key-put message: "{"error":"etcdserver: permission denied","code":7}" from etcd "http://127.0.0.1:2379/v3/kv/put"',
  ],
  ['auth-storm', 'delete a simple token'],
  ['gw-disabled', '404 page not found'],
  ['gw-disabled', 'failed to watch data, response code: 404'],
  ['gw-disabled', 'failed to read etcd dir'],
  ['gw-disabled', 'gRPC gateway is not enabled in etcd cluster'],
  ['gw-partial', '404 page not found'],
  ['gw-prefix', 'Not Found'],
  ['gw-get', '405 Method Not Allowed'],
  ['grpc-only-port', 'curl: (1) Received HTTP/0.9 when not allowed'],
  ['grpc-only-port', 'HPE_INVALID_CONSTANT'],
  ['grpc-proxy', "attempt to index local 'body' (a number value)"],
  ['grpc-proxy', '{"error":{"grpc_code":2,"http_code":500,"message":"context canceled"}}'],
  [
    'etcd-old',
    'etcd cluster version 3.3.0 is less than the required version 3.4.0, please upgrade your etcd cluster',
  ],
  ['version-not-decided', 'invalid semantic version: not_decided'],
  ['version-not-decided', '{"etcdserver":"3.5.16","etcdcluster":"not_decided"}'],
  ['errshape-36', "attempt to index field 'header' (a nil value)"],
  ['errshape-36', 'etcd response missing header.revision'],
  ['streamerr-36', 'v3.lua:785: attempt to compare nil with number'],
  ['cfg-host-syntax', 'invalid http host: http://my_etcd:2379/, err: not matched'],
  ['cfg-mixed-scheme', 'WARNING: mixed protocols among etcd endpoints'],
  ['cfg-mixed-scheme', 'all nodes in the etcd cluster should enable/disable TLS together'],
  ['cfg-env', "failed to handle configuration: can't find environment variable ETCD_HOST"],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as APISIX prints it
  ['cfg-env', 'parse ${APISIX_DEPLOYMENT_ETCD_HOST} failed'],
  ['prefix-empty', 'Key not found'],
  [
    'msg-too-large',
    '{"code":8,"error":"grpc: received message larger than max (4236894 vs. 4194304)"}',
  ],
  ['msg-too-large', "attempt to index field 'header' (a nil value)"],
  ['watch-compacted', 'etcd compacted, compact_revision=4711'],
  [
    'watch-compacted',
    'waitdir [/apisix/upstreams] err: compacted, will read the configuration again via readdir',
  ],
  ['watch-compacted', '{"result":{"header":{},"canceled":true,"compact_revision":"5"}}'],
  ['range-compacted', 'etcdserver: mvcc: required revision has been compacted'],
  ['range-future', 'etcdserver: mvcc: required revision is a future revision'],
  ['stale-worker', "config_util.lua:64: attempt to index local 'item' (a boolean value)"],
  ['stale-worker', 'failed to find clean_handler with idx 3'],
  [
    'rev-backwards',
    'received smaller revision, rev=4, watch_rev=9. etcd may be restarted. resyncing....',
  ],
  ['chunk-split', 'failed to decode json body: Expected value but found T_END at character 1'],
  ['watch-timeout-noise', 'failed to fetch data from etcd: timeout'],
  [
    'watch-timeout-noise',
    'upstream timed out (110: Connection timed out) while reading upstream, request: "POST /v3/watch HTTP/1.1"',
  ],
  ['bad-value', 'invalid item data of [/apisix/routes/x], val: foo, it should be an object'],
  ['bad-value', 'failed to check item data of [/apisix/routes] err: property "uri" is required'],
  ['bad-value', 'Expected value but found invalid token at character 1'],
  ['net-refused', 'http://127.0.0.1:2379: connection refused. Retrying'],
  ['net-refused', 'all etcd nodes are unavailable'],
  ['net-refused', 'connect ECONNREFUSED 127.0.0.1:2379'],
  ['net-timeout', 'http://10.0.0.1:2379: timeout. Retrying'],
  ['net-unhealthy-all', 'has no healthy etcd endpoint available'],
  ['net-unhealthy-all', 'no healthy etcd endpoint available, next retry after 32s'],
  ['net-unhealthy-all', 'update endpoint: http://10.0.0.1:2379 to unhealthy'],
  ['net-unhealthy-all', '{"error_msg":"has no healthy etcd endpoint available"}'],
  ['net-one-down', 'the etcd cluster needs at least 50% and above healthy nodes'],
  ['net-dns', 'failed to parse domain: failed to parse domain'],
  ['net-dns', 'etcd.etcd could not be resolved (3: Host not found)'],
  ['net-dns', 'getaddrinfo ENOTFOUND etcd'],
  ['net-dns', 'getaddrinfo EAI_AGAIN etcd'],
  ['net-reset-many', 'recv() failed (104: connection reset by peer)'],
  ['proxy-idle-cut', 'connection reset by peer'],
  ['http-421', 'etcd received your request, but the Host header was unrecognized.'],
  ['http-html', '<html><head><title>502 Bad Gateway</title></head>'],
  ['etcd-nospace', 'etcdserver: mvcc: database space exceeded'],
  ['etcd-nospace', '{"health":"false","reason":"ALARM NOSPACE"}'],
  ['etcd-corrupt', 'etcdserver: corrupt cluster'],
  ['etcd-no-leader', 'etcdserver: no leader'],
  ['etcd-no-leader', '{"health":"false","reason":"RAFT NO LEADER"}'],
  ['etcd-no-leader', 'etcdserver: request timed out'],
  ['etcd-no-leader', 'context deadline exceeded'],
  ['etcd-leader-changed', 'etcdserver: leader changed'],
  ['etcd-leader-changed', 'etcdserver: request timed out, possibly due to previous leader failure'],
  ['etcd-overload', 'etcdserver: too many requests'],
  ['etcd-slow', 'apply request took too long'],
  ['etcd-too-large', 'etcdserver: request is too large'],
  ['etcd-learner', 'etcdserver: rpc not supported for learner'],
  ['etcd-shutdown', '{"error":{"grpc_code":14,"http_code":503,"message":"transport is closing"}}'],
  ['etcd-shutdown', '{"error":{"code":1,"message":"grpc: the client connection is closing"}}'],
  ['etcd-shutdown', 'error reading from server: EOF'],
  ['etcd-shutdown', 'http://etcd:2379: Service Unavailable'],
  ['etcd-empty-reply', 'curl: (52) Empty reply from server'],
];

const colour = String.fromCharCode(0x1b);
const copies: Readonly<Record<string, (line: string) => string>> = {
  'as it is': line => line,
  'with time and level': line =>
    `2026/11/22 14:02:11 [error] 43#43: *1298 [lua] config_etcd.lua:616: ${line}, context: ngx.timer`,
  'in colours': line => `${colour}[31;1m${line.slice(0, 9)}${colour}[0m${line.slice(9)}`,
  'as JSON in JSON': line => JSON.stringify({level: 'warn', msg: line}),
  'with other spacing': line => `  ${line.replaceAll(' ', '   ')}\r`,
};

for (const [name, copy] of Object.entries(copies)) {
  test(`every known message leads to its entry, ${name}`, () => {
    const lost = lines.filter(
      ([id, line]) => !explain(copy(line)).some(({entry}) => entry.id === id),
    );
    assert.deepEqual(lost, []);
  });
}

test('a long message leads to its entry when half of its end is cut off', () => {
  const long = lines.filter(([, line]) => line.length > 60 && !line.includes('{'));
  const lost = long.filter(([id, line]) => {
    const cut = line.slice(0, Math.ceil(line.length * 0.75));
    return !explain(cut).some(({entry}) => entry.id === id);
  });
  assert.ok(long.length > 10);
  assert.deepEqual(lost, []);
});

test('of several messages that fit, the longest is first', () => {
  const first = (line: string) => explain(line)[0]?.entry.id;
  assert.equal(
    first('etcdserver: request timed out, possibly due to previous leader failure'),
    'etcd-leader-changed',
  );
  assert.equal(first('19: self signed certificate in certificate chain'), 'tls-self-chain');
  assert.equal(first('grpc: received message larger than max (5 vs. 4194304)'), 'msg-too-large');
  assert.equal(first('etcd forbidden code: 403'), 'auth-forbidden-range');
});

test('an id leads to its entry in any case', () => {
  for (const {id} of catalogue) {
    assert.deepEqual(
      explain(id.toUpperCase()).map(({entry}) => entry.id),
      [id],
    );
  }
});

test('what is no message of a failure leads nowhere', () => {
  for (const line of [
    '',
    '   ',
    'x',
    '{}',
    'hello world',
    'GET /apisix/admin/routes 200',
    '\u0000\u0001',
  ]) {
    assert.deepEqual(explain(line), [], line);
  }
});

test('a pasted file does not keep it busy', () => {
  assert.deepEqual(explain('a'.repeat(5_000_000)), []);
});

test('every message of the catalogue leads to its own entry', () => {
  const lost = catalogue.flatMap(({id, seen}) =>
    seen
      .filter(
        text => !explain(text.replaceAll('…', ' any thing ')).some(({entry}) => entry.id === id),
      )
      .map(text => `${id}: ${text}`),
  );
  assert.deepEqual(lost, []);
});
