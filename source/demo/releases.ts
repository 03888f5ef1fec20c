// What differs between etcd releases in the eyes of an HTTP client. Version and generation of the
// gateway are two things: Debian builds 3.5 with the second generation, upstream with the first.

export type Generation = 'v1' | 'v2';

export type Release = {
  readonly version: string;
  readonly generation: Generation;
  readonly prefixes: readonly string[];
  /** HTTP status for gRPC's FailedPrecondition. */
  readonly preconditionStatus: 400 | 412;
  readonly errorKeys: 'error-message-code' | 'error-code-message' | 'code-message';
  /** 3.3 and 3.4 send refusals chunked, with a trailer. */
  readonly sendsTrailers: boolean;
  readonly healthReason: boolean;
  readonly hasReadyz: boolean;
  readonly hasAuthStatus: boolean;
  readonly hasHashKv: boolean;
  readonly statusDetails: boolean;
  /** 3.3 and 3.4 answer a list of alarms without a header. */
  readonly alarmHeader: boolean;
  readonly honoursWatchId: boolean;
  /** 3.3 cancels a watch of an empty interval without saying why. */
  readonly explainsEmptyInterval: boolean;
  /** 3.3 and 3.4 refuse a token that they don't know even while authentication is off. */
  readonly refusesNeedlessTokens: boolean;
  /** 3.3 says "permission denied" to every watch it refuses. */
  readonly tellsWhyWatchIsRefused: boolean;
  readonly emptyBodyIsError: boolean;
  readonly corsHeaders: boolean;
};

export function describeRelease(version: string, generation?: Generation): Release {
  const minor = Number(/^3\.(\d+)\./.exec(version)?.[1] ?? 5);
  const own = generation ?? (minor < 5 ? 'v1' : 'v2');
  return {
    version,
    generation: own,
    prefixes: minor < 4 ? ['/v3beta', '/v3alpha'] : ['/v3', '/v3beta'],
    preconditionStatus: minor < 5 ? 412 : 400,
    errorKeys: errorKeys(minor, own),
    sendsTrailers: minor < 5,
    healthReason: minor >= 5,
    hasReadyz: minor >= 5,
    hasAuthStatus: minor >= 5,
    hasHashKv: minor >= 5,
    statusDetails: minor >= 4,
    alarmHeader: minor >= 5,
    honoursWatchId: minor >= 4,
    explainsEmptyInterval: minor >= 4,
    refusesNeedlessTokens: minor < 5,
    tellsWhyWatchIsRefused: minor >= 4,
    emptyBodyIsError: minor < 4,
    corsHeaders: minor >= 4,
  };
}

function errorKeys(minor: number, generation: Generation): Release['errorKeys'] {
  if (generation === 'v2') return 'code-message';
  return minor < 5 ? 'error-message-code' : 'error-code-message';
}
