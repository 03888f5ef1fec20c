// A watch's answer from its bytes to the responses in it, in the order in which they were sent. What
// one read of a socket brings is collected and taken at once: a response an event apiece is usual,
// and whoever is told of each alone does little else. No socket, no clock.
import {asObject, decodeWatchEvent, decodeWatchFrame} from './decode.ts';
import {type Failure, failureOfStream} from './gateway-error.ts';
import {createJsonStream} from './json-stream.ts';
import type {WatchEvent, WatchPart} from './messages.ts';
import {createWatchEventScanner} from './watch-event-scan.ts';
import {createWatchFrameScanner} from './watch-frame-scan.ts';

type WatchStream = {
  /** Keeps no part of the chunk. Nothing is read any more once the stream has failed. */
  push(chunk: Buffer): void;
  /** Events read since they were last taken. */
  readonly eventsWaiting: number;
  /** What was read since it was last taken, also of a response that is not whole yet. */
  take(): readonly WatchPart[];
  /** Why nothing more can come of it: the server said so, or what it sent is not etcd's. */
  readonly failure: Failure | undefined;
};

export function createWatchStream(): WatchStream {
  let parts: WatchPart[] = [];
  /** Of the response under way: those not in a part yet, and how many there are in all. */
  let events: WatchEvent[] = [];
  let eventCount = 0;
  let eventsWaiting = 0;
  let failure: Failure | undefined;
  const eventScanner = createWatchEventScanner();
  const frameScanner = createWatchFrameScanner();

  const stream = createJsonStream({
    elementPath: ['result', 'events'],
    takeDocument(chunk, start) {
      if (failure !== undefined) return -1;
      const scanned = frameScanner.scan(chunk, start);
      if (scanned === undefined) return -1;
      const {length} = scanned.events;
      parts.push({...scanned, eventCount: length});
      eventsWaiting += length;
      return frameScanner.end;
    },
    takeElement(chunk, start) {
      const event = eventScanner.scan(chunk, start);
      if (event === undefined) return -1;
      add(event);
      return eventScanner.end;
    },
    onElement: value => add(decodeWatchEvent(value)),
    onDocument(value) {
      if (failure !== undefined) return;
      const document = asObject(value, 'a watch response');
      if (document.error !== undefined) failure = failureOfStream(document.error);
      else parts.push({events, frame: decodeWatchFrame(document.result), eventCount});
      events = [];
      eventCount = 0;
    },
  });

  function add(event: WatchEvent): void {
    if (failure !== undefined) return;
    events.push(event);
    eventCount++;
    eventsWaiting++;
  }

  return {
    push(chunk) {
      if (failure !== undefined) return;
      try {
        stream.push(chunk);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        failure ??= {kind: 'not-etcd', message};
      }
    },
    take() {
      if (events.length > 0) {
        parts.push({events, frame: undefined, eventCount});
        events = [];
      }
      const taken = parts;
      parts = [];
      eventsWaiting = 0;
      return taken;
    },
    get eventsWaiting() {
      return eventsWaiting;
    },
    get failure() {
      return failure;
    },
  };
}
