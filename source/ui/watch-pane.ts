// The Watch pane: the rows of the log that fit, the selected one marked, and the detail beside the
// list, below it or in its place, as the room allows. Without rows it says what is being waited for.
import {burstLine, burstLines} from '../report/burst-line.ts';
import type {Clock} from '../report/clock-text.ts';
import {detailLines} from '../report/detail-lines.ts';
import {displayWidth} from '../report/display-width.ts';
import {type EntryLineOptions, entryLine, keyWidthMax, shortKey} from '../report/entry-line.ts';
import {burstRows, type EntryRowsOptions, entryRows} from '../report/entry-rows.ts';
import {type Line, span} from '../report/lines.ts';
import type {Masker} from '../report/secrets.ts';
import type {EntryLog, ViewModel} from '../report/view-model.ts';
import {stoppedLines, waitingLines} from '../report/waiting-lines.ts';
import type {ChangeEntry} from '../sync/entries.ts';
import type {InterfaceState} from './interface-state.ts';
import {firstRowShown, heldCount, selectedRow} from './list-moves.ts';
import type {LogRows} from './log-rows.ts';
import type {RowCache} from './row-cache.ts';
import {detailTitle, type SplitView, splitView} from './split-view.ts';
import {type TextPane, textPane} from './text-pane.ts';
import type {Theme} from './theme.ts';
import {type WrappedWindow, wrappedWindow} from './wrapped-window.ts';

type WatchPaneInput = {
  readonly model: ViewModel;
  readonly log: EntryLog;
  readonly rows: LogRows;
  readonly state: InterfaceState;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly masker: Masker;
  readonly clock: Clock;
  readonly nowMs: number;
  readonly cache: RowCache;
};

export type WatchView = SplitView & {
  /** Sequence number of the first row shown, where rows are wrapped. */
  readonly listTop?: number;
};

export function watchPane(input: WatchPaneInput): WatchView {
  const {state, rows} = input;
  const isOpen = state.detailOpen && selectedSequence(input) !== undefined;
  let wrapped: WrappedWindow | undefined;
  const view = splitView({
    ...input,
    isOpen,
    isAlone: state.fullScreen && state.focus === 'detail',
    list: (size, fill) => {
      const shown = list({...input, ...size}, fill);
      ({wrapped} = shown);
      return shown.rows;
    },
    detail: size => detail({...input, ...size}),
  });
  return wrapped === undefined
    ? view
    : {...view, listHeight: wrapped.count, listTop: rows.sequenceAt(wrapped.first)};
}

function detail(input: WatchPaneInput): {rows: string[]; text: TextPane} {
  const {state, width, height, theme} = input;
  const lines = detailText(input);
  const isFocused = state.focus === 'detail';
  const title = detailTitle({isFocused, mode: state.valueMode, width});
  const text = textPane(lines, {
    scroll: state.scroll.detail,
    sideways: state.wrap ? 0 : state.detailSideways,
    width,
    height: height - 1,
    theme,
  });
  return {rows: [theme.paint(title, width), ...text.rows], text};
}

function detailText(input: WatchPaneInput): readonly Line[] {
  const {state, width, clock, log, rows} = input;
  const sequence = selectedSequence(input);
  const entry = sequence === undefined ? undefined : log.at(sequence);
  const masker = state.showSecrets ? undefined : input.masker;
  const mode = state.valueMode;
  const {wrap} = state;
  const row = sequence === undefined ? undefined : rows.rowHolding(sequence);
  const length = row === undefined ? 1 : rows.lengthAt(row);
  return input.cache.lines([entry, length, mode, masker, width, wrap], () => {
    if (entry === undefined || sequence === undefined || row === undefined) {
      return [[span(' this entry has fallen out of the history kept', 'dim')]];
    }
    const made =
      length > 1
        ? burstLines(changesOf(input, row), {
            ...entryOptions(input, [sequence]),
            width: width - 1,
          })
        : detailLines(entry, {width: width - 1, mode, masker, clock, wrap});
    return made.map(line => [span(' '), ...line]);
  });
}

function changesOf({log, rows}: WatchPaneInput, row: number): ChangeEntry[] {
  return Array.from({length: rows.lengthAt(row)}, (_, part) =>
    log.at(rows.partAt(row, part)),
  ).filter(entry => entry !== undefined && entry.type !== 'status');
}

/** The selected entry; while following, the newest. */
function selectedSequence({state, rows}: WatchPaneInput): number | undefined {
  const held = heldCount(state, rows);
  return held === 0 ? undefined : rows.sequenceAt(selectedRow(state, rows) ?? held - 1);
}

type ShownList = {readonly rows: string[]; readonly wrapped: WrappedWindow | undefined};

function list(input: WatchPaneInput, fill = false): ShownList {
  const {model, state, rows, width, height, theme, clock} = input;
  const held = heldCount(state, rows);
  const text =
    held > 0
      ? stoppedLines(model, {width, clock})
      : state.filter === ''
        ? waitingLines(model, {width, clock})
        : nothingLines(rows.count);
  const head = text
    .slice(0, held > 0 ? Math.floor(height / 2) : height)
    .map(line => theme.paint(line, width, {fill}));
  const room = height - head.length;
  const wrapped = state.wrapRows && held > 0 ? wrappedRows(input, room, fill) : undefined;
  const body = wrapped?.lines ?? cutRows(input, room, fill);
  const empty = Array.from({length: room - body.length}, () => theme.paint([], width, {fill}));
  return {rows: [...head, ...body, ...empty], wrapped};
}

