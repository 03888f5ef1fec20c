// When to draw: at once after a quiet time, then at most once an interval however often it is asked
// for, never faster than the budget of bytes allows, and not at all while the terminal has not taken
// what was written before. No timer runs while nothing is asked for: an idle screen costs nothing.
import type {TerminalLoad} from './terminal-load.ts';

type DrawPace = {
  /** Something changed: draw soon. */
  request(): void;
  /** Somebody waits for it, who pressed a key: draw before the interval is over. */
  answerKey(): void;
  stop(): void;
};

type DrawPaceOptions = {
  readonly draw: () => void;
  readonly intervalMs: number;
  readonly bytesPerSecondMax: number;
  readonly load: TerminalLoad;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
};

/** A key's frame may run ahead of the budget by what it earns in this time. */
const aheadSeconds = 1;

export function createDrawPace(options: DrawPaceOptions): DrawPace {
  const {draw, intervalMs, load, now} = options;
  const debt = createByteDebt(options);
  let wanted: 'no' | 'soon' | 'for a key' = 'no';
  let lastDrawMs = Number.NEGATIVE_INFINITY;
  let turn: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isBlocked = false;
  let isStopped = false;

  const waitMs = (): number =>
    wanted === 'for a key'
      ? debt.msUntil(options.bytesPerSecondMax * aheadSeconds)
      : Math.max(debt.msUntil(0), lastDrawMs + intervalMs - now());
  const forgetTimers = (): void => {
    clearImmediate(turn);
    clearTimeout(timer);
    turn = undefined;
    timer = undefined;
  };
  const untilTaken = (): void => {
    isBlocked = true;
    load.whenTaken(() => {
      isBlocked = false;
      decide();
    });
  };
  const decide = (): void => {
    forgetTimers();
    if (wanted === 'no' || isStopped || isBlocked) return;
    if (load.isBusy()) {
      untilTaken();
      return;
    }
    const ms = waitMs();
    if (ms > 0) {
      timer = setTimeout(decide, Math.ceil(ms));
      return;
    }
    wanted = 'no';
    lastDrawMs = now();
    draw();
  };
  return {
    request() {
      if (wanted !== 'no') return;
      wanted = 'soon';
      turn ??= setImmediate(decide);
    },
    answerKey() {
      wanted = 'for a key';
      decide();
    },
    stop() {
      isStopped = true;
      forgetTimers();
    },
  };
}

/** Bytes written that time has not paid for yet. */
function createByteDebt({bytesPerSecondMax, load, now}: DrawPaceOptions) {
  let bytes = load.bytesWritten();
  let owed = 0;
  let atMs = now();
  return {
    /** How long until no more than that is owed. */
    msUntil(allowed: number): number {
      const earned = (bytesPerSecondMax * (now() - atMs)) / 1000;
      const written = load.bytesWritten();
      // Together: a frame may have left a moment after it was drawn.
      owed = Math.max(0, owed + written - bytes - earned);
      bytes = written;
      atMs = now();
      return Math.max(0, ((owed - allowed) * 1000) / bytesPerSecondMax);
    },
  };
}
