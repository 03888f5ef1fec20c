// What the rules say about the four questions, from what one handshake shows. Where the handshake
// does not show enough the answer is unknown, with the reason; a real call beside it shows more.
import type {HopVerdict, HopVerdicts} from './certificates-report.ts';
import type {Judgement} from './client-acceptance.ts';
import type {EndpointFacts} from './endpoint-facts.ts';
import {keyRefusal} from './openssl-rules.ts';
import {describeAuthorizationError} from './openssl-words.ts';

export type Prediction = {
  readonly verdict: HopVerdicts;
  readonly reasons: Partial<Record<keyof HopVerdicts, string>>;
};

export function predict(facts: EndpointFacts): Prediction {
  const answers = {
    start: predictStart(facts),
    https: predictHttps(facts),
    gateway: predictGateway(facts),
    grpc: predictGrpc(facts),
  };
  const verdict = {
    start: answers.start.verdict,
    https: answers.https.verdict,
    gateway: answers.gateway.verdict,
    grpc: answers.grpc.verdict,
  };
  const reasons: Partial<Record<keyof HopVerdicts, string>> = {};
  for (const hop of ['start', 'https', 'gateway', 'grpc'] as const) {
    const {reason} = answers[hop];
    if (reason !== undefined) reasons[hop] = reason;
  }
  return {verdict, reasons};
}

type Answer = {readonly verdict: HopVerdict; readonly reason?: string};

const OK: Answer = {verdict: 'ok'};

function unknown(reason: string): Answer {
  return {verdict: 'unknown', reason};
}

// A server that answers has started; what it would do with the files on disk can't be seen.
function predictStart({seen}: EndpointFacts): Answer {
  return hasAnswered(seen) || seen.probe?.handshake !== undefined || seen.flight?.kind === 'flight'
    ? OK
    : unknown('nothing answered');
}

function hasAnswered({version, gateway, grpc}: EndpointFacts['seen']): boolean {
  return [version, gateway, grpc].some(({kind}) => kind === 'answered');
}

// No certificate stands in the way, but somebody has to be there.
function plainAnswer({seen}: EndpointFacts): Answer {
  return hasAnswered(seen) ? OK : unknown('nothing answered');
}

function predictHttps(facts: EndpointFacts): Answer {
  const {seen, context} = facts;
  if (!seen.isTls) return plainAnswer(facts);
  const weak = context.client.map(keyRefusal).find(reason => reason !== undefined);
  if (weak !== undefined) return {verdict: 'fail', reason: weak};
  const shown = seen.probe?.handshake ?? seen.anonymousProbe?.handshake;
  if (shown?.authorizationError !== undefined && !context.insecureSkipVerify) {
    return {verdict: 'fail', reason: describeAuthorizationError(shown.authorizationError)};
  }
  const asClient = whenRequested(facts, facts.ownClient);
  return shown === undefined && asClient.verdict !== 'fail'
    ? unknown('no handshake was completed')
    : asClient;
}

function predictGateway(facts: EndpointFacts): Answer {
  if (!facts.seen.isTls) {
    return unknown('which listener the gateway dials can not be seen from a plain one');
  }
  if (facts.seen.chain.length === 0) return unknown('the server showed no certificate');
  return whenRequested(facts, facts.self);
}

function predictGrpc(facts: EndpointFacts): Answer {
  if (!facts.seen.isTls) return plainAnswer(facts);
  const {goFileFault} = facts.context;
  if (goFileFault !== undefined) {
    return {verdict: 'fail', reason: `${goFileFault.file}: ${goFileFault.reason}`};
  }
  if (facts.seen.chain.length === 0) return unknown('the server showed no certificate');
  if (facts.go.verdict !== 'ok') return {verdict: facts.go.verdict, reason: facts.go.reason};
  return whenRequested(facts, facts.client);
}

// Without client authentication no certificate can be refused, neither ours nor the gateway's.
function whenRequested({requested}: EndpointFacts, judgement: Judgement): Answer {
  if (requested === false) return OK;
  if (requested === undefined) {
    return unknown('it can not be seen whether the server asks for client certificates');
  }
  return judgement.verdict === 'ok' ? OK : {verdict: judgement.verdict, reason: judgement.reason};
}
