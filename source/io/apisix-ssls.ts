// The certificates that APISIX keeps in etcd, read page by page at one revision and judged one by one.
// Only reads. What can't be read is said with its reason; the parts before it are kept.
import {describeFailure} from '../etcd/gateway-error.ts';
import {keyAfter, prefixRange} from '../etcd/key-range.ts';
import type {Base64, KeyValue, RangeResponse} from '../etcd/messages.ts';
import type {RangeRequest} from '../etcd/requests.ts';
import type {ApisixSsl, ApisixSslsReport} from '../tls/apisix-ssl-report.ts';
import type {SslContext} from '../tls/judged-ssl.ts';
import {printableText} from '../tls/printable-text.ts';
import {CallError} from './sync-calls.ts';

type ReadSslsOptions = {
  /** Throws CallError. */
  readonly range: (request: RangeRequest) => Promise<RangeResponse>;
  /** Of the ssls themselves: /apisix/ssls/. */
  readonly prefix: string;
  readonly context: SslContext;
};

export const SSLS_MAX = 5000;
export const SSL_BYTES_MAX = 1024 * 1024;
/** Certificates are a few kB; etcd before 3.4.17 answers at most 4 MiB. */
const PAGE_KEYS = 50;

/** undefined: there is nothing of APISIX there. Rejects only for what is no failure of a call. */
export async function readApisixSsls(
  options: ReadSslsOptions,
): Promise<ApisixSslsReport | undefined> {
  const prefix = printableText(options.prefix, 200);
  const idOf = (key: Base64) => {
    const text = Buffer.from(key, 'base64').toString('utf8');
    return text.startsWith(options.prefix) ? text.slice(options.prefix.length) : text;
  };
  const entries: ApisixSsl[] = [];
  let total = 0;
  let markers = 0;
  try {
    for await (const {kv, count} of pages(options)) {
      const id = idOf(kv.key);
      // APISIX writes "init_dir" under the bare prefix when it starts first.
      if (id === '') markers = 1;
      total = count - markers;
      if (id === '') continue;
      // With the X.509 library behind it: only where there is something to judge.
      const {judgeApisixSsl} = await import('../tls/apisix-ssl.ts');
      entries.push(judgeApisixSsl({id, value: readValue(kv)}, options.context));
    }
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const unread = describeFailure(error.failure);
    return {prefix, total: Math.max(total, entries.length), entries, unread};
  }
  if (entries.length === 0) return undefined;
  const left = total - entries.length;
  if (left <= 0) return {prefix, total: entries.length, entries};
  return {prefix, total, entries, unread: `only the first ${entries.length} of ${total} are read`};
}

/** Where APISIX keeps them, from the prefix that is looked at: its own, or another one it was given. */
export function sslsPrefixOf(prefix: string): string {
  if (prefix === '' || prefix === '/' || /^\/apisix(\/|$)/.test(prefix)) return '/apisix/ssls/';
  return prefix.endsWith('/') ? `${prefix}ssls/` : `${prefix}/ssls/`;
}

type Found = {readonly kv: KeyValue; readonly count: number};

async function* pages({range, prefix}: ReadSslsOptions): AsyncGenerator<Found> {
  const {key: first, rangeEnd} = prefixRange(Buffer.from(prefix, 'utf8'));
  let key = first;
  let limit = PAGE_KEYS;
  let revision: number | undefined;
  let read = 0;
  let count: number | undefined;
  while (read < SSLS_MAX) {
    // Serializable: a look, not a sync, and so also without a quorum.
    const pinned = revision !== undefined && {revision};
    const request = {key, rangeEnd, limit, serializable: true, ...pinned};
    const page = await onePage(range, request);
    if (page === undefined) {
      limit = Math.ceil(limit / 4);
      continue;
    }
    revision ??= page.header.revision;
    count ??= page.count;
    for (const kv of page.kvs) yield {kv, count};
    read += page.kvs.length;
    const last = page.kvs.at(-1);
    if (!page.more || last === undefined) return;
    key = keyAfter(last.key);
  }
}

// undefined: too large for one answer of this server, ask for fewer. A single one that is too large
// comes without its value.
async function onePage(
  range: ReadSslsOptions['range'],
  request: RangeRequest,
): Promise<RangeResponse | undefined> {
  try {
    return await range(request);
  } catch (error) {
    if (!(error instanceof CallError) || error.failure.kind !== 'message-too-large') throw error;
    return request.limit === 1 ? range({...request, keysOnly: true}) : undefined;
  }
}

function readValue({value}: KeyValue): Uint8Array | string {
  if (value === '') return 'it has no value, or one that the server does not deliver';
  const bytes = Buffer.from(value, 'base64');
  return bytes.length > SSL_BYTES_MAX
    ? `${bytes.length} bytes are more than ${SSL_BYTES_MAX}`
    : bytes;
}
