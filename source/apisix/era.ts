// Which APISIX a configuration belongs to: the version of the installation beside it where there is
// one, else what the files themselves show. 3.x reads deployment.etcd, 2.x the top-level etcd.
import {compareVersions} from '../etcd/server-version.ts';
import {type ConfigMap, entryAt} from './config-node.ts';

export type ApisixEra = '2.x' | '3.x';

type ApisixVersion = {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
};

type EraSource = {
  /** As installed. */
  readonly version: string | undefined;
  /** conf/config-default.yaml, up to 3.9. */
  readonly defaults: ConfigMap | undefined;
  readonly user: ConfigMap;
};

/** `isCertain` is false where only the looks of the file tell. */
type EraReading = {readonly era: ApisixEra; readonly isCertain: boolean};

export function readEra({version, defaults, user}: EraSource): EraReading {
  const parsed = parseApisixVersion(version);
  if (parsed !== undefined) return {era: isFrom3(parsed) ? '3.x' : '2.x', isCertain: true};
  if (defaults !== undefined) {
    return {era: entryAt(defaults, ['deployment']) ? '3.x' : '2.x', isCertain: true};
  }
  if (entryAt(user, ['deployment'])) return {era: '3.x', isCertain: true};
  const hasOldKeys = [['etcd'], ...keysOf2].some(path => entryAt(user, path) !== undefined);
  return {era: hasOldKeys ? '2.x' : '3.x', isCertain: false};
}

export function parseApisixVersion(text: string | undefined): ApisixVersion | undefined {
  const match = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?/.exec(text ?? '');
  if (match === null) return undefined;
  const [, major, minor, patch] = match;
  return {major: Number(major), minor: Number(minor), patch: Number(patch ?? 0)};
}

/** Whether a version is known and lies in [from, to), both as 3.6.0. */
export function isVersionIn(text: string | undefined, from: string, to?: string): boolean {
  const version = parseApisixVersion(text);
  const first = parseApisixVersion(from);
  if (version === undefined || first === undefined || compareVersions(version, first) < 0)
    return false;
  const end = parseApisixVersion(to);
  return end === undefined || compareVersions(version, end) < 0;
}

/** Keys that 3.0 moved below deployment. */
const keysOf2 = [
  ['apisix', 'config_center'],
  ['apisix', 'admin_key'],
  ['apisix', 'allow_admin'],
  ['apisix', 'admin_listen'],
  ['apisix', 'port_admin'],
];

/** 2.99 was the preview of 3.0. */
function isFrom3({major, minor}: ApisixVersion): boolean {
  return major > 2 || (major === 2 && minor >= 99);
}
