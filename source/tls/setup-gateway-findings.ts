// Findings about etcd's gateway, from files: why its own gRPC server would turn it away, and which of
// the ways out exist in this version. What is presented is the server's certificate, or from 3.5 on
// --client-cert-file where that is given.
import type {Finding} from './certificates-report.ts';
import {type EtcdSetup, isAtLeast} from './etcd-setup.ts';
import {dayText, listText} from './go-rules.ts';
import type {Fault} from './setup-answer.ts';
import type {FindingScene} from './setup-findings.ts';

type Made = Pick<Finding, 'id' | 'summary' | 'evidence' | 'remedy'> & Partial<Finding>;

export function gatewayFaultFinding(fault: Fault, {setup, prediction}: FindingScene): Finding {
  const chance = 'whether it shows depends on which listener etcd picks at its start';
  const made = describe(
    fault,
    setup,
    prediction.loaded.clientCas?.map(({subject}) => subject),
  );
  return {
    severity: fault.isByChance === true ? 'warning' : 'error',
    hop: 'gateway',
    reference: 'etcd #9785',
    ...made,
    ...(fault.isByChance === true && {
      evidence: [...made.evidence, chance],
      reference: 'etcd #17969',
    }),
  };
}

function describe(fault: Fault, setup: EtcdSetup, accepted: readonly string[] = []): Made {
  switch (fault.kind) {
    case 'usage':
      return usage(fault, setup);
    case 'unknown-authority':
    case 'authority':
      return unknownAuthority(fault, setup, accepted);
    case 'expired':
    case 'not-yet-valid':
      return dates(fault, setup);
    case 'allowed-hostname':
      return allowedHostname(fault, setup);
    case 'gateway-off':
      return gatewayOff(fault);
    case 'crl':
    case 'crl-unreadable':
      return revoked(fault, setup);
    default:
      return {
        id: 'tls-server-refused-by-self',
        summary: `etcd's gateway can't reach its own gRPC server: ${fault.reason}`,
        evidence: presented(fault),
        remedy: `Issue ${presentedName(setup)} again without this fault.${otherWay(setup)}`,
      };
  }
}

function usage(fault: Fault, setup: EtcdSetup): Made {
  const usages = fault.certificate?.extKeyUsage ?? [];
  return {
    id: hasOwnPair(setup) ? 'gw-client-cert-eku' : 'tls-server-eku',
    summary: hasOwnPair(setup)
      ? "the HTTP API will be down: the gateway's --client-cert-file is not for clients"
      : "the HTTP API will be down: etcd's gateway presents the server certificate to its own gRPC server, and it lacks clientAuth",
    evidence: [
      'required: clientAuth',
      `presented: ${listText(usages)}`,
      ...(fault.certificate ? [`certificate: ${fault.certificate.subject}`] : []),
    ],
    remedy: `Re-issue ${presentedName(setup)} with ${hasOwnPair(setup) ? 'clientAuth' : 'serverAuth and clientAuth'}.${otherWay(setup)} A restart or --listen-client-http-urls does not help.`,
  };
}

function unknownAuthority(fault: Fault, setup: EtcdSetup, accepted: readonly string[]): Made {
  const issuer = fault.certificate?.issuer ?? 'the issuing CA';
  return {
    id: 'tls-server-clientca',
    summary: `the HTTP API will be down: etcd's --trusted-ca-file does not vouch for ${presentedName(setup)}, so its own gateway is refused`,
    evidence: [
      ...accepted.slice(0, 8).map(subject => `accepted: issued by ${subject}`),
      ...presented(fault),
      fault.reason,
    ],
    remedy: `Add ${issuer} (and its root) to --trusted-ca-file and restart etcd, or put the missing intermediates into --cert-file.${otherWay(setup)}`,
    reference: 'etcd #16590',
  };
}

function dates(fault: Fault, setup: EtcdSetup): Made {
  const {certificate, kind, reason} = fault;
  const isExpired = kind === 'expired';
  const day = isExpired ? certificate?.notAfterMs : certificate?.notBeforeMs;
  return {
    id: isExpired ? 'tls-srv-expired' : 'tls-notyet',
    summary: `the HTTP API will be down: ${reason}`,
    evidence: [`${isExpired ? 'expired' : 'valid from'}: ${dayText(day ?? Number.NaN)}`],
    remedy: `Renew ${presentedName(setup)}: etcd reads the file again at the next handshake.`,
  };
}

function allowedHostname(fault: Fault, setup: EtcdSetup): Made {
  return {
    id: 'tls-server-allowed',
    summary:
      'the HTTP API will be down: --client-cert-allowed-hostname refuses every gateway, whatever its certificate',
    evidence: [`--client-cert-allowed-hostname: ${setup.allowedHostnames.join(',')}`, fault.reason],
    remedy:
      'Drop --client-cert-allowed-hostname, or do without the HTTP API: no certificate helps, and gRPC is fine.',
    reference: 'etcd #15755',
  };
}

function gatewayOff(fault: Fault): Made {
  return {
    id: 'gw-disabled',
    summary: "etcd's HTTP API is off: --enable-grpc-gateway is false",
    evidence: [fault.reason],
    remedy:
      'Set --enable-grpc-gateway=true (in a config file before 3.5 it is off unless set) and restart etcd.',
    reference: 'etcd #15755',
  };
}

function revoked(fault: Fault, setup: EtcdSetup): Made {
  const isRevoked = fault.kind === 'crl';
  return {
    id: isRevoked ? 'tls-server-revoked' : 'tls-crl-bad',
    summary: `the HTTP API will be down: ${fault.reason}`,
    evidence: [
      ...(setup.crl ? [`--client-crl-file: ${setup.crl.name}`] : []),
      ...presented(fault),
      'etcd compares serial numbers only, not the issuer',
    ],
    remedy: isRevoked
      ? `Issue ${presentedName(setup)} again with another serial number, or take this one off the list.${otherWay(setup)}`
      : 'Give a revocation list in PEM or DER, or drop --client-crl-file.',
  };
}

function presented({certificate}: Fault): readonly string[] {
  return certificate === undefined
    ? []
    : [
        `presented: ${certificate.subject}, issued by ${certificate.issuer}, serial ${certificate.serial}`,
      ];
}

function hasOwnPair(setup: EtcdSetup): boolean {
  return setup.clientCert !== undefined && isAtLeast(setup, 5);
}

function presentedName(setup: EtcdSetup): string {
  return hasOwnPair(setup) ? 'the certificate in --client-cert-file' : "etcd's server certificate";
}

// PR #12705: the pair exists from 3.5 on.
function otherWay(setup: EtcdSetup): string {
  if (hasOwnPair(setup)) return '';
  return isAtLeast(setup, 5)
    ? ' Or start etcd with --client-cert-file and --client-key-file of a certificate with clientAuth from a trusted CA.'
    : ` etcd ${setup.version} has no other way: --client-cert-file exists from 3.5 on.`;
}
