// What is said about the certificates that APISIX keeps in etcd (/apisix/ssls/*), as values. Private
// keys are compared and never part of it.
import type {CertificateFacts, Finding} from './certificates-report.ts';

export type ApisixSslsReport = {
  /** "/apisix/ssls/". */
  readonly prefix: string;
  /** Entries under the prefix, read or not. */
  readonly total: number;
  /** By id. */
  readonly entries: readonly ApisixSsl[];
  /** Why nothing, or not everything, was read. */
  readonly unread?: string;
};

export type ApisixSsl = {
  /** The key without the prefix: untrusted text. */
  readonly id: string;
  /** status 0 is kept and not served. */
  readonly isEnabled: boolean;
  /** client: what APISIX shows upstreams, without SNIs. */
  readonly type: 'server' | 'client';
  readonly snis: readonly string[];
  readonly certificates: readonly ApisixCertificate[];
  /** client.ca: who may connect. */
  readonly clientCas: readonly CertificateFacts[];
  readonly findings: readonly SslFinding[];
};

export type ApisixCertificate = {
  /** As it stands in the entry, leaf first. */
  readonly chain: readonly CertificateFacts[];
  readonly key: KeyState;
};

export type KeyState =
  | 'matches'
  | 'differs'
  /** By APISIX (data_encryption): base64 of AES-128-CBC instead of PEM. */
  | 'encrypted'
  /** $secret:// or $env://. */
  | 'held-elsewhere'
  | 'absent'
  | 'unreadable'
  /** The key can be read, its certificate can't. */
  | 'not-compared';

/** Of one entry: it lies on none of the ways into etcd. */
export type SslFinding = Omit<Finding, 'hop'>;
