// The certificate check as the contract's JSON: snake_case, null for an absent extended key usage.
// Live form: one object per endpoint.
import type {ApisixSsl, ApisixSslsReport} from '../tls/apisix-ssl-report.ts';
import type {
  CertificateFacts,
  CertificatesReport,
  EndpointCertificates,
  ObservedHops,
} from '../tls/certificates-report.ts';

export function certificatesJson(report: CertificatesReport): string {
  return JSON.stringify({
    endpoints: report.endpoints.map(endpoint => endpointObject(endpoint, report)),
    ...(report.findings !== undefined && {findings: report.findings}),
    ...(report.membersUnread !== undefined && {members_unread: report.membersUnread}),
    ...(report.apisixSsls !== undefined && {apisix_ssls: sslsObject(report.apisixSsls)}),
    checked_time: new Date(report.checkedTimeMs).toISOString(),
  });
}

function endpointObject(endpoint: EndpointCertificates, report: CertificatesReport): object {
  const {tls} = endpoint;
  return {
    endpoint: endpoint.endpoint,
    ...(endpoint.member !== undefined && {
      member: {name: endpoint.member.name, from_member_list: endpoint.member.isListed},
    }),
    ...(endpoint.etcdVersion !== undefined && {etcd_version: endpoint.etcdVersion}),
    verdict: endpoint.verdict,
    ...(endpoint.reasons !== undefined && {reasons: endpoint.reasons}),
    observed: observedWords(endpoint.observed),
    observations: endpoint.observed,
    findings: endpoint.findings,
    ...(tls !== undefined && {
      tls: {
        protocol: tls.protocol,
        cipher: tls.cipher,
        ...(tls.alpn !== undefined && {alpn: tls.alpn}),
        client_certificate_requested: tls.clientCertificateRequested ?? null,
        acceptable_cas: tls.acceptableCas ?? null,
      },
    }),
    chain: endpoint.chain.map(certificateObject),
    ...clientObject(report.client),
  };
}

function observedWords({https, gateway, grpc}: ObservedHops): object {
  return {https: https.verdict, gateway: gateway.verdict, grpc: grpc.verdict};
}

function clientObject([leaf, ...others]: readonly CertificateFacts[]): object {
  if (leaf === undefined) return {};
  return {
    client: certificateObject(leaf),
    ...(others.length > 0 && {client_chain: others.map(certificateObject)}),
  };
}

export function certificateObject(facts: CertificateFacts): object {
  return {
    role: facts.role,
    subject: facts.subject,
    issuer: facts.issuer,
    serial: facts.serial,
    not_before: facts.notBefore,
    not_after: facts.notAfter,
    days_left: facts.daysLeft,
    dns_names: facts.dnsNames,
    ip_addresses: facts.ipAddresses,
    uris: facts.uris,
    email_addresses: facts.emailAddresses,
    key_usage: facts.keyUsage,
    ext_key_usage: facts.extKeyUsage ?? null,
    is_ca: facts.isCa,
    public_key: facts.publicKey,
    signature_algorithm: facts.signatureAlgorithm,
    fingerprint_sha256: facts.fingerprintSha256,
  };
}

function sslsObject({prefix, total, entries, unread}: ApisixSslsReport): object {
  return {
    prefix,
    total,
    ...(unread !== undefined && {unread}),
    entries: entries.map(sslObject),
  };
}

function sslObject(entry: ApisixSsl): object {
  return {
    id: entry.id,
    enabled: entry.isEnabled,
    type: entry.type,
    snis: entry.snis,
    certificates: entry.certificates.map(({chain, key}) => ({
      key: key.replaceAll('-', '_'),
      chain: chain.map(certificateObject),
    })),
    client_cas: entry.clientCas.map(certificateObject),
    findings: entry.findings,
  };
}
