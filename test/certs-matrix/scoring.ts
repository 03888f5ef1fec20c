// How a prediction is held against what was measured: https as Node 24 and later, a gateway that was
// never asked counts for nothing, and where etcd did not start only that counts.
import type {HopVerdict} from '../../source/tls/certificates-report.ts';
import type {SetupPrediction} from '../../source/tls/predict-setup.ts';
import type {Outcome, Scenario} from './scenario-setup.ts';

export const questions = ['start', 'https', 'gateway', 'grpc'] as const;
type Question = (typeof questions)[number];

export type Mark = 'right' | 'wrong' | 'unknown' | 'not-scored';

/** What was measured, as verdicts; undefined: not scored. */
function truthOf(name: string, scenario: Scenario, outcome: Outcome, question: Question) {
  if (outcome.starts === false) return question === 'start' ? 'fail' : undefined;
  // Authentication can't be seen in files.
  if (scenario.setup === 'auth') return undefined;
  switch (question) {
    case 'start':
      return 'ok';
    case 'https':
      return httpsTruth(name, outcome);
    case 'gateway':
      if (outcome.gateway === 'unreached') return undefined;
      return outcome.gateway === 'ok' ? 'ok' : 'fail';
    case 'grpc':
      return outcome.grpc;
  }
}

/** The same for a live check, which sees authentication too. */
export function liveTruthOf(name: string, outcome: Outcome, hop: 'https' | 'gateway' | 'grpc') {
  switch (hop) {
    case 'https':
      // Only Node 20 refuses to load a certificate signed with SHA-1; 24 leaves it to the server.
      if (outcome.node26 === undefined && outcome.node20 === 'ERR_SSL_CA_MD_TOO_WEAK')
        return undefined;
      return httpsTruth(name, outcome);
    case 'gateway':
      if (outcome.gateway === 'unreached') return undefined;
      return outcome.gateway === 'ok' ? 'ok' : 'fail';
    case 'grpc':
      return outcome.grpc;
  }
}

export function markOf(
  name: string,
  scenario: Scenario,
  outcome: Outcome,
  predicted: SetupPrediction,
  question: Question,
): Mark {
  const truth: HopVerdict | undefined = truthOf(name, scenario, outcome, question);
  if (truth === undefined) return 'not-scored';
  const {verdict} = predicted[question];
  if (verdict === truth) return 'right';
  // With flags and files given, nothing of what was measured is beyond knowing.
  return verdict === 'unknown' ? 'unknown' : 'wrong';
}

// Measured with Node 26 where that is there; Node 20 differs in RSA keys of 1024 bits. It also refuses
// to load a client certificate signed with SHA-1, which newer ones leave to the server: on 3.3.25,
// measured with Node 20 alone, such a scenario (alg-sha1-client) counts as a failure here, while
// Node 24 gets its answer (liveTruthOf).
function httpsTruth(name: string, {node26, node20}: Outcome): 'ok' | 'fail' | undefined {
  if (node26 !== undefined) return node26 === 'ok' ? 'ok' : 'fail';
  if (/rsa1024/.test(name)) return 'fail';
  if (node20 === undefined) return undefined;
  return node20 === 'ok' ? 'ok' : 'fail';
}
