// Ctrl-Z: the whole foreground job stops, as the shell expects of it, until it is continued.
// The terminal is not touched here: screen.tsx gives it back before and takes it again after.
import {once} from 'node:events';
import {setTimeout as delay} from 'node:timers/promises';

/** Resolves once the job runs again. */
export async function suspendProcess(): Promise<void> {
  if (process.platform === 'win32') {
    return;
  }
  const abandon = new AbortController();
  const continued = once(process, 'SIGCONT', {signal: abandon.signal}).catch(ignoreAbort);
  // Process group 0, ours: a wrapper such as npm must stop too, or the shell never gets its prompt.
  process.kill(0, 'SIGTSTP');
  // The kernel ignores SIGTSTP for a job that no shell controls (POSIX, orphaned process groups).
  await Promise.race([continued, delay(ignoredAfterMs, undefined, {ref: true})]);
  abandon.abort();
}

const ignoredAfterMs = 500;

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) {
    throw error;
  }
}
