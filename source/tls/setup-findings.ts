// Findings about a setup: one for each fault behind an answer that is not ok, and what is worth saying
// though everything works. What is at fault, what was required and what to do on this version of etcd.
import type {Finding} from './certificates-report.ts';
import type {DialingClient, EtcdSetup, SetupContext} from './etcd-setup.ts';
import type {SetupPrediction} from './predict-setup.ts';
import {printableText} from './printable-text.ts';
import type {Fault} from './setup-answer.ts';
import {clientFaultFinding} from './setup-client-findings.ts';
import {gatewayFaultFinding} from './setup-gateway-findings.ts';
import {setupNotes} from './setup-notes.ts';
import {serverFaultFinding, startFaultFinding} from './setup-server-findings.ts';
import {bySeverityThenHop} from './severity.ts';

export type FindingScene = {
  readonly setup: EtcdSetup;
  readonly client: DialingClient;
  readonly prediction: SetupPrediction;
  readonly context: SetupContext;
};

/** What keeps etcd from starting comes before everything else. */
const inOrder = bySeverityThenHop(['server', 'https', 'client', 'gateway', 'grpc']);

export function setupFindings(scene: FindingScene): readonly Finding[] {
  const {start, https, gateway, grpc} = scene.prediction;
  const faults = [start.fault, https.fault, gateway.fault, grpc.fault].filter(
    fault => fault !== undefined,
  );
  const about = faults
    .filter((fault, at) => !isSaidBefore(fault, faults.slice(0, at)))
    .map(fault => findingOf(fault, scene));
  return unique([...about, ...setupNotes(scene)])
    .map(printable)
    .toSorted(inOrder);
}

// Labels of PEM blocks, flags and file names are anybody's text.
function printable(finding: Finding): Finding {
  return {
    ...finding,
    summary: printableText(finding.summary),
    evidence: finding.evidence.map(text => printableText(text)),
    remedy: printableText(finding.remedy, 2048),
  };
}

function findingOf(fault: Fault, scene: FindingScene): Finding {
  switch (fault.hop) {
    case 'server':
      return startFaultFinding(fault, scene);
    case 'client':
      return clientFaultFinding(fault, scene);
    case 'gateway':
      return gatewayFaultFinding(fault, scene);
    case 'https':
    case 'grpc':
      return serverFaultFinding(fault, scene);
  }
}

// OpenSSL and Go often refuse the same certificate for the same reason: said once, for HTTPS.
function isSaidBefore(fault: Fault, before: readonly Fault[]): boolean {
  return before.some(
    other =>
      (other.hop === fault.hop && other.kind === fault.kind) ||
      (fault.hop === 'grpc' && other.hop === 'https' && sameCause(other.kind, fault.kind)),
  );
}

const GROUPS = [
  ['name', 'common-name-only'],
  ['unknown-authority', 'self-signed', 'partial-chain', 'authority'],
  ['signature', 'weak'],
  ['constraint', 'extension'],
];

function sameCause(one: string, other: string): boolean {
  return one === other || GROUPS.some(group => group.includes(one) && group.includes(other));
}

function unique(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({id, summary}) => {
    const key = `${id} ${summary}`;
    return !seen.has(key) && seen.add(key);
  });
}
