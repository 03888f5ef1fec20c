// Which Go an etcd was built with, as far as its version tells: Go's X.509 rules changed over the
// years, and an etcd carries those of its compiler. Debian's four releases are known exactly (from
// their binaries); for the others upstream's own builds are assumed (.go-version and release
// workflows of each tag). Distributions may differ, and a rule that hangs on it says so.
import {parseServerVersion} from '../etcd/server-version.ts';

export type GoBuild = {
  /** Minor version: 24 for go1.24; undefined where the etcd version is not known. */
  readonly minor?: number;
  /** RSA keys below 1024 bits are refused (GODEBUG rsa1024min, the default of go.mod from 1.24 on). */
  readonly refusesShortRsa?: boolean;
  /** Negative serial numbers are refused (x509negativeserial, the default from 1.23 on). */
  readonly refusesNegativeSerial?: boolean;
  /** Whose build this is about. */
  readonly by?: 'Debian' | 'upstream';
};

/** Debian builds without go.mod, so its GODEBUG defaults stay those of go1.20. */
const DEBIAN: Readonly<Record<string, number>> = {
  '3.3.25': 15,
  '3.4.23': 19,
  '3.5.16': 24,
  '3.5.30': 26,
};

/** First patch of a minor line with this Go, newest first. */
const UPSTREAM: Readonly<Record<number, readonly (readonly [patch: number, goMinor: number])[]>> = {
  3: [[0, 12]],
  4: [
    [42, 25],
    [38, 24],
    [36, 23],
    [34, 22],
    [31, 21],
    [28, 20],
    [25, 19],
    [23, 17],
    [17, 16],
    [0, 12],
  ],
  5: [
    [28, 25],
    [23, 24],
    [19, 23],
    [16, 22],
    [13, 21],
    [10, 20],
    [8, 19],
    [7, 17],
    [0, 16],
  ],
  6: [
    [9, 25],
    [5, 24],
    [0, 23],
  ],
};

/** `by`: not the likelier build, but this one's; {} where there is none of it. */
export function goBuildOf(etcdVersion: string | undefined, by?: GoBuild['by']): GoBuild {
  const version = etcdVersion === undefined ? undefined : parseServerVersion(etcdVersion);
  if (version === undefined || version.major !== 3) return {};
  const debian = DEBIAN[`${version.major}.${version.minor}.${version.patch}`];
  if (debian === undefined && by === 'Debian') return {};
  if (debian !== undefined && by !== 'upstream') {
    return {minor: debian, refusesShortRsa: false, refusesNegativeSerial: false, by: 'Debian'};
  }
  const line = version.minor < 3 ? [] : (UPSTREAM[version.minor] ?? [[0, 26]]);
  const minor = line.find(([patch]) => version.patch >= patch)?.[1] ?? 12;
  return {
    minor,
    refusesShortRsa: minor >= 24,
    refusesNegativeSerial: minor >= 23,
    by: 'upstream',
  };
}
