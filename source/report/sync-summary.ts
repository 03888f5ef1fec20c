// What `sync` has to say when it is done, and the lines of --dump.
import type {Base64, KeyValue} from '../etcd/messages.ts';
import {bytesField} from './entry-json.ts';
import {bytesText, countOf, durationText} from './number-text.ts';
import {printableBase64} from './printable.ts';
import type {Masker} from './secrets.ts';

export type SyncSummary = {
  readonly prefix: Base64;
  readonly revision: number;
  readonly keys: number;
  /** Decoded keys and values. */
  readonly bytes: number;
  readonly pages: number;
  readonly requests: number;
  readonly retries: number;
  readonly seconds: number;
  /** undefined where a key could not be read. */
  readonly digest: string | undefined;
  readonly clusterId: string;
  readonly endpoints: readonly string[];
  readonly unread: ReadonlyArray<{readonly key: Base64; readonly bytes: number}>;
};

export function summaryJson(summary: SyncSummary): string {
  const {revision, keys, bytes, pages, requests, retries, endpoints, unread} = summary;
  return JSON.stringify({
    ...bytesField('prefix', summary.prefix),
    revision,
    keys,
    bytes,
    pages,
    requests,
    retries,
    seconds: Number(summary.seconds.toFixed(3)),
    digest: summary.digest ?? null,
    cluster_id: summary.clusterId,
    endpoints,
    ...(unread.length > 0 && {
      unread: unread.map(({key, bytes}) => ({...bytesField('key', key), bytes})),
    }),
  });
}

export function summaryText(summary: SyncSummary): string {
  const {keys, pages, requests, unread} = summary;
  const where = summary.prefix === '' ? 'the whole key space' : printableBase64(summary.prefix);
  const lines = [
    `${countOf(keys, 'key')}, ${bytesText(summary.bytes)} under ${where} at revision ${summary.revision}`,
    `${durationText(summary.seconds)}, ${countOf(pages, 'page')}, ${countOf(requests, 'request')}, cluster ${summary.clusterId}`,
    summary.digest === undefined ? 'no digest: not every key could be read' : summary.digest,
    ...unread.map(
      ({key, bytes}) =>
        `not read: ${printableBase64(key)}, ${bytesText(bytes)}: over the 4 MiB limit of this server's gateway (etcd before 3.4.17 and 3.5.0)`,
    ),
  ];
  return lines.join('\n');
}

/** One key of --dump, without the newline. */
export function keyJson(kv: KeyValue, masker?: Masker): string {
  const value = bytesField('value', kv.value);
  const key = Buffer.from(kv.key, 'base64').toString('utf8');
  const text = value.value;
  return JSON.stringify({
    ...bytesField('key', kv.key),
    ...(masker === undefined || text === undefined ? value : {value: masker.maskText(key, text)}),
    create_revision: kv.createRevision,
    mod_revision: kv.modRevision,
    version: kv.version,
    ...(kv.lease !== undefined && {lease: kv.lease}),
  });
}
