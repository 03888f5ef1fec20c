// What was seen of one endpoint, before anything is concluded from it: the io layer fills this in,
// assess.ts reads it. Facts only, in the past tense.
import type {VerifySignature} from './certificate-signature.ts';
import type {FileFault} from './go-files.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import type {ServerFlightResult} from './server-flight.ts';

/** Why there was no answer: the system's or OpenSSL's code, and the words. */
export type NoAnswer = {
  readonly code: string;
  readonly message: string;
  /** TLS alert the server sent (RFC 8446 6). */
  readonly alert?: number;
};

export type CallOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** The start of the body, as sent. */
      readonly body: string;
      readonly seconds: number;
      /** Whether our own TLS had accepted the server; without it no secret was sent. */
      readonly verified: boolean;
    }
  | ({readonly kind: 'failed'; readonly seconds: number} & NoAnswer)
  | {readonly kind: 'not-asked'; readonly reason: string};

export type GrpcOutcome =
  /** The server's own status, refusals of etcd included. */
  | {
      readonly kind: 'answered';
      readonly code: number;
      readonly details: string;
      readonly seconds: number;
    }
  | ({readonly kind: 'failed'; readonly seconds: number} & NoAnswer);

export type Handshake = {
  readonly protocol: string;
  readonly cipher: string;
  /** OpenSSL's verdict on what the server sent: CERT_HAS_EXPIRED; undefined: accepted. */
  readonly authorizationError?: string;
  /** DER, leaf first, as OpenSSL arranged it. */
  readonly chain: readonly Uint8Array[];
};

/** One connection with verification off, only to look. */
export type TlsProbe = {
  /** Present once the handshake was done, even if the server refused us afterwards. */
  readonly handshake?: Handshake;
  readonly outcome: CallOutcome;
};

export type EndpointObservations = {
  readonly url: string;
  readonly isTls: boolean;
  /** The name that is verified. */
  readonly serverName: string;
  readonly etcdVersion?: string;
  /** GET /version as every other command would send it. */
  readonly version: CallOutcome;
  /** Path of the gateway call, prefix included. */
  readonly gatewayPath: string;
  readonly gateway: CallOutcome;
  readonly grpc: GrpcOutcome;
  /** With our client certificate where we have one. */
  readonly probe?: TlsProbe;
  /** Without it; the same as `probe` where we have none. */
  readonly anonymousProbe?: TlsProbe;
  readonly flight?: ServerFlightResult;
  /** An http:// answer on a port that was to speak TLS, or the reverse. */
  readonly speaksOtherScheme: boolean;
  /** As sent. */
  readonly chain: readonly ParsedCertificate[];
  readonly chainProblems: readonly string[];
  /** From the flight's CertificateRequest; undefined: none seen. */
  readonly acceptableCas?: readonly CaName[];
};

export type CaName = {
  readonly text: string;
  /** Hex of the DER name, as ParsedCertificate.subjectDer. */
  readonly der: string;
};

/** What is the same for all endpoints. */
export type CheckContext = {
  readonly client: readonly ParsedCertificate[];
  readonly roots: readonly ParsedCertificate[];
  /** File name of --cacert, or what the roots are otherwise. */
  readonly rootsSource: string;
  /** Whether the roots are the user's own file, so that their expiry is his business. */
  readonly rootsAreOwn: boolean;
  readonly insecureSkipVerify: boolean;
  /** As etcdctl loads them from the same file; left out where they are the same. */
  readonly goRoots?: readonly ParsedCertificate[];
  /** Why etcdctl would not load our files, though our own TLS does. */
  readonly goFileFault?: FileFault;
  /** A user is given, whom the check's own calls leave out. */
  readonly hasUser?: boolean;
  readonly nowMs: number;
  readonly warnDays: number;
  readonly verifySignature: VerifySignature;
};
