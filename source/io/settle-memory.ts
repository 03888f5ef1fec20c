// Starting leaves garbage behind that nothing collects while the process sits idle in front of
// somebody for hours: V8 collects when the heap grows. One collection, once the start is over.
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

/** Returns the way to call it off. */
export function settleMemory(afterMs: number): () => void {
  const timer = setTimeout(collect, afterMs);
  timer.unref();
  return () => clearTimeout(timer);
}

// Node shows gc() only behind a flag, which the executable does not take from outside; a new context
// made after the flag was set has it (node test/common/gc.js does the same).
function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof gc === 'function') gc();
}
