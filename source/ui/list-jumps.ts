// Jumps in the list of the Watch pane: to gaps, hits, marks and to other changes of the same key.
// Each gives a message where there is nothing to jump to.
import {isGap} from '../report/status-words.ts';
import type {Entry} from '../sync/entries.ts';
import {type InterfaceState, type Layout, withMessage} from './interface-state.ts';
import {heldCount, jumpTo, selectedRow} from './list-moves.ts';

/** The next (1) or previous (-1) gap from the selection on. */
export function moveToGap(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  const isWanted = (entry: Entry) => entry.type === 'status' && isGap(entry);
  return moveToEntry(state, step, layout, isWanted) ?? nothing(state, 'gap', step);
}

/** Another change of the key that is selected. */
export function moveToSameKey(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  const selected = selectedSequence(state, layout);
  const entry = selected === undefined ? undefined : layout.log.at(selected);
  if (selected === undefined || entry === undefined || entry.type === 'status') {
    return withMessage(state, 'no key is selected', 'dim');
  }
  const isWanted = (other: Entry) => other.type !== 'status' && other.key === entry.key;
  return (
    moveToEntry({...state, selected}, step, layout, isWanted) ??
    nothing(state, 'change of this key', step)
  );
}

/** The next or previous hit of the last filter, also after the filter itself was cleared. */
export function moveToHit(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  const {hits, log} = layout;
  if (hits === undefined) {
    return withMessage(state, 'no filter yet: / starts one', 'dim');
  }
  const from = state.selected ?? log.end;
  const at = step === 1 ? hits.rowOf(from + 1) : hits.rowOf(from) - 1;
  return at < 0 || at >= hits.count
    ? nothing(state, 'hit', step, `: ${state.lastFilter}`)
    : jumpTo(state, hits.sequenceAt(at), layout);
}

export function toggleMark(state: InterfaceState, layout: Layout): InterfaceState {
  const selected = selectedSequence(state, layout);
  if (selected === undefined) {
    return state;
  }
  const marks = new Set(state.marks);
  if (!marks.delete(selected)) {
    marks.add(selected);
  }
  return jumpTo({...state, marks}, selected, layout);
}

export function moveToMark(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  const {log} = layout;
  const from = selectedSequence(state, layout) ?? log.end;
  const kept = [...state.marks].filter(mark => mark >= log.first && (mark - from) * step > 0);
  if (kept.length === 0) {
    return nothing(state, 'mark', step);
  }
  return jumpTo(state, step === 1 ? Math.min(...kept) : Math.max(...kept), layout);
}

/** undefined where no entry that is shown is wanted. */
function moveToEntry(
  state: InterfaceState,
  step: 1 | -1,
  layout: Layout,
  isWanted: (entry: Entry) => boolean,
): InterfaceState | undefined {
  const {log, rows} = layout;
  const from = state.selected ?? (step === 1 ? log.first - 1 : log.end);
  for (let sequence = from + step; sequence >= log.first && sequence < log.end; sequence += step) {
    const entry = log.at(sequence);
    if (entry !== undefined && isWanted(entry) && rows.shows(sequence)) {
      return jumpTo(state, sequence, layout);
    }
  }
  return undefined;
}

/** While following, the newest. */
function selectedSequence(state: InterfaceState, {rows}: Layout): number | undefined {
  const held = heldCount(state, rows);
  const row = selectedRow(state, rows) ?? held - 1;
  return held === 0 ? undefined : rows.sequenceAt(row);
}

function nothing(state: InterfaceState, what: string, step: 1 | -1, more = ''): InterfaceState {
  return withMessage(state, `no ${what} ${step === 1 ? 'below' : 'above'}${more}`, 'dim');
}