/** Rows that match may all be newer than what a paused view shows. */
function nothingLines(newer: number): readonly Line[] {
  const text =
    newer === 0
      ? 'nothing matches the filter; Esc clears it'
      : `nothing before the pause matches the filter; G shows what is newer: ${newer}`;
  return [[], [span(`   ${text}`, 'dim')]];
}

/** One line a row. */
function cutRows(input: WatchPaneInput, height: number, fill: boolean): string[] {
  const {state, rows} = input;
  const start = firstRowShown(state, rows, height);
  const end = Math.min(start + height, heldCount(state, rows));
  const linesOf = painter(input, {start, end, rowsMax: 1, fill});
  return Array.from({length: Math.max(0, end - start)}, (_, at) => linesOf(start + at)).flat();
}

function wrappedRows(input: WatchPaneInput, height: number, fill: boolean): WrappedWindow {
  const {state, rows} = input;
  const end = heldCount(state, rows);
  const first = firstRowShown(state, rows, height);
  const rowsMax = Math.max(1, Math.min(wrappedMax, Math.floor(height / 2)));
  const selected = selectedRow(state, rows);
  return wrappedWindow({
    start: selected === undefined && state.top === undefined ? undefined : first,
    end,
    selected,
    height,
    linesOf: painter(input, {start: first, end: Math.min(end, first + height), rowsMax, fill}),
  });
}

/** One long value must not take the whole screen. */
const wrappedMax = 12;

type Painting = {
  /** The rows that decide how wide the column of keys is. */
  readonly start: number;
  readonly end: number;
  /** Lines of one row. */
  readonly rowsMax: number;
  readonly fill: boolean;
};

function painter(input: WatchPaneInput, {start, end, rowsMax, fill}: Painting) {
  const {state, rows, width, log, cache} = input;
  const sequences = Array.from({length: Math.max(0, end - start)}, (_, at) =>
    rows.sequenceAt(start + at),
  );
  const options = {...entryOptions(input, sequences), rowsMax};
  const look = lookOf(input, options, fill);
  const selected = selectedRow(state, rows);
  const newest = heldCount(state, rows) - 1;
  return (row: number): readonly string[] => {
    const sequence = rows.sequenceAt(row);
    const length = rows.lengthAt(row);
    const isSelected = row === selected;
    const paint = () => paintRow(input, {row, isSelected, fill}, options).join('\n');
    // The newest row may be a burst that still grows.
    const isKept = !isSelected && row < newest && log.at(sequence) !== undefined;
    const text = isKept
      ? cache.row(length > 1 ? `${sequence}+${length}` : sequence, `${look} ${width}`, paint)
      : paint();
    return text.split('\n');
  };
}

type PaintedRow = {readonly row: number; readonly isSelected: boolean; readonly fill: boolean};

function paintRow(
  input: WatchPaneInput,
  {row, isSelected, fill}: PaintedRow,
  options: EntryRowsOptions,
): string[] {
  const {theme, width, state, rows} = input;
  const mark = state.marks.has(rows.sequenceAt(row)) ? '*' : isSelected ? '>' : ' ';
  return rowLines(input, row, options).map((line, at) => {
    const lead = at === 0 ? span(mark, mark === '*' ? 'warning' : 'plain') : span(' ');
    return theme.paint([lead, ...line], width, {selected: isSelected, fill});
  });
}

function rowLines(input: WatchPaneInput, row: number, options: EntryRowsOptions): Line[] {
  const {state, rows, log} = input;
  const entry = log.at(rows.sequenceAt(row));
  if (entry === undefined) return [[]];
  if (rows.lengthAt(row) > 1) {
    const changes = changesOf(input, row);
    return state.wrapRows ? burstRows(changes, options) : [burstLine(changes, options)];
  }
  return state.wrapRows ? entryRows(entry, options) : [entryLine(entry, options)];
}

function entryOptions(input: WatchPaneInput, sequences: readonly number[]): EntryLineOptions {
  const {model, state, width, log, cache, clock, nowMs} = input;
  const widths = sequences.map(sequence => {
    const entry = log.at(sequence);
    return entry === undefined || entry.type === 'status'
      ? 0
      : displayWidth(shortKey(entry, model.prefix));
  });
  return {
    width: width - 1,
    prefix: model.prefix,
    masker: state.showSecrets ? undefined : input.masker,
    clock,
    time: state.timeMode,
    nowMs,
    keyWidth: cache.keyWidth(width, Math.max(0, ...widths), keyWidthMax(width)),
    revisionWidth: String(model.headerRevision ?? 0).length,
    sideways: state.sideways,
  };
}

/** Relative times are painted anew each second, with whatever else is drawn then. */
function lookOf({state}: WatchPaneInput, options: EntryRowsOptions, fill: boolean): string {
  const second = options.time === 'relative' ? Math.floor(options.nowMs / 1000) : 0;
  const {keyWidth, revisionWidth, sideways, time, rowsMax} = options;
  const marks = [...state.marks].join(',');
  const {showSecrets, wrapRows, filter} = state;
  const modes = [wrapRows ? rowsMax : 0, second, showSecrets, fill];
  // Of a burst, the filter decides which changes are in it.
  return [keyWidth, revisionWidth, sideways, time, ...modes, marks, filter].join(' ');
}
