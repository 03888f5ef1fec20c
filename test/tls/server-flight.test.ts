// The plain part of a TLS 1.2 handshake, recorded from a real server and fed whole, byte by byte and
// damaged.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net, {type AddressInfo} from 'node:net';
import {test} from 'node:test';
import tls from 'node:tls';
import {encodeClientHello} from '../../source/tls/client-hello.ts';
import {nameOfDer} from '../../source/tls/distinguished-name.ts';
import {parseCertificate} from '../../source/tls/parse-certificate.ts';
import {
  createServerFlightParser,
  FLIGHT_BYTES_MAX,
  type ServerFlightResult,
} from '../../source/tls/server-flight.ts';
import {scenarioCertificates, scenarioText} from '../support/certificate-scenarios.ts';
import {createPseudoRandom, mutated} from '../support/pseudo-random.ts';

const hello = encodeClientHello({
  random: Buffer.alloc(32, 7),
  serverName: 'localhost',
  alpn: ['h2', 'http/1.1'],
});

test('a server that asks for client certificates shows its chain and the CAs it accepts', async () => {
  const result = await flightOf('int-plain', {requestCert: true});
  assert.ok(result.kind === 'flight', JSON.stringify(result));
  assert.equal(result.clientCertificateRequested, true);
  assert.deepEqual(
    result.acceptableCas.map(der => nameOfDer(der).text),
    ['CN=certs.test Root CA,O=certs.test'],
  );
  const [root] = scenarioCertificates('int-plain', 'client-ca.crt');
  assert.equal(nameOfDer(result.acceptableCas[0] ?? new Uint8Array()).der, root?.subjectDer);
  assert.deepEqual(
    result.certificates.map(der => parseCertificate(der).certificate?.subject),
    scenarioCertificates('int-plain', 'server.crt').map(({subject}) => subject),
  );
  assert.equal(result.alpn, 'h2');
});

test('a server that asks for none says so', async () => {
  const result = await flightOf('srv-eku-both', {requestCert: false});
  assert.ok(result.kind === 'flight');
  assert.equal(result.clientCertificateRequested, false);
  assert.deepEqual(result.acceptableCas, []);
});

test('a server that speaks only TLS 1.3 answers with alert 70', async () => {
  const result = await flightOf('srv-eku-both', {minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3'});
  assert.deepEqual(result, {kind: 'alert', description: 70});
});

test('pieces of any size give the same flight as the whole', async () => {
  const bytes = await recordFlight('int-plain', {requestCert: true});
  const whole = feed([bytes]);
  assert.equal(whole.kind, 'flight');
  assert.deepEqual(feed([...bytes].map(byte => Uint8Array.of(byte))), whole);
  assert.deepEqual(feed([bytes.subarray(0, 700), bytes.subarray(700)]), whole);
});

test('messages that are split over many small records give the same flight', async () => {
  const bytes = await recordFlight('int-plain', {requestCert: true});
  const small = repacked(bytes, 3);
  assert.ok(small.length > bytes.length * 2);
  assert.deepEqual(feed([small]), feed([bytes]));
  assert.deepEqual(feed([...small].map(byte => Uint8Array.of(byte))), feed([bytes]));
});

const endings: readonly (readonly [string, Uint8Array, ServerFlightResult['kind'], RegExp])[] = [
  ['plain HTTP', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'not-tls', /plain HTTP/],
  ['another protocol', Buffer.from('SSH-2.0-OpenSSH'), 'not-tls', /not answer in TLS/],
  ['nothing', Buffer.alloc(0), 'cut', /after 0 bytes/],
  ['a fatal alert', Buffer.from([21, 3, 3, 0, 2, 2, 40]), 'alert', /./],
  ['a huge record', Buffer.from([22, 3, 3, 0xff, 0xff]), 'malformed', /65535/],
  ['ServerHelloDone alone', Buffer.from([22, 3, 3, 0, 4, 14, 0, 0, 0]), 'malformed', /before/],
  ['application data', Buffer.from([23, 3, 3, 0, 1, 0]), 'malformed', /type 23/],
];

for (const [what, bytes, kind, reason] of endings) {
  test(`${what} ends as ${kind}`, () => {
    const result = feed([bytes]);
    assert.equal(result.kind, kind);
    if ('reason' in result) assert.match(result.reason, reason);
  });
}

test('a warning alert does not end the handshake', async () => {
  const bytes = await recordFlight('srv-eku-both', {});
  const warning = Buffer.from([21, 3, 3, 0, 2, 1, 112]);
  assert.equal(feed([Buffer.concat([warning, bytes])]).kind, 'flight');
});

test('a server that never ends its flight is given up at a limit', () => {
  const parser = createServerFlightParser();
  // A handshake message of 16 MiB, in records of one byte each.
  parser.push(Buffer.from([22, 3, 3, 0, 4, 11, 0xff, 0xff, 0xff]));
  const piece = Buffer.concat(Array.from({length: 4096}, () => Buffer.from([22, 3, 3, 0, 1, 0])));
  let result: ServerFlightResult | undefined;
  for (let sent = 0; sent < FLIGHT_BYTES_MAX + piece.length && !result; sent += piece.length) {
    result = parser.push(piece);
  }
  assert.equal(result?.kind, 'malformed');
});

test('no damage to a flight makes the parser throw or go on for ever', async () => {
  const bytes = await recordFlight('int-plain', {requestCert: true});
  const random = createPseudoRandom(42);
  const kinds = new Set<string>();
  for (let round = 0; round < 3000; round++) kinds.add(feed([mutated(bytes, random)]).kind);
  assert.ok(kinds.has('cut') && kinds.has('malformed'), [...kinds].join());
});

function feed(pieces: readonly Uint8Array[]): ServerFlightResult {
  const parser = createServerFlightParser();
  for (const piece of pieces) {
    const result = parser.push(piece);
    if (result !== undefined) return result;
  }
  return parser.finish();
}

async function flightOf(scenario: string, options: tls.TlsOptions): Promise<ServerFlightResult> {
  return feed([await recordFlight(scenario, options)]);
}

/** What a real server sends to our hello, until the flight is complete or the connection ends. */
async function recordFlight(scenario: string, options: tls.TlsOptions): Promise<Buffer> {
  const server = tls.createServer({
    cert: scenarioText(scenario, 'server.crt'),
    key: scenarioText(scenario, 'server.key'),
    ca: scenarioText(scenario, 'client-ca.crt'),
    ALPNProtocols: ['h2', 'http/1.1'],
    ...options,
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  const parser = createServerFlightParser();
  const received: Buffer[] = [];
  socket.on('data', bytes => {
    received.push(bytes);
    if (parser.push(bytes) !== undefined) socket.destroy();
  });
  socket.write(hello);
  await once(socket, 'close');
  server.close();
  return Buffer.concat(received);
}

/** The same handshake bytes in records of a few bytes. */
function repacked(bytes: Buffer, recordBytes: number): Buffer {
  const records: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt16BE(at + 3);
    const content = bytes.subarray(at + 5, at + 5 + length);
    for (let from = 0; from < content.length; from += recordBytes) {
      const part = content.subarray(from, from + recordBytes);
      records.push(Buffer.from([22, 3, 3, 0, part.length]), part);
    }
    at += 5 + length;
  }
  return Buffer.concat(records);
}
