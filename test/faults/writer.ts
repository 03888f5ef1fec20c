// Steady writes to a cluster: puts, deletes, transactions of several keys, inside and outside the
// prefix, with text, bytes that are no text, leases and deletions of many keys at once. Goes to the
// members directly and tries until one takes it; what was written twice by that is no matter, since
// the cluster's own history is the truth.
import {Agent} from 'node:http';
import {setTimeout as delay} from 'node:timers/promises';
import type {Cluster} from '../support/cluster.ts';
import {type GatewayAnswer, gatewayPost} from '../support/gateway-post.ts';
import type {PseudoRandom} from '../support/pseudo-random.ts';

export const prefix = '/apisix/';

export type Login = {readonly name: string; readonly password: string};

export type Writer = {
  /** Operations that etcd has acknowledged. */
  readonly written: () => number;
  /** Ends after the operations under way. */
  stop(): Promise<void>;
};

type Operation = {readonly path: string; readonly body: object};

const workers = 4;
const tryAgainMs = 50;
const postMsMax = 1_000;
const pauseMs = 25;

type WriterOptions = {
  readonly cluster: Cluster;
  readonly random: PseudoRandom;
  readonly login?: Login;
};

export function startWriter(options: WriterOptions): Writer {
  const {random} = options;
  const post = createPost(options);
  let stopped = false;
  let written = 0;
  const work = async () => {
    while (!stopped) {
      const operation = chooseOperation(random);
      if (await post.untilTaken(operation, () => stopped)) written++;
      await delay(pauseMs);
    }
  };
  const working = Promise.all(Array.from({length: workers}, work));
  return {
    written: () => written,
    async stop() {
      stopped = true;
      await working;
      post.close();
    },
  };
}

/** So many operations, one after another. */
export async function writeBurst(options: WriterOptions, operations: number): Promise<void> {
  const post = createPost(options);
  for (let done = 0; done < operations; done++) {
    await post.untilTaken(chooseOperation(options.random), () => false);
  }
  post.close();
}

function createPost({cluster, login}: WriterOptions) {
  const agent = new Agent({keepAlive: true});
  let token: string | undefined;
  let next = 0;
  const once = async ({path, body}: Operation) => {
    const member = cluster.member(next++ % cluster.members.length);
    const call = (to: string, what: object) =>
      gatewayPost({
        url: `${member.url}${cluster.apiPrefix}${to}`,
        body: what,
        agent,
        timeoutMs: postMsMax,
        ...(token !== undefined && {token}),
      });
    if (login !== undefined) token ??= await logIn(call, login);
    await call(path, body);
  };
  return {
    close: () => agent.destroy(),
    async untilTaken(operation: Operation, isStopped: () => boolean): Promise<boolean> {
      while (!isStopped()) {
        try {
          await once(operation);
          return true;
        } catch {
          // A member that is down, frozen or has forgotten our token: the next one, or log in again.
          token = undefined;
          await delay(tryAgainMs);
        }
      }
      return false;
    },
  };
}

/** undefined while authentication is off. */
export async function logIn(
  call: (path: string, body: object) => Promise<GatewayAnswer>,
  login: Login,
): Promise<string | undefined> {
  try {
    return String((await call('/auth/authenticate', login)).body.token);
  } catch (error) {
    if (/authentication is not enabled/.test((error as Error).message)) return undefined;
    throw error;
  }
}

function chooseOperation(random: PseudoRandom): Operation {
  const choice = random.below(100);
  if (choice < 55) return {path: '/kv/put', body: put(random)};
  if (choice < 67) return {path: '/kv/deleterange', body: {key: encode(chooseKey(random))}};
  if (choice < 70) return {path: '/kv/deleterange', body: deleteMany(random)};
  const keys = new Set(Array.from({length: 2 + random.below(10)}, () => chooseKey(random)));
  const success = [...keys].map(key =>
    random.below(4) === 0
      ? {request_delete_range: {key: encode(key)}}
      : {request_put: {...put(random), key: encode(key)}},
  );
  return {path: '/kv/txn', body: {success}};
}

function put(random: PseudoRandom): {readonly key: string; readonly value: string} {
  return {key: encode(chooseKey(random)), value: chooseValue(random)};
}

function deleteMany(random: PseudoRandom): object {
  const start = `${prefix}routes/${random.below(10)}`;
  return {key: encode(start), range_end: encode(`${start}~`)};
}

/** latin1: one character, one byte. */
function chooseKey(random: PseudoRandom): string {
  switch (random.below(10)) {
    case 0:
      return `/elsewhere/${random.below(20)}`;
    case 1:
      // The first key that the prefix does not hold, and one that looks like it.
      return random.below(2) === 0 ? '/apisix0' : '/apisix';
    case 2:
      return `${prefix}bytes/\xff\xfe${String.fromCharCode(random.below(256))}`;
    default:
      return `${prefix}routes/${random.below(120)}`;
  }
}

function chooseValue(random: PseudoRandom): string {
  const length = random.below(random.below(8) === 0 ? 4_000 : 400);
  if (random.below(8) === 0) {
    return Buffer.from(Array.from({length}, () => random.below(256))).toString('base64');
  }
  const text = `{"n":${random.below(1e6)},"uri":"/ü€","pad":"${'x'.repeat(length)}"}`;
  return Buffer.from(random.below(20) === 0 ? '' : text).toString('base64');
}

function encode(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('base64');
}
