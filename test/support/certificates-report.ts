// A certificate check in which every field is filled, for tests of what is printed of one.
import type {CertificatesReport} from '../../source/tls/certificates-report.ts';

const leaf: CertificatesReport['client'][number] = {
  role: 'leaf',
  subject: 'CN=a',
  issuer: 'CN=b',
  serial: '1',
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: '2027-01-01T00:00:00.000Z',
  daysLeft: 1,
  dnsNames: [],
  ipAddresses: [],
  uris: [],
  emailAddresses: [],
  keyUsage: [],
  extKeyUsage: undefined,
  isCa: false,
  publicKey: 'RSA 2048',
  signatureAlgorithm: 'sha256WithRSAEncryption',
  fingerprintSha256: '1f',
};
const observation = {verdict: 'ok', summary: 's', seconds: 1} as const;
export const certificatesReport: CertificatesReport = {
  endpoints: [
    {
      endpoint: 'https://a:1',
      etcdVersion: '3.5.0',
      verdict: {start: 'ok', https: 'ok', gateway: 'ok', grpc: 'ok'},
      reasons: {start: 'r', https: 'r', gateway: 'r', grpc: 'r'},
      observed: {https: observation, gateway: observation, grpc: observation},
      tls: {protocol: 'TLSv1.3', cipher: 'c', alpn: 'h2'},
      chain: [leaf],
      findings: [
        {
          id: 'no-tls',
          severity: 'info',
          hop: 'https',
          summary: 's',
          evidence: [],
          remedy: 'r',
          reference: 'r',
        },
      ],
    },
  ],
  client: [leaf, leaf],
  checkedTimeMs: 0,
};
