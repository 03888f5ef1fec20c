// What follows directly from the observations of one endpoint, worked out once for the verdicts and
// the findings: does it ask for a client certificate, what would Go say, what did the calls show.
import type {HopObservation, ObservedHops} from './certificates-report.ts';
import {acceptedAsClient, type Judgement} from './client-acceptance.ts';
import {type GatewayAnswer, readGatewayAnswer} from './gateway-answer.ts';
import {type GoBuild, goBuildOf} from './go-build.ts';
import {type GoVerdict, verifyAsGo} from './go-verify.ts';
import type {CallOutcome, CheckContext, EndpointObservations} from './observations.ts';
import {sentByOpenssl} from './openssl-files.ts';
import {printableText} from './printable-text.ts';

export type EndpointFacts = {
  readonly seen: EndpointObservations;
  readonly context: CheckContext;
  readonly build: GoBuild;
  /** Whether the server asks for a client certificate; undefined: could not tell. */
  readonly requested: boolean | undefined;
  /** Would etcd accept our certificate, as etcdctl sends it. */
  readonly client: Judgement;
  /** The same, as OpenSSL and so our own TLS sends it. */
  readonly ownClient: Judgement;
  /** Would etcd accept its own certificate from its own gateway. */
  readonly self: Judgement;
  /** Would Go's clients accept the server. */
  readonly go: GoVerdict;
  readonly answer: GatewayAnswer;
  /** Whether the server turned our client certificate (or the lack of one) down. */
  readonly clientRefused: boolean;
  readonly observed: ObservedHops;
};

export function gatherFacts(seen: EndpointObservations, context: CheckContext): EndpointFacts {
  const build = goBuildOf(seen.etcdVersion);
  const accepted = (chain: EndpointObservations['chain']) =>
    acceptedAsClient({chain, acceptableCas: seen.acceptableCas, nowMs: context.nowMs, build});
  const go = goVerdict(seen, context, build);
  const answer = readGatewayAnswer(seen.gateway);
  return {
    seen,
    context,
    build,
    requested: requestsCertificate(seen),
    client: accepted(context.client),
    ownClient: accepted(sentByOpenssl(context.client, context.roots)),
    self: accepted(seen.chain),
    go,
    answer,
    clientRefused: isClientRefused(seen),
    observed: {
      https: observeHttps(seen),
      gateway: observeGateway(seen, answer, context),
      grpc: observeGrpc(seen, go, context),
    },
  };
}

function goVerdict(seen: EndpointObservations, context: CheckContext, build: GoBuild): GoVerdict {
  if (!seen.isTls || context.insecureSkipVerify) return {verdict: 'ok'};
  return verifyAsGo({
    chain: seen.chain,
    roots: context.goRoots ?? context.roots,
    usage: 'serverAuth',
    host: seen.serverName,
    nowMs: context.nowMs,
    build,
    verifySignature: context.verifySignature,
  });
}

// The flight says it outright. A server that speaks only TLS 1.3 shows it by what it does without.
function requestsCertificate({flight, anonymousProbe}: EndpointObservations): boolean | undefined {
  if (flight?.kind === 'flight') return flight.clientCertificateRequested;
  const outcome = anonymousProbe?.outcome;
  if (outcome?.kind === 'answered') return false;
  return outcome !== undefined && isRefusal(outcome) ? true : undefined;
}

/** RFC 8446 6.2: the alerts that speak of the certificate a client presented. */
const HANDSHAKE_FAILURE = 40;
const CERTIFICATE_ALERTS = new Set([HANDSHAKE_FAILURE, 42, 43, 44, 45, 46, 48, 49, 51, 116]);

function isRefusal(outcome: CallOutcome): boolean {
  return (
    outcome.kind === 'failed' &&
    outcome.alert !== undefined &&
    CERTIFICATE_ALERTS.has(outcome.alert)
  );
}

