// What the person at the keyboard has chosen: pane, selection, scroll, pause, filter, modes. Plain
// values; the functions that change it (press-key.ts and what it calls) are pure. A selection in the
// log is a sequence number, in the keys a path, so it survives new rows, resizes and filters.
import type {EntryTime} from '../report/entry-line.ts';
import type {KeyRows} from '../report/key-tree.ts';
import type {Role} from '../report/lines.ts';
import type {ValueMode} from '../report/value-lines.ts';
import type {EntryLog, PaneName} from '../report/view-model.ts';
import type {LogRows} from './log-rows.ts';

/** The view stands still at this end of the log; entries from there on are counted as new. */
type Hold = {
  readonly endSequence: number;
  /** scroll: moving down past the last row follows again. pause: only an explicit key does. */
  readonly by: 'pause' | 'scroll';
};

/** filter: applied as it is typed. find: in text. command: what follows a colon. */
export type Prompt = {
  readonly kind: 'filter' | 'find' | 'command';
  readonly text: string;
  /** What to go back to. */
  readonly before: string;
};

export type KeysState = {
  /** Paths as report/key-tree.ts makes them. */
  readonly selected: string | undefined;
  readonly top: string | undefined;
  readonly open: ReadonlySet<string>;
  readonly filter: string;
  readonly detailOpen: boolean;
  readonly focus: 'list' | 'detail';
  /** mod_revision of the version that the detail shows; undefined: the newest, whatever it is. */
  readonly version: number | undefined;
};

export type InterfaceState = {
  readonly pane: PaneName;
  /** undefined: the newest row is followed. */
  readonly hold: Hold | undefined;
  /** Sequence numbers: of the selected row, and of the first row shown while held. */
  readonly selected: number | undefined;
  readonly top: number | undefined;
  readonly marks: ReadonlySet<number>;
  /** Columns: of what changed in rows, and of the detail where it is not wrapped. */
  readonly sideways: number;
  readonly detailSideways: number;
  readonly detailOpen: boolean;
  readonly focus: 'list' | 'detail';
  readonly helpOpen: boolean;
  readonly fullScreen: boolean;
  /** Long lines of the detail, and the rows of the Watch pane. */
  readonly wrap: boolean;
  readonly wrapRows: boolean;
  /** Whether bursts are one row. */
  readonly folded: boolean;
  readonly showSecrets: boolean;
  readonly timeMode: EntryTime;
  readonly valueMode: ValueMode;
  readonly keys: KeysState;
  /** First line shown; keys: of the detail of a key. */
  readonly scroll: Readonly<Record<PaneName | 'detail' | 'help', number>>;
  readonly prompt: Prompt | undefined;
  /** Of the Watch pane, applied now; '' for none. Always one that parses. */
  readonly filter: string;
  /** The last one applied, for n and N. */
  readonly lastFilter: string;
  /** What is looked for in text. */
  readonly find: string;
  /** Y gives the one and then the other. */
  readonly copiedCommand: 'curl' | 'etcdctl' | undefined;
  readonly message: {readonly text: string; readonly role: Role} | undefined;
};

/** What the last frame showed: moves are measured against it. */
export type Layout = {
  readonly log: EntryLog;
  /** Rows under the current filter. */
  readonly rows: LogRows;
  /** Rows that the last filter finds; undefined before any filter was typed. */
  readonly hits: LogRows | undefined;
  readonly keyRows: KeyRows;
  /** mod_revisions of the versions of the selected key that were read, newest first. */
  readonly versions: readonly number[];
  /** Rows of the list that are shown, and its columns. */
  readonly listHeight: number;
  readonly listWidth: number;
  /** Sequence number of the first of them, where rows take several lines. */
  readonly listTop?: number;
  /** Screen rows and text lines of whatever scrolls as text: detail, help, another pane. */
  readonly textHeight: number;
  readonly textLines: number;
  /** Lines of that text in which the words looked for stand. */
  readonly found: readonly number[];
};

export function initialState({showSecrets}: {readonly showSecrets: boolean}): InterfaceState {
  return {
    pane: 'watch',
    hold: undefined,
    selected: undefined,
    top: undefined,
    marks: new Set(),
    sideways: 0,
    detailSideways: 0,
    detailOpen: false,
    focus: 'list',
    helpOpen: false,
    fullScreen: false,
    wrap: true,
    wrapRows: false,
    folded: false,
    showSecrets,
    timeMode: 'absolute',
    valueMode: 'difference',
    keys: {
      selected: undefined,
      top: undefined,
      open: new Set(),
      filter: '',
      detailOpen: false,
      focus: 'list',
      version: undefined,
    },
    scroll: {detail: 0, help: 0, watch: 0, sync: 0, certificates: 0, keys: 0, doctor: 0, drift: 0},
    prompt: undefined,
    filter: '',
    lastFilter: '',
    find: '',
    copiedCommand: undefined,
    message: undefined,
  };
}

/** What scrolls as text now; undefined: the list moves. */
export function scrolledText(state: InterfaceState): keyof InterfaceState['scroll'] | undefined {
  if (state.helpOpen) {
    return 'help';
  }
  switch (state.pane) {
    case 'watch':
      return state.detailOpen && state.focus === 'detail' ? 'detail' : undefined;
    case 'keys':
      return state.keys.detailOpen && state.keys.focus === 'detail' ? 'keys' : undefined;
    default:
      return state.pane;
  }
}

export function withMessage(state: InterfaceState, text: string, role: Role): InterfaceState {
  return {...state, message: {text, role}};
}
