// The certificate check's result, as values: what `certs -w json` prints and what the Certificates
// pane draws. It lies here and not in report/ so that the rules, which are below report/, can make
// it.

import type {ApisixSslsReport} from './apisix-ssl-report.ts';

export type HopVerdict = 'ok' | 'fail' | 'unknown';

export type Finding = {
  /** States the fault: tls-server-eku, no-tls. */
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly hop: 'client' | 'https' | 'gateway' | 'grpc' | 'server';
  readonly summary: string;
  /** "required: clientAuth", "presented: serverAuth". */
  readonly evidence: readonly string[];
  /** First sentence: what to do. What follows says why, and what doesn't help. */
  readonly remedy: string;
  readonly reference?: string;
};

export type CertificateFacts = {
  readonly role: 'leaf' | 'intermediate' | 'root';
  /** RFC 4514 text, printable. */
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hex. */
  readonly serial: string;
  /** RFC 3339, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Whole days from now, negative when expired. */
  readonly daysLeft: number;
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
  readonly keyUsage: readonly string[];
  /** RFC 5280 names (serverAuth, clientAuth, anyExtendedKeyUsage) or OIDs; undefined: no such extension. */
  readonly extKeyUsage: readonly string[] | undefined;
  readonly isCa: boolean;
  /** "ECDSA P-256", "RSA 2048". */
  readonly publicKey: string;
  readonly signatureAlgorithm: string;
  /** Lower-case hex without colons. */
  readonly fingerprintSha256: string;
};

/** What one real call or handshake showed, in words that quote the server. */
export type HopObservation = {
  readonly verdict: HopVerdict;
  readonly summary: string;
  readonly seconds?: number;
};

/** One word a question of the contract: does etcd start, and do the three ways in work. */
export type HopVerdicts = {
  readonly start: HopVerdict;
  readonly https: HopVerdict;
  readonly gateway: HopVerdict;
  readonly grpc: HopVerdict;
};

export type ObservedHops = {
  readonly https: HopObservation;
  readonly gateway: HopObservation;
  readonly grpc: HopObservation;
};

export type TlsFacts = {
  readonly protocol: string;
  readonly cipher: string;
  readonly alpn?: string;
  /** Whether the server asked for a client certificate; undefined: could not tell. */
  readonly clientCertificateRequested?: boolean;
  /** Subjects of the CAs it accepts client certificates from (RFC 5246 7.4.4). */
  readonly acceptableCas?: readonly string[];
};

/** The member behind an endpoint, as the member list names it. */
export type MemberMark = {
  /** Printable. */
  readonly name: string;
  /** Not given by the user: its URL is from the member list. */
  readonly isListed: boolean;
};

export type EndpointCertificates = {
  /** URL. */
  readonly endpoint: string;
  readonly member?: MemberMark;
  readonly etcdVersion?: string;
  /** What the rules say, from what the handshake showed. */
  readonly verdict: HopVerdicts;
  /** Why the rules say fail or unknown, where they do. */
  readonly reasons?: Partial<Record<keyof HopVerdicts, string>>;
  /** What real calls showed. */
  readonly observed: ObservedHops;
  readonly tls?: TlsFacts;
  /** As sent by the server, leaf first. */
  readonly chain: readonly CertificateFacts[];
  /** Most severe first, and the earliest hop first among equals. */
  readonly findings: readonly Finding[];
};

export type CertificatesReport = {
  readonly endpoints: readonly EndpointCertificates[];
  /** Our own client certificate's file, leaf first; empty without --cert. */
  readonly client: readonly CertificateFacts[];
  /** About the members together. */
  readonly findings?: readonly Finding[];
  /** Why nothing is known of other members, where that is so. */
  readonly membersUnread?: string;
  /** What APISIX keeps in etcd; absent where there is nothing of it. */
  readonly apisixSsls?: ApisixSslsReport;
  readonly checkedTimeMs: number;
};
