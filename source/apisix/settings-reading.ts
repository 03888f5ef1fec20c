// The settings of the connection out of a merged configuration, each with its place.
import type {ApisixConnection, ApisixSetting} from './apisix-connection.ts';
import {type ConfigMap, entryAt, nodeAt} from './config-node.ts';
import {isFalseAt, numberAt, textAt, textsAt} from './config-values.ts';
import {defaultControl, defaultTimeoutSeconds} from './default-config.ts';
import type {EtcdBlock} from './etcd-block.ts';

type ReadSettings = Omit<ApisixConnection, 'files' | 'home' | 'version' | 'findings'>;

export function readSettings(merged: ConfigMap, block: EtcdBlock, home: string): ReadSettings {
  const at = (...rest: readonly string[]) => [...block.path, ...rest];
  const user = textAt(merged, at('user'));
  const password = textAt(merged, at('password'));
  const sni = textAt(merged, at('tls', 'sni'));
  const cert = absolute(textAt(merged, block.cert), home);
  const key = absolute(textAt(merged, block.key), home);
  const trusted = trustedCertificate(merged, block, home);
  const watchTimeout = numberAt(merged, at('watch_timeout'));
  const workerUser = textAt(merged, ['nginx_config', 'user']);
  return {
    layout: block.layout,
    role: block.role,
    provider: block.provider,
    hosts: textsAt(merged, at('host')) ?? standard([]),
    prefix: textAt(merged, at('prefix')) ?? standard('/apisix'),
    timeoutSeconds: numberAt(merged, at('timeout')) ?? standard(defaultTimeoutSeconds),
    ...(watchTimeout && {watchTimeoutSeconds: watchTimeout}),
    // APISIX logs in only when both are set.
    ...(user && password && {user, password}),
    verify: verifyOf(merged, at('tls', 'verify')),
    ...(cert && key && {cert, key}),
    ...(sni && {sni}),
    ...(trusted && {trustedCertificate: trusted}),
    controlApi: controlOf(merged),
    ...(workerUser && {workerUser}),
  };
}

function standard<T>(value: T): ApisixSetting<T> {
  return {value, origin: {source: 'default'}};
}

function verifyOf(merged: ConfigMap, path: readonly string[]): ApisixSetting<boolean> {
  const node = nodeAt(merged, path);
  return {
    value: !isFalseAt(merged, path),
    origin: node?.origin ?? {source: 'default'},
  };
}

function absolute(
  setting: ApisixSetting<string> | undefined,
  home: string,
): ApisixSetting<string> | undefined {
  if (setting === undefined || setting.value.startsWith('/')) return setting;
  return {...setting, value: `${home.replace(/\/$/, '')}/${setting.value.replace(/^\.\//, '')}`};
}

function trustedCertificate(
  merged: ConfigMap,
  block: EtcdBlock,
  home: string,
): ApisixSetting<string> | undefined {
  const own = textAt(merged, ['apisix', 'ssl', 'ssl_trusted_certificate']);
  // What a data plane of 3.0 to 3.5 verifies its control plane with.
  const ofControlPlane =
    block.provider.value === 'control_plane'
      ? textAt(merged, ['deployment', 'certs', 'trusted_ca_cert'])
      : undefined;
  const setting = ofControlPlane ?? own;
  return setting?.value === 'system' ? setting : absolute(setting, home);
}

function controlOf(merged: ConfigMap): ApisixConnection['controlApi'] {
  const enabled = entryAt(merged, ['apisix', 'enable_control']);
  const host = textAt(merged, ['apisix', 'control', 'ip']);
  const port = numberAt(merged, ['apisix', 'control', 'port']);
  const node = enabled?.node;
  return {
    value: {
      enabled: !(node?.kind === 'scalar' && node.value === false),
      host: host?.value ?? defaultControl.host,
      port: port?.value ?? defaultControl.port,
    },
    origin: port?.origin ?? host?.origin ?? node?.origin ?? {source: 'default'},
  };
}
