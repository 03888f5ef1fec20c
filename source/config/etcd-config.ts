// etcd's YAML configuration (--config-file), as the flags it stands for. With such a file etcd looks
// at no other flag and no variable. Keys it does not know it passes over without a word, so a TLS
// setting that is no key of its own has no effect there, which is said as a note.
import {parseAllDocuments, YAMLError} from 'yaml';
import {isJsonObject} from '../etcd/json-object.ts';
import {isBefore, parseServerVersion} from '../etcd/server-version.ts';
import {flagsOfVersion} from './etcd-flag-table.ts';
import type {EtcdFlagFault, EtcdOptions} from './etcd-flags.ts';

type EtcdConfig = EtcdOptions & {
  /** Settings that etcd would not see. */
  readonly ignored: readonly string[];
  /** Before 3.5 the gateway is off unless the file turns it on. */
  readonly gatewayDefault: boolean;
};

/** etcd's own configurations have a few KiB. */
export const CONFIG_BYTES_MAX = 1024 * 1024;

export function readEtcdConfig(file: Uint8Array, version: string): EtcdConfig {
  const faults: EtcdFlagFault[] = [];
  const values = new Map<string, string>();
  const root = parseYaml(file, faults);
  if (root !== undefined) {
    take(root, topLevelKeys(version), values, faults);
    takeSecurity(root, 'client-transport-security', version, {values, faults});
    takeSecurity(root, 'peer-transport-security', version, {values, faults});
    takeEmbedded(root, values);
  }
  return {
    values,
    faults,
    ignored: ignoredIn(root ?? {}),
    gatewayDefault: !isBefore(parseServerVersion(version), 5),
  };
}

type Kind = 'text' | 'boolean' | 'list';

const TOP_LEVEL: Readonly<Record<string, Kind>> = {
  'listen-client-urls': 'text',
  'listen-client-http-urls': 'text',
  'listen-peer-urls': 'text',
  'enable-grpc-gateway': 'boolean',
  'tls-min-version': 'text',
  'tls-max-version': 'text',
  'cipher-suites': 'list',
  'data-dir': 'text',
  name: 'text',
  'host-whitelist': 'list',
};

// A key that this version does not have is passed over, whatever its value.
function topLevelKeys(version: string): Readonly<Record<string, Kind>> {
  const flags = flagsOfVersion(version);
  if (flags === undefined) return TOP_LEVEL;
  return Object.fromEntries(Object.entries(TOP_LEVEL).filter(([key]) => flags.has(key)));
}

// embed securityConfig, by version.
function securityKeys(version: string): Readonly<Record<string, Kind>> {
  const common = {
    'cert-file': 'text',
    'key-file': 'text',
    'client-cert-auth': 'boolean',
    'trusted-ca-file': 'text',
    'auto-tls': 'boolean',
  } as const;
  if (isBefore(parseServerVersion(version), 4)) return {...common, 'ca-file': 'text'};
  if (isBefore(parseServerVersion(version), 5)) return common;
  const pair = {'client-cert-file': 'text', 'client-key-file': 'text'} as const;
  return isBefore(parseServerVersion(version), 5, 15)
    ? {...common, ...pair}
    : {...common, ...pair, 'allowed-hostname': 'list'};
}

/** Keys of the YAML that are named otherwise than the flag. */
const FLAG_NAMES: Readonly<Record<string, string>> = {
  'allowed-hostname': 'client-cert-allowed-hostname',
};

function parseYaml(file: Uint8Array, faults: EtcdFlagFault[]): Record<string, unknown> | undefined {
  const fault = (reason: string) =>
    faults.push({kind: 'flag-value', flag: '--config-file', reason: `the config file: ${reason}`});
  if (file.length > CONFIG_BYTES_MAX) {
    fault(`more than ${CONFIG_BYTES_MAX} bytes`);
    return undefined;
  }
  try {
    const root = firstDocument(Buffer.from(file).toString('utf8'));
    if (root === null || root === undefined) return {};
    if (isJsonObject(root)) return folded(root);
    fault('it is no mapping of settings');
  } catch (error) {
    const line = error instanceof YAMLError ? error.linePos?.[0].line : undefined;
    const where = line === undefined ? '' : ` in line ${line}`;
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    fault(`no YAML${where}: ${first.slice(0, 160)}`);
  }
  return undefined;
}

