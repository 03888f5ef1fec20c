// The Watch pane: the rows of the log that fit, the selected one marked, and the detail beside the
// list, below it or in its place, as the room allows. Without rows it says what is being waited for.
import type {Clock} from '../report/clock-text.ts';
import {detailLines} from '../report/detail-lines.ts';
import {displayWidth} from '../report/display-width.ts';
import {type EntryLineOptions, entryLine, keyWidthMax, shortKey} from '../report/entry-line.ts';
import {type Line, span} from '../report/lines.ts';
import type {Masker} from '../report/secrets.ts';
import type {EntryLog, ViewModel} from '../report/view-model.ts';
import {stoppedLines, waitingLines} from '../report/waiting-lines.ts';
import type {InterfaceState} from './interface-state.ts';
import {firstRowShown, heldCount, selectedRow} from './list-moves.ts';
import type {LogRows} from './log-rows.ts';
import type {RowCache} from './row-cache.ts';
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

export type WatchPane = {
  readonly rows: string[];
  readonly listHeight: number;
  readonly listWidth: number;
  /** undefined while the detail is closed. */
  readonly detail: TextPane | undefined;
};

/** From here on the detail stands beside the list. */
const besideFrom = 100;

export function watchPane(input: WatchPaneInput): WatchPane {
  const {state, width, height} = input;
  if (!state.detailOpen || selectedSequence(input) === undefined) {
    return {rows: list(input), listHeight: height, listWidth: width, detail: undefined};
  }
  const isAlone = state.fullScreen && state.focus === 'detail';
  if (isAlone || height < 9 || width < 40) {
    const {rows, text} = detail(input);
    return {rows, listHeight: height, listWidth: width, detail: text};
  }
  return width >= besideFrom ? sideBySide(input) : stacked(input);
}

function sideBySide(input: WatchPaneInput): WatchPane {
  const {width, height, theme} = input;
  const listWidth = Math.floor(width * 0.52);
  const left = list({...input, width: listWidth}, true);
  const {rows: right, text} = detail({...input, width: width - listWidth - 2});
  const bar = theme.paint([span(' │', 'dim')], 2);
  const rows = left.map((row, at) => `${row}${bar}${right[at] ?? ''}`);
  return {rows, listHeight: height, listWidth, detail: text};
}

function stacked(input: WatchPaneInput): WatchPane {
  const {width, height} = input;
  const listHeight = Math.max(3, Math.floor(height * 0.4));
  const {rows, text} = detail({...input, height: height - listHeight});
  const above = list({...input, height: listHeight});
  return {rows: [...above, ...rows], listHeight, listWidth: width, detail: text};
}

function detail(input: WatchPaneInput): {rows: string[]; text: TextPane} {
  const {state, width, height, theme, clock, log} = input;
  const sequence = selectedSequence(input);
  const entry = sequence === undefined ? undefined : log.at(sequence);
  const masker = state.showSecrets ? undefined : input.masker;
  const mode = state.valueMode;
  const lines = input.cache.lines([entry, mode, masker, width], () =>
    entry === undefined
      ? [[span(' this entry has fallen out of the history kept', 'dim')]]
      : detailLines(entry, {width: width - 1, mode, masker, clock}).map(line => [
          span(' '),
          ...line,
        ]),
  );
  const text = textPane(lines, {scroll: state.scroll.detail, width, height: height - 1, theme});
  return {rows: [theme.paint(detailTitle(state, width), width), ...text.rows], text};
}

function detailTitle({focus, valueMode}: InterfaceState, width: number): Line {
  const mark = focus === 'detail' ? '▶ detail' : '─ detail';
  const title = `${mark} (${valueMode}) `;
  const role = focus === 'detail' ? 'heading' : 'dim';
  return [span(title + '─'.repeat(Math.max(0, width - displayWidth(title))), role)];
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
        : [[], [span('   nothing matches the filter; Esc clears it', 'dim')]];
  const head = text
    .slice(0, held > 0 ? Math.floor(height / 2) : height)
    .map(line => theme.paint(line, width, {fill}));
  const body = entryRows(input, height - head.length, fill);
  const rest = height - head.length - body.length;
  return [...head, ...body, ...Array.from({length: rest}, () => theme.paint([], width, {fill}))];
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
    const paint = () => paintEntry(input, sequence, options, {selected: isSelected, fill});
    return isSelected || log.at(sequence) === undefined
      ? paint()
      : input.cache.row(sequence, `${look} ${width}`, paint);
  });
}

function paintEntry(
  {log, theme, width}: WatchPaneInput,
  sequence: number,
  options: EntryLineOptions,
  paint: {readonly selected: boolean; readonly fill: boolean},
): string {
  const entry = log.at(sequence);
  const line = entry === undefined ? [] : entryLine(entry, options);
  return theme.paint([span(paint.selected ? '>' : ' '), ...line], width, paint);
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
  return [keyWidth, revisionWidth, sideways, time, second, state.showSecrets, fill].join(' ');
}
