// One run of the interface without its terminal: keys in, rows out. Holds the state, what is being
// searched and what the last frame showed; run-interface.tsx connects it to a screen and a keyboard.
import {createClock} from '../report/clock-text.ts';
import type {Role} from '../report/lines.ts';
import type {Masker} from '../report/secrets.ts';
import type {InterfaceSource} from '../report/view-model.ts';
import {buildFrame} from './frame.ts';
import {type InterfaceState, initialState, type Layout, withMessage} from './interface-state.ts';
import {withKeys} from './keys-moves.ts';
import {createKeysView, type KeysView, noRows} from './keys-view.ts';
import {allRows} from './log-rows.ts';
import {createLogViews, timeLimit} from './log-views.ts';
import {type Effect, pressKey} from './press-key.ts';
import {pasteInPrompt} from './prompt.ts';
import {createRowCache} from './row-cache.ts';
import {copiedBy, savedLines} from './taken-out.ts';
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

/** What is asked of the world outside: copies and files come with what is in them. */
export type Asked =
  | Exclude<Effect, {readonly type: 'copy' | 'save'}>
  | {readonly type: 'copy-text'; readonly text: string}
  | {readonly type: 'save-lines'; readonly lines: Iterable<string>};

export type Session = {
  /** Exactly rows strings, none wider than columns. */
  frame(size: {readonly columns: number; readonly rows: number}): readonly string[];
  /** Key names in the order they came; what they ask for, in order. */
  press(keys: readonly string[]): Asked[];
  paste(text: string): void;
  /** In the last line, until the next key. */
  say(text: string, role: Role): void;
  /** Searches and counts on for some milliseconds; false once there is nothing left. */
  search(): boolean;
  state(): InterfaceState;
  close(): void;
};

/** A key is answered within 50 ms while a million entries or keys are searched: slices are short. */
const sliceMs = 8;

export function createSession(
  source: InterfaceSource,
  options: SessionOptions,
  onChange: () => void = () => undefined,
): Session {
  const theme = createTheme(options);
  const clock = createClock(options.timeZone);
  const cache = createRowCache();
  const views = createLogViews(() => source.log);
  const keys = createKeysSession(source, onChange);
  let state = initialState(options);
  let layout: Layout = emptyLayout(source);
  let {log} = source;

  /** Another log: a selection in the old one means nothing in it. */
  const followLog = (): void => {
    if (log !== source.log) {
      log = source.log;
      cache.forget();
      state = {...state, hold: undefined, selected: undefined, top: undefined, marks: new Set()};
    }
  };
  const rowsNow = (): Layout => ({
    ...layout,
    ...keys.layout(),
    log: source.log,
    hits: views.hits(state),
    rows: views.rows(state),
  });
  const advance = (): boolean => {
    const isTimeUp = timeLimit(sliceMs);
    const isLogDone = views.advance(state, isTimeUp);
    return keys.advance(isTimeUp) && isLogDone;
  };
  const press = (key: string): Asked[] => {
    const pressed = pressKey(state, key, rowsNow());
    state = pressed.state;
    const oldest = keys.view()?.versions.at(-1);
    if (key === '[' && state.pane === 'keys' && state.keys.version === oldest) {
      keys.view()?.readMore();
    }
    state = keys.follow(state);
    // So that keys right behind a filter find what it finds.
    keys.advance(timeLimit(sliceMs));
    return pressed.effect === undefined ? [] : asked(pressed.effect);
  };
  const asked = (effect: Effect): Asked[] => {
    const masker = state.showSecrets ? undefined : options.masker;
    const outside = {state, source, masker, clock, layout: rowsNow(), keys: keys.view()};
    switch (effect.type) {
      case 'copy': {
        const {ok, message, ...copied} = copiedBy(effect.what, {...outside, nowMs: options.now()});
        state = withMessage(state, message, ok ? 'ok' : 'warning');
        return 'text' in copied ? [{type: 'copy-text', text: copied.text}] : [];
      }
      case 'save':
        return [{type: 'save-lines', lines: savedLines(outside)}];
      default:
        return [effect];
    }
  };
  return {
    frame({columns, rows}) {
      followLog();
      state = keys.follow(state);
      advance();
      state = keys.follow(state);
      const frame = buildFrame({
        ...options,
        log: source.log,
        hits: views.hits(state),
        rows: views.rows(state),
        model: source.view(),
        keySource: source.keys,
        keysView: keys.view(),
        state,
        nowMs: options.now(),
        theme,
        clock,
        cache,
        width: columns,
        height: rows,
      });
      layout = frame.layout;
      return frame.rows;
    },
    press: names => names.flatMap(press),
    paste(text) {
      state =
        state.prompt === undefined
          ? withMessage(state, 'pasting is for filters: press / first', 'dim')
          : pasteInPrompt(state, text);
    },
    say(text, role) {
      state = withMessage(state, text, role);
    },
    search: () => !advance(),
    state: () => state,
    close: keys.close,
  };
}

/** The Keys pane's view, made when it is first looked at and anew for another key space. */
function createKeysSession(source: InterfaceSource, onChange: () => void) {
  let view: KeysView | undefined;
  let madeFor: InterfaceSource['keys'];
  let opened: string | undefined;
  const remake = (): void => {
    view?.close();
    madeFor = source.keys;
    opened = undefined;
    view = madeFor && createKeysView(madeFor, source.view().prefix, onChange);
  };
  return {
    view: () => view,
    layout: () => ({keyRows: view?.rows ?? noRows, versions: view?.versions ?? []}),
    /** Before a key and before a frame; opens the only directory there is. */
    follow(state: InterfaceState): InterfaceState {
      if (state.pane === 'keys' && madeFor !== source.keys) {
        remake();
      }
      const sole = view?.sole;
      const isNew = sole !== undefined && sole !== opened && state.keys.selected === undefined;
      const next = isNew
        ? withKeys(state, {open: new Set([...state.keys.open, sole]), selected: undefined})
        : state;
      opened = isNew ? sole : opened;
      view?.update(next);
      return next;
    },
    advance: (isTimeUp: () => boolean) => view?.advance(isTimeUp) ?? true,
    close: () => view?.close(),
  };
}

function emptyLayout(source: InterfaceSource): Layout {
  const {log} = source;
  return {
    log,
    rows: allRows(log),
    hits: undefined,
    keyRows: noRows,
    versions: [],
    listHeight: 1,
    listWidth: 80,
    textHeight: 1,
    textLines: 0,
    found: [],
  };
}