// As go-yaml reads it for etcd: YAML 1.1, where yes and on are true; the first document alone; of a
// key that is there twice the last value.
function firstDocument(text: string): unknown {
  const options = {version: '1.1', uniqueKeys: false, logLevel: 'error'} as const;
  const documents = parseAllDocuments(text, options);
  const first = Array.isArray(documents) ? documents[0] : undefined;
  const [error] = first?.errors ?? [];
  if (error !== undefined) throw error;
  return first?.toJS();
}

// encoding/json takes keys in any case; in the sorted JSON that it gets, the lower-case one is last.
function folded(from: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const sorted = Object.entries(from).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, value]) => [key.toLowerCase(), value]));
}

function take(
  from: Readonly<Record<string, unknown>>,
  keys: Readonly<Record<string, Kind>>,
  values: Map<string, string>,
  faults: EtcdFlagFault[],
): void {
  for (const [key, kind] of Object.entries(keys)) {
    const value = from[key];
    if (value === undefined || value === null) continue;
    const text = textOf(value, kind);
    if (text === undefined) faults.push(badValue(key));
    else if (kind !== 'list' || text !== '') values.set(FLAG_NAMES[key] ?? key, text);
  }
}

// The same keys for clients and peers; what they stand for differs.
function takeSecurity(
  root: Readonly<Record<string, unknown>>,
  section: 'client-transport-security' | 'peer-transport-security',
  version: string,
  {values, faults}: {values: Map<string, string>; faults: EtcdFlagFault[]},
): void {
  const security = root[section];
  if (security === undefined || security === null) return;
  if (!isJsonObject(security)) {
    faults.push(badValue(section));
    return;
  }
  const read = new Map<string, string>();
  take(folded(security), securityKeys(version), read, faults);
  const isPeer = section === 'peer-transport-security';
  for (const [flag, value] of read) values.set(isPeer ? `peer-${flag}` : flag, value);
}

function textOf(value: unknown, kind: Kind): string | undefined {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined;
    case 'list':
      return Array.isArray(value) && value.every(item => typeof item === 'string')
        ? value.join(',')
        : undefined;
  }
}

// Go's JSON decoder fills fields of embed.Config without a name of their own by their Go name.
function takeEmbedded(root: Readonly<Record<string, unknown>>, values: Map<string, string>): void {
  for (const [key, value] of Object.entries(root)) {
    if (key.toLowerCase() !== 'clienttlsinfo' || !isJsonObject(value)) continue;
    for (const [field, file] of Object.entries(value)) {
      if (field.toLowerCase() === 'crlfile' && typeof file === 'string') {
        values.set('client-crl-file', file);
      }
    }
  }
}

/** Flags of the command line that mean nothing as keys, and keys in the wrong place. */
const NOT_KEYS = [
  'client-crl-file',
  'client-cert-allowed-hostname',
  'cert-file',
  'key-file',
  'trusted-ca-file',
  'client-cert-auth',
  'client-cert-file',
  'client-key-file',
  'auto-tls',
];

function ignoredIn(root: Readonly<Record<string, unknown>>): readonly string[] {
  const security = root['client-transport-security'];
  const inside = isJsonObject(security) ? Object.keys(security) : [];
  return [
    ...NOT_KEYS.filter(key => root[key] !== undefined),
    ...['client-crl-file', 'crl-file', 'client-cert-allowed-hostname'].filter(key =>
      inside.includes(key),
    ),
  ];
}

function badValue(key: string): EtcdFlagFault {
  return {
    kind: 'flag-value',
    flag: key,
    reason: `the config file: ${key} has a value of another kind`,
  };
}
