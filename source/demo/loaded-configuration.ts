// What the workers of the demo's APISIX have loaded: three follow the store, the fourth is one of those
// that stopped to at the start, so that drift grows with the traffic.
import type {ControlWorker, LoadedItem} from './control-api.ts';
import {prefixInterval} from './key-interval.ts';
import type {Store} from './store.ts';
import {keyOf} from './text-bytes.ts';

export function createLoadedConfiguration(
  store: Store,
  prefix: string,
): () => readonly ControlWorker[] {
  const stopped = workerOf(store, prefix);
  return () => {
    const fresh = workerOf(store, prefix);
    return [fresh, fresh, fresh, stopped];
  };
}

const kinds = ['routes', 'services', 'upstreams', 'plugin_metadata'];

function workerOf(store: Store, prefix: string): ControlWorker {
  return Object.fromEntries(kinds.map(kind => [kind, itemsOf(store, `${prefix}${kind}/`)]));
}

function itemsOf(store: Store, folder: string): readonly LoadedItem[] {
  return store
    .read(prefixInterval(keyOf(folder)))
    .records.flatMap(({key, value, modRevision, createRevision}) => {
      const text = Buffer.from(value, 'base64').toString('utf8');
      // The markers that init writes are no resources.
      if (!text.startsWith('{')) return [];
      const loaded: unknown = JSON.parse(text);
      const path = Buffer.from(key, 'latin1').toString('utf8');
      return [{key: path, value: loaded, modifiedIndex: modRevision, createdIndex: createRevision}];
    });
}
