// Splits the events of one watch response the way etcd does for watches with fragment: no part
// reaches the limit, except a part of one event, which is never split.
import {listedEventSize} from './proto-size.ts';
import type {StoreEvent} from './store.ts';

/** etcd's default: --max-request-bytes (1.5 MiB) and 512 KiB of overhead. */
const fragmentBytesMax = 2 * 1024 * 1024;

/** Header, watch id and the fragment flag, of which the header's two ids are most. */
const envelopeBytes = 36;

export function splitEvents(events: readonly StoreEvent[]): readonly (readonly StoreEvent[])[] {
  const parts: StoreEvent[][] = [];
  let part: StoreEvent[] = [];
  let bytes = envelopeBytes;
  for (const event of events) {
    const size = listedEventSize(event);
    if (part.length > 0 && bytes + size >= fragmentBytesMax) {
      parts.push(part);
      part = [];
      bytes = envelopeBytes;
    }
    part.push(event);
    bytes += size;
  }
  return [...parts, part];
}
