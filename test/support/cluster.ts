// A real etcd cluster of one build on loopback, three members unless told, each of which can be
// killed, frozen, started again and cut off from its peers. Built from single members that all name
// one another; what they leave behind is removed as theirs is.
import {setTimeout as delay} from 'node:timers/promises';
import {type FaultProxy, startFaultProxy} from './fault-proxy.ts';
import {freePort} from './free-port.ts';
import {type GatewayAnswer, gatewayPost} from './gateway-post.ts';
import {createPseudoRandom} from './pseudo-random.ts';
import {type EtcdBuild, type RunningEtcd, startEtcd} from './real-etcd.ts';

export type StartClusterOptions = {
  readonly build: EtcdBuild;
  /** Default 3. */
  readonly size?: number;
  readonly extraFlags?: readonly string[];
  /** Of one member, by its index; behind those of all. */
  readonly flagsOf?: (index: number) => readonly string[];
  /** Lead what members say to each other through proxies, so that isolate() works. */
  readonly peerProxies?: boolean;
};

export type Member = RunningEtcd & {
  readonly name: string;
  /** Where the others find it. */
  readonly peerUrl: string;
  /** SIGSTOP: it keeps its connections and says nothing. */
  freeze(): void;
  thaw(): void;
};

export type Cluster = {
  readonly build: EtcdBuild;
  readonly members: readonly Member[];
  readonly urls: readonly string[];
  /** /v3 or /v3beta. */
  readonly apiPrefix: string;
  member(index: number): Member;
  /** Asks the first member that answers. Throws what the last one said. */
  post(path: string, body: unknown, token?: string): Promise<GatewayAnswer>;
  /** The member the others follow; waits for one. */
  leader(): Promise<Member>;
  /** Nothing that this member and its peers say to each other arrives. Needs peerProxies. */
  isolate(index: number): Promise<void>;
  rejoin(): void;
  /** What members say to each other takes so long, one way. Needs peerProxies. */
  delayPeers(delayMs: number): Promise<void>;
  close(): Promise<void>;
};

const leaderMsMax = 20_000;

export async function startCluster(options: StartClusterOptions): Promise<Cluster> {
  const {build, size = 3} = options;
  const places = await Promise.all(Array.from({length: size}, (_, index) => place(options, index)));
  const initialCluster = places.map(({name, peerUrl}) => `${name}=${peerUrl}`).join(',');
  // Together: a member answers only once most of them are there.
  const started = await Promise.allSettled(
    places.map((each, index) => startMember({...options, index}, each, initialCluster)),
  );
  const members = started.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
  const proxies = places.flatMap(({proxy}) => proxy ?? []);
  const close = async () => {
    await Promise.all([...members.map(each => each.close()), ...proxies.map(each => each.close())]);
  };
  const failed = started.find(each => each.status === 'rejected');
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return describe({build, members, proxies, close});
}

type Place = {
  readonly name: string;
  readonly listenPeerPort: number;
  readonly peerUrl: string;
  readonly proxy: FaultProxy | undefined;
};

async function place(options: StartClusterOptions, index: number): Promise<Place> {
  const listenPeerPort = await freePort();
  const proxy =
    options.peerProxies === true
      ? await startFaultProxy({targetPort: listenPeerPort, random: createPseudoRandom(index)})
      : undefined;
  const peerUrl = proxy?.url ?? `http://127.0.0.1:${listenPeerPort}`;
  return {name: `m${index + 1}`, listenPeerPort, peerUrl, proxy};
}

async function startMember(
  {build, extraFlags = [], flagsOf, index}: StartClusterOptions & {readonly index: number},
  {name, listenPeerPort, peerUrl}: Place,
  initialCluster: string,
): Promise<Member> {
  const flags = {
    '--name': name,
    '--listen-peer-urls': `http://127.0.0.1:${listenPeerPort}`,
    '--initial-advertise-peer-urls': peerUrl,
    '--initial-cluster': initialCluster,
  };
  // Of a flag given twice etcd takes the last.
  const etcd = await startEtcd({
    build,
    extraFlags: [...Object.entries(flags).flat(), ...extraFlags, ...(flagsOf?.(index) ?? [])],
  });
  return {
    ...etcd,
    name,
    peerUrl,
    freeze: () => void process.kill(etcd.pid(), 'SIGSTOP'),
    thaw: () => void process.kill(etcd.pid(), 'SIGCONT'),
  };
}

function describe(parts: {
  readonly build: EtcdBuild;
  readonly members: readonly Member[];
  readonly proxies: readonly FaultProxy[];
  readonly close: () => Promise<void>;
}): Cluster {
  const {build, members, proxies, close} = parts;
  const apiPrefix = build.version.startsWith('3.3.') ? '/v3beta' : '/v3';
  const ask = (url: string, path: string, body: unknown, token?: string) =>
    gatewayPost({url: `${url}${apiPrefix}${path}`, body, ...(token !== undefined && {token})});
  const member = (index: number) => {
    const found = members[index];
    if (found === undefined) throw new Error(`the cluster has no member ${index}`);
    return found;
  };
  return {
    build,
    members,
    urls: members.map(({url}) => url),
    apiPrefix,
    member,
    close,
    post: (path, body, token) => firstAnswer(members, url => ask(url, path, body, token)),
    leader: () => findLeader(members, url => ask(url, '/maintenance/status', {})),
    async isolate(index) {
      const {body} = await ask(member(index).url, '/maintenance/status', {});
      const id = BigInt(headerOf(body).member_id ?? 0).toString(16);
      for (const [at, proxy] of proxies.entries()) {
        proxy.dropWhere(first => at === index || sentBy(first, id));
      }
    },
    async delayPeers(delayMs) {
      for (const proxy of proxies) await proxy.set({kind: 'delays', delayMs});
    },
    rejoin() {
      for (const proxy of proxies) proxy.dropWhere(undefined);
    },
  };
}

// Members introduce themselves in the head of every request between them (rafthttp).
function sentBy(firstBytes: Buffer, memberId: string): boolean {
  return new RegExp(`^X-Server-From: ${memberId}\\r?$`, 'im').test(firstBytes.toString('latin1'));
}

async function firstAnswer(
  members: readonly Member[],
  ask: (url: string) => Promise<GatewayAnswer>,
): Promise<GatewayAnswer> {
  let failure: unknown;
  for (const {url} of members) {
    try {
      return await ask(url);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function findLeader(
  members: readonly Member[],
  status: (url: string) => Promise<GatewayAnswer>,
): Promise<Member> {
  for (let waitedMs = 0; waitedMs < leaderMsMax; waitedMs += 100) {
    for (const each of members) {
      const answer = await status(each.url).catch(() => undefined);
      const leader = answer?.body.leader;
      if (leader !== undefined && leader === headerOf(answer?.body).member_id) return each;
    }
    await delay(100);
  }
  throw new Error(`no leader within ${leaderMsMax / 1000} s`);
}

function headerOf(body: Readonly<Record<string, unknown>> | undefined): {member_id?: string} {
  return (body?.header ?? {}) as {member_id?: string};
}
