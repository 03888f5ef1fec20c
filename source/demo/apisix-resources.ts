// Single APISIX resources of the demo's shop, field by field as the Admin API stores them. Numbers
// tie them together: routes point at upstreams, services and plugin configs by id.
import type {IssuedCertificate} from './certificates.ts';
import type {Random} from './random.ts';

type Resource = Record<string, unknown>;

export const teams = [
  'checkout',
  'catalog',
  'payments',
  'search',
  'accounts',
  'shipping',
  'pricing',
  'media',
  'reviews',
  'inventory',
  'partners',
  'reports',
] as const;

const actions = [
  'list',
  'items',
  'orders',
  'quotes',
  'events',
  'status',
  'batch',
  'admin',
] as const;
const regions = ['eu-1', 'eu-2', 'us-1'] as const;

export function teamOf(id: number): string {
  return teams[id % teams.length] ?? teams[0];
}

export function nodes(id: number, random: Random): Record<string, number> {
  const names = Array.from(
    {length: 2 + (id % 3)},
    (_, at) => `10.${20 + (id % 4)}.${id}.${at + 11}`,
  );
  return Object.fromEntries(names.map(host => [`${host}:8080`, random.chance(0.2) ? 50 : 100]));
}

export function upstream(id: number, random: Random): Resource {
  return {
    id: String(id),
    name: `${teamOf(id)}-${regions[id % regions.length] ?? regions[0]}`,
    type: random.pick(['roundrobin', 'roundrobin', 'least_conn', 'ewma']),
    scheme: 'http',
    pass_host: 'pass',
    nodes: nodes(id, random),
    timeout: {connect: 3, send: 6, read: random.pick([6, 10, 30])},
    retries: random.between(0, 2),
    checks: {
      active: {
        type: 'http',
        http_path: '/healthz',
        healthy: {interval: 5, successes: 2},
        unhealthy: {interval: 2, http_failures: 3},
      },
    },
  };
}

export function service(id: number, random: Random): Resource {
  return {
    id: String(id),
    name: `${teamOf(id)}-service`,
    upstream_id: String(random.between(1, 30)),
    enable_websocket: random.chance(0.2),
    plugins: {prometheus: {prefer_name: true}},
  };
}

export function pluginConfig(id: number, random: Random): Resource {
  return {
    id: String(id),
    desc: `defaults of ${teamOf(id)}`,
    plugins: {
      'limit-count': {
        count: random.pick([100, 500, 2000]),
        time_window: 60,
        rejected_code: 429,
        key: 'remote_addr',
        policy: 'local',
      },
      'request-id': {header_name: 'X-Request-Id', include_in_response: true},
    },
  };
}

export function route(id: number, random: Random): Resource {
  const team = teamOf(id);
  const action = actions[Math.floor(id / teams.length) % actions.length] ?? actions[0];
  return {
    id: String(id),
    name: `${team}-${action}`,
    uri: `/${team}/v${1 + (id % 2)}/${action}/*`,
    methods: random.pick([['GET'], ['GET', 'POST'], ['GET', 'POST', 'PUT', 'DELETE']]),
    host: random.pick(['api.shop.example', 'partners.shop.example']),
    priority: random.pick([0, 0, 0, 10]),
    status: 1,
    labels: {team, stage: 'production'},
    ...target(id, random),
    plugins: routePlugins(random),
  };
}

function target(id: number, random: Random): Resource {
  if (random.chance(0.15)) return {service_id: String(random.between(1, 12))};
  const upstream_id = String(1 + (id % 30));
  return random.chance(0.3) ? {upstream_id, plugin_config_id: String(1 + (id % 6))} : {upstream_id};
}

function routePlugins(random: Random): Resource {
  return {
    ...(random.chance(0.4) ? {'key-auth': {}} : {}),
    ...(random.chance(0.25) ? {'proxy-rewrite': {regex_uri: ['^/[^/]+/(.*)', '/$1']}} : {}),
    ...(random.chance(0.15) ? {'traffic-split': canary(10)} : {}),
    ...(random.chance(0.2) ? {cors: {allow_origins: 'https://shop.example'}} : {}),
  };
}

/** Sends so many of a hundred requests to the new version. */
export function canary(percent: number): Resource {
  return {
    rules: [
      {
        weighted_upstreams: [
          {upstream: {type: 'roundrobin', nodes: {'10.99.0.7:8080': 1}}, weight: percent},
          {weight: 100 - percent},
        ],
      },
    ],
  };
}

export function consumer(team: string, random: Random): Resource {
  return {
    username: `${team}_app`,
    desc: `service account of ${team}`,
    plugins: {'key-auth': {key: random.hex(32)}},
  };
}

export type ServedCertificate = IssuedCertificate & {
  readonly serverName: string;
  /** Default: the server name alone. */
  readonly snis?: readonly string[];
  /** Default 90. */
  readonly validDays?: number;
};

export function ssl(
  id: number,
  {cert, key, serverName, snis = [serverName], validDays = 90}: ServedCertificate,
  nowSeconds: number,
): Resource {
  return {
    id: String(id),
    type: 'server',
    snis,
    cert,
    key,
    status: 1,
    validity_start: nowSeconds - 3600,
    validity_end: nowSeconds + validDays * 86_400,
  };
}

export function globalRule(id: number): Resource {
  const plugins =
    id === 1 ? {prometheus: {prefer_name: true}} : {'request-id': {algorithm: 'uuid'}};
  return {id: String(id), plugins};
}

export function streamRoute(id: number, random: Random): Resource {
  return {
    id: String(id),
    server_port: 9100 + id,
    upstream: {type: 'roundrobin', nodes: nodes(id + 40, random)},
  };
}

export function pluginMetadata(): Resource {
  return {
    id: 'http-logger',
    log_format: {host: '$host', time: '$time_iso8601', client_ip: '$remote_addr'},
  };
}

export function secret(random: Random): Resource {
  return {
    id: 'vault/payments',
    uri: 'https://vault.shop.example:8200',
    prefix: 'kv/payments',
    token: `hvs.${random.hex(24)}`,
  };
}

export function serverInfo(uid: string, id: number, bootSeconds: number): Resource {
  return {
    id: uid,
    version: '3.13.0',
    hostname: `gateway-${id}`,
    etcd_version: '3.5.0',
    boot_time: bootSeconds,
  };
}
