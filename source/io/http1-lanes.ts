// The connections of one endpoint's client that are kept for the next request, each with the memory
// that its answers are collected in.
import type {SocketOptions} from './connector.ts';
import {type Http1Connection, openHttp1Connection} from './http1-connection.ts';

export type Lane = {
  readonly connection: Http1Connection;
  /** Whether it has answered before. */
  readonly isUsed: boolean;
  /** Memory for at least so many bytes, with what it held; `wanted`: how many there will be. */
  room(bytes: number, wanted: number): Buffer;
  release(): void;
  drop(): void;
};

type Lanes = {
  /** One that is free, if `fresh` is false, else a new one. */
  take(fresh: boolean): Lane;
  /** Whoever waits for an answer is told of the error. */
  close(error: Error): void;
};

type OpenLane = {
  readonly connection: Http1Connection;
  memory: Buffer;
  isUsed: boolean;
  idleTimer: NodeJS.Timeout | undefined;
};

const idleMsMax = 30_000;
const memoryBytesFirst = 64 * 1024;
const growth = 1.25;
/** More is given back after the answer. */
const memoryBytesKept = 16 * 1024 * 1024;

export function createLanes(options: SocketOptions): Lanes {
  const all = new Set<OpenLane>();
  /** The one used last at the end. */
  const idle = new Set<OpenLane>();
  let isClosed = false;

  function open(): OpenLane {
    const lane: OpenLane = {
      connection: openHttp1Connection({...options, onIdleEnd: () => drop(lane)}),
      memory: Buffer.allocUnsafeSlow(memoryBytesFirst),
      isUsed: false,
      idleTimer: undefined,
    };
    all.add(lane);
    return lane;
  }

  function drop(lane: OpenLane): void {
    clearTimeout(lane.idleTimer);
    all.delete(lane);
    idle.delete(lane);
    lane.connection.destroy();
  }

  function release(lane: OpenLane): void {
    if (isClosed) {
      drop(lane);
      return;
    }
    if (lane.memory.length > memoryBytesKept)
      lane.memory = Buffer.allocUnsafeSlow(memoryBytesFirst);
    lane.isUsed = true;
    lane.idleTimer = setTimeout(() => drop(lane), idleMsMax).unref();
    idle.add(lane);
  }

  function room(lane: OpenLane, bytes: number, wanted: number): Buffer {
    if (bytes > lane.memory.length) {
      const larger = Buffer.allocUnsafeSlow(roundUp(Math.max(wanted, bytes * growth)));
      lane.memory.copy(larger);
      lane.memory = larger;
    }
    return lane.memory;
  }

  return {
    take(fresh) {
      const lane = (fresh ? undefined : [...idle].at(-1)) ?? open();
      idle.delete(lane);
      clearTimeout(lane.idleTimer);
      return {
        connection: lane.connection,
        isUsed: lane.isUsed,
        room: (bytes, wanted) => room(lane, bytes, wanted),
        release: () => release(lane),
        drop: () => drop(lane),
      };
    },
    close(error) {
      isClosed = true;
      for (const lane of all) lane.connection.destroy(error);
    },
  };
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / memoryBytesFirst) * memoryBytesFirst;
}
