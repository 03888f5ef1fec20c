// Believable changes to the demo's APISIX configuration: what deployments, operators and automation
// do all day. Each is one revision, made from what the store holds now.
import {canary, nodes, route, ssl, teamOf, upstream} from './apisix-resources.ts';
import type {CertificateAuthority} from './certificates.ts';
import {prefixInterval} from './key-interval.ts';
import type {Random} from './random.ts';
import type {Store, Writer} from './store.ts';
import {base64Of, keyOf} from './text-bytes.ts';

export type ChangeContext = {
  readonly store: Store;
  readonly prefix: string;
  readonly random: Random;
  readonly authority: CertificateAuthority;
  readonly nowSeconds: () => number;
};

type Resource = Record<string, unknown>;

/** Sync tools write at most as many keys at once as a transaction takes. */
const burstRoutes = 42;
/** New routes get ids from here on, and only those are deleted again. */
const firstNewRoute = 1000;
const newRoutesMax = 40;

export async function makeChange(context: ChangeContext): Promise<void> {
  const {random} = context;
  const kind = random.pick([
    shiftWeights,
    shiftWeights,
    shiftWeights,
    shiftWeights,
    moveCanary,
    moveCanary,
    addRoute,
    addRoute,
    deleteRoute,
    replaceNodes,
    toggleRoute,
  ]);
  kind(context);
  if (random.chance(0.02)) await rotateCertificate(context);
}

/** Some changes close together, as a rollout makes them. */
export function rollOut(context: ChangeContext): void {
  const id = context.random.between(1, 30);
  for (const percent of [90, 50, 10, 0]) {
    edit(context, `upstreams/${id}`, body => withFirstWeight(body, percent));
  }
}

/** What `adc sync` does: many routes in one transaction. */
export function syncBurst(context: ChangeContext): void {
  const first = context.random.between(1, 120 - burstRoutes);
  const ids = Array.from({length: burstRoutes}, (_, at) => first + at);
  const {store, prefix, nowSeconds} = context;
  const labels = {team: teamOf(first), stage: 'production', release: context.random.hex(7)};
  store.write(writer => {
    for (const id of ids) {
      const body = readBody(writer, `${prefix}routes/${id}`);
      if (body !== undefined) {
        writeBody(writer, `${prefix}routes/${id}`, {...body, labels}, nowSeconds());
      }
    }
  });
}

export async function rotateCertificate(context: ChangeContext): Promise<void> {
  const {store, prefix, authority, nowSeconds, random} = context;
  const id = random.between(1, 2);
  const before = readBody(store, `${prefix}ssls/${id}`);
  const [serverName] = (before?.snis as string[] | undefined) ?? ['api.shop.example'];
  const issued = await authority.issue({
    commonName: serverName ?? '',
    dnsNames: [serverName ?? ''],
    usages: ['serverAuth'],
  });
  const certificate = {...issued, serverName: serverName ?? ''};
  const body = {...before, ...ssl(id, certificate, nowSeconds())};
  store.write(writer => writeBody(writer, `${prefix}ssls/${id}`, body, nowSeconds()));
}

function shiftWeights(context: ChangeContext): void {
  const id = context.random.between(1, 30);
  const weight = context.random.pick([0, 1, 10, 50, 80, 100]);
  edit(context, `upstreams/${id}`, body => withFirstWeight(body, weight));
}

function withFirstWeight(body: Resource, weight: number): Resource {
  const [first] = Object.keys((body.nodes as Resource | undefined) ?? {});
  if (first === undefined) return body;
  return {...body, nodes: {...(body.nodes as Resource), [first]: weight}};
}

function moveCanary(context: ChangeContext): void {
  const id = context.random.between(1, 120);
  const percent = context.random.pick([5, 10, 25, 50, 75, 90]);
  edit(context, `routes/${id}`, body => {
    const plugins = {...(body.plugins as Resource | undefined), 'traffic-split': canary(percent)};
    return {...body, plugins};
  });
}

function replaceNodes(context: ChangeContext): void {
  const id = context.random.between(1, 30);
  edit(context, `upstreams/${id}`, body => {
    const others = nodes(context.random.between(31, 200), context.random);
    return {...upstream(id, context.random), ...body, nodes: others};
  });
}

function toggleRoute(context: ChangeContext): void {
  const id = context.random.between(1, 120);
  edit(context, `routes/${id}`, body => ({...body, status: body.status === 1 ? 0 : 1}));
}

function addRoute(context: ChangeContext): void {
  const {store, prefix, random, nowSeconds} = context;
  const ids = newRouteIds(context);
  if (ids.length >= newRoutesMax) {
    deleteRoute(context);
    return;
  }
  const id = Math.max(firstNewRoute, ...ids) + 1;
  const body = {...route(id, random), create_time: nowSeconds()};
  store.write(writer => writeBody(writer, `${prefix}routes/${id}`, body, nowSeconds()));
}

function deleteRoute(context: ChangeContext): void {
  const [first, ...others] = newRouteIds(context);
  if (first === undefined) {
    addRoute(context);
    return;
  }
  const key = keyOf(`${context.prefix}routes/${context.random.pick([first, ...others])}`);
  context.store.write(writer => writer.deleteRange({key}));
}

function newRouteIds({store, prefix}: ChangeContext): readonly number[] {
  const directory = `${prefix}routes/`;
  return store
    .read(prefixInterval(keyOf(directory)))
    .records.map(({key}) => Number(key.slice(directory.length)))
    .filter(id => id > firstNewRoute);
}

function edit(context: ChangeContext, path: string, change: (body: Resource) => Resource): void {
  const {store, prefix, nowSeconds} = context;
  const key = `${prefix}${path}`;
  const body = readBody(store, key);
  if (body === undefined) return;
  store.write(writer => writeBody(writer, key, change(body), nowSeconds()));
}

function readBody({read}: Pick<Store, 'read'>, key: string): Resource | undefined {
  const [record] = read({key: keyOf(key)}).records;
  if (record === undefined) return undefined;
  return JSON.parse(Buffer.from(record.value, 'base64').toString('utf8'));
}

function writeBody(writer: Writer, key: string, body: Resource, nowSeconds: number): void {
  const value = base64Of(JSON.stringify({...body, update_time: nowSeconds}));
  writer.put({key: keyOf(key), value});
}
