// The embedded gateway: an in-memory etcd that speaks the HTTP/JSON of etcd's client port over real
// sockets on loopback. For the demo and, as a double, for tests; the conformance suite compares it
// with real etcd. Leases are not granted, nothing is stored on disk.
import {
  type Answer,
  errorAnswer,
  jsonAnswer,
  pageNotFound,
  refusalOf,
  unknownCall,
  wrongMethod,
} from './answers.ts';
import {refusalFor} from './authorization.ts';
import {type Cluster, createCluster, type DemoMember, type MemberView} from './cluster.ts';
import {type EtcdError, unreadable} from './etcd-error.ts';
import {type GatewayTls, secondHopFailure} from './gateway-hop.ts';
import {isGrpc, serveGrpc} from './grpc-status.ts';
import {type Incoming, type Outgoing, readBody, sendAnswer, withCors} from './http-exchange.ts';
import {createListener} from './listener.ts';
import {plainPage} from './plain-pages.ts';
import {describeRelease, type Generation} from './releases.ts';
import {readFields} from './request-fields.ts';
import {createStore, type Store} from './store.ts';
import {base64Of, keyOf} from './text-bytes.ts';
import {findCall} from './unary-calls.ts';
import {serveWatch} from './watch-call.ts';

export type GatewayOptions = {
  /** Default 3.5.30, as Debian builds it. */
  readonly version?: string;
  /** Of the gateway library; default by version as Debian builds it: v1 before 3.5, then v2. */
  readonly generation?: Generation;
  readonly tls?: GatewayTls;
  /** Default: a free one. */
  readonly port?: number;
  /** Names and passwords; given, every call needs a token. */
  readonly users?: Readonly<Record<string, string>>;
  /** A member of a cluster made by the caller; default: the only member of a new one. */
  readonly cluster?: Cluster;
  readonly member?: DemoMember;
  /** etcd's is 10 minutes. */
  readonly progressNotifyIntervalMs?: number;
};

export type Gateway = {
  readonly url: string;
  readonly port: number;
  readonly store: Store;
  readonly cluster: Cluster;
  /** Both return the store's revision after the change. */
  readonly put: (key: string | Uint8Array, value: string | Uint8Array) => number;
  readonly del: (key: string | Uint8Array) => number;
  readonly compact: (revision: number) => void;
  /** Watch calls whose connection is open. */
  readonly watchCount: () => number;
  /** Cuts the connection of every open watch; the port keeps listening. */
  readonly dropWatches: () => void;
  /** Cuts everything and refuses connections until start(); the data stays. */
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
};

type Service = {
  readonly view: MemberView;
  readonly hopFailure: EtcdError | undefined;
  readonly progressNotifyIntervalMs: number;
  readonly watching: Set<Incoming>;
};

export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const service = createService(options);
  const {view, watching} = service;
  const {tls, port: wanted} = options;
  const listener = createListener({
    ...(wanted === undefined ? {} : {port: wanted}),
    ...(tls === undefined ? {} : {tls}),
    handle: (request, response) => handle(request, response, service),
  });
  const port = await listener.start();
  const url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  view.member.clientUrl = url;
  return {
    url,
    port,
    ...dataControls(view.cluster),
    watchCount: () => watching.size,
    dropWatches: () => {
      for (const request of watching) request.socket.destroy();
    },
    stop: listener.stop,
    start: async () => void (await listener.start()),
    close: listener.stop,
  };
}

function dataControls(cluster: Cluster) {
  const {store} = cluster;
  return {
    store,
    cluster,
    put: (key: string | Uint8Array, value: string | Uint8Array) => {
      store.write(writer => writer.put({key: keyOf(key), value: base64Of(value)}));
      return store.revision();
    },
    del: (key: string | Uint8Array) => {
      store.write(writer => writer.deleteRange({key: keyOf(key)}));
      return store.revision();
    },
    compact: store.compact,
  };
}

function createService(options: GatewayOptions): Service {
  const release = describeRelease(options.version ?? '3.5.30', options.generation);
  const {users = {}} = options;
  const cluster =
    options.cluster ?? createCluster({store: createStore(), memberNames: ['m1'], users});
  const member = options.member ?? cluster.members[0];
  if (member === undefined) throw new Error('a cluster needs a member');
  return {
    view: {cluster, member, release},
    hopFailure: secondHopFailure(options.tls, release.generation),
    progressNotifyIntervalMs: options.progressNotifyIntervalMs ?? 600_000,
    watching: new Set(),
  };
}

function handle(request: Incoming, response: Outgoing, service: Service): void {
  const {view} = service;
  if (isGrpc(request)) {
    serveGrpc(request, response, view);
    return;
  }
  const [pathname = '/'] = (request.url ?? '/').split('?');
  const prefix = view.release.prefixes.find(one => pathname.startsWith(`${one}/`));
  if (prefix !== undefined) {
    serveCall(pathname.slice(prefix.length), request, response, service);
    return;
  }
  request.resume();
  const isGet = request.method === 'GET' || request.method === 'HEAD';
  const page = isGet ? plainPage(pathname, view) : undefined;
  send(response, page ?? missingPage(pathname, view), view);
}

/** A prefix without its slash is sent there. */
function missingPage(pathname: string, {release}: MemberView): Answer {
  if (!release.prefixes.includes(pathname)) return pageNotFound();
  const headers = {'content-type': 'text/html; charset=utf-8', location: `${pathname}/`};
  const body = `<a href="${pathname}/">Moved Permanently</a>.\n\n`;
  return {status: 301, headers, body};
}

function serveCall(path: string, request: Incoming, response: Outgoing, service: Service): void {
  const {view, hopFailure, watching} = service;
  const call = path === '/watch' ? undefined : findCall(path, view.release);
  if (path !== '/watch' && call === undefined) {
    request.resume();
    send(response, unknownCall(view.release), view);
  } else if (request.method !== 'POST') {
    request.resume();
    send(response, wrongMethod(view.release), view);
  } else if (hopFailure !== undefined) {
    request.resume();
    send(response, errorAnswer(hopFailure, view.release), view);
  } else if (call !== undefined) {
    void serveUnary(call, request, response, view);
  } else {
    watching.add(request);
    response.once('close', () => watching.delete(request));
    const {progressNotifyIntervalMs} = service;
    serveWatch({request, response, view, progressNotifyIntervalMs});
  }
}

type UnaryCall = NonNullable<ReturnType<typeof findCall>>;

async function serveUnary(
  call: UnaryCall,
  request: Incoming,
  response: Outgoing,
  view: MemberView,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return;
  send(response, answerUnary(call, body, request, view), view);
}

function answerUnary(call: UnaryCall, body: string, request: Incoming, view: MemberView): Answer {
  const {release} = view;
  try {
    if (body === '' && release.emptyBodyIsError) throw unreadable('EOF');
    const fields = readFields(body, release.generation);
    const refusal = call.isOpen === true ? undefined : refusalFor(request.headers, view);
    if (refusal !== undefined) throw refusal;
    return jsonAnswer(call.run(fields, view));
  } catch (error) {
    return errorAnswer(refusalOf(error), release);
  }
}

function send(response: Outgoing, answer: Answer, {release}: MemberView): void {
  sendAnswer(response, {...answer, headers: withCors(answer.headers, release)});
}
