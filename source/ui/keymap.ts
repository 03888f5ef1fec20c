// Every key and what it does, once: the keys that are obeyed, the help and the README's table all
// come from here. Keys are named as key-names.ts names them. No key writes to etcd.
import type {PaneName} from '../report/view-model.ts';
import {panes} from './panes.ts';

export type Command =
  | `pane-${PaneName}`
  | 'pane-next'
  | 'pane-previous'
  | 'line-down'
  | 'line-up'
  | 'page-down'
  | 'page-up'
  | 'half-page-down'
  | 'half-page-up'
  | 'first'
  | 'last'
  | 'left'
  | 'right'
  | 'enter'
  | 'back'
  | 'filter'
  | 'next-hit'
  | 'previous-hit'
  | 'pause'
  | 'follow'
  | 'wrap'
  | 'time'
  | 'full-screen'
  | 'fold'
  | 'value'
  | 'older'
  | 'newer'
  | 'mark'
  | 'next-mark'
  | 'previous-mark'
  | 'next-gap'
  | 'previous-gap'
  | 'copy-value'
  | 'copy-command'
  | 'copy-key'
  | 'save'
  | 'reveal'
  | 'command'
  | 'replay-slower'
  | 'replay-faster'
  | 'replay-stop-go'
  | 'replay-back'
  | 'replay-forward'
  | 'again'
  | 'help'
  | 'quit'
  | 'quit-keeping-screen'
  | 'suspend';

type Binding = {
  /** As shown to people. */
  readonly shown: string;
  readonly does: string;
  readonly keys: Readonly<Record<string, Command>>;
  /** The panes where it means something; absent: all. */
  readonly where?: readonly PaneName[];
  /** In the last line of the screen, where there is room. */
  readonly hint?: string;
};

const watch: readonly PaneName[] = ['watch'];
const lists: readonly PaneName[] = ['watch', 'keys'];

