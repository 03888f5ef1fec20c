// Where in a configuration the etcd of this APISIX stands: the block is another one in 2.x, in 3.x, and
// on a data plane of 3.0 to 3.5 whose "etcd" is the control plane.
import type {ApisixProvider, ApisixRole, ApisixSetting} from './apisix-connection.ts';
import {type ConfigMap, entryAt, nodeAt} from './config-node.ts';
import {textAt} from './config-values.ts';
import type {ApisixEra} from './era.ts';

export type EtcdBlock = {
  readonly era: ApisixEra;
  readonly layout: 'deployment' | 'top-level';
  /** host, prefix and timeout stand here. */
  readonly path: readonly string[];
  /** The client's certificate and key. */
  readonly cert: readonly string[];
  readonly key: readonly string[];
  readonly role: ApisixSetting<ApisixRole>;
  readonly provider: ApisixSetting<ApisixProvider>;
  /** Role and provider as written, where APISIX knows none of that name. */
  readonly unknownRole?: ApisixSetting<string>;
  readonly unknownProvider?: ApisixSetting<string>;
};

export function findEtcdBlock(merged: ConfigMap, era: ApisixEra): EtcdBlock {
  // 2.15 takes a deployment block already, where one is written.
  if (era === '2.x' && !entryAt(merged, ['deployment', 'role'])) return topLevel(merged, era);
  const role = wordAt(merged, ['deployment', 'role'], roles, 'traditional');
  const providerPath = ['deployment', `role_${role.setting.value}`, 'config_provider'];
  const provider = wordAt(merged, providerPath, providers, 'etcd');
  const isConfServer =
    provider.setting.value === 'control_plane' && role.setting.value === 'data_plane';
  const path = isConfServer
    ? ['deployment', 'role_data_plane', 'control_plane']
    : ['deployment', 'etcd'];
  const hasCerts = nodeAt(merged, ['deployment', 'certs', 'cert']) !== undefined;
  return {
    era,
    layout: 'deployment',
    path,
    // file.lua of 2.15 to 3.5 copies deployment.certs over etcd.tls.
    cert: hasCerts ? ['deployment', 'certs', 'cert'] : [...path, 'tls', 'cert'],
    key: hasCerts ? ['deployment', 'certs', 'cert_key'] : [...path, 'tls', 'key'],
    role: role.setting,
    provider: provider.setting,
    ...(role.unknown && {unknownRole: role.unknown}),
    ...(provider.unknown && {unknownProvider: provider.unknown}),
  };
}

const roles: readonly ApisixRole[] = ['traditional', 'control_plane', 'data_plane'];
const providers: readonly ApisixProvider[] = ['etcd', 'yaml', 'json', 'xds', 'control_plane'];

function topLevel(merged: ConfigMap, era: ApisixEra): EtcdBlock {
  const provider = wordAt(merged, ['apisix', 'config_center'], providers, 'etcd');
  return {
    era,
    layout: 'top-level',
    path: ['etcd'],
    cert: ['etcd', 'tls', 'cert'],
    key: ['etcd', 'tls', 'key'],
    role: {value: 'traditional', origin: {source: 'default'}},
    provider: provider.setting,
    ...(provider.unknown && {unknownProvider: provider.unknown}),
  };
}

function wordAt<T extends string>(
  root: ConfigMap,
  path: readonly string[],
  words: readonly T[],
  standard: T,
): {setting: ApisixSetting<T>; unknown?: ApisixSetting<string>} {
  const found = textAt(root, path);
  const word = words.find(each => each === found?.value);
  if (found === undefined) return {setting: {value: standard, origin: {source: 'default'}}};
  return word === undefined
    ? {setting: {value: standard, origin: found.origin}, unknown: found}
    : {setting: {value: word, origin: found.origin}};
}
