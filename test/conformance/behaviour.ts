// The form of a conformance case: a claim, a script against a server, and what must come out. Where
// releases differ, the expectation says how; it is never loosened.
import type {Session} from './session.ts';

type TestedRelease = {
  readonly version: string;
  /** 3, 4 or 5. */
  readonly minor: number;
  /** Of the gateway library: it shapes refusals. */
  readonly generation: 'v1' | 'v2';
};

export type Behaviour = {
  readonly claim: string;
  readonly act: (session: Session) => Promise<unknown>;
  readonly expected: unknown;
  readonly appliesTo?: (release: TestedRelease) => boolean;
};

/** Marks an expectation that depends on the release. */
export function byRelease(choose: (release: TestedRelease) => unknown): ByRelease {
  return {choose};
}

type ByRelease = {readonly choose: (release: TestedRelease) => unknown};

export function expectedFor({expected}: Behaviour, release: TestedRelease): unknown {
  return resolve(expected, release);
}

function resolve(value: unknown, release: TestedRelease): unknown {
  if (Array.isArray(value)) return value.map(one => resolve(one, release));
  if (typeof value !== 'object' || value === null) return value;
  if ('choose' in value && typeof value.choose === 'function') {
    return resolve(value.choose(release), release);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, resolve(one, release)]),
  );
}

export function describeTested(version: string): TestedRelease {
  const minor = Number(version.split('.')[1]);
  return {version, minor, generation: minor < 5 ? 'v1' : 'v2'};
}

/** The releases of Debian: the embedded gateway knows them all, fetched or not. */
export const embeddedVersions = ['3.3.25', '3.4.23', '3.5.16', '3.5.30'] as const;

export function apiPrefixOf({minor}: TestedRelease): string {
  return minor < 4 ? '/v3beta' : '/v3';
}

/** A refusal: HTTP status, gRPC code and message, in the shape of the gateway's generation. */
export function refused(status: number | ByRelease, code: number, message: string): ByRelease {
  return byRelease(({generation}) => ({
    status,
    body: generation === 'v1' ? {error: message, message, code} : {code, message},
  }));
}

export function ok(body: unknown): unknown {
  return {status: 200, body};
}

/** A record with the fields that are not zero. */
export function record(
  key: string,
  value: string,
  [create_revision, mod_revision, version]: readonly [number, number, number],
): Record<string, unknown> {
  const kept = {key, create_revision, mod_revision, version: String(version)};
  return value === '' ? kept : {...kept, value};
}
