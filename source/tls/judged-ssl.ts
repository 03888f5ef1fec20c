// What was read of one certificate entry of APISIX, before anything is concluded from it.
import type {SslFields} from './apisix-ssl-fields.ts';
import type {KeyState} from './apisix-ssl-report.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export type SslContext = {readonly nowMs: number; readonly warnDays: number};

/** What was read of one pair of certificate and key. */
export type JudgedPair = {
  readonly name: string;
  readonly chain: readonly ParsedCertificate[];
  readonly key: KeyState;
  /** Position in the chain of the certificate that the key belongs to; 0 is as it should be. */
  readonly keyPosition?: number;
  readonly problems: readonly string[];
};

export type JudgedSsl = {
  readonly id: string;
  readonly fields: SslFields;
  readonly pairs: readonly JudgedPair[];
  readonly clientCas: readonly ParsedCertificate[];
  readonly problems: readonly string[];
};
