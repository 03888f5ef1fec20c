// What a server's version decides: the gateway's path prefix and which behaviours can be relied on.
// A version never decides how an answer is parsed: distributions repackage the gateway library.

export type ServerVersion = {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
};

/** "3.5.16", "3.6.0-rc.1"; undefined for anything else. */
export function parseServerVersion(text: string): ServerVersion | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})(?:[-+].*)?$/.exec(text);
  if (match === null) return undefined;
  return {major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3])};
}

/** embed/serve.go by version: 3.2 and older /v3alpha, 3.3 /v3beta only, 3.4 and newer /v3. */
export function apiPrefixOf(version: ServerVersion | undefined): '/v3' | '/v3beta' | '/v3alpha' {
  if (version === undefined || version.major !== 3 || version.minor >= 4) return '/v3';
  return version.minor === 3 ? '/v3beta' : '/v3alpha';
}

/** As a comparison for sorting: below 0 where the first is older. */
export function compareVersions(one: ServerVersion, other: ServerVersion): number {
  return one.major - other.major || one.minor - other.minor || one.patch - other.patch;
}

/** Of etcd 3: what is no version of it counts as newer than all. */
export function isBefore(version: ServerVersion | undefined, minor: number, patch = 0): boolean {
  return version?.major === 3 && compareVersions(version, {major: 3, minor, patch}) < 0;
}

/** Whether the version is one of the fixed ones: per minor line the first patch with the fix. */
export function hasFix(
  version: ServerVersion,
  fixedIn: readonly `${number}.${number}.${number}`[],
): boolean {
  const fixes = fixedIn.map(text => parseServerVersion(text) as ServerVersion);
  const sameLine = fixes.find(fix => fix.major === version.major && fix.minor === version.minor);
  if (sameLine !== undefined) return version.patch >= sameLine.patch;
  return fixes.every(fix => isAfterLine(version, fix));
}

/** A requested progress notification may run ahead of undelivered events before these (etcd #15220). */
export const progressFixedIn = ['3.4.25', '3.5.8'] as const;

/** Gateway responses over 4 MiB fail before these (etcd #12576, PR #13077). */
export const messageLimitFixedIn = ['3.4.17', '3.5.0'] as const;

function isAfterLine(version: ServerVersion, line: ServerVersion): boolean {
  return version.major > line.major || (version.major === line.major && version.minor > line.minor);
}
