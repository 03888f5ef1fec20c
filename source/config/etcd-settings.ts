// What etcd's flags, variables or YAML say about its client listeners, as values: files by name, URLs
// taken apart, and what etcd would refuse as faults. The files themselves are io/'s business.
import {parseServerVersion} from '../etcd/server-version.ts';
import {type EtcdFlagFault, type EtcdOptions, isTrue} from './etcd-flags.ts';
import {type EtcdListenUrl, listOf, readUrls} from './etcd-listen-urls.ts';
import {type EtcdPeerSettings, readPeerSettings} from './etcd-peer-settings.ts';

export type EtcdSettings = {
  readonly version: string;
  readonly flagFaults: readonly EtcdFlagFault[];
  readonly clientUrls: readonly EtcdListenUrl[];
  readonly httpUrls: readonly EtcdListenUrl[];
  readonly urlsAreAssumed: boolean;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly trustedCaFile?: string;
  readonly legacyCaFile?: string;
  readonly clientCertAuth: boolean;
  readonly clientCertFile?: string;
  readonly clientKeyFile?: string;
  readonly crlFile?: string;
  readonly allowedHostnames: readonly string[];
  /** --host-whitelist; [] is no limit. */
  readonly hostWhitelist: readonly string[];
  readonly autoTls: boolean;
  readonly dataDir?: string;
  readonly gatewayEnabled: boolean;
  readonly tlsMin?: string;
  readonly tlsMax?: string;
  readonly cipherSuites: readonly string[];
  readonly peer: EtcdPeerSettings;
};

type SettingsSource = {
  readonly options: EtcdOptions;
  readonly version: string;
  /** A command line typed in part: with TLS files and no URL, https is meant. */
  readonly mayBePartial: boolean;
  /** What etcd takes where nothing is said: off in a config file before 3.5. */
  readonly gatewayDefault?: boolean;
};

export function readEtcdSettings(source: SettingsSource): EtcdSettings {
  const {options, version} = source;
  const {values} = options;
  const text = (name: string) => values.get(name) || undefined;
  const urls = listenUrls(source);
  const peer = readPeerSettings(values);
  return {
    version,
    ...urls,
    flagFaults: [...options.faults, ...urls.flagFaults, ...peer.flagFaults],
    ...named({
      certFile: text('cert-file'),
      keyFile: text('key-file'),
      trustedCaFile: text('trusted-ca-file'),
      legacyCaFile: text('ca-file'),
      clientCertFile: text('client-cert-file'),
      clientKeyFile: text('client-key-file'),
      crlFile: text('client-crl-file'),
      dataDir: text('data-dir') ?? `${text('name') ?? 'default'}.etcd`,
      tlsMin: text('tls-min-version'),
      tlsMax: text('tls-max-version'),
    }),
    clientCertAuth: isTrue(values.get('client-cert-auth')),
    allowedHostnames: hostnames(values.get('client-cert-allowed-hostname'), version),
    hostWhitelist: listOf(text('host-whitelist')),
    autoTls: isTrue(values.get('auto-tls')),
    gatewayEnabled: gatewayEnabled(source),
    cipherSuites: listOf(text('cipher-suites')),
    peer: peer.settings,
  };
}

type Urls = Pick<EtcdSettings, 'clientUrls' | 'httpUrls' | 'urlsAreAssumed' | 'flagFaults'>;

function listenUrls({options: {values}, mayBePartial}: SettingsSource): Urls {
  const given = values.get('listen-client-urls') ?? '';
  const client = readUrls(given, '--listen-client-urls');
  const http = readUrls(values.get('listen-client-http-urls') ?? '', '--listen-client-http-urls');
  const hasTls =
    values.has('cert-file') || values.has('key-file') || values.get('auto-tls') === 'true';
  const isAssumed = given === '' && mayBePartial && hasTls;
  const fallback = {url: `${isAssumed ? 'https' : 'http'}://localhost:2379`, isTls: isAssumed};
  return {
    clientUrls: given === '' ? [fallback] : client.urls,
    httpUrls: http.urls,
    urlsAreAssumed: isAssumed,
    flagFaults: [...client.faults, ...http.faults],
  };
}

/** A comma list from 3.5.15 on, in which nothing is a name too (pkg/flags StringsValue); one name before. */
function hostnames(text: string | undefined, version: string): readonly string[] {
  if (text === undefined) return [];
  const parsed = parseServerVersion(version);
  const isList =
    parsed === undefined || parsed.minor > 5 || (parsed.minor === 5 && parsed.patch >= 15);
  if (isList) return text.split(',');
  return text === '' ? [] : [text];
}

function gatewayEnabled({options, version, gatewayDefault = true}: SettingsSource): boolean {
  // 3.3 has no switch for it.
  if (/^v?3\.3\./.test(version)) return true;
  const given = options.values.get('enable-grpc-gateway');
  return given === undefined ? gatewayDefault : isTrue(given);
}

function named<T extends Record<string, string | undefined>>(
  values: T,
): {[Key in keyof T]?: string} {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: string;
  };
}
