// What one behaviour works with: keys of its own, and answers in a form that can be compared between
// servers. Ids are left out, revisions count from the session's start, keys and values are text.
import type {Frame, Headers, Probe, RawAnswer, RawWatch, WatchOptions} from './probe.ts';

export type Session = {
  readonly probe: Probe;
  /** Base64 of a key of this session. */
  readonly key: (name: string) => string;
  /** key and range_end of all keys of this session. */
  readonly all: () => {key: string; range_end: string};
  /** A revision counted from the session's start, as the wire wants it. */
  readonly revision: (offset: number) => string;
  readonly post: (path: string, body: unknown, headers?: Headers) => Promise<unknown>;
  readonly put: (name: string, value: string) => Promise<void>;
  readonly del: (name: string) => Promise<void>;
  readonly request: (method: string, path: string, body?: string) => Promise<unknown>;
  readonly watch: (requests: readonly unknown[], options?: WatchOptions) => RawWatch;
  /** The next so many frames. */
  readonly frames: (watch: RawWatch, count: number) => Promise<readonly unknown[]>;
};

export async function openSession(probe: Probe, name: string): Promise<Session> {
  const prefix = `${name}/`;
  const base = await currentRevision(probe);
  const plain = (value: unknown) => normalise(value, {prefix, base});
  const key = (one: string) => base64(`${prefix}${one}`);
  const post = async (path: string, body: unknown, headers?: Headers) =>
    describeAnswer(await probe.post(path, body, headers), plain);
  return {
    probe,
    key,
    all: () => ({key: base64(prefix), range_end: base64(`${name}0`)}),
    revision: offset => String(base + offset),
    post,
    put: async (one, value) => {
      await insist(probe.post('/kv/put', {key: key(one), value: base64(value)}));
    },
    del: async one => insist(probe.post('/kv/deleterange', {key: key(one)})),
    request: async (method, path, body) =>
      describeAnswer(await probe.request(method, path, body), plain),
    watch: probe.watch,
    frames: async (watch, count) => {
      const frames: unknown[] = [];
      for (let at = 0; at < count; at++) frames.push(plain(frameBody(await watch.next())));
      return frames;
    },
  };
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

async function currentRevision(probe: Probe): Promise<number> {
  const {text} = await probe.post('/kv/range', {key: 'AA==', count_only: true});
  const {header} = JSON.parse(text) as {header?: {revision?: string}};
  return Number(header?.revision);
}

async function insist(answer: Promise<RawAnswer>): Promise<void> {
  const {status, text} = await answer;
  if (status !== 200) throw new Error(`a step that must work answered ${status} ${text}`);
}

function describeAnswer(answer: RawAnswer, plain: (value: unknown) => unknown): unknown {
  const {status, headers, text} = answer;
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('application/json')) return {status, type, text};
  return {status, body: plain(JSON.parse(text))};
}

function frameBody(frame: Frame | undefined): unknown {
  if (frame === undefined) return 'the response ended';
  return 'result' in frame ? frame.result : frame;
}

type Scale = {readonly prefix: string; readonly base: number};

const revisionFields = ['revision', 'create_revision', 'mod_revision', 'compact_revision'];
const byteFields = ['key', 'value', 'range_end'];
const idFields = ['cluster_id', 'member_id', 'raft_term'];

function normalise(value: unknown, scale: Scale): unknown {
  if (Array.isArray(value)) return value.map(one => normalise(one, scale));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => !idFields.includes(name));
  return Object.fromEntries(fields.map(([name, one]) => [name, normaliseField(name, one, scale)]));
}

function normaliseField(name: string, value: unknown, scale: Scale): unknown {
  if (typeof value !== 'string') return normalise(value, scale);
  if (revisionFields.includes(name)) return Number(value) - scale.base;
  // Whether a blank in these messages is a no-break space differs from binary to binary, on purpose.
  if (name === 'message' || name === 'error') return value.replaceAll('\u00a0', ' ');
  if (!byteFields.includes(name)) return value;
  const text = Buffer.from(value, 'base64').toString('latin1');
  return text.startsWith(scale.prefix) ? text.slice(scale.prefix.length) : text;
}
