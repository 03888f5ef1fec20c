// The result of a check from files: the four answers with their reasons, the findings, and the facts of
// every certificate that was looked at. Where no etcd version is given the answers of several are
// joined, and differ to "unknown".
import {certificateFacts, chainFacts} from './certificate-facts.ts';
import type {CertificateFacts, Finding, HopVerdicts} from './certificates-report.ts';
import {buildOfSetup, type DialingClient, type EtcdSetup, type SetupContext} from './etcd-setup.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {predictSetup, type SetupPrediction} from './predict-setup.ts';
import {printableText} from './printable-text.ts';
import {setupFindings} from './setup-findings.ts';

export type SetupReport = {
  readonly host: string;
  /** As given; undefined: joined over several. */
  readonly etcdVersion?: string;
  /** "go1.24, as built by Debian". */
  readonly build?: string;
  readonly verdict: HopVerdicts;
  readonly reasons: Partial<Record<keyof HopVerdicts, string>>;
  readonly findings: readonly Finding[];
  /** --cert-file, leaf first. */
  readonly chain: readonly CertificateFacts[];
  /** --client-cert-file, where that is another. */
  readonly gatewayChain: readonly CertificateFacts[];
  readonly trustedCas: readonly CertificateFacts[];
  readonly client: readonly CertificateFacts[];
  readonly checkedTimeMs: number;
};

const HOPS = ['start', 'https', 'gateway', 'grpc'] as const;

/** `setups`: one for each etcd version that is possible, the likeliest first; the rest is the same. */
export function reportSetup(
  setups: readonly [EtcdSetup, ...EtcdSetup[]],
  client: DialingClient,
  context: SetupContext,
): SetupReport {
  const [first] = setups;
  const predictions = setups.map(setup => ({
    setup,
    prediction: predictSetup(setup, client, context),
  }));
  const likeliest = predictions[0]?.prediction ?? predictSetup(first, client, context);
  const scene = {setup: first, client, prediction: likeliest, context};
  const isOne = setups.length === 1;
  const build = buildOfSetup(first);
  return {
    host: client.host,
    ...(isOne && {etcdVersion: first.version}),
    ...(isOne &&
      build.minor !== undefined && {build: `go1.${build.minor}, as built by ${build.by}`}),
    ...joined(predictions),
    findings: setupFindings(scene),
    ...factsOf(likeliest, context.nowMs),
    checkedTimeMs: context.nowMs,
  };
}

type Predicted = {readonly setup: EtcdSetup; readonly prediction: SetupPrediction};

function joined(predicted: readonly Predicted[]): Pick<SetupReport, 'verdict' | 'reasons'> {
  const verdict = {start: 'unknown', https: 'unknown', gateway: 'unknown', grpc: 'unknown'} as {
    -readonly [Hop in keyof HopVerdicts]: HopVerdicts[Hop];
  };
  const reasons: Partial<Record<keyof HopVerdicts, string>> = {};
  for (const hop of HOPS) {
    const answers = predicted.map(({setup, prediction}) => ({setup, answer: prediction[hop]}));
    const [first] = answers;
    const agree = answers.every(({answer}) => answer.verdict === first?.answer.verdict);
    if (agree && first !== undefined) verdict[hop] = first.answer.verdict;
    const reason = agree
      ? first?.answer.reason
      : `it depends on the version (--etcd-version): ${answers.map(({setup, answer}) => `${setup.version} ${answer.verdict}`).join(', ')}`;
    if (reason !== undefined) reasons[hop] = printableText(reason);
  }
  return {verdict, reasons};
}

function factsOf({loaded, client}: SetupPrediction, nowMs: number) {
  const own = loaded.gateway === loaded.server ? [] : loaded.gateway.chain;
  const trusted = (loaded.clientCas ?? []).slice(0, TRUSTED_MAX);
  return {
    chain: chainFacts(loaded.server.chain, nowMs),
    gatewayChain: chainFacts(own, nowMs),
    trustedCas: trusted.map(certificate =>
      certificateFacts(certificate, roleOf(certificate), nowMs),
    ),
    client: chainFacts(client.goPair?.chain ?? client.nodePair?.sent ?? [], nowMs),
  };
}

/** A bundle of all public CAs has some 140. */
const TRUSTED_MAX = 50;

function roleOf({subjectDer, issuerDer}: ParsedCertificate): CertificateFacts['role'] {
  return subjectDer === issuerDer ? 'root' : 'intermediate';
}
