// The embedded gateway in a process of its own, writing at the rate that it is told, so that what
// the measured process costs is its own. Talks in JSON lines: {"url"} once it listens; told
// {"rate": EVENTS_A_SECOND, "events": MOST} it writes that many at that rate and says {"written"};
// told {"count": true} it says how many it has written so far, {"counted"}.
import {createInterface} from 'node:readline';
import {startGateway} from '../../source/demo/gateway.ts';

const keys = 1000;
const tickMs = 10;
/** Revisions kept: a watcher that is further behind than that would have to sync again. */
const historyKept = 200_000;

const gateway = await startGateway();
let rate = 0;
let left = 0;
let written = 0;
let owed = 0;
for (let key = 0; key < keys; key += 1) put();
say({url: gateway.url});

let last = performance.now();
setInterval(() => {
  const now = performance.now();
  // What time has earned, so that a late tick writes more.
  owed += (rate * (now - last)) / 1000;
  last = now;
  for (; owed >= 1 && left > 0; owed -= 1, left -= 1) {
    put();
    if (left === 1) say({written});
  }
  forgetOld();
}, tickMs);

createInterface({input: process.stdin})
  .on('line', line => {
    const order: {readonly rate: number; readonly events: number; readonly count?: true} =
      JSON.parse(line);
    if (order.count) {
      say({counted: written});
      return;
    }
    rate = order.rate;
    left = order.events;
    owed = 0;
  })
  // However the parent ended, nothing is left behind.
  .on('close', () => process.exit());

function put(): void {
  written += 1;
  const nodes = {[`10.0.${written % 250}.${written % 7}:8080`]: written % 100};
  const value = {uri: `/service/${written % keys}/*`, upstream: {type: 'roundrobin', nodes}};
  gateway.put(`/apisix/routes/${written % keys}`, JSON.stringify(value));
}

function forgetOld(): void {
  const {store} = gateway;
  if (store.revision() > Math.max(0, store.compactRevision()) + 2 * historyKept) {
    store.compact(store.revision() - historyKept);
  }
}

function say(words: object): void {
  process.stdout.write(`${JSON.stringify(words)}\n`);
}
