// Findings about the client that would dial: its own files, and why etcd's listener would turn it away.
import type {Finding} from './certificates-report.ts';
import {dayText, listText} from './go-rules.ts';
import type {Fault} from './setup-answer.ts';
import type {FindingScene} from './setup-findings.ts';

type Made = Pick<Finding, 'id' | 'summary' | 'evidence' | 'remedy'>;

export function clientFaultFinding(fault: Fault, scene: FindingScene): Finding {
  return {severity: 'error', hop: 'client', ...describe(fault, scene)};
}

function describe(fault: Fault, {setup, prediction}: FindingScene): Made {
  const {certificate, file, kind, reason} = fault;
  switch (kind) {
    case 'no-certificate':
      return file === undefined ? missing(prediction.loaded.clientCas) : unusable(fault);
    case 'usage':
      return {
        id: 'tls-client-eku',
        summary: `etcd would refuse the client certificate: ${certificate?.subject ?? 'it'} is not for clients`,
        evidence: [
          'required: clientAuth',
          `presented: ${listText(certificate?.extKeyUsage ?? [])}`,
        ],
        remedy: 'Re-issue the client certificate with extended key usage clientAuth.',
      };
    case 'expired':
      return {
        id: 'tls-client-expired',
        summary: `etcd would refuse the client certificate: ${reason}`,
        evidence: [`expired: ${dayText(certificate?.notAfterMs ?? Number.NaN)}`],
        remedy: 'Renew the client certificate (--cert), and every CA above it that has expired.',
      };
    case 'unknown-authority':
      return {
        id: 'tls-client-ca',
        summary: 'etcd would refuse the client certificate: no accepted CA has issued it',
        evidence: [
          ...(prediction.loaded.clientCas ?? [])
            .slice(0, 8)
            .map(({subject}) => `accepted: issued by ${subject}`),
          `presented: issued by ${certificate?.issuer ?? 'unknown'}`,
        ],
        remedy:
          'Use a client certificate of an accepted CA with its intermediates in --cert, or add its CA to --trusted-ca-file.',
      };
    case 'allowed-hostname':
      return {
        id: 'tls-client-allowed',
        summary: `etcd would refuse the client certificate: ${reason}`,
        evidence: [`required: ${setup.allowedHostnames.join(' or ')}`],
        remedy: 'Issue the client certificate with this name in its SAN.',
      };
    case 'crl':
    case 'crl-unreadable':
      return {
        id: kind === 'crl' ? 'tls-client-revoked' : 'tls-crl-bad',
        summary: `etcd would refuse the client certificate: ${reason}`,
        evidence: setup.crl === undefined ? [] : [`--client-crl-file: ${setup.crl.name}`],
        remedy:
          kind === 'crl'
            ? 'Issue the client certificate again; its serial number is on the list.'
            : 'Give a revocation list in PEM or DER, or drop --client-crl-file.',
      };
    case 'weak':
      return {
        id: 'tls-client-weak',
        summary: `this client's own TLS would refuse to use the client certificate: ${reason}`,
        evidence: [reason],
        remedy: 'Issue it again with RSA 2048, ECDSA P-256 or better, signed with SHA-256.',
      };
    default:
      return file === undefined ? refused(fault) : unusable(fault);
  }
}

function missing(accepted: readonly {readonly subject: string}[] = []): Made {
  return {
    id: 'tls-client-missing',
    summary: 'etcd would ask for a client certificate, and none is given',
    evidence: accepted.slice(0, 8).map(({subject}) => `accepted: issued by ${subject}`),
    remedy: 'Give --cert and --key of a certificate that one of the accepted CAs issued.',
  };
}

function refused({reason, certificate}: Fault): Made {
  return {
    id: 'tls-client-refused',
    summary: `etcd would refuse the client certificate: ${reason}`,
    evidence: certificate === undefined ? [] : [`presented: ${certificate.subject}`],
    remedy: 'Re-issue the client certificate (--cert) without this fault.',
  };
}

const FILE_IDS: Readonly<Record<string, string>> = {
  'key-mismatch': 'tls-key-mismatch',
  'encrypted-key': 'tls-key-encrypted',
  'bad-key': 'tls-key-bad',
  'no-key': 'tls-key-bad',
  'key-unusable': 'tls-key-unusable',
  'bad-ca-file': 'tls-ca-bad',
};

function unusable({kind, file = '', reason}: Fault): Made {
  return {
    id: FILE_IDS[kind] ?? 'tls-cert-bad',
    summary: `the client can't use ${file}: ${reason}`,
    evidence: [file],
    remedy:
      'Give --cacert, --cert and --key in PEM, the key unencrypted and belonging to the certificate.',
  };
}
