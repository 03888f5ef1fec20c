// The Watch pane: the rows of the log that fit, the selected one marked, and the detail beside the
// list, below it or in its place, as the room allows. Without rows it says what is being waited for.
import {burstLine, burstLines} from '../report/burst-line.ts';
import type {Clock} from '../report/clock-text.ts';
import {detailLines} from '../report/detail-lines.ts';
import {displayWidth} from '../report/display-width.ts';
import {type EntryLineOptions, entryLine, keyWidthMax, shortKey} from '../report/entry-line.ts';
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

export type WatchPaneInput = {
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

export function watchPane(input: WatchPaneInput): SplitView {
  const {state} = input;
  const isOpen = state.detailOpen && selectedSequence(input) !== undefined;
  return splitView({
    ...input,
    isOpen,
    isAlone: state.fullScreen && state.focus === 'detail',
    list: (size, fill) => list({...input, ...size}, fill),
    detail: size => detail({...input, ...size}),
  });
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
  const length = sequence === undefined ? 1 : rows.lengthAt(rows.rowHolding(sequence));
  return input.cache.lines([entry, length, mode, masker, width, wrap], () => {
    if (entry === undefined || sequence === undefined) {
      return [[span(' this entry has fallen out of the history kept', 'dim')]];
    }
    const made =
      length > 1
        ? burstLines(changesFrom(log, sequence, length), {
            ...entryOptions(input, [sequence]),
            width: width - 1,
          })
        : detailLines(entry, {width: width - 1, mode, masker, clock, wrap});
    return made.map(line => [span(' '), ...line]);
  });
}

function changesFrom(log: EntryLog, sequence: number, length: number): ChangeEntry[] {
  return Array.from({length}, (_, at) => log.at(sequence + at)).filter(
    entry => entry !== undefined && entry.type !== 'status',
  );
}

/** The selected entry; while following, the newest. */
function selectedSequence({state, rows}: WatchPaneInput): number | undefined {
  const held = heldCount(state, rows);
  return held === 0 ? undefined : rows.sequenceAt(selectedRow(state, rows) ?? held - 1);
}

function list(input: WatchPaneInput, fill = false): string[] {
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
  const body = entryRows(input, height - head.length, fill);
  const rest = height - head.length - body.length;
  return [...head, ...body, ...Array.from({length: rest}, () => theme.paint([], width, {fill}))];
}

/** Rows that match may all be newer than what a paused view shows. */
function nothingLines(newer: number): readonly Line[] {
  const text =
    newer === 0
      ? 'nothing matches the filter; Esc clears it'
      : `nothing before the pause matches the filter; G shows what is newer: ${newer}`;
  return [[], [span(`   ${text}`, 'dim')]];
}

function entryRows(input: WatchPaneInput, height: number, fill: boolean): string[] {
  const {state, rows, width, log} = input;
  const start = firstRowShown(state, rows, height);
  const end = Math.min(start + height, heldCount(state, rows));
  const sequences = Array.from({length: Math.max(0, end - start)}, (_, at) =>
    rows.sequenceAt(start + at),
  );
  const options = entryOptions(input, sequences);
  const look = lookOf(input, options, fill);
  const selected = selectedRow(state, rows);
  return sequences.map((sequence, at) => {
    const isSelected = start + at === selected;
    const length = rows.lengthAt(start + at);
    const paint = () => paintRow(input, {sequence, length, isSelected, fill}, options);
    // The newest row may be a burst that still grows.
    const isKept = !isSelected && start + at < end - 1 && log.at(sequence) !== undefined;
    return isKept
      ? input.cache.row(length > 1 ? `${sequence}+${length}` : sequence, `${look} ${width}`, paint)
      : paint();
  });
}

type PaintedRow = {
  readonly sequence: number;
  readonly length: number;
  readonly isSelected: boolean;
  readonly fill: boolean;
};

function paintRow(
  {log, theme, width, state}: WatchPaneInput,
  {sequence, length, isSelected, fill}: PaintedRow,
  options: EntryLineOptions,
): string {
  const entry = log.at(sequence);
  const line =
    entry === undefined
      ? []
      : length > 1
        ? burstLine(changesFrom(log, sequence, length), options)
        : entryLine(entry, options);
  const mark = state.marks.has(sequence) ? '*' : isSelected ? '>' : ' ';
  return theme.paint([span(mark, mark === '*' ? 'warning' : 'plain'), ...line], width, {
    selected: isSelected,
    fill,
  });
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
function lookOf({state}: WatchPaneInput, options: EntryLineOptions, fill: boolean): string {
  const second = options.time === 'relative' ? Math.floor(options.nowMs / 1000) : 0;
  const {keyWidth, revisionWidth, sideways, time} = options;
  const marks = [...state.marks].join(',');
  return [keyWidth, revisionWidth, sideways, time, second, state.showSecrets, fill, marks].join(
    ' ',
  );
}
