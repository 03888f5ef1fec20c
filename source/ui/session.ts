// One run of the interface without its terminal: keys in, rows out. Holds the state, the filter's
// search and what the last frame showed; run-interface.tsx connects it to a screen and a keyboard.
import {createClock} from '../report/clock-text.ts';
import type {Masker} from '../report/secrets.ts';
import type {InterfaceSource} from '../report/view-model.ts';
import {parseFilter} from './entry-filter.ts';
import {pasteInPrompt} from './filter-prompt.ts';
import {buildFrame} from './frame.ts';
import {type InterfaceState, initialState, type Layout} from './interface-state.ts';
import {allRows, createFilteredRows, type FilteredRows} from './log-rows.ts';
import {type Effect, pressKey} from './press-key.ts';
import {createRowCache} from './row-cache.ts';
import {type ColorDepth, createTheme} from './theme.ts';

export type SessionOptions = {
  readonly showSecrets: boolean;
  readonly color: ColorDepth;
  readonly unicode: boolean;
  /** Made with this run's random key. */
  readonly masker: Masker;
  readonly now: () => number;
  /** The host's where absent. */
  readonly timeZone?: string;
};

export type Session = {
  /** Exactly rows strings, none wider than columns. */
  frame(size: {readonly columns: number; readonly rows: number}): readonly string[];
  /** Key names in the order they came; the effects that they ask for, in order. */
  press(keys: readonly string[]): Effect[];
  paste(text: string): void;
  /** Searches on for the filter; false once there is nothing left to search. */
  search(): boolean;
  state(): InterfaceState;
};

/** Entries searched in one go: a few milliseconds with values of a kilobyte. */
const searchedEntriesMax = 1000;

export function createSession(source: InterfaceSource, options: SessionOptions): Session {
  const theme = createTheme(options);
  const clock = createClock(options.timeZone);
  const cache = createRowCache();
  let state = initialState(options);
  let found: {readonly filter: string; readonly rows: FilteredRows} | undefined;
  let layout: Layout = emptyLayout(source);

  const hits = (): FilteredRows | undefined => {
    if (state.lastFilter !== '' && found?.filter !== state.lastFilter) {
      const rows = searchFor(source, state.lastFilter);
      // At once, so that keys typed right behind the filter find its newest hits.
      rows?.advance(searchedEntriesMax);
      found = rows === undefined ? undefined : {filter: state.lastFilter, rows};
    }
    return found?.rows;
  };
  return {
    frame({columns, rows}) {
      hits()?.advance(searchedEntriesMax);
      const {log} = source;
      const {masker} = options;
      const model = source.view();
      const size = {width: columns, height: rows};
      const nowMs = options.now();
      const view = {model, log, hits: hits(), state, masker, nowMs, theme, clock, cache};
      const frame = buildFrame({...view, ...size});
      layout = frame.layout;
      return frame.rows;
    },
    press(keys) {
      const effects: Effect[] = [];
      for (const key of keys) {
        const pressed = pressKey(state, key, currentLayout(layout, hits(), state));
        state = pressed.state;
        effects.push(...(pressed.effect === undefined ? [] : [pressed.effect]));
      }
      return effects;
    },
    paste(text) {
      state =
        state.prompt === undefined
          ? {...state, message: {text: 'pasting is for filters: press / first', role: 'dim'}}
          : pasteInPrompt(state, text);
    },
    search: () => hits()?.advance(searchedEntriesMax) === false,
    state: () => state,
  };
}

function searchFor(source: InterfaceSource, filter: string): FilteredRows | undefined {
  const parsed = parseFilter(filter);
  return parsed.ok && parsed.filter !== undefined
    ? createFilteredRows(source.log, parsed.filter.matches)
    : undefined;
}

/** Several keys may arrive between two frames, and the first may have changed the filter. */
function currentLayout(
  layout: Layout,
  hits: FilteredRows | undefined,
  state: InterfaceState,
): Layout {
  const rows = state.filter !== '' && hits !== undefined ? hits : allRows(layout.log);
  return {...layout, hits, rows};
}

function emptyLayout(source: InterfaceSource): Layout {
  const {log} = source;
  const none = {listHeight: 1, listWidth: 80, textHeight: 1, textLines: 0};
  return {log, rows: allRows(log), hits: undefined, ...none};
}
