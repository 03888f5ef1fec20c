// One answer of a prediction: the verdict, and where it is not ok the reason and the fault that a
// finding is made of.
import type {HopVerdict} from './certificates-report.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export type Fault = {
  readonly hop: 'client' | 'https' | 'gateway' | 'grpc' | 'server';
  /** Of the verifiers, the files, or this: handshake, gateway-off, allowed-hostname, crl, crl-unreadable. */
  readonly kind: string;
  readonly reason: string;
  readonly file?: string;
  readonly certificate?: ParsedCertificate;
  /** Holds only for one of several listeners. */
  readonly isByChance?: boolean;
};

export type Answer = {
  readonly verdict: HopVerdict;
  readonly reason?: string;
  readonly fault?: Fault;
};

export const OK: Answer = {verdict: 'ok'};

export function fail(fault: Fault): Answer {
  return {verdict: 'fail', reason: fault.reason, fault};
}

export function unknown(reason: string, fault?: Fault): Answer {
  return {verdict: 'unknown', reason, ...(fault !== undefined && {fault})};
}

type Verified =
  | {readonly verdict: 'ok'}
  | {
      readonly verdict: HopVerdict;
      readonly kind?: string;
      readonly reason?: string;
      readonly certificate?: ParsedCertificate;
    };

/** A verifier's verdict as an answer about a hop. */
export function answered(verified: Verified, hop: Fault['hop']): Answer {
  if (verified.verdict === 'ok') return OK;
  const {
    kind = 'unknown',
    reason = '',
    certificate,
  } = verified as Exclude<Verified, {verdict: 'ok'}>;
  const fault = {hop, kind, reason, ...(certificate !== undefined && {certificate})};
  return verified.verdict === 'fail' ? fail(fault) : unknown(reason, fault);
}

/** The first that fails; else the first that is unknown; else ok. */
export function firstRefusal(steps: readonly (() => Answer)[]): Answer {
  let undecided: Answer | undefined;
  for (const step of steps) {
    const answer = step();
    if (answer.verdict === 'fail') return answer;
    if (answer.verdict === 'unknown') undecided ??= answer;
  }
  return undecided ?? OK;
}
