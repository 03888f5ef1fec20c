// Moving in the Keys pane: along the rows of the tree or of what was found, opening and closing
// directories, opening a key and going through its versions. Pure functions of state and layout.
import type {KeyRow} from '../report/key-tree.ts';
import {type InterfaceState, type KeysState, type Layout, withMessage} from './interface-state.ts';
import type {Command} from './keymap.ts';

/** undefined where the command means nothing in the list of keys. */
export function moveInKeys(
  state: InterfaceState,
  command: Command,
  layout: Layout,
): InterfaceState | undefined {
  const page = Math.max(1, layout.listHeight - 1);
  switch (command) {
    case 'line-down':
      return selectBy(state, 1, layout);
    case 'line-up':
      return selectBy(state, -1, layout);
    case 'page-down':
      return selectBy(state, page, layout);
    case 'page-up':
      return selectBy(state, -page, layout);
    case 'half-page-down':
      return selectBy(state, Math.ceil(page / 2), layout);
    case 'half-page-up':
      return selectBy(state, -Math.ceil(page / 2), layout);
    case 'first':
      return selectBy(state, -layout.keyRows.count, layout);
    case 'last':
      return selectBy(state, layout.keyRows.count, layout);
    case 'next-hit':
      return selectBy(state, 1, layout);
    case 'previous-hit':
      return selectBy(state, -1, layout);
    default:
      return openOrClose(state, command, layout);
  }
}

/** The row that the cursor is on: the first one before anything was chosen. */
export function selectedKeyRow({keys}: InterfaceState, {keyRows}: Pick<Layout, 'keyRows'>): number {
  const row = keys.selected === undefined ? 0 : keyRows.rowOf(keys.selected);
  return Math.max(0, Math.min(row, keyRows.count - 1));
}

export function firstKeyRowShown(
  state: InterfaceState,
  layout: Pick<Layout, 'keyRows'>,
  height: number,
): number {
  const {keyRows} = layout;
  const selected = selectedKeyRow(state, layout);
  const last = Math.max(0, keyRows.count - height);
  const top = state.keys.top === undefined ? 0 : Math.min(keyRows.rowOf(state.keys.top), last);
  return Math.min(Math.max(top, selected - height + 1), selected);
}

/** An older (1) or newer (-1) version of the key in the detail. */
export function moveVersion(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  const {keys} = state;
  if (!keys.detailOpen) {
    return withMessage(state, 'enter opens a key; [ ] then go through its history', 'dim');
  }
  const {versions} = layout;
  const to = Math.max(0, versions.indexOf(keys.version ?? versions[0] ?? 0)) + step;
  if (to < 0) {
    return withMessage(state, 'this is the newest version', 'dim');
  }
  if (to >= versions.length) {
    return withMessage(state, 'no older version is known', 'dim');
  }
  const version = to === 0 ? undefined : versions[to];
  return {...withKeys(state, {version}), scroll: {...state.scroll, keys: 0}};
}

export function withKeys(state: InterfaceState, changes: Partial<KeysState>): InterfaceState {
  return {...state, keys: {...state.keys, ...changes}};
}

function selectBy(state: InterfaceState, by: number, layout: Layout): InterfaceState {
  const {keyRows, listHeight} = layout;
  const to = Math.min(Math.max(0, selectedKeyRow(state, layout) + by), keyRows.count - 1);
  return selectRow(state, keyRows.rowAt(to), layout, listHeight);
}

function selectRow(
  state: InterfaceState,
  row: KeyRow | undefined,
  layout: Layout,
  height: number,
): InterfaceState {
  if (row === undefined || row.path === state.keys.selected) {
    return state;
  }
  const next = {
    ...withKeys(state, {selected: row.path, version: undefined}),
    scroll: {...state.scroll, keys: 0},
  };
  const top = layout.keyRows.rowAt(firstKeyRowShown(next, layout, height))?.path;
  return withKeys(next, {top});
}

function openOrClose(
  state: InterfaceState,
  command: Command,
  layout: Layout,
): InterfaceState | undefined {
  const row = layout.keyRows.rowAt(selectedKeyRow(state, layout));
  switch (command) {
    case 'enter':
      return row === undefined ? state : enter(state, row, layout);
    case 'right':
      return row?.isDirectory === true ? opened(state, row, true) : state;
    case 'left':
      return row === undefined ? state : closeOrLeave(state, row, layout);
    default:
      return undefined;
  }
}

function enter(state: InterfaceState, row: KeyRow, layout: Layout): InterfaceState {
  if (row.isDirectory) {
    return opened(state, row, !row.isOpen);
  }
  if (state.keys.detailOpen) {
    return withKeys(state, {focus: state.keys.focus === 'list' ? 'detail' : 'list'});
  }
  const selected = selectRow(state, row, layout, layout.listHeight);
  return withKeys(selected, {detailOpen: true, focus: 'list', version: undefined});
}

function opened(state: InterfaceState, {path}: KeyRow, isOpen: boolean): InterfaceState {
  const open = new Set(state.keys.open);
  if (isOpen) {
    open.add(path);
  } else {
    open.delete(path);
  }
  return withKeys(state, {open, selected: path});
}

/** Closes an open directory; from anything else up to the directory that holds it. */
function closeOrLeave(state: InterfaceState, row: KeyRow, layout: Layout): InterfaceState {
  if (row.isOpen) {
    return opened(state, row, false);
  }
  const {keyRows, listHeight} = layout;
  const parent = row.path.slice(0, row.path.length - Math.max(1, row.name.length));
  const above = keyRows.rowAt(keyRows.rowOf(parent));
  if (above?.path === parent) {
    return selectRow(state, above, layout, listHeight);
  }
  return state;
}
