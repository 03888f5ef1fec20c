// A believable APISIX 3.x configuration as it lies in etcd: the directory markers that init writes and
// a shop's routes, upstreams, services, consumers and the rest as JSON. The same for the same seed
// and time; certificates come from the caller.
import {
  consumer,
  globalRule,
  pluginConfig,
  pluginMetadata,
  route,
  type ServedCertificate,
  secret,
  serverInfo,
  service,
  ssl,
  streamRoute,
  teams,
  upstream,
} from './apisix-resources.ts';
import {createRandom, type Random} from './random.ts';

type ApisixEntry = {readonly key: string; readonly value: string; readonly lease?: string};

type ApisixDataOptions = {
  readonly prefix: string;
  readonly seed: number;
  /** Seconds since the epoch: create_time and update_time lie before it. */
  readonly nowSeconds: number;
  readonly certificates: readonly ServedCertificate[];
};

const routeCount = 120;
const upstreamCount = 30;

const directories = [
  'routes',
  'services',
  'upstreams',
  'consumers',
  'consumer_groups',
  'plugin_metadata',
  'global_rules',
  'stream_routes',
  'plugin_configs',
  'ssls',
  'protos',
  'secrets',
];

export function createApisixData(options: ApisixDataOptions): readonly ApisixEntry[] {
  const {prefix, nowSeconds, certificates} = options;
  const random = createRandom(options.seed);
  const entry = (path: string, body: Record<string, unknown>): ApisixEntry => ({
    key: `${prefix}${path}`,
    value: JSON.stringify({...body, ...times(random, nowSeconds)}),
  });
  const numbered = (count: number, make: (id: number) => ApisixEntry) =>
    Array.from({length: count}, (_, at) => make(at + 1));
  return [
    ...directories.map(name => ({key: `${prefix}${name}/`, value: 'init_dir'})),
    ...numbered(upstreamCount, id => entry(`upstreams/${id}`, upstream(id, random))),
    ...numbered(12, id => entry(`services/${id}`, service(id, random))),
    ...numbered(6, id => entry(`plugin_configs/${id}`, pluginConfig(id, random))),
    ...numbered(routeCount, id => entry(`routes/${id}`, route(id, random))),
    ...teams.map(team => entry(`consumers/${team}_app`, consumer(team, random))),
    ...certificates.map((one, at) => entry(`ssls/${at + 1}`, ssl(at + 1, one, nowSeconds))),
    ...numbered(2, id => entry(`global_rules/${id}`, globalRule(id))),
    ...numbered(4, id => entry(`stream_routes/${id}`, streamRoute(id, random))),
    entry('plugin_metadata/http-logger', pluginMetadata()),
    entry('secrets/vault/payments', secret(random)),
    ...numbered(3, id => instance(prefix, id, nowSeconds, random)),
  ];
}

/** Every gateway registers itself under a lease. */
function instance(prefix: string, id: number, nowSeconds: number, random: Random): ApisixEntry {
  const uid = `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-a${random.hex(3)}-${random.hex(12)}`;
  const body = serverInfo(uid, id, nowSeconds - random.between(3600, 900_000));
  return {
    key: `${prefix}data_plane/server_info/${uid}`,
    value: JSON.stringify(body),
    lease: String(7_587_880_000_000_000 + id),
  };
}

function times(random: Random, nowSeconds: number): Record<string, number> {
  const created = nowSeconds - random.between(86_400, 30_000_000);
  return {create_time: created, update_time: random.between(created, nowSeconds - 60)};
}
