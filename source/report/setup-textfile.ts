// A check from files in Prometheus' text format: what the rules predict instead of what calls showed,
// with the same names for dates and findings as the live check has, so that one alert serves both.

import type {CertificateFacts} from '../tls/certificates-report.ts';
import type {SetupReport} from '../tls/setup-report.ts';
import {metricFamily, type Sample} from './metric-family.ts';
import {notAfter} from './textfile.ts';

const HOPS = ['start', 'https', 'gateway', 'grpc'] as const;

export function setupTextfile(report: SetupReport): string {
  const {host, verdict, findings, checkedTimeMs} = report;
  const known = HOPS.filter(hop => verdict[hop] !== 'unknown');
  const unknown = HOPS.filter(hop => verdict[hop] === 'unknown');
  const found = findings.map(({id, severity}) => ({
    labels: {endpoint: host, id, severity},
    value: 1,
  }));
  return [
    metricFamily(
      'etcdscope_certs_predicted_ok',
      'Whether the rules say that it will work, from files.',
      known.map(hop => ({labels: {endpoint: host, hop}, value: verdict[hop] === 'ok' ? 1 : 0})),
    ),
    metricFamily(
      'etcdscope_certs_predicted_unknown',
      'What the files do not tell; predicted_ok is absent for it.',
      unknown.map(hop => ({labels: {endpoint: host, hop}, value: 1})),
    ),
    metricFamily(
      'etcdscope_certs_not_after_seconds',
      'End of validity, seconds since the epoch.',
      dates(report),
    ),
    metricFamily(
      'etcdscope_certs_finding',
      'Present for every finding; warning and error want action.',
      found,
    ),
    metricFamily(
      'etcdscope_certs_last_run_timestamp_seconds',
      'When this was written, seconds since the epoch.',
      [{labels: {}, value: checkedTimeMs / 1000}],
    ),
  ].join('');
}

function dates({host, chain, gatewayChain, trustedCas, client}: SetupReport): Sample[] {
  const of = (certificates: readonly CertificateFacts[], prefix: string, endpoint: string) =>
    certificates.map(one => notAfter({endpoint, role: `${prefix}${one.role}`}, one));
  return [
    ...of(chain, '', host),
    ...of(gatewayChain, 'gateway_', host),
    ...of(trustedCas, 'trusted_', host),
    ...of(client, 'client_', ''),
  ];
}
