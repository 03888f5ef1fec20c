// A TCP proxy on loopback whose behaviour is switched while it runs: what a bad network does to a
// connection, as named faults. It never changes a byte that it passes on; it only withholds,
// divides, delays and ends. Faults act on what the server sends, black holes on both directions.
import {once} from 'node:events';
import net from 'node:net';
import {setTimeout as delay, setImmediate as turn} from 'node:timers/promises';
import {freePort} from './free-port.ts';
import type {PseudoRandom} from './pseudo-random.ts';

export type Fault =
  | {readonly kind: 'passes'}
  /** One write a byte for the first bytes of a connection, small random pieces after them. */
  | {readonly kind: 'splits'; readonly singleBytesMax: number}
  /** Every chunk waits, in both directions. */
  | {readonly kind: 'delays'; readonly delayMs: number}
  /** Ends a connection once the server has sent so many bytes: with RST, or cleanly. */
  | {readonly kind: 'cuts'; readonly afterBytes: () => number; readonly resets: boolean}
  /** Accepts and swallows; what is established is swallowed too, and stays open for good. */
  | {readonly kind: 'black-holes'}
  /** Nobody listens; established connections go on. */
  | {readonly kind: 'refuses'};

export type FaultProxy = {
  readonly port: number;
  readonly url: string;
  /** Connections that a `cuts` fault or cutAll() has ended. */
  readonly cuts: () => number;
  /** Connections of which bytes have been swallowed. */
  readonly swallowed: () => number;
  set(fault: Fault): Promise<void>;
  /** Ends every established connection: with RST, or cleanly. Returns how many. */
  cutAll(resets: boolean): number;
  /** New connections go to this port. */
  retarget(port: number): void;
  /** Whether the connection that opens with these bytes is dropped; also asked of established ones. */
  dropWhere(drops: ((firstBytes: Buffer) => boolean) | undefined): void;
  close(): Promise<void>;
};

type FaultProxyOptions = {
  readonly targetPort: number;
  readonly random: PseudoRandom;
  readonly port?: number;
};

type Link = {
  readonly client: net.Socket;
  readonly server: net.Socket;
  /** What `cuts` allows this connection; chosen when the fault first meets it. */
  cut: {readonly fault: Fault; bytesLeft: number} | undefined;
  singleBytes: number;
  /** Swallowed once: bytes are missing, so it can never go on. */
  swallowed: boolean;
  /** Ended on purpose: nothing more is passed on. */
  ended: boolean;
  firstBytes: Buffer;
};

type ProxyState = {
  readonly random: PseudoRandom;
  readonly links: Set<Link>;
  fault: Fault;
  cuts: number;
  swallowed: number;
  drops: ((firstBytes: Buffer) => boolean) | undefined;
};

const firstBytesMax = 1024;

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const port = options.port ?? (await freePort());
  const {random} = options;
  const links = new Set<Link>();
  const state: ProxyState = {random, links, fault: passes, cuts: 0, swallowed: 0, drops: undefined};
  let {targetPort} = options;
  const server = net.createServer({noDelay: true}, client => accept(state, client, targetPort));
  await listen(server, port);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    cuts: () => state.cuts,
    swallowed: () => state.swallowed,
    async set(fault) {
      const wasRefusing = state.fault.kind === 'refuses';
      state.fault = fault;
      // Not awaited: close() waits for the established connections too.
      if (fault.kind === 'refuses' && !wasRefusing) server.close();
      if (fault.kind !== 'refuses' && wasRefusing) await listen(server, port);
    },
    cutAll: resets => {
      const before = state.cuts;
      for (const link of links) cut(state, link, resets);
      return state.cuts - before;
    },
    retarget: next => {
      targetPort = next;
    },
    dropWhere(drops) {
      state.drops = drops;
      for (const link of links) if (drops?.(link.firstBytes) === true) destroy(state, link);
    },
    async close() {
      for (const link of links) destroy(state, link);
      if (server.listening) {
        server.close();
        await once(server, 'close');
      }
    },
  };
}

export const passes: Fault = {kind: 'passes'};

async function listen(server: net.Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}

