// What the sync engine is told (facts, in the past tense) and what it asks for (effects).
import type {Failure} from '../etcd/gateway-error.ts';
import type {
  Base64,
  KeyValue,
  Member,
  RangeResponse,
  StatusResponse,
  WatchEvent,
  WatchFrame,
  WatchPart,
} from '../etcd/messages.ts';
import type {Entry} from './entries.ts';

export type TimerName = 'retry' | 'first-frame' | 'liveness' | 'settle' | 'survey' | 'fail-back';

/** What happened, with the time at which it did. */
export type Fact = {readonly nowMs: number} & (
  | {readonly type: 'started'}
  | {readonly type: 'sync-asked'}
  | {readonly type: 'version-received'; readonly attempt: number; readonly version: string}
  | {readonly type: 'logged-in'; readonly attempt: number}
  | {
      readonly type: 'revision-verified';
      readonly attempt: number;
      readonly response: RangeResponse;
    }
  | {
      readonly type: 'page-received';
      readonly attempt: number;
      readonly requestId: number;
      readonly response: RangeResponse;
    }
  | {
      readonly type: 'details-received';
      readonly attempt: number;
      readonly status?: StatusResponse;
      readonly members: readonly Member[];
    }
  | {
      readonly type: 'call-failed';
      readonly attempt: number;
      /** Of a page. */
      readonly requestId?: number;
      readonly failure: Failure;
    }
  /** All that one read of the watch brought: the next two, as often as needed (watch-read.ts). */
  | {readonly type: 'watch-read'; readonly attempt: number; readonly parts: readonly WatchPart[]}
  | {
      readonly type: 'watch-events-received';
      readonly attempt: number;
      readonly events: readonly WatchEvent[];
    }
  | {
      readonly type: 'watch-frame-received';
      readonly attempt: number;
      readonly frame: WatchFrame;
      /** Events of this frame, all handed over before it. */
      readonly eventCount: number;
    }
  | {
      readonly type: 'compact-revision-received';
      readonly attempt: number;
      /** 0: nothing was ever compacted; undefined: it is not to be had. */
      readonly compactRevision: number | undefined;
    }
  | {
      readonly type: 'keys-counted';
      readonly attempt: number;
      readonly revision: number;
      /** How many keys we held at that revision, and how many etcd counts; undefined: it doesn't say. */
      readonly held: number;
      readonly counted: number | undefined;
    }
  | {
      readonly type: 'endpoint-probed';
      readonly attempt: number;
      /** undefined: no answer, or none that shows it to be healthy. */
      readonly response: RangeResponse | undefined;
    }
  | {
      readonly type: 'endpoint-looked-at';
      readonly attempt: number;
      readonly endpointIndex: number;
      /** As the member itself is, which may be behind the others; undefined: no answer. */
      readonly response: RangeResponse | undefined;
    }
  | {readonly type: 'watch-ended'; readonly attempt: number; readonly failure: Failure}
  | {readonly type: 'timer-due'; readonly attempt: number; readonly timer: TimerName}
);

/** Facts that one step takes. */
export type SingleFact = Exclude<Fact, {readonly type: 'watch-read'}>;

type RangeEffect = {
  readonly attempt: number;
  readonly endpointIndex: number;
  readonly key: Base64;
  readonly rangeEnd: Base64;
  readonly limit: number;
  readonly revision?: number;
  readonly minModRevision?: number;
  readonly keysOnly: boolean;
};

/** What the engine wants done. */
export type Effect =
  | {readonly type: 'fetch-version'; readonly attempt: number; readonly endpointIndex: number}
  | {readonly type: 'login'; readonly attempt: number; readonly endpointIndex: number}
  | ({readonly type: 'fetch-page'; readonly requestId: number} & RangeEffect)
  | ({readonly type: 'verify-revision'} & RangeEffect)
  | {
      readonly type: 'fetch-details';
      readonly attempt: number;
      readonly endpointIndex: number;
    }
  /** From /metrics, else by reading `key` at older and newer revisions; its failure is no failure. */
  | {
      readonly type: 'fetch-compact-revision';
      readonly attempt: number;
      readonly endpointIndex: number;
      readonly key: Base64;
      /** As last found, else 0. */
      readonly known: number;
      /** A revision that can be read for sure. */
      readonly readable: number;
    }
  /** At the revision; its failure is no failure. */
  | {
      readonly type: 'count-keys';
      readonly attempt: number;
      readonly endpointIndex: number;
      readonly key: Base64;
      readonly rangeEnd: Base64;
      readonly revision: number;
      readonly held: number;
    }
  /** How far the member behind an endpoint is by itself; its failure is no failure. */
  | {
      readonly type: 'look-at-endpoint';
      readonly attempt: number;
      readonly endpointIndex: number;
      readonly key: Base64;
    }
  /** Another endpoint than the present one; its failure is no failure. */
  | {
      readonly type: 'probe-endpoint';
      readonly attempt: number;
      readonly endpointIndex: number;
      readonly key: Base64;
      readonly limit: number;
      readonly keysOnly: boolean;
    }
  | {
      readonly type: 'open-watch';
      readonly attempt: number;
      readonly endpointIndex: number;
      readonly startRevision: number;
      readonly prevKv: boolean;
      readonly fragment: boolean;
      readonly duplex: boolean;
    }
  | {readonly type: 'ask-progress'; readonly attempt: number}
  /** Whatever is open or under way for earlier attempts is to be closed. */
  | {readonly type: 'drop-connection'}
  | {
      readonly type: 'schedule';
      readonly timer: TimerName;
      readonly attempt: number;
      readonly delayMs: number;
    }
  | {readonly type: 'cancel-timer'; readonly timer: TimerName}
  /** A page of the full sync, ascending, before the entries that it gives rise to. */
  | {
      readonly type: 'hand-page';
      readonly kvs: readonly KeyValue[];
      /** Pages handed before belong to a sync that was started again. */
      readonly isFirst: boolean;
    }
  | {readonly type: 'emit'; readonly entries: readonly Entry[]};