// A refused client certificate shows as an alert, or after TLS 1.3's handshake as a mere reset.
// Refused in the same way without it, a handshake_failure is about something else.
function isClientRefused({probe, anonymousProbe}: EndpointObservations): boolean {
  if (probe === undefined || probe.outcome.kind !== 'failed') return false;
  if (probe.outcome.alert === HANDSHAKE_FAILURE && probe !== anonymousProbe) {
    const without = anonymousProbe?.outcome;
    if (without?.kind === 'failed' && without.alert === HANDSHAKE_FAILURE) return false;
  }
  return isRefusal(probe.outcome) || (probe.handshake !== undefined && isReset(probe.outcome.code));
}

function isReset(code: string): boolean {
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function observeHttps({version, etcdVersion}: EndpointObservations): HopObservation {
  if (version.kind === 'not-asked') return {verdict: 'unknown', summary: version.reason};
  const {seconds} = version;
  if (version.kind === 'failed') {
    return {verdict: 'fail', summary: `GET /version failed: ${version.message}`, seconds};
  }
  const answered = `GET /version answered ${version.status}`;
  if (etcdVersion === undefined) {
    return {verdict: 'fail', summary: `${answered} without etcd's version`, seconds};
  }
  return {verdict: 'ok', summary: answered, seconds};
}

function observeGateway(
  seen: EndpointObservations,
  answer: GatewayAnswer,
  {hasUser}: CheckContext,
): HopObservation {
  const call = `POST ${seen.gatewayPath} ${answer.words}`;
  switch (answer.state) {
    case 'reaches-server':
      return {verdict: 'ok', summary: call, ...secondsOf(seen.gateway)};
    case 'user-required':
      // The way is open; whether a call gets anything is up to the user, where one is given.
      return {verdict: hasUser === true ? 'ok' : 'fail', summary: call, ...secondsOf(seen.gateway)};
    case 'no-answer':
      return {verdict: 'unknown', summary: `could not ask: ${answer.words}`};
    default:
      return {verdict: 'fail', summary: call, ...secondsOf(seen.gateway)};
  }
}

function secondsOf(outcome: CallOutcome): {seconds?: number} {
  return outcome.kind === 'not-asked' ? {} : {seconds: outcome.seconds};
}

// ok only if the call worked and Go, which etcdctl is written in, accepts the server's chain.
function observeGrpc(
  seen: EndpointObservations,
  go: GoVerdict,
  context: CheckContext,
): HopObservation {
  const {grpc, isTls} = seen;
  const {seconds} = grpc;
  const call = `gRPC Maintenance/Status ${describeGrpc(grpc)}`;
  if (grpc.kind === 'failed') {
    return {verdict: failsHereOnly(seen) ? 'unknown' : 'fail', summary: call, seconds};
  }
  const {goFileFault} = context;
  if (isTls && goFileFault !== undefined) {
    const reason = `${goFileFault.file}: ${goFileFault.reason}`;
    return {verdict: 'fail', summary: `${call}, but Go can't load ${reason}`, seconds};
  }
  if (!isTls || context.insecureSkipVerify) return {verdict: 'ok', summary: call, seconds};
  switch (go.verdict) {
    case 'ok':
      return {verdict: 'ok', summary: `${call}, and Go accepts the certificate`, seconds};
    case 'fail':
      return {verdict: 'fail', summary: `${call}, but Go refuses: ${go.reason}`, seconds};
    case 'unknown':
      return {verdict: 'unknown', summary: `${call}, but not judged: ${go.reason}`, seconds};
  }
}

// OpenSSL gave the handshake up by itself (a curve, a key usage); Go would not mind: nothing is known.
function failsHereOnly({flight, probe}: EndpointObservations): boolean {
  const outcome = probe?.outcome;
  return (
    flight?.kind === 'flight' &&
    outcome?.kind === 'failed' &&
    outcome.code === 'EPROTO' &&
    outcome.alert === undefined
  );
}

function describeGrpc(grpc: EndpointObservations['grpc']): string {
  if (grpc.kind === 'failed') return `failed: ${printableText(grpc.message, 200)}`;
  if (grpc.code === 0) return 'answered OK';
  return `answered ${printableText(grpc.details, 160)} (gRPC ${grpc.code})`;
}
