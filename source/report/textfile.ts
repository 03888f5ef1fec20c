// The certificate report in Prometheus' text format (exposition format 0.0.4), for the textfile
// collector of node_exporter. No time stamps on samples: the collector refuses files that have them.
import type {
  CertificateFacts,
  CertificatesReport,
  EndpointCertificates,
} from '../tls/certificates-report.ts';
import {allFindings} from './certificates-findings.ts';
import {type Labels, metricFamily, type Sample} from './metric-family.ts';

export function certificatesTextfile(report: CertificatesReport): string {
  const {endpoints, checkedTimeMs} = report;
  return [
    metricFamily(
      'etcdscope_certs_hop_up',
      'Whether a real call came through on this hop.',
      endpoints.flatMap(upSamples),
    ),
    metricFamily(
      'etcdscope_certs_hop_unknown',
      'Hops that could not be judged; hop_up is absent for them.',
      endpoints.flatMap(unknownSamples),
    ),
    metricFamily(
      'etcdscope_certs_not_after_seconds',
      'End of validity, seconds since the epoch.',
      endpoints
        .flatMap(({endpoint, chain}) => chain.map(one => notAfter({endpoint, role: one.role}, one)))
        .concat(
          report.client.map(one => notAfter({endpoint: '', role: `client_${one.role}`}, one)),
        ),
    ),
    metricFamily(
      'etcdscope_certs_ssl_not_after_seconds',
      'The same of certificates that APISIX keeps.',
      sslDates(report),
    ),
    metricFamily(
      'etcdscope_certs_ssl_unread',
      'Certificates of APISIX that were not read.',
      sslUnread(report),
    ),
    metricFamily(
      'etcdscope_certs_finding',
      'Present for every finding; warning and error want action.',
      findings(report),
    ),
    metricFamily(
      'etcdscope_certs_last_run_timestamp_seconds',
      'When this was written, seconds since the epoch.',
      [{labels: {}, value: checkedTimeMs / 1000}],
    ),
  ].join('');
}

const HOPS = ['https', 'gateway', 'grpc'] as const;

function upSamples({endpoint, observed}: EndpointCertificates): Sample[] {
  return HOPS.filter(hop => observed[hop].verdict !== 'unknown').map(hop => ({
    labels: {endpoint, hop},
    value: observed[hop].verdict === 'ok' ? 1 : 0,
  }));
}

function unknownSamples({endpoint, observed}: EndpointCertificates): Sample[] {
  return HOPS.filter(hop => observed[hop].verdict === 'unknown').map(hop => ({
    labels: {endpoint, hop},
    value: 1,
  }));
}

export function notAfter(
  labels: Labels,
  {subject, serial, notAfter: end}: CertificateFacts,
): Sample {
  return {labels: {...labels, subject, serial}, value: Date.parse(end) / 1000};
}

function sslDates({apisixSsls}: CertificatesReport): Sample[] {
  return (apisixSsls?.entries ?? []).flatMap(({id, isEnabled, certificates}) =>
    certificates.flatMap(({chain}) =>
      chain.map(one => notAfter({ssl: id, enabled: String(isEnabled), role: one.role}, one)),
    ),
  );
}

function sslUnread({apisixSsls}: CertificatesReport): Sample[] {
  if (apisixSsls === undefined) return [];
  const {prefix, total, entries, unread} = apisixSsls;
  // A refusal leaves the number unknown: at least one then, so that the alert sees it.
  const left = unread === undefined ? 0 : Math.max(1, total - entries.length);
  return [{labels: {prefix}, value: left}];
}

function findings(report: CertificatesReport): Sample[] {
  return allFindings(report).map(({endpoint = '', ssl = '', id, severity}) => ({
    labels: {endpoint, ...(ssl !== '' && {ssl}), id, severity},
    value: 1,
  }));
}
