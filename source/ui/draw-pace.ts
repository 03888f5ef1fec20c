// When to draw: at once after a quiet time, then at most once an interval however often it is asked
// for. No timer runs while nothing is asked for, so an idle screen costs nothing.

export type DrawPace = {
  /** Something changed: draw soon. */
  request(): void;
  stop(): void;
};

export function createDrawPace(draw: () => void, intervalMs: number): DrawPace {
  let isWanted = false;
  let soon: NodeJS.Immediate | undefined;
  let rest: NodeJS.Timeout | undefined;

  const run = (): void => {
    soon = undefined;
    isWanted = false;
    rest = setTimeout(wake, intervalMs);
    draw();
  };
  const wake = (): void => {
    rest = undefined;
    if (isWanted) {
      run();
    }
  };
  return {
    request() {
      isWanted = true;
      if (rest === undefined && soon === undefined) {
        soon = setImmediate(run);
      }
    },
    stop() {
      clearImmediate(soon);
      clearTimeout(rest);
      isWanted = false;
    },
  };
}
