// What the keys under a prefix look like, gathered page by page: counts by directory, APISIX's
// markers, keys with a double slash, values that APISIX can't use. Keeps counts and a few examples.
import {isJsonObject} from '../etcd/json-object.ts';
import type {KeyValue} from '../etcd/messages.ts';

export type Survey = {
  readonly keys: number;
  /** Keys by directory behind the base, markers left out. */
  readonly directories: ReadonlyMap<string, number>;
  /** Directories that have their marker. */
  readonly markers: ReadonlySet<string>;
  readonly doubleSlashes: readonly string[];
  readonly badValues: readonly {readonly key: string; readonly why: string}[];
  readonly badValueCount: number;
};

type KeySpaceSurvey = {
  add(kvs: readonly KeyValue[]): void;
  read(): Survey;
};

const EXAMPLES_MAX = 5;
/** A value larger than this is not parsed here. */
const VALUE_BYTES_MAX = 4 * 1024 * 1024;
const MARKER = 'init_dir';

/** `base`: APISIX's prefix without a slash at its end; directories are what follows it. */
export function createKeySpaceSurvey(base: string): KeySpaceSurvey {
  const directories = new Map<string, number>();
  const markers = new Set<string>();
  const doubleSlashes: string[] = [];
  const badValues: {key: string; why: string}[] = [];
  let keys = 0;
  let badValueCount = 0;

  function addOne({key, value}: KeyValue): void {
    keys++;
    const text = Buffer.from(key, 'base64').toString('utf8');
    if (text.startsWith(`${base}//`) && doubleSlashes.length < EXAMPLES_MAX) {
      doubleSlashes.push(text);
    }
    const directory = directoryOf(text, base);
    if (directory === undefined) return;
    if (isMarker(text, base, directory)) {
      markers.add(directory);
      return;
    }
    directories.set(directory, (directories.get(directory) ?? 0) + 1);
    if (!apisixDirectories.includes(directory)) return;
    const why = problemOf(value);
    if (why === undefined) return;
    badValueCount++;
    if (badValues.length < EXAMPLES_MAX) badValues.push({key: text, why});
  }

  return {
    add: kvs => kvs.forEach(addOne),
    read: () => ({keys, directories, markers, doubleSlashes, badValues, badValueCount}),
  };
}

/** Where APISIX 3 keeps objects, one JSON object a key; /plugins holds one list. */
export const apisixDirectories: readonly string[] = [
  'routes',
  'services',
  'upstreams',
  'consumers',
  'plugin_metadata',
  'global_rules',
  'stream_routes',
  'plugin_configs',
  'consumer_groups',
  'secrets',
  'ssls',
  'protos',
  'ssl',
  'proto',
];

function directoryOf(key: string, base: string): string | undefined {
  if (!key.startsWith(`${base}/`)) return undefined;
  const rest = key.slice(base.length).replace(/^\/+/, '');
  const end = rest.indexOf('/');
  return end === -1 ? undefined : rest.slice(0, end);
}

// init_etcd writes "init_dir" at the directory itself, with a slash at its end.
function isMarker(key: string, base: string, directory: string): boolean {
  return key === `${base}/${directory}/` || key === `${base}//${directory}/`;
}

function problemOf(base64: string): string | undefined {
  if (base64.length > VALUE_BYTES_MAX) return undefined;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  if (text === '') return 'it is empty';
  if (text === MARKER) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? undefined : 'it is JSON, but no object';
  } catch {
    return 'it is not JSON';
  }
}
