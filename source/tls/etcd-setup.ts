// What is given when no etcd is asked: how it would be started, and with which files. Filled from a
// command line, a YAML file or a running process (config/, io/); judged by predict-setup.ts.
import {isBefore, parseServerVersion} from '../etcd/server-version.ts';
import type {VerifySignature} from './certificate-signature.ts';
import {type GoBuild, goBuildOf} from './go-build.ts';
import type {SeenFile} from './go-files.ts';
import type {TlsVersion} from './handshake-rules.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export type ListenUrl = {readonly url: string; readonly isTls: boolean};

/** A flag or value for which etcd would not start. */
type FlagFault = {
  readonly kind: 'flag-unknown' | 'flag-value';
  readonly flag: string;
  readonly reason: string;
};

export type EtcdSetup = {
  /** As given: 3.5.30. */
  readonly version: string;
  readonly flagFaults: readonly FlagFault[];
  readonly clientUrls: readonly ListenUrl[];
  /** --listen-client-http-urls; [] where HTTP and gRPC share their ports. */
  readonly httpUrls: readonly ListenUrl[];
  /** No client URL was given: https is assumed because TLS files were. */
  readonly urlsAreAssumed: boolean;
  readonly cert?: SeenFile;
  readonly key?: SeenFile;
  /** --trusted-ca-file, and 3.3's --ca-file, which asks for certificates by itself. */
  readonly trustedCa?: SeenFile;
  readonly legacyCa?: SeenFile;
  readonly clientCertAuth: boolean;
  readonly clientCert?: SeenFile;
  readonly clientKey?: SeenFile;
  readonly crl?: SeenFile;
  readonly allowedHostnames: readonly string[];
  /** Host names that plain HTTP answers to; [] or left out: all of them. */
  readonly hostWhitelist?: readonly string[];
  readonly autoTls: boolean;
  /** What --auto-tls made at an earlier start: DATA-DIR/fixtures/client/cert.pem. */
  readonly autoCert?: SeenFile;
  readonly gatewayEnabled: boolean;
  readonly tlsMin?: string;
  readonly tlsMax?: string;
  readonly cipherSuites: readonly string[];
  /** Left out: nothing is known of its peers. */
  readonly peer?: PeerSetup;
  /** Instead of the one that the version tells. */
  readonly build?: GoBuild;
  /** Of the running process these settings were read from. */
  readonly startedMs?: number;
};

/** --peer-cert-file and its like; legacyCa: 3.3's --peer-ca-file. */
export type PeerSetup = {
  readonly listensWithTls: boolean;
  readonly autoTls: boolean;
  readonly cert?: SeenFile;
  readonly key?: SeenFile;
  readonly trustedCa?: SeenFile;
  readonly legacyCa?: SeenFile;
  readonly clientCert?: SeenFile;
  readonly clientKey?: SeenFile;
};

/** Who would dial. */
export type DialingClient = {
  readonly host: string;
  /** undefined: the system's roots, as in `systemRoots`. */
  readonly ca?: SeenFile;
  readonly cert?: SeenFile;
  readonly key?: SeenFile;
  readonly insecureSkipVerify: boolean;
};

export type SetupContext = {
  readonly nowMs: number;
  readonly warnDays: number;
  /** Of this host, which stands for etcd's where it would use its own. */
  readonly systemRoots: () => readonly ParsedCertificate[];
  readonly verifySignature: VerifySignature;
};

export function buildOfSetup({build, version}: EtcdSetup): GoBuild {
  return build ?? goBuildOf(version);
}

/** Whether the version is at least 3.minor.patch. */
export function isAtLeast(setup: EtcdSetup, minor: number, patch = 0): boolean {
  return !isBefore(parseServerVersion(setup.version), minor, patch);
}

/** --auto-tls counts only without files of one's own, and then drops every other TLS setting. */
export function usesAutoTls({autoTls, cert, key}: EtcdSetup): boolean {
  return autoTls && cert === undefined && key === undefined;
}

/** Whether listeners with TLS ask for a client certificate; from 3.4 on a CA file alone is enough. */
export function asksForCertificate(setup: EtcdSetup): boolean {
  if (usesAutoTls(setup)) return false;
  if (setup.clientCertAuth || setup.legacyCa !== undefined) return true;
  return setup.trustedCa !== undefined && isAtLeast(setup, 4);
}

/** What both sides agree on; 3.3 stays at TLS 1.2, and Go offers 1.3 from 1.13 on. */
export function tlsVersionOf(setup: EtcdSetup): TlsVersion {
  const {minor} = buildOfSetup(setup);
  const isOld = !isAtLeast(setup, 4) || (minor !== undefined && minor < 13);
  return isOld || setup.tlsMax === 'TLS1.2' ? 'TLS1.2' : 'TLS1.3';
}
