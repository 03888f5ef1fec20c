// APISIX's resources in the words of those who run it: a route is its methods, URI, host, where it
// leads and its plugins; an upstream its nodes with weights. Anything that does not look like that
// gives undefined and is shown as the JSON that it is.
import {isJsonObject} from '../etcd/json-object.ts';

type ResourceKind = 'route' | 'upstream' | 'service' | 'ssl' | 'consumer' | 'plugins';

type Fields = Readonly<Record<string, unknown>>;

/** By the key: the last part of the path but one. */
export function resourceKindOf(key: string): ResourceKind | undefined {
  const parts = key.split('/');
  return kinds.get(parts.at(-2) ?? '');
}

/** In one line, not yet made printable. */
export function resourceWords(kind: ResourceKind, value: unknown): string | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const words = tellers[kind](value).filter(part => part !== '');
  return words.length === 0 ? undefined : words.join(' · ');
}

/** Lists of nodes as {"host:port": weight}, the other form that APISIX takes, so they compare. */
export function withNodesByAddress(value: unknown): unknown {
  if (!isJsonObject(value)) {
    return value;
  }
  const nodes = nodesByAddress(value.nodes);
  const upstream = isJsonObject(value.upstream) ? nodesByAddress(value.upstream.nodes) : undefined;
  return {
    ...value,
    ...(nodes !== undefined && {nodes}),
    ...(upstream !== undefined && {upstream: {...(value.upstream as Fields), nodes: upstream}}),
  };
}

const kinds: ReadonlyMap<string, ResourceKind> = new Map([
  ['routes', 'route'],
  ['stream_routes', 'route'],
  ['upstreams', 'upstream'],
  ['services', 'service'],
  ['ssls', 'ssl'],
  ['ssl', 'ssl'],
  ['consumers', 'consumer'],
  ['credentials', 'plugins'],
  ['global_rules', 'plugins'],
  ['plugin_configs', 'plugins'],
  ['consumer_groups', 'plugins'],
]);

const tellers: Readonly<Record<ResourceKind, (fields: Fields) => string[]>> = {
  route: fields => [routeHead(fields), disabled(fields), plugins(fields)],
  upstream: fields => [upstreamHead(fields)],
  service: fields => [`${text(fields.name)}${target(fields)}`.trim(), plugins(fields)],
  ssl: fields => [listed('sni', fields.snis ?? fields.sni), expiry(fields), disabled(fields)],
  consumer: fields => [text(fields.username), plugins(fields)],
  plugins: fields => [text(fields.name ?? fields.desc), plugins(fields)],
};

function routeHead(fields: Fields): string {
  const uri = strings(fields.uris ?? fields.uri);
  const host = strings(fields.hosts ?? fields.host);
  const port = typeof fields.server_port === 'number' ? `port ${fields.server_port}` : '';
  const where = uri.length > 0 ? short(uri) : port;
  if (where === '') {
    return '';
  }
  const methods = strings(fields.methods).join(',');
  return [methods, where, host.length > 0 ? `on ${short(host)}` : '', target(fields).trim()]
    .filter(part => part !== '')
    .join(' ');
}

function upstreamHead(fields: Fields): string {
  const nodes = nodeWords(fields.nodes);
  const found = text(fields.service_name);
  const discovery = found === '' ? '' : `${found} by ${text(fields.discovery_type)}`;
  const where = nodes || discovery;
  return where === ''
    ? ''
    : [text(fields.name), text(fields.type), where].filter(Boolean).join(' ');
}

/** Where it leads, with a space in front. */
function target(fields: Fields): string {
  const {upstream_id, service_id, upstream} = fields;
  if (upstream_id !== undefined) {
    return ` → upstream ${text(upstream_id)}`;
  }
  const nodes = isJsonObject(upstream) ? nodeWords(upstream.nodes) : '';
  if (nodes !== '') {
    return ` → ${nodes}`;
  }
  return service_id === undefined ? '' : ` → service ${text(service_id)}`;
}

function nodeWords(nodes: unknown): string {
  const byAddress = nodesByAddress(nodes) ?? nodes;
  if (!isJsonObject(byAddress)) {
    return '';
  }
  const all = Object.entries(byAddress).map(([address, weight]) => `${address} (${text(weight)})`);
  return all.length === 0 ? 'no nodes' : short(all);
}

function nodesByAddress(nodes: unknown): Fields | undefined {
  if (!Array.isArray(nodes) || nodes.length === 0 || !nodes.every(isPlainNode)) {
    return undefined;
  }
  const entries = nodes.map((node: Fields) => [addressOf(node), node.weight]);
  const byAddress = Object.fromEntries(entries) as Fields;
  return Object.keys(byAddress).length === nodes.length ? byAddress : undefined;
}

/** Host, port and weight and nothing that would be lost. */
function isPlainNode(node: unknown): boolean {
  return (
    isJsonObject(node) &&
    typeof node.host === 'string' &&
    node.weight !== undefined &&
    Object.keys(node).every(name => name === 'host' || name === 'port' || name === 'weight')
  );
}

function addressOf({host, port}: Fields): string {
  return port === undefined ? text(host) : `${text(host)}:${text(port)}`;
}

function plugins(fields: Fields): string {
  if (!isJsonObject(fields.plugins)) {
    return '';
  }
  const names = Object.keys(fields.plugins);
  return names.length === 0 ? '' : `plugin${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
}

function disabled({status}: Fields): string {
  return status === 0 ? 'disabled' : '';
}

function expiry({validity_end: end}: Fields): string {
  return typeof end === 'number' && Math.abs(end) < 1e11
    ? `until ${new Date(end * 1000).toISOString().slice(0, 10)}`
    : '';
}

function listed(noun: string, value: unknown): string {
  const all = strings(value);
  return all.length === 0 ? '' : `${noun} ${short(all)}`;
}

const toldMax = 3;

function short(all: readonly string[]): string {
  const more = all.length - toldMax;
  return more > 0 ? `${all.slice(0, toldMax).join(' ')} +${more}` : all.join(' ');
}

function strings(value: unknown): string[] {
  const all = Array.isArray(value) ? value : [value];
  return all.filter(item => typeof item === 'string' && item !== '') as string[];
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
