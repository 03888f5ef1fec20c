// Findings about the connection itself: nobody there, another protocol, another server. At most one,
// since each hides everything that comes after it. Ids are those of the doctor's catalogue.
import type {Finding} from './certificates-report.ts';
import type {EndpointFacts} from './endpoint-facts.ts';
import type {NoAnswer} from './observations.ts';

export function connectionFindings(facts: EndpointFacts): readonly Finding[] {
  const {seen} = facts;
  const failed = noAnswerOf(facts);
  if (failed === undefined) {
    return seen.version.kind === 'answered' && seen.etcdVersion === undefined
      ? [notEtcd(facts)]
      : [];
  }
  if (seen.speaksOtherScheme) return [otherScheme(facts, failed)];
  if (isOwnRefusal(failed)) return [ownRefusal(failed)];
  if (failed.alert === 70) return [tlsVersion(failed)];
  // With a handshake done, or an alert about certificates, TLS works and they are the matter.
  if (facts.clientRefused || seen.probe?.handshake !== undefined) return [];
  if (seen.flight?.kind === 'flight' || failed.alert !== undefined)
    return [handshake(facts, failed)];
  return [unreachable(failed)];
}

function noAnswerOf({seen}: EndpointFacts): NoAnswer | undefined {
  const outcome = seen.probe?.outcome ?? seen.version;
  return outcome.kind === 'failed' ? outcome : undefined;
}

/** OpenSSL here would not even use our certificate: no byte went to the server. */
export function isOwnRefusal({code}: NoAnswer): boolean {
  return code === 'ERR_SSL_EE_KEY_TOO_SMALL' || code === 'ERR_SSL_CA_MD_TOO_WEAK';
}

function ownRefusal(failed: NoAnswer): Finding {
  return {
    id: 'tls-client-weak',
    severity: 'error',
    hop: 'client',
    summary: "this client's own TLS refuses to use the client certificate: key or digest too weak",
    evidence: [failed.message],
    remedy: 'Issue it again with RSA 2048, ECDSA P-256 or better, signed with SHA-256.',
  };
}

const BASE = {severity: 'error', hop: 'https'} as const;

type Network = {readonly id: string; readonly says: string; readonly remedy: string};

function network(code: string): Network {
  switch (code) {
    case 'ECONNREFUSED':
      return {
        id: 'net-refused',
        says: 'nothing listens there',
        remedy: 'Check that etcd runs and that its --listen-client-urls covers this address.',
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return {
        id: 'net-dns',
        says: 'the host name can not be resolved',
        remedy: 'Check the name in --endpoints and the resolver of this host.',
      };
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'NO_ANSWER_IN_TIME':
      return {
        id: 'net-timeout',
        says: 'no answer in time',
        remedy: 'Check address, route and firewall; a longer limit is set with --dial-timeout.',
      };
    default:
      return {
        id: 'net-no-answer',
        says: 'the connection failed',
        remedy: 'Check that this address and port are a client URL of etcd and not a peer URL.',
      };
  }
}

function unreachable(failed: NoAnswer): Finding {
  const {id, says, remedy} = network(failed.code);
  return {
    ...BASE,
    id,
    summary: `not reachable: ${says}`,
    evidence: [failed.message],
    remedy,
  };
}

function otherScheme({seen}: EndpointFacts, failed: NoAnswer): Finding {
  const evidence = [failed.message];
  return seen.isTls
    ? {
        ...BASE,
        id: 'tls-tls-to-plain',
        summary: 'this port speaks plain HTTP, not TLS',
        evidence,
        remedy: 'Use http:// for this endpoint, or give etcd an https:// client URL.',
      }
    : {
        ...BASE,
        id: 'tls-plain-to-tls',
        summary: 'this port speaks TLS, not plain HTTP',
        evidence,
        remedy: 'Use https:// for this endpoint, with --cacert and where needed --cert and --key.',
      };
}

function tlsVersion(failed: NoAnswer): Finding {
  return {
    ...BASE,
    id: 'tls-version',
    summary: 'the server and this client share no TLS version',
    evidence: [`alert 70 (protocol_version): ${failed.message}`],
    remedy: 'Allow TLS 1.2 or 1.3 on the server (--tls-min-version, --tls-max-version).',
  };
}

// TLS on both sides and still no handshake: keys, curves or digests that the two do not share.
function handshake({seen}: EndpointFacts, failed: NoAnswer): Finding {
  const leaf = seen.chain[0];
  return {
    ...BASE,
    id: 'tls-handshake',
    summary: 'the TLS handshake fails: no key, curve or digest that both sides use',
    evidence: [
      ...(leaf === undefined
        ? []
        : [`presented: ${leaf.publicKey.text}, ${leaf.signatureAlgorithm}`]),
      failed.message,
    ],
    remedy: "Issue etcd's server certificate with ECDSA P-256 or RSA 2048, signed with SHA-256.",
  };
}

function notEtcd({observed}: EndpointFacts): Finding {
  return {
    ...BASE,
    id: 'not-etcd',
    summary: 'the server answers, but not as etcd does',
    evidence: [observed.https.summary],
    remedy: 'Check address and port: this may be a proxy, a peer URL or a gRPC-only listener.',
  };
}
