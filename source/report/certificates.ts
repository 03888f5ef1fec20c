// The certificate check's result as report/ and ui/ know it. The types lie in tls/, whose rules
// make the values; nothing is added here.

export type {
  ApisixCertificate,
  ApisixSsl,
  ApisixSslsReport,
  KeyState,
  SslFinding,
} from '../tls/apisix-ssl-report.ts';
export type {
  CertificateFacts,
  CertificatesReport,
  EndpointCertificates,
  Finding,
  HopObservation,
  HopVerdict,
  HopVerdicts,
  MemberMark,
  ObservedHops,
  TlsFacts,
} from '../tls/certificates-report.ts';
