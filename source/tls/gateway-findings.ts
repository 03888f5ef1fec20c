// Findings about the second hop: etcd's gateway dials etcd's own gRPC server, and where client
// certificates are asked for it presents etcd's SERVER certificate there (embed/serve.go,
// embed/etcd.go grpcGatewayDial; etcd #9785). What works now may rest on a connection older than the
// file on disk, so a certificate that can't work is a warning even while calls succeed.
import {parseServerVersion} from '../etcd/server-version.ts';
import type {Finding} from './certificates-report.ts';
import type {EndpointFacts} from './endpoint-facts.ts';
import {listText} from './go-rules.ts';

export function gatewayFindings(facts: EndpointFacts): readonly Finding[] {
  const explained = facts.requested === true ? selfFinding(facts) : undefined;
  const stated = stateFinding(facts, explained !== undefined || hasDateFault(facts));
  return [explained, stated].filter(finding => finding !== undefined);
}

const REFERENCE = 'etcd #9785';

/** gRPC's back-off grows to 120 s, give or take a fifth. */
export const RETRIES =
  'If certificate files were just put right, wait: the gateway tries again within 3 minutes.';

function selfFinding(facts: EndpointFacts): Finding | undefined {
  const {self} = facts;
  if (self.verdict !== 'fail') return undefined;
  switch (self.kind) {
    case 'usage':
      return serverEku(facts, self.certificate?.subject ?? '', self.certificate?.extKeyUsage ?? []);
    case 'ca-names':
      return serverClientCa(facts, self.certificate?.issuer ?? 'unknown');
    case 'expired':
    case 'not-yet-valid':
      // Told by the server's findings, once.
      return undefined;
    case 'no-certificate':
      return undefined;
    default:
      return {
        id: 'tls-server-refused-by-self',
        ...severityOf(facts),
        summary: `etcd's gateway ${failing(facts)} reach its own gRPC server: ${self.reason}`,
        evidence: [facts.observed.gateway.summary],
        remedy: "Issue etcd's server certificate again without this fault.",
        reference: REFERENCE,
      };
  }
}

function severityOf({answer}: EndpointFacts): Pick<Finding, 'severity' | 'hop'> {
  return {severity: answer.state === 'unreachable-self' ? 'error' : 'warning', hop: 'gateway'};
}

function failing({answer}: EndpointFacts): string {
  return answer.state === 'unreachable-self' ? "can't" : "won't, after a restart or reconnect,";
}

function serverEku(facts: EndpointFacts, subject: string, presented: readonly string[]): Finding {
  const failsNow = facts.answer.state === 'unreachable-self';
  return {
    id: 'tls-server-eku',
    ...severityOf(facts),
    summary: failsNow
      ? "the HTTP API is down inside etcd: its server certificate lacks clientAuth, so its gateway can't reach its own gRPC server"
      : "the HTTP API will fail at etcd's next restart or reconnect: its server certificate lacks clientAuth",
    evidence: [
      'required: clientAuth',
      `presented: ${listText(presented)}`,
      `certificate: ${subject}`,
    ],
    remedy: ekuRemedy(facts),
    reference: REFERENCE,
  };
}

function ekuRemedy(facts: EndpointFacts): string {
  const useless =
    'Your client certificate is fine; a restart or --listen-client-http-urls does not help.';
  const reissue =
    "Re-issue etcd's server certificate with serverAuth and clientAuth. No restart is needed: etcd reads the file at the next handshake, which its gateway tries within 3 minutes.";
  return [reissue, otherCertificate(facts), useless].join(' ');
}

// --client-cert-file exists from 3.5 on (PR #12705), and can't be seen from outside.
function otherCertificate({seen, answer}: EndpointFacts): string {
  const version = seen.etcdVersion === undefined ? undefined : parseServerVersion(seen.etcdVersion);
  if (version !== undefined && version.minor < 5) {
    return `etcd ${seen.etcdVersion} has no other way: --client-cert-file exists from 3.5 on.`;
  }
  const from = version === undefined ? 'On etcd 3.5 and newer: or' : 'Or';
  const inUse =
    answer.state === 'unreachable-self'
      ? ''
      : ' If it is started so already, this warning does not apply.';
  return `${from} start etcd with --client-cert-file and --client-key-file of a certificate with clientAuth.${inUse}`;
}

