// What the Keys pane has open: the tree, or what a filter found, and the history of the key in the
// detail. Made when the pane is first looked at, brought in line with the state before every frame.
import type {KeyDetail} from '../report/key-detail-lines.ts';
import {createKeySearch, type KeySearch} from '../report/key-search.ts';
import type {KeySource} from '../report/key-source.ts';
import {createKeyTree, type KeyRow, type KeyRows, type KeyTree} from '../report/key-tree.ts';
import {parsePattern} from '../report/text-pattern.ts';
import type {InterfaceState} from './interface-state.ts';
import {createKeyHistory, type KeyHistory} from './key-history.ts';
import {selectedKeyRow} from './keys-moves.ts';

export type KeysView = {
  update(state: InterfaceState): void;
  readonly rows: KeyRows;
  /** Counts and searches on until the time is up; true once there is nothing left. */
  advance(isTimeUp: () => boolean): boolean;
  /** The one directory that there is, to be opened unasked. */
  readonly sole: string | undefined;
  readonly detail: KeyDetail | undefined;
  /** mod_revisions of what was read of it. */
  readonly versions: readonly number[];
  readonly selected: KeyRow | undefined;
  /** undefined where nothing is searched for. */
  readonly search: {readonly matched: number; readonly searched: number} | undefined;
  readMore(): void;
  close(): void;
};

/** Keys looked at between two looks at the clock. */
const keysAtOnce = 500;
export const noRows: KeyRows = {count: 0, rowAt: () => undefined, rowOf: () => 0};

export function createKeysView(source: KeySource, prefix: string, onChange: () => void): KeysView {
  // As far as the prefix ends in a slash: /apisix also matches /apisix2.
  const root = Buffer.from(prefix.slice(0, prefix.lastIndexOf('/') + 1), 'utf8').toString('latin1');
  const tree: KeyTree = createKeyTree(source, root);
  let search: {readonly filter: string; readonly found: KeySearch} | undefined;
  let history: KeyHistory | undefined;
  let selected: KeyRow | undefined;
  let version: number | undefined;

  const followFilter = (filter: string): void => {
    if (filter === (search?.filter ?? '')) {
      return;
    }
    search?.found.stop();
    const parsed = parsePattern(filter);
    search =
      parsed.ok && parsed.pattern !== undefined
        ? {filter, found: createKeySearch(source, parsed.pattern)}
        : undefined;
  };
  const followSelection = (state: InterfaceState, rows: KeyRows): void => {
    selected = rows.rowAt(selectedKeyRow(state, {keyRows: rows}));
    const key = state.keys.detailOpen ? selected?.key : undefined;
    if (history?.key !== key) {
      history?.stop();
      history = key === undefined ? undefined : createKeyHistory(source, key, onChange);
    }
    history?.refresh();
  };
  const rows = (): KeyRows => search?.found ?? tree;
  return {
    update(state) {
      tree.show(state.keys.open);
      followFilter(state.keys.filter);
      version = state.keys.version;
      followSelection(state, rows());
    },
    get rows() {
      return rows();
    },
    advance(isTimeUp) {
      for (;;) {
        const isDone = [tree.advance(keysAtOnce), search?.found.advance(keysAtOnce) ?? true];
        if (isDone.every(Boolean) || isTimeUp()) {
          return isDone.every(Boolean);
        }
      }
    },
    get sole() {
      return tree.sole;
    },
    get detail() {
      if (history === undefined) {
        return undefined;
      }
      const {key, versions, end} = history;
      const at = versions.findIndex(({modRevision}) => modRevision === version);
      return {key, versions, shown: Math.max(0, at), end};
    },
    get versions() {
      return history?.versions.map(({modRevision}) => modRevision) ?? [];
    },
    get selected() {
      return selected;
    },
    get search() {
      return search?.found;
    },
    readMore: () => history?.readMore(),
    close() {
      tree.stop();
      search?.found.stop();
      history?.stop();
    },
  };
}
