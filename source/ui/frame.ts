// The whole screen as rows ready for the terminal: header, pane, footer; exactly as many rows as
// the terminal has. A function of values; what it remembers between frames is in the caches given.
import {certificatesLines} from '../report/certificates-lines.ts';
import type {Clock} from '../report/clock-text.ts';
import {headerLines, statusLine} from '../report/header-lines.ts';
import {type Line, span} from '../report/lines.ts';
import type {Masker} from '../report/secrets.ts';
import {syncLines} from '../report/sync-lines.ts';
import type {EntryLog, ViewModel} from '../report/view-model.ts';
import {footerLine} from './footer-line.ts';
import {helpLines} from './help-lines.ts';
import {type InterfaceState, type Layout, panes, scrolledText} from './interface-state.ts';
import {heldCount} from './list-moves.ts';
import {allRows, type FilteredRows} from './log-rows.ts';
import type {RowCache} from './row-cache.ts';
import {type TextPane, textPane} from './text-pane.ts';
import type {Theme} from './theme.ts';
import {watchPane} from './watch-pane.ts';

export type FrameInput = {
  readonly model: ViewModel;
  readonly log: EntryLog;
  /** What the last filter finds. */
  readonly hits: FilteredRows | undefined;
  readonly state: InterfaceState;
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  readonly masker: Masker;
  readonly clock: Clock;
  readonly nowMs: number;
  readonly cache: RowCache;
};

export type Frame = {readonly rows: readonly string[]; readonly layout: Layout};

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

type Body = {
  readonly rows: readonly string[];
  readonly listHeight: number;
  readonly listWidth: number;
  readonly text: TextPane | undefined;
};

function headerRows(input: FrameInput): string[] {
  const {model, state, width, height, theme, clock} = input;
  const titles = panes.map(({name, title}) => ({title, current: name === state.pane}));
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
  switch (state.pane) {
    case 'watch':
      return watchBody(input, height);
    case 'sync':
      return textBody(input, syncLines(input.model, input), height);
    case 'certificates':
      return textBody(input, certificatesText(input), height);
  }
}

function watchBody(input: FrameInput, height: number): Body {
  const pane = watchPane({...input, rows: rowsOf(input), height});
  return {...pane, text: pane.detail};
}

function textBody(input: FrameInput, lines: readonly Line[], height: number): Body {
  const name = scrolledText(input.state);
  const scroll = name === undefined ? 0 : input.state.scroll[name];
  const text = textPane(lines, {...input, scroll, height});
  return {rows: text.rows, listHeight: height, listWidth: input.width, text};
}

function certificatesText({model, width, cache}: FrameInput): readonly Line[] {
  const {certificates} = model;
  return certificates === undefined
    ? [[], [span('   ○ checking the certificates', 'warning')]]
    : cache.lines([certificates, width], () => certificatesLines(certificates, width));
}

function rowsOf({log, hits, state}: FrameInput) {
  return state.filter !== '' && hits !== undefined ? hits : allRows(log);
}

function footerOf(input: FrameInput, body: Body): Line {
  const {state, width, log, hits} = input;
  const rows = rowsOf(input);
  const {text} = body;
  return footerLine(
    state,
    {
      newRows: rows.count - heldCount(state, rows),
      filteredRows: rows.count,
      totalRows: log.end - log.first,
      unsearched: hits?.left ?? 0,
      text: text === undefined ? undefined : {first: text.first, last: text.last, of: text.lines},
    },
    width,
  );
}

function layoutOf(input: FrameInput, body: Body, bodyHeight: number): Layout {
  return {
    log: input.log,
    rows: rowsOf(input),
    hits: input.hits,
    listHeight: body.listHeight,
    listWidth: body.listWidth,
    textHeight: body.text?.rows.length ?? bodyHeight,
    textLines: body.text?.lines ?? 0,
  };
}
