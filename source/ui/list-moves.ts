// Moving in the list of the Watch pane: selection, scroll, pause and catching up, as pure functions
// of state and layout. Rows count from 0, the oldest; "held" rows are those before the pause.
import type {InterfaceState, Layout} from './interface-state.ts';
import {withMessage} from './interface-state.ts';
import type {Command} from './keymap.ts';
import {moveToGap, moveToHit, moveToMark, moveToSameKey, toggleMark} from './list-jumps.ts';
import type {LogRows} from './log-rows.ts';

/** Any command that means something in the list; others change nothing. */
export function moveInList(
  state: InterfaceState,
  command: Command,
  layout: Layout,
): InterfaceState {
  const page = Math.max(1, layout.listHeight - 1);
  switch (command) {
    case 'line-down':
      return moveSelection(state, 1, layout);
    case 'line-up':
      return moveSelection(state, -1, layout);
    case 'page-down':
      return moveSelection(state, page, layout);
    case 'page-up':
      return moveSelection(state, -page, layout);
    case 'half-page-down':
      return moveSelection(state, Math.ceil(page / 2), layout);
    case 'half-page-up':
      return moveSelection(state, -Math.ceil(page / 2), layout);
    case 'first':
      return layout.rows.count === 0 ? state : selectRow(state, 0, layout);
    case 'last':
      return followNewest(state);
    default:
      return jumpOrHold(state, command, layout);
  }
}

function jumpOrHold(state: InterfaceState, command: Command, layout: Layout): InterfaceState {
  switch (command) {
    case 'left':
      return sideways(state, -1, layout);
    case 'right':
      return sideways(state, 1, layout);
    case 'enter':
      return enterRow(state, layout);
    case 'next-hit':
      return moveToHit(state, 1, layout);
    case 'previous-hit':
      return moveToHit(state, -1, layout);
    case 'next-gap':
      return moveToGap(state, 1, layout);
    case 'previous-gap':
      return moveToGap(state, -1, layout);
    case 'older':
      return moveToSameKey(state, -1, layout);
    case 'newer':
      return moveToSameKey(state, 1, layout);
    case 'mark':
      return toggleMark(state, layout);
    case 'next-mark':
      return moveToMark(state, 1, layout);
    case 'previous-mark':
      return moveToMark(state, -1, layout);
    case 'pause':
      return state.hold === undefined ? holdView(state, 'pause', layout) : followNewest(state);
    case 'follow':
      return state.hold === undefined ? holdView(state, 'scroll', layout) : followNewest(state);
    default:
      return state;
  }
}

/** Opens the detail of the row; once it is open, changes between list and detail. */
export function enterRow(state: InterfaceState, layout: Layout): InterfaceState {
  const held = heldCount(state, layout.rows);
  if (held === 0) {
    return state;
  }
  if (state.detailOpen) {
    return {...state, focus: state.focus === 'list' ? 'detail' : 'list'};
  }
  const row = selectedRow(state, layout.rows) ?? held - 1;
  return {...selectRow(state, row, layout), detailOpen: true, focus: 'list'};
}

function sideways(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  if (state.wrapRows) {
    return withMessage(state, 'rows are wrapped: w cuts them, and then h l scroll', 'dim');
  }
  const columns = Math.max(8, Math.floor(layout.listWidth / 2));
  return {...state, sideways: Math.min(2000, Math.max(0, state.sideways + step * columns))};
}

/** Up for negative numbers. Past the last row the newest is followed, unless paused by key. */
function moveSelection(state: InterfaceState, by: number, layout: Layout): InterfaceState {
  const held = heldCount(state, layout.rows);
  const from = selectedRow(state, layout.rows) ?? held - 1;
  const to = from + by;
  if (held === 0 || (to >= held && state.hold?.by !== 'pause')) {
    return by > 0 ? followNewest(state) : state;
  }
  return selectRow(state, Math.min(Math.max(0, to), held - 1), layout);
}

function selectRow(state: InterfaceState, row: number, layout: Layout): InterfaceState {
  const {rows, log, listHeight, listTop} = layout;
  const next: InterfaceState = {
    ...state,
    hold: state.hold ?? {endSequence: log.end, by: 'scroll'},
    selected: rows.sequenceAt(row),
    top: listTop ?? (state.hold === undefined ? undefined : state.top),
    scroll: {...state.scroll, detail: 0},
  };
  return {...next, top: rows.sequenceAt(firstRowShown(next, rows, listHeight))};
}

function followNewest(state: InterfaceState): InterfaceState {
  return {...state, hold: undefined, selected: undefined, top: undefined};
}

/** Stops the view; reading goes on. */
function holdView(state: InterfaceState, by: 'pause' | 'scroll', layout: Layout) {
  return {...state, hold: {endSequence: layout.log.end, by}, top: undefined};
}

/** To the first row kept with this revision or a later one; undefined where history goes not so far. */
export function moveToRevision(
  state: InterfaceState,
  argument: string,
  layout: Layout,
): InterfaceState | undefined {
  const revision = Number(argument.replaceAll(',', ''));
  if (!Number.isSafeInteger(revision) || revision < 1) {
    return withMessage(state, `:rev ${argument}: expected a revision, such as :rev 81238`, 'error');
  }
  const {log} = layout;
  for (let sequence = log.first; sequence < log.end; sequence++) {
    const entry = log.at(sequence);
    if (entry !== undefined && entry.type !== 'status') {
      if (entry.modRevision >= revision) {
        const isFirst = entry.modRevision > revision && sequence === firstChange(layout);
        return isFirst ? undefined : jumpTo({...state, pane: 'watch'}, sequence, layout);
      }
    }
  }
  return withMessage(state, `no change at ${revision} or later yet`, 'dim');
}

function firstChange({log}: Layout): number {
  let sequence = log.first;
  while (sequence < log.end && log.at(sequence)?.type === 'status') {
    sequence++;
  }
  return sequence;
}

/** Selects the row of an entry; one that came after the pause takes the pause along. */
export function jumpTo(state: InterfaceState, sequence: number, layout: Layout): InterfaceState {
  return selectRow(withRowsUpTo(state, sequence), layout.rows.rowHolding(sequence), layout);
}

/** Rows shown: all while following, those before the pause otherwise. */
export function heldCount(state: InterfaceState, rows: LogRows): number {
  return state.hold === undefined ? rows.count : rows.rowOf(state.hold.endSequence);
}

/** The selected row, or the nearest one where it was filtered out or has fallen out of the log. */
export function selectedRow(state: InterfaceState, rows: LogRows): number | undefined {
  const held = heldCount(state, rows);
  if (state.selected === undefined || state.hold === undefined || held === 0) {
    return undefined;
  }
  return Math.min(rows.rowHolding(state.selected), held - 1);
}

/** The first row on the screen: the newest page, or the scrolled one with the selection in sight. */
export function firstRowShown(state: InterfaceState, rows: LogRows, height: number): number {
  const held = heldCount(state, rows);
  const last = Math.max(0, held - height);
  if (state.hold === undefined) {
    return last;
  }
  const top = state.top === undefined ? last : Math.min(rows.rowHolding(state.top), last);
  const selected = selectedRow(state, rows);
  return selected === undefined ? top : Math.min(Math.max(top, selected - height + 1), selected);
}

function withRowsUpTo(state: InterfaceState, sequence: number): InterfaceState {
  return state.hold !== undefined && sequence >= state.hold.endSequence
    ? {...state, hold: {...state.hold, endSequence: sequence + 1}}
    : state;
}
