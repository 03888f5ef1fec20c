// The result of comparing APISIX with etcd, as values: what `drift -w json` prints and what the Drift
// pane draws. `unknown` where one of the two sides could not be read.
import {isJsonObject} from '../etcd/json-object.ts';
import type {DriftComparison} from './drift.ts';
import type {ComparedKind} from './loaded-resources.ts';
import type {SyncBug} from './sync-bugs.ts';

export type DriftReport = {
  readonly verdict: 'pass' | 'fail' | 'unknown';
  /** http://127.0.0.1:9090 */
  readonly controlApi: string;
  /** As its answers or its installation tell. */
  readonly apisixVersion?: string;
  readonly etcd?: {
    readonly endpoint: string;
    /** Of the keys compared: /apisix/ */
    readonly prefix: string;
    readonly revision: number;
    readonly clusterId: string;
  };
  /** Connections to the Control API, each answered by one worker. */
  readonly answers: number;
  readonly comparison?: DriftComparison;
  /** Missing ones whose value in etcd is nothing that APISIX takes. */
  readonly rejected: readonly RejectedResource[];
  /** Why it could not be told. */
  readonly fault?: DriftFault;
  /** Of this version: what may be behind a drift. */
  readonly bugs: readonly SyncBug[];
  readonly checkedTimeMs: number;
};

export type DriftFault = {
  readonly id: string;
  readonly summary: string;
  readonly remedy: string;
};

export type RejectedResource = {
  readonly kind: ComparedKind;
  readonly id: string;
  readonly reason: string;
};

/** Why APISIX can't take a value; undefined: it is a JSON object, and its schema decides. */
export function rejectionOf(value: string): string | undefined {
  if (value === '') return 'its value is empty';
  try {
    const parsed: unknown = JSON.parse(value);
    return isJsonObject(parsed) ? undefined : 'its value is JSON, but no object';
  } catch {
    return 'its value is no JSON';
  }
}

/** What to do about a drift, in one sentence. */
export function driftRemedy({comparison, rejected}: DriftReport): string | undefined {
  const states = new Set(comparison?.resources.map(({state}) => state));
  if (states.size === 0) return undefined;
  const names = rejected.map(({kind, id}) => `${kind}/${id}`).join(', ');
  const correct = `Correct or delete ${names} in etcd: no reload makes APISIX take that.`;
  if (rejected.length > 0 && rejected.length === comparison?.resources.length) return correct;
  const then = states.has('ahead')
    ? ' etcd was restored to an older revision: restore with --bump-revision and --mark-compacted the next time.'
    : ' If it comes back, look for "failed to check item data of" in logs/error.log.';
  const first = rejected.length > 0 ? ` ${correct}` : '';
  return `apisix reload: the workers read everything again.${first}${then}`;
}
