// Moving in the list of the Watch pane: selection, scroll, pause and catching up, as pure functions
// of state and layout. Rows count from 0, the oldest; "held" rows are those before the pause.
import {isGap} from '../report/status-words.ts';
import type {InterfaceState, Layout} from './interface-state.ts';
import type {LogRows} from './log-rows.ts';

/** Up for negative numbers. Past the last row the newest is followed, unless paused by key. */
export function moveSelection(state: InterfaceState, by: number, layout: Layout): InterfaceState {
  const held = heldCount(state, layout.rows);
  const from = selectedRow(state, layout.rows) ?? held - 1;
  const to = from + by;
  if (held === 0 || (to >= held && state.hold?.by !== 'pause')) {
    return by > 0 ? followNewest(state) : state;
  }
  return selectRow(state, Math.min(Math.max(0, to), held - 1), layout);
}

export function selectRow(state: InterfaceState, row: number, layout: Layout): InterfaceState {
  const {rows, log, listHeight} = layout;
  const next: InterfaceState = {
    ...state,
    hold: state.hold ?? {endSequence: log.end, by: 'scroll'},
    selected: rows.sequenceAt(row),
    top: state.hold === undefined ? undefined : state.top,
    scroll: {...state.scroll, detail: 0},
  };
  return {...next, top: rows.sequenceAt(firstRowShown(next, rows, listHeight))};
}

export function followNewest(state: InterfaceState): InterfaceState {
  return {...state, hold: undefined, selected: undefined, top: undefined};
}

/** Stops the view; reading goes on. */
export function holdView(state: InterfaceState, by: 'pause' | 'scroll', layout: Layout) {
  return {...state, hold: {endSequence: layout.log.end, by}, top: undefined};
}

/** The next (1) or previous (-1) gap from the selection on, or a message that there is none. */
export function moveToGap(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  const {log, rows} = layout;
  const from = state.selected ?? (step === 1 ? log.first - 1 : log.end);
  for (let sequence = from + step; sequence >= log.first && sequence < log.end; sequence += step) {
    const entry = log.at(sequence);
    const row = rows.rowOf(sequence);
    if (entry?.type === 'status' && isGap(entry) && rows.sequenceAt(row) === sequence) {
      return selectRow(withRowsUpTo(state, sequence), row, layout);
    }
  }
  const side = step === 1 ? 'below' : 'above';
  return {...state, message: {text: `no gap ${side}`, role: 'dim'}};
}

/** The next or previous hit of the last filter, also after the filter itself was cleared. */
export function moveToHit(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  const {hits, rows, log} = layout;
  if (hits === undefined) {
    return {...state, message: {text: 'no filter yet: / starts one', role: 'dim'}};
  }
  const from = state.selected ?? log.end;
  const at = step === 1 ? hits.rowOf(from + 1) : hits.rowOf(from) - 1;
  if (at < 0 || at >= hits.count) {
    const side = step === 1 ? 'below' : 'above';
    return {...state, message: {text: `no hit ${side}: ${state.lastFilter}`, role: 'dim'}};
  }
  const sequence = hits.sequenceAt(at);
  return selectRow(withRowsUpTo(state, sequence), rows.rowOf(sequence), layout);
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
  return Math.min(rows.rowOf(state.selected), held - 1);
}

/** The first row on the screen: the newest page, or the scrolled one with the selection in sight. */
export function firstRowShown(state: InterfaceState, rows: LogRows, height: number): number {
  const held = heldCount(state, rows);
  const last = Math.max(0, held - height);
  if (state.hold === undefined) {
    return last;
  }
  const top = state.top === undefined ? last : Math.min(rows.rowOf(state.top), last);
  const selected = selectedRow(state, rows);
  return selected === undefined ? top : Math.min(Math.max(top, selected - height + 1), selected);
}

/** A jump to an entry that came after the pause takes the pause along. */
function withRowsUpTo(state: InterfaceState, sequence: number): InterfaceState {
  return state.hold !== undefined && sequence >= state.hold.endSequence
    ? {...state, hold: {...state.hold, endSequence: sequence + 1}}
    : state;
}
