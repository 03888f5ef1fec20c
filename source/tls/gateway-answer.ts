// What the answer to one gateway call says about the way behind the gateway: whether it reached its
// own gRPC server. Never told from the text of a 503: it is a race between alert and reset, and the
// same cause reads differently from run to run. Status and code are stable.
import {describeFailure, type Failure, failureOfAnswer} from '../etcd/gateway-error.ts';
import type {CallOutcome} from './observations.ts';
import {printableText} from './printable-text.ts';

type GatewayState =
  /** 200, or a refusal that only etcd itself can have written: the way is open. */
  | 'reaches-server'
  /** Reached as well: etcd's own refusal of a call without a user. */
  | 'user-required'
  /** 503 with gRPC code 14. */
  | 'unreachable-self'
  | 'disabled'
  | 'common-name-refused'
  | 'grpc-only'
  | 'host-refused'
  | 'not-etcd'
  | 'no-answer';

export type GatewayAnswer = {
  readonly state: GatewayState;
  /** Quotes the server, printable. */
  readonly words: string;
};

export function readGatewayAnswer(outcome: CallOutcome): GatewayAnswer {
  switch (outcome.kind) {
    case 'not-asked':
      return {state: 'no-answer', words: outcome.reason};
    case 'failed':
      return {state: 'no-answer', words: outcome.message};
    case 'answered':
      if (outcome.status === 200) return readSuccess(outcome.body);
      return readRefusal(failureOfAnswer(outcome.status, outcome.body));
  }
}

function readSuccess(body: string): GatewayAnswer {
  return /^\s*\{\s*"header"\s*:/.test(body)
    ? {state: 'reaches-server', words: 'answered 200'}
    : {state: 'not-etcd', words: "answered 200 with something that is not etcd's"};
}

function readRefusal(failure: Failure): GatewayAnswer {
  return {
    state: stateOf(failure),
    words: `answered ${failure.httpStatus ?? '?'}: ${printableText(describeFailure(failure), 200)}`,
  };
}

function stateOf(failure: Failure): GatewayState {
  switch (failure.kind) {
    case 'unavailable':
      // "etcdserver: leader changed" is a 14 as well, and comes from behind the gateway.
      return /^(etcdserver|auth): /.test(failure.message) ? 'reaches-server' : 'unreachable-self';
    case 'no-such-path':
      return 'disabled';
    case 'common-name-refused':
    case 'grpc-only':
    case 'host-refused':
    case 'not-etcd':
      return failure.kind;
    // The check's own calls carry no user, and a CN counts for nothing behind the gateway; etcd 3.3
    // takes the server certificate's CN for the user there, and denies it.
    case 'token-missing':
    case 'token-invalid':
    case 'permission-denied':
      return 'user-required';
    default:
      // "etcdserver: ..." and gRPC codes come from the gRPC server, through the gateway.
      return failure.grpcCode === undefined ? 'not-etcd' : 'reaches-server';
  }
}
