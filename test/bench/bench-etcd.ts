// The etcd that everything is measured against: 3.5 where it can be had, else the newest there is,
// with room for large key spaces. It doesn't wait for the disk (--unsafe-no-fsync): what is measured
// is reading, and nothing here needs to outlive a crash of the machine.
import {fillKeys} from '../support/fill-keys.ts';
import {type EtcdBuild, listEtcds, type RunningEtcd, startEtcd} from '../support/real-etcd.ts';
import type {TableRow} from './table.ts';

export type BenchEtcd = RunningEtcd & {
  /** With the version's prefix, without a slash at its end. */
  readonly apiUrl: string;
};

export type KeySpace = {
  readonly prefix: string;
  readonly keys: number;
  readonly valueBytes: number;
};

const quotaBytes = 8 * 1024 ** 3;

/** Starts one, hands it over, and removes it however that ends. */
export async function withEtcd<Result>(use: (etcd: BenchEtcd) => Promise<Result>): Promise<Result> {
  const build = await chooseBuild();
  const etcd = await startEtcd({build, extraFlags: extraFlags(build)});
  const api = build.version.startsWith('3.3.') ? '/v3beta' : '/v3';
  try {
    return await use({...etcd, apiUrl: `${etcd.url}${api}`});
  } finally {
    await etcd.close();
  }
}

export function withFilledEtcd<Result>(
  space: KeySpace,
  use: (etcd: BenchEtcd) => Promise<Result>,
): Promise<Result> {
  return withEtcd(async etcd => {
    await fillKeys(etcd, space);
    return use(etcd);
  });
}

/** The name that fillKeys gave to the key of that number. */
export function keyOf(space: KeySpace, number: number): string {
  return `${space.prefix}${String(number).padStart(8, '0')}`;
}

/** range_end of a prefix; its last byte is a slash here, so there is always a next one. */
export function prefixEnd(prefix: string): string {
  const last = prefix.charCodeAt(prefix.length - 1);
  return `${prefix.slice(0, -1)}${String.fromCharCode(last + 1)}`;
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

export function describeEtcd(etcd: RunningEtcd): TableRow {
  const {version, release} = etcd.build;
  return {what: `etcd and etcdctl ${version} (Debian ${release})`, value: ''};
}

async function chooseBuild(): Promise<EtcdBuild> {
  const newestFirst = (await listEtcds()).toSorted((a, b) =>
    b.version.localeCompare(a.version, 'en', {numeric: true}),
  );
  const build = newestFirst.find(({version}) => version.startsWith('3.5.')) ?? newestFirst[0];
  if (build === undefined) throw new Error('no real etcd can be had here to measure against');
  return build;
}

function extraFlags({version}: EtcdBuild): readonly string[] {
  const flags = [`--quota-backend-bytes=${quotaBytes}`];
  return /^3\.[34]\./.test(version) ? flags : [...flags, '--unsafe-no-fsync', '--log-level=error'];
}
