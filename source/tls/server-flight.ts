// What a TLS 1.2 server says in plain text before encryption starts: ServerHello, Certificate,
// CertificateRequest (RFC 5246 7.4). A parser without I/O: push bytes as they come, in pieces of any
// size, until a result is there; finish() when the connection ends first. Whatever the bytes are,
// there is a result, nothing is thrown, and at most FLIGHT_BYTES_MAX are kept.
import {createPieces, type Pieces} from './byte-pieces.ts';
import {decodeAlpn, decodeCertificateList, decodeCertificateRequest} from './server-messages.ts';

type ServerFlight = {
  readonly kind: 'flight';
  readonly cipherSuite: number;
  /** What the server chose, where it chose any. */
  readonly alpn?: string;
  /** DER, in the order sent. */
  readonly certificates: readonly Uint8Array[];
  readonly clientCertificateRequested: boolean;
  /** DER names; [] when the request names none: any CA, or the system's. */
  readonly acceptableCas: readonly Uint8Array[];
};

export type ServerFlightResult =
  | ServerFlight
  /** RFC 8446 6: 70 is protocol_version, the answer of a server that speaks only TLS 1.3. */
  | {readonly kind: 'alert'; readonly description: number}
  | {readonly kind: 'not-tls'; readonly reason: string}
  | {readonly kind: 'malformed'; readonly reason: string}
  /** The connection ended before ServerHelloDone. */
  | {readonly kind: 'cut'; readonly reason: string};

type ServerFlightParser = {
  /** undefined: more bytes are needed. After a result, further bytes change nothing. */
  push(bytes: Uint8Array): ServerFlightResult | undefined;
  finish(): ServerFlightResult;
};

/** 140 CA names of the system's store and a long chain have some 40 KiB. */
export const FLIGHT_BYTES_MAX = 1024 * 1024;

const RECORD_BYTES_MAX = 16_384 + 2_048;

export function createServerFlightParser(): ServerFlightParser {
  const state: ParserState = {
    records: createPieces(),
    handshake: createPieces(),
    flight: {},
    total: 0,
  };
  let result: ServerFlightResult | undefined;
  return {
    push(bytes) {
      if (result !== undefined) return result;
      state.total += bytes.length;
      result =
        state.total > FLIGHT_BYTES_MAX
          ? {kind: 'malformed', reason: `more than ${FLIGHT_BYTES_MAX} bytes`}
          : takeRecords(state, bytes);
      return result;
    },
    finish() {
      result ??= {kind: 'cut', reason: `the connection ended after ${state.total} bytes`};
      return result;
    },
  };
}

type ParserState = {
  records: Pieces;
  /** Handshake bytes that are no complete message yet: messages may span records. */
  handshake: Pieces;
  flight: PartialFlight;
  total: number;
};

type PartialFlight = {-readonly [Key in keyof ServerFlight]?: ServerFlight[Key]};

function takeRecords(state: ParserState, bytes: Uint8Array): ServerFlightResult | undefined {
  state.records.add(bytes);
  for (;;) {
    const header = state.records.peek(5);
    if (header === undefined) return undefined;
    const wrong = checkRecordHeader(header);
    if (wrong !== undefined) return wrong;
    const record = state.records.take(5 + uint16(header, 3));
    if (record === undefined) return undefined;
    const result = takeRecord(state, record[0] ?? 0, record.subarray(5));
    if (result !== undefined) return result;
  }
}

function checkRecordHeader(header: Uint8Array): ServerFlightResult | undefined {
  const type = header[0] ?? 0;
  if (type < 20 || type > 24 || header[1] !== 3) {
    const text = Buffer.from(header).toString('latin1');
    return {
      kind: 'not-tls',
      reason: text.startsWith('HTTP') ? 'it answered in plain HTTP' : 'it does not answer in TLS',
    };
  }
  const length = uint16(header, 3);
  return length > RECORD_BYTES_MAX
    ? {kind: 'malformed', reason: `a record of ${length} bytes`}
    : undefined;
}

function takeRecord(
  state: ParserState,
  type: number,
  content: Uint8Array,
): ServerFlightResult | undefined {
  if (type === 21) {
    if (content.length !== 2) return {kind: 'malformed', reason: 'an alert that is not two bytes'};
    // A warning (level 1) does not end the handshake: unrecognized_name is one.
    return content[0] === 1 && content[1] !== 0
      ? undefined
      : {kind: 'alert', description: content[1] ?? 0};
  }
  if (type !== 22) return {kind: 'malformed', reason: `a record of type ${type} in the handshake`};
  state.handshake.add(content);
  return takeMessages(state);
}

function takeMessages(state: ParserState): ServerFlightResult | undefined {
  for (;;) {
    const header = state.handshake.peek(4);
    const message = header && state.handshake.take(4 + uint24(header, 1));
    if (message === undefined) return undefined;
    const result = takeMessage(state.flight, message[0] ?? 0, message.subarray(4));
    if (result !== undefined) return result;
  }
}

function takeMessage(
  flight: PartialFlight,
  type: number,
  body: Uint8Array,
): ServerFlightResult | undefined {
  switch (type) {
    case 2:
      return takeServerHello(flight, body);
    case 11: {
      const certificates = decodeCertificateList(body);
      if (certificates === undefined) return {kind: 'malformed', reason: 'the Certificate message'};
      flight.certificates = certificates;
      return undefined;
    }
    case 13: {
      const acceptableCas = decodeCertificateRequest(body);
      if (acceptableCas === undefined) {
        return {kind: 'malformed', reason: 'the CertificateRequest message'};
      }
      flight.acceptableCas = acceptableCas;
      return undefined;
    }
    case 14:
      return completeFlight(flight);
    default:
      // ServerKeyExchange, CertificateStatus, session tickets: nothing to learn from.
      return undefined;
  }
}

function takeServerHello(flight: PartialFlight, body: Uint8Array): ServerFlightResult | undefined {
  const sessionEnd = 35 + (body[34] ?? 0);
  if (body.length < sessionEnd + 3) return {kind: 'malformed', reason: 'the ServerHello message'};
  if (uint16(body, 0) !== 0x0303) {
    return {kind: 'malformed', reason: 'a ServerHello of another version than TLS 1.2'};
  }
  flight.cipherSuite = uint16(body, sessionEnd);
  const alpn = decodeAlpn(body.subarray(sessionEnd + 3));
  if (alpn !== undefined) flight.alpn = alpn;
  return undefined;
}

function completeFlight(flight: PartialFlight): ServerFlightResult {
  if (flight.cipherSuite === undefined || flight.certificates === undefined) {
    return {kind: 'malformed', reason: 'ServerHelloDone before ServerHello and Certificate'};
  }
  return {
    kind: 'flight',
    cipherSuite: flight.cipherSuite,
    ...(flight.alpn !== undefined && {alpn: flight.alpn}),
    certificates: flight.certificates,
    clientCertificateRequested: flight.acceptableCas !== undefined,
    acceptableCas: flight.acceptableCas ?? [],
  };
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function uint24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | uint16(bytes, at + 1);
}
