// What an interface does to stay small, which sits open for hours beside other programs: starting
// leaves garbage behind that nothing collects while the process is idle, so one collection once the
// start is over; and from then on the heap grows less beyond what is used before it is collected.
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

const betweenMs = 50;

/** Returns the way to call it off. */
export function settleMemory(afterMs: number): () => void {
  const timer = setTimeout(collect, afterMs);
  timer.unref();
  return () => clearTimeout(timer);
}

// Node shows gc() only behind a flag, which the executable does not take from outside; a new context
// made after the flag was set has it (node test/common/gc.js does the same).
function collect(): void {
  // Of this flag only the heap's growing is decided at run time (V8, ShouldOptimizeForMemoryUsage).
  setFlagsFromString('--optimize-for-size');
  setFlagsFromString('--expose-gc');
  const gc: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof gc !== 'function') return;
  // All functions come out of the code cache at the start, most of them for nothing: their bytecode
  // goes, and V8 compiles again what is called again (V8, Heap::GetCodeFlushMode).
  setFlagsFromString('--stress-flush-code');
  gc();
  setFlagsFromString('--no-stress-flush-code');
  // Each takes some 20 ms: a key that was pressed meanwhile is answered in between.
  setTimeout(() => gc(), betweenMs).unref();
}
