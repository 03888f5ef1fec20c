// Findings about the server's side, from files: why etcd would not start, and why clients would not
// trust what it presents, be it all of them or only those in Go.
import type {Finding} from './certificates-report.ts';
import {dayText} from './go-rules.ts';
import {namesText} from './host-names.ts';
import type {Fault} from './setup-answer.ts';
import type {FindingScene} from './setup-findings.ts';

type Made = Pick<Finding, 'id' | 'summary' | 'evidence' | 'remedy'>;

const START: Readonly<Record<string, readonly [id: string, remedy: string]>> = {
  'flag-unknown': ['etcd-flag-unknown', 'Leave the flag out, or use an etcd that has it.'],
  'flag-value': ['etcd-flag-value', 'Give the flag a value that etcd takes.'],
  unreadable: ['tls-file-unreadable', "Check the path, and that etcd's user may read the file."],
  missing: ['tls-file-missing', 'Give both files of the pair.'],
  'no-certificate': [
    'tls-cert-bad',
    'Give a PEM file that begins with -----BEGIN CERTIFICATE-----: no DER, no byte order mark, nothing before BEGIN on its line.',
  ],
  'bad-certificate': ['tls-cert-bad', 'Issue the certificate again in a form that Go reads.'],
  'no-key': ['tls-key-bad', 'Give the private key in PEM (PKCS #8, PKCS #1 or EC).'],
  'bad-key': ['tls-key-bad', 'Give the private key in PEM (PKCS #8, PKCS #1 or EC).'],
  'encrypted-key': [
    'tls-key-encrypted',
    'Decrypt the key (openssl pkey -in KEY -out NEW) and protect the file by its mode.',
  ],
  'key-mismatch': [
    'tls-key-mismatch',
    "Give the key of the first certificate in the file: the server's own certificate has to come first.",
  ],
  'key-unusable': [
    'tls-key-unusable',
    'Use an ECDSA (P-256, P-384, P-521), RSA or Ed25519 key for the certificate.',
  ],
  'bad-ca-file': [
    'tls-ca-bad',
    'Keep only certificates in --trusted-ca-file (for peers: --peer-trusted-ca-file): etcd takes every PEM block in it for one.',
  ],
};

export function startFaultFinding({kind, reason, file}: Fault, {setup}: FindingScene): Finding {
  const [id, remedy] = START[kind] ?? [
    'etcd-does-not-start',
    'Correct it before the next restart.',
  ];
  return {
    id,
    severity: 'error',
    hop: 'server',
    summary: `etcd ${setup.version} would not start: ${reason}`,
    evidence: file === undefined ? [] : [file],
    remedy,
  };
}

export function serverFaultFinding(fault: Fault, scene: FindingScene): Finding {
  const isGoOnly = fault.hop === 'grpc';
  return {
    severity: 'error',
    hop: fault.hop,
    ...describe(fault, scene),
    ...(isGoOnly && goOnly(fault, scene)),
  };
}

function describe(fault: Fault, {client, prediction}: FindingScene): Made {
  const leaf = prediction.loaded.server.chain[0];
  const {certificate, kind, reason} = fault;
  const summary = `clients would not trust the server: ${reason}`;
  switch (kind) {
    case 'name':
      return {
        id: 'tls-host-mismatch',
        summary,
        evidence: [`required: ${client.host}`, `presented: ${leaf ? namesText(leaf) : 'nothing'}`],
        remedy:
          'Issue the certificate again with this name in its SAN, or dial a name that it holds.',
      };
    case 'expired':
      return {
        id: 'tls-srv-expired',
        summary,
        evidence: [`expired: ${dayText(certificate?.notAfterMs ?? Number.NaN)}`],
        remedy: "Renew the certificate that has expired, be it the server's or a CA's.",
      };
    case 'not-yet-valid':
      return {
        id: 'tls-notyet',
        summary,
        evidence: [`valid from: ${dayText(certificate?.notBeforeMs ?? Number.NaN)}`],
        remedy: 'Compare the clocks (NTP), or issue the certificate again.',
      };
    case 'unknown-authority':
    case 'partial-chain':
    case 'self-signed':
      return {
        id: untrustedId(kind),
        summary,
        evidence: [`presented: ${leaf?.subject ?? ''}, issued by ${leaf?.issuer ?? ''}`],
        remedy:
          'Give clients the root (with OpenSSL it must be the self-signed one) as --cacert, and put the intermediates into --cert-file.',
      };
    case 'server-name':
      return {
        id: 'tls-handshake',
        summary: `no TLS handshake would work: ${reason}`,
        evidence: [`required: ${client.host.replace(/\.$/, '')}`, `presented: ${client.host}`],
        remedy: 'Dial the name without the dot at its end.',
      };
    case 'handshake':
      return {
        id: 'tls-handshake',
        summary: `no TLS handshake would work: ${reason}`,
        evidence: leaf === undefined ? [] : [`presented: ${leaf.publicKey.text}`],
        remedy:
          "Issue etcd's server certificate with ECDSA P-256 or RSA 2048, signed with SHA-256.",
      };
    case 'host-whitelist':
      return {
        id: 'http-421',
        summary: `etcd would refuse the host name that is dialed: ${reason}`,
        evidence: [`required: ${client.host}`],
        remedy: 'Add the name to --host-whitelist, or dial one that is in it.',
      };
    default:
      return {
        id: 'tls-untrusted',
        summary,
        evidence: certificate === undefined ? [] : [`certificate: ${certificate.subject}`],
        remedy: 'Issue the certificate again without this fault.',
      };
  }
}

/** Node and curl accept, etcdctl does not. */
function goOnly(fault: Fault, {client, prediction}: FindingScene): Partial<Finding> {
  const leaf = prediction.loaded.server.chain[0];
  const isName = fault.kind === 'name' || fault.kind === 'common-name-only';
  if (fault.kind === 'handshake') return {};
  return {
    id: isName ? 'tls-cn-only' : 'tls-go-refuses',
    summary: `etcdctl and other Go clients would refuse the server's certificate: ${fault.reason}`,
    evidence: [`required: ${client.host}`, `presented: ${leaf ? namesText(leaf) : 'nothing'}`],
    remedy: isName
      ? 'Issue the certificate again with this name in its SAN, written out in full.'
      : 'Issue the certificate again without this fault.',
  };
}

function untrustedId(kind: string): string {
  return kind === 'self-signed' ? 'tls-self-leaf' : 'tls-ca-unknown';
}
