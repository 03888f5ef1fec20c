// A deadline that every sign of life moves: aborts when nothing came for so long, or when the caller
// gives up.
import {TimeLimitError} from './network-failure.ts';

type SilenceLimit = {
  readonly signal: AbortSignal;
  /** Something came. */
  touch(): void;
  end(): void;
};

export function createSilenceLimit(
  timeoutMs: number,
  outer: AbortSignal | undefined,
): SilenceLimit {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(new TimeLimitError(`no answer within ${timeoutMs / 1000} s`));
  }, timeoutMs);
  const giveUp = () => controller.abort(outer?.reason);
  if (outer?.aborted === true) giveUp();
  outer?.addEventListener('abort', giveUp, {once: true});
  return {
    signal: controller.signal,
    touch: () => timer.refresh(),
    end() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', giveUp);
    },
  };
}
