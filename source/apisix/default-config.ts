// What APISIX takes where neither config.yaml nor a conf/config-default.yaml says anything: only the
// settings that have to do with etcd and with the Control API.
import {type ConfigMap, nodeOf} from './config-node.ts';
import type {ApisixEra} from './era.ts';
import {isVersionIn} from './era.ts';

export function defaultConfig(era: ApisixEra, version: string | undefined): ConfigMap {
  return nodeOf(era === '2.x' ? defaultsOf2 : defaultsOf3(version), {
    source: 'default',
  }) as ConfigMap;
}

/** apisix/core/config_etcd.lua and lua-resty-etcd, where no file says it. */
export const defaultTimeoutSeconds = 30;
export const defaultControl = {host: '127.0.0.1', port: 9090} as const;

const etcd = {
  host: ['http://127.0.0.1:2379'],
  prefix: '/apisix',
  startup_retry: 2,
  tls: {verify: true},
};

const defaultsOf2 = {
  apisix: {config_center: 'etcd', enable_control: true, ssl: {}},
  etcd,
};

function defaultsOf3(version: string | undefined) {
  // 3.12 made "system" the default (apisix #11993); before, nothing is trusted.
  const ssl = isVersionIn(version, '3.12.0') ? {ssl_trusted_certificate: 'system'} : {};
  return {
    apisix: {enable_control: true, ssl},
    deployment: {
      role: 'traditional',
      role_traditional: {config_provider: 'etcd'},
      etcd: {...etcd, timeout: 30},
    },
  };
}
