// The whole screen as rows ready for the terminal: header, pane, footer; exactly as many rows as
// the terminal has. A function of values; what it remembers between frames is in the caches given.
import type {Clock} from '../report/clock-text.ts';
import {headerLines, statusLine} from '../report/header-lines.ts';
import type {KeySource} from '../report/key-source.ts';
import {type Line, span} from '../report/lines.ts';
import type {Masker} from '../report/secrets.ts';
import type {EntryLog, ViewModel} from '../report/view-model.ts';
import {footerLine} from './footer-line.ts';
import {foundLines, highlighted} from './found-lines.ts';
import {helpLines} from './help-lines.ts';
import {type InterfaceState, type Layout, scrolledText} from './interface-state.ts';
import {keysPane} from './keys-pane.ts';
import type {KeysView} from './keys-view.ts';
import {noRows} from './keys-view.ts';
import {heldCount} from './list-moves.ts';
import type {FilteredRows, LogRows} from './log-rows.ts';
import {paneOf, panes} from './panes.ts';
import type {RowCache} from './row-cache.ts';
import {textPane} from './text-pane.ts';
import type {Theme} from './theme.ts';
import {type WatchView, watchPane} from './watch-pane.ts';

type FrameInput = {
  readonly model: ViewModel;
  readonly log: EntryLog;
  /** What the last filter finds. */
  readonly hits: FilteredRows | undefined;
  /** The log's rows as they are shown: filtered, folded, or all. */
  readonly rows: LogRows;
  readonly keySource: KeySource | undefined;
  readonly keysView: KeysView | undefined;
  readonly state: InterfaceState;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly masker: Masker;
  readonly clock: Clock;
  readonly nowMs: number;
  readonly cache: RowCache;
};

type Frame = {readonly rows: readonly string[]; readonly layout: Layout};

/** Below this many rows the header is one line and the footer appears only when it has news. */
const smallBelow = 10;

export function buildFrame(input: FrameInput): Frame {
  const {state, width, height, theme} = input;
  const header = headerRows(input);
  const hasFooter =
    height >= smallBelow || state.prompt !== undefined || state.message !== undefined;
  const bodyHeight = Math.max(0, height - header.length - (hasFooter ? 1 : 0));
  const body = bodyOf(input, bodyHeight);
  const footer = hasFooter ? [theme.paint(footerOf(input, body), width)] : [];
  return {
    rows: [...header, ...body.rows, ...footer].slice(0, height),
    layout: layoutOf(input, body, bodyHeight),
  };
}

type Body = WatchView & {readonly found: readonly number[]};

function headerRows(input: FrameInput): string[] {
  const {model, state, width, height, theme, clock} = input;
  const titles = panes.map(({name, number, title}) => ({
    number,
    title,
    current: name === state.pane,
  }));
  const options = {width, clock, panes: titles};
  if (height < smallBelow) {
    return height < 2 ? [] : [theme.paint(statusLine(model, options), width)];
  }
  if (state.fullScreen) {
    return [];
  }
  const rule: Line = [span('─'.repeat(width), 'dim')];
  return [...headerLines(model, options), rule].map(line => theme.paint(line, width));
}

function bodyOf(input: FrameInput, height: number): Body {
  const {state, width} = input;
  if (state.helpOpen) {
    return textBody(input, helpLines(state, width), height);
  }
  const masker = state.showSecrets ? undefined : input.masker;
  const lines = paneOf(state.pane)?.lines;
  if (lines !== undefined) {
    return textBody(input, lines({...input, masker, kept: input.cache.lines}), height);
  }
  const {keySource: source, keysView: view} = input;
  return state.pane === 'keys'
    ? {...keysPane({...input, source, view, height}), found: []}
    : {...watchPane({...input, height}), found: []};
}

function textBody(input: FrameInput, lines: readonly Line[], height: number): Body {
  const {state, width, theme} = input;
  const name = scrolledText(state);
  const scroll = name === undefined ? 0 : state.scroll[name];
  const found = foundLines(lines, state.find);
  const shown = found.length === 0 ? lines : highlighted(lines, state.find);
  const text = textPane(shown, {width, theme, scroll, height});
  return {rows: text.rows, listHeight: height, listWidth: width, text, found};
}

function footerOf(input: FrameInput, body: Body): Line {
  const {state, width, log, hits, rows} = input;
  const {text} = body;
  return footerLine(
    state,
    {
      newRows: rows.count - heldCount(state, rows),
      // Of bursts, every change in them counts.
      filteredRows: state.filter === '' ? rows.count : (hits?.count ?? rows.count),
      totalRows: log.end - log.first,
      unsearched: hits?.left ?? 0,
      found: body.found.length,
      text: text === undefined ? undefined : {first: text.first, last: text.last, of: text.lines},
    },
    width,
  );
}

function layoutOf(input: FrameInput, body: Body, bodyHeight: number): Layout {
  return {
    log: input.log,
    rows: input.rows,
    hits: input.hits,
    keyRows: input.keysView?.rows ?? noRows,
    versions: input.keysView?.versions ?? [],
    found: body.found,
    listHeight: body.listHeight,
    listWidth: body.listWidth,
    ...(body.listTop !== undefined && {listTop: body.listTop}),
    textHeight: body.text?.rows.length ?? bodyHeight,
    textLines: body.text?.lines ?? 0,
  };
}