export const keymap: readonly Binding[] = [
  {
    shown: panes.map(({number}) => number).join(' '),
    does: `pane ${panes.map(({title}) => title).join(', ')}`,
    keys: Object.fromEntries(
      panes.map(({number, name}) => [String(number), `pane-${name}` as const]),
    ),
  },
  {
    shown: 'Tab Shift-Tab',
    does: 'next, previous pane',
    keys: {tab: 'pane-next', 'shift-tab': 'pane-previous'},
  },
  {
    shown: 'j k ↓ ↑',
    does: 'down, up',
    keys: {j: 'line-down', down: 'line-down', k: 'line-up', up: 'line-up'},
  },
  {
    shown: 'PgDn PgUp Ctrl-D Ctrl-U',
    does: 'down, up by a page, by half a page',
    keys: {
      pagedown: 'page-down',
      pageup: 'page-up',
      'ctrl-f': 'page-down',
      'ctrl-b': 'page-up',
      'ctrl-d': 'half-page-down',
      'ctrl-u': 'half-page-up',
    },
  },
  {
    shown: 'g Home, G End',
    does: 'first, last; in Watch the last is followed again',
    keys: {g: 'first', home: 'first', G: 'last', end: 'last'},
  },
  {
    shown: 'h l ← →',
    does: 'scroll sideways by half a page; in Keys close, open',
    keys: {h: 'left', left: 'left', l: 'right', right: 'right'},
    where: lists,
  },
  {
    shown: 'Enter',
    does: 'detail of the row; again: move inside the detail',
    hint: 'enter detail',
    keys: {enter: 'enter'},
    where: lists,
  },
  {shown: 'Esc', does: 'back; clear the filter', keys: {esc: 'back'}},
  {
    shown: '/',
    does: 'filter: text, !text to exclude, ~regex; in Keys fuzzy; in text and help: find',
    hint: '/ filter',
    keys: {'/': 'filter'},
  },
  {
    shown: 'n N',
    does: 'next, previous hit of the last filter',
    keys: {n: 'next-hit', N: 'previous-hit'},
  },
  {
    shown: 'Space p',
    does: 'pause the view (reading goes on); again: catch up',
    hint: 'space pause',
    keys: {space: 'pause', p: 'pause'},
    where: watch,
  },
  {shown: 's', does: 'follow the newest, or stay', keys: {s: 'follow'}, where: watch},
  {
    shown: 'w',
    does: 'wrap the rows, or the lines of the open detail; again: cut (h l scroll)',
    keys: {w: 'wrap'},
    where: lists,
  },
  {shown: 't', does: 'time absolute, relative, off', keys: {t: 'time'}, where: watch},
  {shown: 'f', does: 'full screen', keys: {f: 'full-screen'}},
  {
    shown: 'b',
    does: 'fold bursts of changes to one row, or unfold them',
    keys: {b: 'fold'},
    where: watch,
  },
  {
    shown: 'v',
    does: 'value in the detail as difference, JSON, text, hex',
    keys: {v: 'value'},
    where: lists,
  },
  {
    shown: '[ ]',
    does: 'older, newer change of the same key; in Keys its history',
    keys: {'[': 'older', ']': 'newer'},
    where: lists,
  },
  {
    shown: 'm, u U',
    does: 'mark the row; next, previous mark',
    keys: {m: 'mark', u: 'next-mark', U: 'previous-mark'},
    where: watch,
  },
  {
    shown: 'e E',
    does: 'next, previous gap (disconnected, compacted, synced again)',
    hint: 'e gap',
    keys: {e: 'next-gap', E: 'previous-gap'},
    where: watch,
  },
  {
    shown: 'y',
    does: 'copy the value, or the text of the pane (OSC 52); masked as on the screen',
    hint: 'y copy',
    keys: {y: 'copy-value'},
  },
  {
    shown: 'Y',
    does: 'copy as a curl command; again: as an etcdctl command',
    keys: {Y: 'copy-command'},
    where: lists,
  },
  {shown: 'c', does: 'copy the key', keys: {c: 'copy-key'}, where: lists},
  {
    shown: 'Ctrl-S',
    does: 'save the stream as shown to a file (NDJSON, mode 0600)',
    keys: {'ctrl-s': 'save'},
    where: watch,
  },
  {shown: '!', does: 'show or mask secrets', keys: {'!': 'reveal'}},
  {
    shown: ':',
    does: 'command: :rev N, :prefix P, :endpoint N, :record FILE, :q',
    keys: {':': 'command'},
  },
  {
    shown: '< > P, { }',
    does: 'in a replay: slower, faster, stop or go on; 10 s back, forward',
    keys: {
      '<': 'replay-slower',
      '>': 'replay-faster',
      P: 'replay-stop-go',
      '{': 'replay-back',
      '}': 'replay-forward',
    },
  },
  {
    shown: 'Ctrl-R',
    does: 'look again now: sync again, check again',
    keys: {'ctrl-r': 'again'},
  },
  {shown: '?', does: 'this help', hint: '? help', keys: {'?': 'help'}},
  {
    shown: 'q Q',
    does: 'quit; quit and leave the screen in the scrollback',
    hint: 'q quit',
    keys: {q: 'quit', Q: 'quit-keeping-screen'},
  },
  {
    shown: 'Ctrl-C, Ctrl-Z',
    does: 'quit, also while typing; suspend',
    keys: {'ctrl-c': 'quit', 'ctrl-z': 'suspend'},
  },
];

type Target = {readonly command: Command; readonly binding: Binding};

const targets = new Map<string, Target>(
  keymap.flatMap(binding =>
    Object.entries(binding.keys).map(([key, command]): [string, Target] => [
      key,
      {command, binding},
    ]),
  ),
);

/** What a key means in this pane; undefined where it means nothing. */
export function commandOf(key: string, pane: PaneName): Command | undefined {
  const target = targets.get(key);
  return target !== undefined && worksIn(target.binding, pane) ? target.command : undefined;
}

export function worksIn({where}: Binding, pane: PaneName): boolean {
  return where === undefined || where.includes(pane);
}

/** For tables: the titles of the panes where it works, or "everywhere". */
export function placeOf({where}: Binding): string {
  return where === undefined
    ? 'everywhere'
    : panes
        .filter(({name}) => where.includes(name))
        .map(({title}) => title)
        .join(', ');
}
