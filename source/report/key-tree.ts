// The key space as a tree by "/", read only where it is open: a million keys are counted by
// directory, in slices, and kept right by what comes and goes. Paths and names are keys as latin1
// text, one character a byte, so that they sort as etcd sorts and no byte is lost.
import type {Base64} from '../etcd/messages.ts';
import {
  createKeyDirectory,
  type KeyChild,
  type KeyDirectory,
  lowerBoundOf,
} from './key-directory.ts';
import type {KeySource} from './key-source.ts';

export type KeyRow = {
  /** Tells rows apart; a key's bytes, with a mark where a directory is called the same. */
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly isDirectory: boolean;
  readonly isOpen: boolean;
  /** The counts are a little off: keys kept going while they were made. */
  readonly isRough: boolean;
  readonly keys: number;
  /** Of keys and values, decoded. */
  readonly bytes: number;
  /** undefined for directories. */
  readonly key: Base64 | undefined;
};

export type KeyRows = {
  readonly count: number;
  rowAt(row: number): KeyRow | undefined;
  /** Where it is, or would be. */
  rowOf(path: string): number;
};

export type KeyTree = KeyRows & {
  /** What is open from now on; paths that are no directory are passed over. */
  show(open: ReadonlySet<string>): void;
  /** Counts on, at most this many keys; true once everything that is open is counted. */
  advance(keysMax: number): boolean;
  /** The one directory that the root holds, where it holds nothing else. */
  readonly sole: string | undefined;
  stop(): void;
};

/** Ends the path of a key that is called as its directory, such as /apisix/routes/. */
const ownMark = '\0';

export function createKeyTree(source: KeySource, rootPath: string): KeyTree {
  const directories = new Map<string, KeyDirectory>();
  const root = createKeyDirectory(source, rootPath);
  directories.set(rootPath, root);
  const stop = source.observe((key, keys, bytes) => {
    const text = keyText(key);
    for (const directory of directories.values()) {
      directory.note(text, key, keys, bytes);
    }
  });
  const locate = createLocator(directories);
  return {
    show(open) {
      showOpen(directories, open, path => createKeyDirectory(source, path), rootPath);
    },
    advance(keysMax) {
      let left = keysMax;
      for (const directory of directories.values()) {
        left -= directory.advance(Math.max(0, left));
      }
      return ![...directories.values()].some(({isBusy}) => isBusy);
    },
    get sole() {
      const [name] = root.names();
      const isSole = root.names().length === 1 && name?.endsWith('/') === true;
      return isSole && root.isRead ? rootPath + name : undefined;
    },
    get count() {
      return locate.count(root);
    },
    rowAt: row => locate.rowAt(root, row, 0),
    rowOf: path => locate.rowOf(root, path),
    stop,
  };
}

export function keyText(key: Base64): string {
  return Buffer.from(key, 'base64').toString('latin1');
}

function showOpen(
  directories: Map<string, KeyDirectory>,
  open: ReadonlySet<string>,
  create: (path: string) => KeyDirectory,
  rootPath: string,
): void {
  for (const path of directories.keys()) {
    if (path !== rootPath && !open.has(path)) {
      directories.delete(path);
    }
  }
  for (const path of open) {
    if (!directories.has(path)) {
      directories.set(path, create(path));
    }
  }
}

function createLocator(directories: ReadonlyMap<string, KeyDirectory>) {
  /** Names of a directory's open directories, with their place among its names. */
  const openIn = (directory: KeyDirectory): {index: number; inner: KeyDirectory}[] => {
    const names = directory.names();
    return [...directories.values()]
      .filter(({path}) => path.length > directory.path.length && path.startsWith(directory.path))
      .map(inner => {
        const name = inner.path.slice(directory.path.length);
        const index = lowerBoundOf(names, name);
        return {index: names[index] === name ? index : -1, inner};
      })
      .filter(({index}) => index >= 0)
      .sort((a, b) => a.index - b.index);
  };
  const count = (directory: KeyDirectory): number =>
    openIn(directory).reduce((sum, {inner}) => sum + count(inner), directory.names().length);

  const rowAt = (directory: KeyDirectory, row: number, depth: number): KeyRow | undefined => {
    let left = row;
    let from = 0;
    for (const {index, inner} of openIn(directory)) {
      const before = index - from + 1;
      if (left < before) {
        break;
      }
      left -= before;
      from = index + 1;
      const rows = count(inner);
      if (left < rows) {
        return rowAt(inner, left, depth + 1);
      }
      left -= rows;
    }
    const name = directory.names()[from + left];
    const child = name === undefined ? undefined : directory.child(name);
    return child && rowOfChild(directory.path, child, depth, directories);
  };

  const rowOf = (directory: KeyDirectory, path: string): number => {
    const names = directory.names();
    let row = 0;
    for (const {index, inner} of openIn(directory)) {
      if (path.length > inner.path.length && path.startsWith(inner.path)) {
        return row + index + 1 + rowOf(inner, path);
      }
      if (path <= inner.path) {
        break;
      }
      row += count(inner);
    }
    const name = path.slice(directory.path.length);
    return row + lowerBoundOf(names, name === ownMark ? '' : name);
  };
  return {count, rowAt, rowOf};
}

function rowOfChild(
  parent: string,
  {name, keys, bytes, key}: KeyChild,
  depth: number,
  directories: ReadonlyMap<string, KeyDirectory>,
): KeyRow {
  const path = parent + (name === '' ? ownMark : name);
  const isDirectory = key === undefined;
  return {
    path,
    name,
    depth,
    isDirectory,
    isOpen: isDirectory && directories.has(path),
    isRough: isDirectory && directories.get(parent)?.isRough === true,
    keys,
    bytes,
    key,
  };
}
