// A client certificate and its key come together, wherever they are named.
import {describeOrigin, type Setting} from './settings.ts';
import {UsageError} from './usage-error.ts';

/** Throws UsageError where only one of the two is given. */
export function refuseLoneFile(
  cert: Setting<string> | undefined,
  key: Setting<string> | undefined,
): void {
  const given = cert ?? key;
  if (given === undefined || (cert !== undefined && key !== undefined)) return;
  const missing = cert === undefined ? '--cert' : '--key';
  throw new UsageError(`${describeOrigin(given.origin)} ${given.value} needs ${missing} beside it`);
}
