// What went wrong with a call, in the server's words and in ours: the error bodies of all gateway
// generations in one form. Told apart by shape and message, never by version; the HTTP status alone
// differs between versions for the same error.
import {isJsonObject, type JsonObject} from './json-object.ts';

export type FailureKind =
  /** No answer: refused, reset, unresolvable, cut. */
  | 'network'
  | 'tls'
  /** No answer in time, ours. */
  | 'timeout'
  /** An answer that isn't etcd's. */
  | 'not-etcd'
  | 'compacted'
  | 'future-revision'
  | 'message-too-large'
  | 'no-leader'
  /** The gateway is up and its own gRPC server is not to be reached (gRPC 14). */
  | 'unavailable'
  | 'wrong-password'
  | 'auth-not-enabled'
  /** Authentication is on and we sent no token. */
  | 'token-missing'
  | 'token-invalid'
  | 'permission-denied'
  /** 404: gateway disabled, another API prefix, another server. */
  | 'no-such-path'
  /** etcd 3.4 and newer refuse client certificates with a CN while authentication is on. */
  | 'common-name-refused'
  /** HTTP 415: this port speaks gRPC only. */
  | 'grpc-only'
  /** HTTP 421: --host-whitelist. */
  | 'host-refused'
  | 'other';

export type Failure = {
  readonly kind: FailureKind;
  /** The server's own words where there are any. */
  readonly message: string;
  readonly httpStatus?: number;
  readonly grpcCode?: number;
};

/** Of an HTTP answer that is not 200. */
export function failureOfAnswer(httpStatus: number, body: string): Failure {
  const parsed = parseObject(body);
  const text = body.trim();
  const message =
    (parsed && messageOf(parsed)) || (text === '' || isHtml(text) ? `HTTP ${httpStatus}` : text);
  const grpcCode = parsed && grpcCodeOf(parsed);
  return {
    kind: kindOf(message, grpcCode, httpStatus, parsed !== undefined),
    message: message.slice(0, 1000),
    httpStatus,
    ...(grpcCode !== undefined && {grpcCode}),
  };
}

/** Of the `error` in a stream's last document. */
export function failureOfStream(error: unknown): Failure {
  const body: JsonObject = {error};
  const message = messageOf(body) || 'an error without a message';
  const grpcCode = grpcCodeOf(body);
  return {
    kind: kindOf(message, grpcCode, undefined, true),
    message: message.slice(0, 1000),
    ...(grpcCode !== undefined && {grpcCode}),
  };
}

/** Of a watch's cancel_reason: "rpc error: code = PermissionDenied desc = etcdserver: permission denied". */
export function failureOfCancel(reason: string): Failure {
  const match = /^rpc error: code = \w+ desc = (.*)$/s.exec(reason);
  const message = match?.[1] ?? reason;
  return {kind: kindOf(message, undefined, undefined, true), message: message.slice(0, 1000)};
}

/** `etcdserver: permission denied (gRPC 7, HTTP 403)`. */
export function describeFailure(failure: Failure): string {
  const codes = [
    failure.grpcCode === undefined ? '' : `gRPC ${failure.grpcCode}`,
    failure.httpStatus === undefined || failure.message === `HTTP ${failure.httpStatus}`
      ? ''
      : `HTTP ${failure.httpStatus}`,
  ].filter(code => code !== '');
  return codes.length === 0 ? failure.message : `${failure.message} (${codes.join(', ')})`;
}

/** `received message larger than max (6291598 vs. 4194304)` as its two numbers of bytes. */
export function messageSizes(message: string): {bytes: number; bytesMax: number} | undefined {
  const match = /larger than max \((\d+) vs\. (\d+)\)/.exec(message);
  return match === null ? undefined : {bytes: Number(match[1]), bytesMax: Number(match[2])};
}

const kindsByMessage: ReadonlyArray<readonly [string, FailureKind]> = [
  ['required revision has been compacted', 'compacted'],
  ['required revision is a future revision', 'future-revision'],
  ['received message larger than max', 'message-too-large'],
  ['invalid user ID or password', 'wrong-password'],
  ['authentication is not enabled', 'auth-not-enabled'],
  ['user name is empty', 'token-missing'],
  ['invalid auth token', 'token-invalid'],
  ['revision of auth store is old', 'token-invalid'],
  ['permission denied', 'permission-denied'],
  ['CommonName of client sending a request against gateway', 'common-name-refused'],
  ['etcdserver: no leader', 'no-leader'],
  ['etcdserver: request timed out', 'no-leader'],
];

function kindOf(
  message: string,
  grpcCode: number | undefined,
  httpStatus: number | undefined,
  isJson: boolean,
): FailureKind {
  const known = kindsByMessage.find(([text]) => message.includes(text));
  if (known !== undefined) return known[1];
  if (grpcCode === 14) return 'unavailable';
  if (httpStatus === 404 && grpcCode === undefined) return 'no-such-path';
  if (grpcCode === 5 && message === 'Not Found') return 'no-such-path';
  if (httpStatus === 415) return 'grpc-only';
  if (httpStatus === 421) return 'host-refused';
  if (!isJson && httpStatus !== undefined) return 'not-etcd';
  return 'other';
}

// v1 unary {error, message, code}, v2 unary {code, message}, v1 stream {error: {grpc_code, message}},
// v2 stream {error: {code, message}}.
function messageOf(body: JsonObject): string {
  const nested = body.error;
  const candidates = [body.message, isJsonObject(nested) ? nested.message : nested];
  const found = candidates.find(candidate => typeof candidate === 'string' && candidate !== '');
  return typeof found === 'string' ? found : '';
}

function grpcCodeOf(body: JsonObject): number | undefined {
  const nested = isJsonObject(body.error) ? body.error : body;
  const code = nested.grpc_code ?? nested.code;
  return typeof code === 'number' ? code : undefined;
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHtml(text: string): boolean {
  return text.startsWith('<');
}