function accept(state: ProxyState, client: net.Socket, targetPort: number): void {
  const server = net.connect({host: '127.0.0.1', port: targetPort, noDelay: true});
  const link: Link = {
    client,
    server,
    cut: undefined,
    singleBytes: 0,
    swallowed: false,
    ended: false,
    firstBytes: Buffer.alloc(0),
  };
  state.links.add(link);
  // An error is always followed by the end that relay() sees.
  client.on('error', () => {});
  server.on('error', () => {});
  void relay(state, link, 'up');
  void relay(state, link, 'down');
}

type Direction = 'up' | 'down';

async function relay(state: ProxyState, link: Link, direction: Direction): Promise<void> {
  const [from, to] = direction === 'up' ? [link.client, link.server] : [link.server, link.client];
  let failed = false;
  try {
    for await (const chunk of from.iterator({destroyOnReturn: false})) {
      await pass(state, link, {direction, to, chunk});
      if (link.ended) return;
    }
  } catch {
    failed = true; // reset by its sender: handed on as a reset below
  }
  if (link.ended) return;
  if (isSwallowing(state, link) && direction === 'down') return;
  // A client that is gone leaves nothing to deliver to; a server's end follows what it sent.
  if (direction === 'up' && (failed || link.client.destroyed)) return destroy(state, link);
  if (failed) return destroy(state, link);
  to.end();
  if (direction === 'down') link.client.once('close', () => destroy(state, link));
}

type Piece = {readonly direction: Direction; readonly to: net.Socket; readonly chunk: Buffer};

async function pass(state: ProxyState, link: Link, piece: Piece): Promise<void> {
  const {direction, to, chunk} = piece;
  if (direction === 'up' && noteFirstBytes(state, link, chunk)) return destroy(state, link);
  if (isSwallowing(state, link)) {
    if (!link.swallowed) state.swallowed++;
    link.swallowed = true;
    return;
  }
  const {fault} = state;
  if (fault.kind === 'delays') await delay(fault.delayMs);
  if (fault.kind === 'splits' && direction === 'down') return split(state, link, chunk, fault);
  if (fault.kind === 'cuts' && direction === 'down') return passUntilCut(state, link, chunk, fault);
  await write(to, chunk);
}

function isSwallowing(state: ProxyState, link: Link): boolean {
  return link.swallowed || state.fault.kind === 'black-holes';
}

function noteFirstBytes(state: ProxyState, link: Link, chunk: Buffer): boolean {
  if (link.firstBytes.length >= firstBytesMax) return false;
  link.firstBytes = Buffer.concat([link.firstBytes, chunk]).subarray(0, firstBytesMax);
  return state.drops?.(link.firstBytes) === true;
}

async function split(
  state: ProxyState,
  link: Link,
  chunk: Buffer,
  {singleBytesMax}: Extract<Fault, {readonly kind: 'splits'}>,
): Promise<void> {
  for (let at = 0; at < chunk.length && !link.ended; ) {
    const isSingle = link.singleBytes < singleBytesMax;
    const length = isSingle ? 1 : 1 + state.random.below(400);
    if (isSingle) link.singleBytes++;
    await write(link.client, chunk.subarray(at, at + length));
    // Lets the write leave on its own before the next one.
    await turn();
    at += length;
  }
}

async function passUntilCut(
  state: ProxyState,
  link: Link,
  chunk: Buffer,
  fault: Extract<Fault, {readonly kind: 'cuts'}>,
): Promise<void> {
  if (link.cut?.fault !== fault) link.cut = {fault, bytesLeft: fault.afterBytes()};
  const part = chunk.subarray(0, link.cut.bytesLeft);
  link.cut.bytesLeft -= part.length;
  await write(link.client, part);
  if (part.length < chunk.length) cut(state, link, fault.resets);
}

function cut(state: ProxyState, link: Link, resets: boolean): void {
  if (link.ended) return;
  state.cuts++;
  link.ended = true;
  link.server.destroy();
  if (resets) link.client.resetAndDestroy();
  else link.client.end();
  link.client.once('close', () => state.links.delete(link));
  // What the client still sends has nowhere to go; unread it would keep the end from arriving.
  link.client.resume();
  if (link.client.destroyed) state.links.delete(link);
}

function destroy(state: ProxyState, link: Link): void {
  link.ended = true;
  link.client.destroy();
  link.server.destroy();
  state.links.delete(link);
}

async function write(to: net.Socket, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || to.destroyed || !to.writable || to.write(bytes)) return;
  await Promise.race([once(to, 'drain'), once(to, 'close')]).catch(() => undefined); // gone: relay() sees it
}