function serverClientCa(facts: EndpointFacts, issuer: string): Finding {
  const failsNow = facts.answer.state === 'unreachable-self';
  const names = facts.seen.acceptableCas ?? [];
  return {
    id: 'tls-server-clientca',
    ...severityOf(facts),
    summary: failsNow
      ? "the HTTP API is down inside etcd: its --trusted-ca-file lacks the server certificate's CA, so its own gateway is refused"
      : "the HTTP API may fail at etcd's next restart: its --trusted-ca-file seems to lack the server certificate's CA",
    evidence: [
      ...names.slice(0, 8).map(({text}) => `accepted: issued by ${text}`),
      `presented: issued by ${issuer}`,
    ],
    remedy: `Add ${issuer} to etcd's --trusted-ca-file and restart etcd. Or issue the server certificate from an accepted CA, with its intermediates in --cert-file. Your client certificate is fine.`,
    reference: 'etcd #16590',
  };
}

function hasDateFault({self}: EndpointFacts): boolean {
  return self.verdict === 'fail' && (self.kind === 'expired' || self.kind === 'not-yet-valid');
}

function stateFinding(facts: EndpointFacts, isExplained: boolean): Finding | undefined {
  const evidence = [facts.observed.gateway.summary];
  const base = {severity: 'error', hop: 'gateway', evidence} as const;
  switch (facts.answer.state) {
    case 'unreachable-self':
      return isExplained ? undefined : {...base, ...unexplained(facts)};
    case 'disabled':
      return {
        ...base,
        id: 'gw-disabled',
        summary: "etcd's HTTP API is not there: the gRPC gateway is off, or a proxy drops the path",
        remedy:
          'Set --enable-grpc-gateway=true (in a config file it is off by default before 3.5) and restart etcd.',
        reference: 'etcd #15755',
      };
    case 'common-name-refused':
      return {
        ...base,
        id: 'tls-cn-auth',
        summary:
          'authentication is on and the client certificate has a common name: etcd refuses every HTTP call',
        remedy:
          'Use a client certificate without a CN, and a user with password; a CN as user works over gRPC only.',
        reference: 'etcd #10392',
      };
    case 'user-required':
      return facts.context.hasUser === true ? undefined : {...base, ...userRequired(facts)};
    case 'grpc-only':
      return {
        ...base,
        id: 'grpc-only-port',
        summary: 'this port speaks gRPC only: HTTP is on another one (--listen-client-http-urls)',
        remedy: 'Use the HTTP URL of this member as endpoint.',
      };
    case 'host-refused':
      return {
        ...base,
        id: 'http-421',
        summary: 'etcd refuses the host name that was dialed',
        remedy: 'Add the name to --host-whitelist, or dial an address that is in it.',
      };
    case 'not-etcd':
      return {
        ...base,
        id: 'gw-not-etcd',
        summary: "the API path is answered by something that is not etcd's gateway",
        remedy: 'Look for a proxy between here and etcd; it must pass /v3/ through.',
      };
    default:
      return undefined;
  }
}

function unexplained({seen, requested}: EndpointFacts): Pick<Finding, 'id' | 'summary' | 'remedy'> {
  const causes = [
    ...(requested === false || !seen.isTls
      ? ['this port is split off (--listen-client-http-urls) or one of several listeners']
      : []),
    '--client-cert-allowed-hostname (it always breaks the gateway)',
    'the serial of the server certificate in --client-crl-file',
    '--client-cert-file with a bad certificate',
    'another CA of the same name in --trusted-ca-file',
  ];
  return {
    id: 'gw-unreachable-self',
    summary:
      "the HTTP API is down inside etcd: its gateway can't reach its own gRPC server, and nothing that is visible explains it",
    remedy: `${RETRIES} Else read "rejected connection" from etcd's own address in its log. Likely: ${causes.join('; ')}.`,
  };
}

// The gateway passes no certificate on, so a CN that is a user over gRPC is nobody over HTTP.
function userRequired({context}: EndpointFacts): Pick<Finding, 'id' | 'summary' | 'remedy'> {
  const names = context.client[0]?.commonNames ?? [];
  const byName = names.length === 0 ? '' : ` The CN ${names.join(', ')} counts over gRPC only.`;
  return {
    id: 'auth-user-required',
    summary: 'authentication is on, and HTTP calls without a user are refused',
    remedy: `Give --user NAME, as every HTTP client has to.${byName}`,
  };
}
