// Bugs of APISIX by which a gateway comes to serve something else than etcd holds, by version. Each with
// what it does, how to get over it now, and where it is told.
import {isVersionIn, parseApisixVersion} from './era.ts';

export type SyncBug = {
  /** As in the doctor's catalogue. */
  readonly id: string;
  /** First version that has it; absent: every one since 2.0. */
  readonly from?: string;
  /** First version that has it no more; absent: no release has it fixed that we know of. */
  readonly fixedIn?: string;
  readonly summary: string;
  readonly remedy: string;
  readonly reference: string;
};

/** Bugs of this version. None where the version is not known. */
export function syncBugsOf(version: string | undefined): readonly SyncBug[] {
  if (parseApisixVersion(version) === undefined) return [];
  return syncBugs.filter(({from = '2.0.0', fixedIn}) => isVersionIn(version, from, fixedIn));
}

const reload = 'apisix reload makes the workers read everything again';

const syncBugs: readonly SyncBug[] = [
  {
    id: 'events-skipped',
    from: '3.14.0',
    fixedIn: '3.18.0',
    summary:
      'after an idle watch timed out it goes on at a later revision: events in between are lost without a log line',
    remedy: `${reload}; upgrade to 3.18 or later.`,
    reference: 'apisix #13067, #13721',
  },
  {
    id: 'events-skipped-at-start',
    from: '3.4.0',
    summary: 'writes between the first read and the first watch of a new worker can be lost',
    remedy: `${reload}, at a moment without writes.`,
    reference: 'apisix #13917',
  },
  {
    id: 'stale-worker',
    fixedIn: '3.18.0',
    summary:
      'an exception while reading everything again leaves one worker with old routes ("attempt to index local \'item\' (a boolean value)")',
    remedy: `${reload}; upgrade to 3.18 or later.`,
    reference: 'apisix #9336, #9847, #11390, #12283',
  },
  {
    id: 'worker-respawn-old',
    fixedIn: '3.14.0',
    summary:
      'a worker that crashed comes back with the configuration of the time when the master started',
    remedy: `${reload}; upgrade to 3.14 or later.`,
    reference: 'apisix #12523',
  },
  {
    id: 'rev-backwards',
    fixedIn: '3.12.0',
    summary:
      'after a restore of etcd to a lower revision it waits, silent, for a revision that is far away',
    remedy: `${reload}; restore snapshots with --bump-revision and --mark-compacted.`,
    reference: 'apisix #11144, #9951, #12015',
  },
  {
    id: 'bad-value',
    fixedIn: '3.10.0',
    summary: 'one value that fails its schema drops the rest of the same batch of events',
    remedy:
      'Correct or delete the value that error.log names ("failed to check item data of"), then apisix reload.',
    reference: 'apisix #11268',
  },
  {
    id: 'watch-per-directory',
    fixedIn: '3.4.0',
    summary:
      'every directory has a watch of its own: an idle one falls behind compaction and reads everything again',
    remedy: 'Upgrade to 3.4 or later; a longer --auto-compaction-retention of etcd makes it rarer.',
    reference: 'apisix #2680, #4732',
  },
];
