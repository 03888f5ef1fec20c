// Every finding of a certificate report in one list, and what of it decides an exit code: errors and
// warnings wherever they are, and what could not be told of endpoints that were asked for.
import type {SslFinding} from '../tls/apisix-ssl-report.ts';
import type {CertificatesReport, HopVerdict} from '../tls/certificates-report.ts';

type PlacedFinding = SslFinding & {
  /** URL; absent for what is about the members together or about APISIX's certificates. */
  readonly endpoint?: string;
  /** Id of the entry of APISIX. */
  readonly ssl?: string;
};

export function allFindings(report: CertificatesReport): readonly PlacedFinding[] {
  return [
    ...report.endpoints.flatMap(({endpoint, findings}) =>
      findings.map(finding => ({...finding, endpoint})),
    ),
    ...(report.findings ?? []),
    ...(report.apisixSsls?.entries ?? []).flatMap(({id, findings}) =>
      findings.map(finding => ({...finding, ssl: id})),
    ),
  ];
}

/** Members from the member list are a service: not reaching one is no unanswered question. */
export function askedVerdicts({endpoints}: CertificatesReport): readonly HopVerdict[] {
  return endpoints.flatMap(({member, observed}) =>
    Object.values(observed)
      .map(({verdict}) => verdict)
      .filter(verdict => verdict !== 'unknown' || member?.isListed !== true),
  );
}
