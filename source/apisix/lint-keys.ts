// Keys of the etcd block and of its tls that this APISIX does not read: typing errors, names of other
// clients, keys of later and of earlier versions.
import leven from 'leven';
import type {ApisixFinding} from './apisix-connection.ts';
import {nodeAt} from './config-node.ts';
import {isVersionIn, parseApisixVersion} from './era.ts';
import {findingOn, type Lint, type LintInput, pathText} from './lint-input.ts';
import {caNames} from './lint-tls.ts';

export const lintUnknownKeys: Lint = input => [
  ...unreadIn(input, input.block.path, etcdKeys),
  ...unreadIn(input, [...input.block.path, 'tls'], tlsKeys),
];

/** Read by versions in [from, to); every one since 2.0 where absent. */
type KnownKey = {readonly from?: string; readonly to?: string};
type KnownKeys = Readonly<Record<string, KnownKey>>;

const tlsKeys: KnownKeys = {
  verify: {from: '2.1.0'},
  cert: {from: '2.5.0'},
  key: {from: '2.5.0'},
  sni: {from: '2.11.0'},
};

const etcdKeys: KnownKeys = {
  host: {},
  prefix: {},
  timeout: {},
  user: {},
  password: {},
  tls: {from: '2.1.0'},
  resync_delay: {from: '2.2.0'},
  health_check_timeout: {from: '2.8.0'},
  health_check_retry: {from: '2.13.0', to: '2.15.0'},
  startup_retry: {from: '2.15.0'},
  watch_timeout: {from: '3.8.0'},
  // A lint of its own.
  use_grpc: {},
};

function unreadIn(
  input: LintInput,
  path: readonly string[],
  known: KnownKeys,
): readonly ApisixFinding[] {
  const node = nodeAt(input.user, path);
  if (node?.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, {keyOrigin}]) => {
    if (caNames.includes(key)) return [];
    const read = Object.hasOwn(known, key) ? known[key] : undefined;
    const why = read === undefined ? 'is read by nobody' : notReadBy(read, input.version);
    if (why === undefined) return [];
    const near = read === undefined ? nearKey(key, known) : undefined;
    const finding = findingOn(input, keyOrigin, {
      id: 'cfg-unknown-key',
      severity: 'warning',
      summary: `${pathText([...path, key])} ${why}`,
      evidence: [],
      remedy: near === undefined ? 'Remove it, it has no effect.' : `Write ${near}.`,
    });
    return [finding];
  });
}

function notReadBy(
  {from = '2.0.0', to}: KnownKey,
  version: string | undefined,
): string | undefined {
  if (parseApisixVersion(version) === undefined || isVersionIn(version, from, to)) return undefined;
  const span = to === undefined ? `from ${from} on` : `from ${from} to ${to} only`;
  return `is read ${span}, not by ${version}`;
}

function nearKey(key: string, known: KnownKeys): string | undefined {
  const near = Object.keys(known).find(each => leven(key.toLowerCase(), each) <= 2);
  return near ?? (Object.hasOwn(otherNames, key) ? otherNames[key] : undefined);
}

const otherNames: Readonly<Record<string, string>> = {
  endpoints: 'host',
  username: 'user',
  passwd: 'password',
  server_name: 'sni',
  insecure: 'verify: false, and better not',
  client_cert: 'cert',
  client_key: 'key',
};
