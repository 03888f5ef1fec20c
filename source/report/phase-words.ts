// What the program is doing and whether the connection lives, in words. Quiet and dead must never
// look alike: a living watch says so, a silent one says since when, a waiting one says what for.
import type {Clock} from './clock-text.ts';
import type {Role} from './lines.ts';
import {countText} from './number-text.ts';
import {printable} from './printable.ts';
import type {ProgressView, ViewModel} from './view-model.ts';

type PhaseWords = {
  readonly glyph: '●' | '○' | '✗';
  /** Fits a header; the reason is apart. */
  readonly text: string;
  readonly role: Role;
  /** In the words of the server or the system. */
  readonly reason?: string;
};

export function phaseWords(model: ViewModel, clock: Clock): PhaseWords {
  const {phase, liveness} = model;
  switch (phase.name) {
    case 'connecting':
      return waiting(`connecting to ${printable(phase.endpoint)}${attempt(phase.attempt)}`);
    case 'syncing':
      return waiting(`syncing ${progressText(model.progress)}`.trimEnd());
    case 'opening-watch':
      return waiting('opening the watch');
    case 'watching':
      return liveness.silentSinceMs === undefined
        ? {glyph: '●', text: liveText(liveness.askedEveryMs), role: 'ok'}
        : {glyph: '✗', text: `SILENT since ${clock.second(liveness.silentSinceMs)}`, role: 'error'};
    case 'backing-off':
      return {
        glyph: '✗',
        text: `down since ${clock.second(phase.sinceMs)}, trying again at ${clock.second(phase.retryAtMs)}${attempt(phase.attempt)}`,
        role: 'error',
        reason: printable(phase.reason),
      };
    case 'failed':
      return {glyph: '✗', text: 'stopped', role: 'error', reason: printable(phase.reason)};
  }
}

/** "45 %" once the total is known. */
function progressText({keysDone, keysTotal}: ProgressView): string {
  const percent = progressPercent({keysDone, keysTotal});
  return percent === undefined ? '' : `${percent} % of ${countText(keysTotal ?? 0)} keys`;
}

/** 0 to 100; undefined before the first page told the total. */
export function progressPercent({
  keysDone,
  keysTotal,
}: {
  readonly keysDone: number;
  readonly keysTotal?: number | undefined;
}): number | undefined {
  if (keysTotal === undefined) {
    return undefined;
  }
  return keysTotal === 0 ? 100 : Math.min(100, Math.floor((keysDone / keysTotal) * 100));
}

/** What a person can do about a reason, in a sentence; chosen by the words that servers use. */
export function nextStep(reason: string): string {
  const known = steps.find(([pattern]) => pattern.test(reason));
  return known === undefined
    ? 'Ctrl-R tries again; pane 3 shows how far a connection gets'
    : `${known[1]}; Ctrl-R tries again`;
}

const steps: readonly (readonly [RegExp, string])[] = [
  [
    /authentication failed|invalid user|user name is empty|password/i,
    'check --user and --password (ETCDCTL_USER, ETCDCTL_PASSWORD)',
  ],
  [
    /permission denied/i,
    'ask for read permission on this prefix: etcdctl role grant-permission ROLE read PREFIX --prefix=true',
  ],
  [/invalid auth token/i, 'the token expired or the server restarted'],
  [
    /certificate|handshake|ssl|tls|wrong version number/i,
    'pane 3 shows the certificates and which side refuses',
  ],
  [
    /ECONNREFUSED/,
    'nothing listens there: check --endpoints, and that etcd runs (ss -ltn on its host)',
  ],
  [/ENOTFOUND|EAI_AGAIN/, 'the name does not resolve: check --endpoints'],
  [/EHOSTUNREACH|ENETUNREACH|timed? ?out|ETIMEDOUT/i, 'no answer: check the route and firewalls'],
  [
    /404|not found/i,
    'the gateway is off or this is not etcd: check the port, and --enable-grpc-gateway on etcd',
  ],
];

function waiting(text: string): PhaseWords {
  return {glyph: '○', text, role: 'warning'};
}

function attempt(count: number): string {
  return count > 1 ? ` (attempt ${count})` : '';
}

function liveText(askedEveryMs: number): string {
  return `live (asked every ${Number((askedEveryMs / 1000).toFixed(1))} s)`;
}
