// What leaves the interface by a key: the text that y, Y and c copy in the pane that is open, and the
// lines that Ctrl-S saves. Masked as the screen is.
import type {Clock} from '../report/clock-text.ts';
import {entryJson} from '../report/entry-json.ts';
import type {Masker} from '../report/secrets.ts';
import type {InterfaceSource} from '../report/view-model.ts';
import {
  type Copied,
  type CopyResult,
  copyCommand,
  copyKey,
  copyLines,
  copyValue,
} from './copied-text.ts';
import type {InterfaceState, Layout} from './interface-state.ts';
import type {KeysView} from './keys-view.ts';
import {heldCount, selectedRow} from './list-moves.ts';
import {paneOf} from './panes.ts';

type Outside = {
  readonly state: InterfaceState;
  readonly source: InterfaceSource;
  /** undefined: secrets are shown. */
  readonly masker: Masker | undefined;
  readonly clock: Clock;
  readonly layout: Layout;
  readonly keys: KeysView | undefined;
};

export function copiedBy(
  what: 'value' | 'key' | 'curl' | 'etcdctl',
  outside: Outside & {readonly nowMs: number},
): CopyResult {
  const {state, source, masker, clock, nowMs} = outside;
  const pane = paneOf(state.pane);
  if (pane?.lines !== undefined) {
    const input = {model: source.view(), clock, nowMs, masker, width: copiedColumns};
    return (
      pane.copied?.(input.model) ?? copyLines(pane.lines({...input, kept: (_, make) => make()}))
    );
  }
  const copied = selected(outside);
  if (copied === undefined) {
    return {ok: false, message: 'no key is selected'};
  }
  switch (what) {
    case 'value':
      return copyValue(copied, masker);
    case 'key':
      return copyKey(copied);
    case 'curl':
    case 'etcdctl':
      return copyCommand(copied, source.reach?.(), what);
  }
}

/**
 * Of the rows as they are shown, up to the pause; a generator, since there may be a million. Entries
 * may come and fall out of the log while it runs: it goes on by sequence number, not by row.
 */
export function* savedLines({state, masker, layout}: Outside): Generator<string> {
  const {rows, log} = layout;
  const end = state.hold?.endSequence ?? log.end;
  let next = log.first;
  while (next < end) {
    const row = rows.rowOf(next);
    const length = row < rows.count ? rows.lengthAt(row) : 0;
    const parts = Array.from({length}, (_, part) => rows.partAt(row, part));
    next = Math.max(next, parts.at(-1) ?? end) + 1;
    for (const sequence of parts.filter(part => part < end)) {
      const entry = log.at(sequence);
      if (entry !== undefined) {
        yield entryJson(entry, masker);
      }
    }
  }
}

/** Text that is copied is read elsewhere. */
const copiedColumns = 100;

function selected({state, layout, keys}: Outside): Copied | undefined {
  if (state.pane === 'keys') {
    return selectedKey(keys);
  }
  const {rows, log} = layout;
  const held = heldCount(state, rows);
  const row = selectedRow(state, rows) ?? held - 1;
  const entry = held === 0 ? undefined : log.at(rows.sequenceAt(row));
  if (entry === undefined || entry.type === 'status') {
    return undefined;
  }
  return entry.type === 'put'
    ? {key: entry.key, value: entry.value, revision: entry.modRevision}
    : // As it was before it was deleted.
      {key: entry.key, value: entry.prevValue, revision: entry.modRevision - 1};
}

function selectedKey(keys: KeysView | undefined): Copied | undefined {
  const detail = keys?.detail;
  if (detail !== undefined) {
    const version = detail.versions[detail.shown];
    const revision = detail.shown === 0 ? undefined : version?.modRevision;
    return {key: detail.key, value: version?.value, revision};
  }
  const key = keys?.selected?.key;
  return key === undefined ? undefined : {key, value: undefined, revision: undefined};
}
