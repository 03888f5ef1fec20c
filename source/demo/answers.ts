// Answers as values, and their text over HTTP: results, refusals in the shape of the gateway's
// generation, plain text. Writing them to a socket is the listener's work.
import {EtcdError, type GrpcCode} from './etcd-error.ts';
import type {Release} from './releases.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly trailers?: Readonly<Record<string, string>>;
};

const json = {'content-type': 'application/json'};
const fromGrpc = {...json, 'grpc-metadata-content-type': 'application/grpc'};

export function jsonAnswer(result: unknown): Answer {
  return {status: 200, headers: fromGrpc, body: JSON.stringify(result)};
}

export function textAnswer(status: number, body: string): Answer {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  };
  return {status, headers, body};
}

export function pageNotFound(): Answer {
  return textAnswer(404, '404 page not found\n');
}

export function unknownCall({generation}: Release): Answer {
  if (generation === 'v1') return textAnswer(404, 'Not Found\n');
  return {status: 404, headers: json, body: JSON.stringify({code: 5, message: 'Not Found'})};
}

export function wrongMethod({generation}: Release): Answer {
  if (generation === 'v1') return textAnswer(405, 'Method Not Allowed\n');
  const body = JSON.stringify({code: 12, message: 'Method Not Allowed'});
  return {status: 501, headers: json, body};
}

export function errorAnswer(error: EtcdError, release: Release): Answer {
  const body = JSON.stringify(errorBody(error, release));
  const answer = {status: httpStatus(error.code, release), headers: json, body};
  if (!release.sendsTrailers || error.isFromGateway) return answer;
  const headers = {...json, trailer: 'Grpc-Trailer-Content-Type'};
  return {...answer, headers, trailers: {'grpc-trailer-content-type': 'application/grpc'}};
}

function errorBody({code, message}: EtcdError, release: Release): Record<string, unknown> {
  switch (release.errorKeys) {
    case 'code-message':
      return {code, message};
    case 'error-code-message':
      return {error: message, code, message};
    case 'error-message-code':
      return {error: message, message, code};
  }
}

function httpStatus(code: GrpcCode, {preconditionStatus, generation}: Release): number {
  switch (code) {
    case 1:
      return generation === 'v1' ? 408 : 499;
    case 2:
      return 500;
    case 3:
    case 11:
      return 400;
    case 5:
      return 404;
    case 7:
      return 403;
    case 8:
      return 429;
    case 9:
      return preconditionStatus;
    case 12:
      return 501;
    case 14:
      return 503;
    case 16:
      return 401;
  }
}

/** A handler's failure as an answer; what is not a refusal is a fault of this program. */
export function refusalOf(error: unknown): EtcdError {
  if (error instanceof EtcdError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new EtcdError(2, `demo gateway: ${message}`);
}
