// What the person at the keyboard has chosen: pane, selection, scroll, pause, filter, modes. Plain
// values; the functions that change it (press-key.ts, list-moves.ts, filter-prompt.ts) are pure.
// A selection is a sequence number of the log, so it survives new rows, resizes and filters.
import type {ValueMode} from '../report/detail-lines.ts';
import type {EntryTime} from '../report/entry-line.ts';
import type {Role} from '../report/lines.ts';
import type {EntryLog} from '../report/view-model.ts';
import type {LogRows} from './log-rows.ts';

export type Pane = 'watch' | 'sync' | 'certificates';

export const panes: readonly {readonly name: Pane; readonly title: string}[] = [
  {name: 'watch', title: 'Watch'},
  {name: 'sync', title: 'Sync'},
  {name: 'certificates', title: 'Certificates'},
];

/** The view stands still at this end of the log; entries from there on are counted as new. */
export type Hold = {
  readonly endSequence: number;
  /** scroll: moving down past the last row follows again. pause: only an explicit key does. */
  readonly by: 'pause' | 'scroll';
};

export type InterfaceState = {
  readonly pane: Pane;
  /** undefined: the newest row is followed. */
  readonly hold: Hold | undefined;
  /** Sequence numbers: of the selected row, and of the first row shown while held. */
  readonly selected: number | undefined;
  readonly top: number | undefined;
  /** Columns. */
  readonly sideways: number;
  readonly detailOpen: boolean;
  readonly focus: 'list' | 'detail';
  readonly helpOpen: boolean;
  readonly fullScreen: boolean;
  readonly showSecrets: boolean;
  readonly timeMode: EntryTime;
  readonly valueMode: ValueMode;
  /** First line shown. */
  readonly scroll: Readonly<Record<'detail' | 'sync' | 'certificates' | 'help', number>>;
  /** Open while a filter is typed; before: the filter to go back to. */
  readonly prompt: {readonly text: string; readonly before: string} | undefined;
  /** Applied now; '' for none. Always one that parses. */
  readonly filter: string;
  /** The last one applied, for n and N. */
  readonly lastFilter: string;
  readonly message: {readonly text: string; readonly role: Role} | undefined;
};

/** What the last frame showed: moves are measured against it. */
export type Layout = {
  readonly log: EntryLog;
  /** Rows under the current filter. */
  readonly rows: LogRows;
  /** Rows that the last filter finds; undefined before any filter was typed. */
  readonly hits: LogRows | undefined;
  /** Screen rows and columns of the list. */
  readonly listHeight: number;
  readonly listWidth: number;
  /** Screen rows and text lines of whatever scrolls as text: detail, help, another pane. */
  readonly textHeight: number;
  readonly textLines: number;
};

export function initialState({showSecrets}: {readonly showSecrets: boolean}): InterfaceState {
  return {
    pane: 'watch',
    hold: undefined,
    selected: undefined,
    top: undefined,
    sideways: 0,
    detailOpen: false,
    focus: 'list',
    helpOpen: false,
    fullScreen: false,
    showSecrets,
    timeMode: 'absolute',
    valueMode: 'difference',
    scroll: {detail: 0, sync: 0, certificates: 0, help: 0},
    prompt: undefined,
    filter: '',
    lastFilter: '',
    message: undefined,
  };
}

/** What scrolls as text now; undefined: the list moves. */
export function scrolledText(state: InterfaceState): keyof InterfaceState['scroll'] | undefined {
  if (state.helpOpen) {
    return 'help';
  }
  if (state.pane !== 'watch') {
    return state.pane;
  }
  return state.detailOpen && state.focus === 'detail' ? 'detail' : undefined;
}
