// One open directory of the key tree: what is in it, by name, with counts. Read by going over all
// keys in slices; exact while keys come and go, except that keys deleted during such a reading make
// another one necessary.
import type {Base64} from '../etcd/messages.ts';
import type {KeySource} from './key-source.ts';

export type KeyChild = {
  /** A directory's ends in a slash. */
  readonly name: string;
  keys: number;
  bytes: number;
  /** Set where this is a key itself. */
  readonly key: Base64 | undefined;
};

export type KeyDirectory = {
  readonly path: string;
  /** Whether everything in it was counted once. */
  readonly isRead: boolean;
  /** Whether there is more to read. */
  readonly isBusy: boolean;
  /** Whether keys kept going while they were counted, so that counts are a little off. */
  readonly isRough: boolean;
  /** Sorted. */
  names(): readonly string[];
  child(name: string): KeyChild | undefined;
  note(text: string, key: Base64, keys: 1 | 0 | -1, bytes: number): void;
  /** Reads on; how many keys it looked at, 0 where there is nothing left to read. */
  advance(keysMax: number): number;
};

/** Readings of one directory in a row that deletes may spoil. */
const readingsMax = 3;

export function createKeyDirectory(source: KeySource, path: string): KeyDirectory {
  let children = createManyChildren();
  const sorted = createSortedNames(name => children.has(name));
  let reading: IterableIterator<Base64> | undefined = source.all();
  let isRead = false;
  /** Keys went during the reading that may have been counted before or not. */
  let isDoubtful = false;
  let readings = 1;
  /** Sizes that changed during the reading, by key, unless the key is met afterwards. */
  const changed = new Map<Base64, number>();
  const head = base64Head(path);

  const add = (text: string, key: Base64, keys: 1 | 0 | -1, bytes: number): void => {
    const name = childName(text, path.length);
    const known = children.get(name);
    const child = known ?? {name, keys: 0, bytes: 0, key: isDirectory(name) ? undefined : key};
    child.keys += keys;
    child.bytes += bytes;
    if (known === undefined) {
      children.set(name, child);
      sorted.add(name);
    } else if (child.keys <= 0) {
      children.delete(name);
      sorted.remove(name);
    }
  };
  const finish = (): void => {
    reading = undefined;
    isRead = true;
    for (const [key, bytes] of changed) {
      add(Buffer.from(key, 'base64').toString('latin1'), key, 0, bytes);
    }
    changed.clear();
    if (isDoubtful && readings < readingsMax) {
      isDoubtful = false;
      readings++;
      children = createManyChildren();
      sorted.clear();
      reading = source.all();
    }
  };
  return {
    path,
    get isRead() {
      return isRead;
    },
    get isBusy() {
      return reading !== undefined;
    },
    get isRough() {
      return isDoubtful && reading === undefined;
    },
    names: sorted.read,
    child: name => children.get(name),
    note(text, key, keys, bytes) {
      if (!text.startsWith(path)) {
        return;
      }
      if (reading === undefined) {
        add(text, key, keys, bytes);
      } else if (keys === -1) {
        isDoubtful = true;
        changed.delete(key);
      } else if (keys === 0) {
        changed.set(key, (changed.get(key) ?? 0) + bytes);
      }
      // A key that comes is met by the reading, which goes on to the end of what there is then.
    },
    advance(keysMax) {
      let looked = 0;
      while (reading !== undefined && looked < keysMax) {
        const {value: key, done} = reading.next();
        if (done === true) {
          finish();
          break;
        }
        looked++;
        if (key.startsWith(head)) {
          const text = Buffer.from(key, 'base64').toString('latin1');
          if (text.startsWith(path)) {
            changed.delete(key);
            add(text, key, 1, text.length + (source.get(key)?.valueBytes ?? 0));
          }
        }
      }
      return looked;
    },
  };
}

/** The first index whose name is not below this one. */
export function lowerBoundOf(names: readonly string[], name: string): number {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? '') >= name) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** Up to the next slash, which belongs to it; slashes at the front never end it. */
function childName(text: string, start: number): string {
  let from = start;
  while (text[from] === '/') {
    from++;
  }
  const slash = text.indexOf('/', from);
  return slash === -1 ? text.slice(start) : text.slice(start, slash + 1);
}

function isDirectory(name: string): boolean {
  return name.endsWith('/') && /[^/]/.test(name);
}

/** A Map in parts: one of a million names takes a tenth of a second each time that it grows. */
function createManyChildren() {
  const parts = Array.from({length: 64}, () => new Map<string, KeyChild>());
  const partOf = (name: string): Map<string, KeyChild> => {
    const {length} = name;
    const sum = name.charCodeAt(length - 1) + 7 * name.charCodeAt(length - 2) + 31 * length;
    return parts[(sum + 5 * name.charCodeAt(length - 3)) % 64 || 0] ?? new Map();
  };
  return {
    get: (name: string) => partOf(name).get(name),
    has: (name: string) => partOf(name).has(name),
    set: (name: string, child: KeyChild) => void partOf(name).set(name, child),
    delete: (name: string) => partOf(name).delete(name),
  };
}

/** What the base64 of every key under the path begins with. */
function base64Head(path: string): string {
  const whole = path.length - (path.length % 3);
  return Buffer.from(path.slice(0, whole), 'latin1').toString('base64');
}

/** Names in order, of which new ones come in any order: sorted in when they are read. */
function createSortedNames(has: (name: string) => boolean) {
  let names: string[] = [];
  let fresh: string[] = [];
  const gone = new Set<string>();
  const read = (): readonly string[] => {
    if (gone.size > 0) {
      names = without(names, gone);
      fresh = [...new Set(fresh)].filter(has);
      gone.clear();
    }
    if (fresh.length > 0) {
      names = merged(names, fresh.sort());
      fresh = [];
    }
    return names;
  };
  return {
    read,
    add(name: string) {
      fresh.push(name);
      // Sorting in a few at a time keeps every slice short.
      if (fresh.length >= freshMax) {
        read();
      }
    },
    remove: (name: string) => void gone.add(name),
    clear() {
      names = [];
      fresh = [];
      gone.clear();
    },
  };
}

const freshMax = 8_000;

function without(names: string[], gone: ReadonlySet<string>): string[] {
  if (gone.size > 50) {
    return names.filter(name => !gone.has(name));
  }
  for (const name of gone) {
    const at = lowerBoundOf(names, name);
    if (names[at] === name) {
      names.splice(at, 1);
    }
  }
  return names;
}

function merged(left: string[], right: readonly string[]): string[] {
  if ((left.at(-1) ?? '') < (right[0] ?? '')) {
    for (const name of right) {
      left.push(name);
    }
    return left;
  }
  const all: string[] = [];
  let at = 0;
  for (const name of right) {
    for (; at < left.length && (left[at] ?? '') < name; at++) {
      all.push(left[at] ?? '');
    }
    all.push(name);
  }
  for (; at < left.length; at++) {
    all.push(left[at] ?? '');
  }
  return all;
}
