// Every key and what it does, once: the keys that are obeyed, the help and the README's table all
// come from here. Keys are named as key-names.ts names them. No key writes to etcd.

export type Command =
  | 'pane-watch'
  | 'pane-sync'
  | 'pane-certificates'
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
  | 'time'
  | 'full-screen'
  | 'value'
  | 'next-gap'
  | 'previous-gap'
  | 'reveal'
  | 'again'
  | 'help'
  | 'quit'
  | 'suspend';

export type Binding = {
  /** As shown to people. */
  readonly shown: string;
  readonly does: string;
  readonly keys: Readonly<Record<string, Command>>;
  /** Only in the Watch pane. */
  readonly watchOnly?: true;
  /** In the last line of the screen, where there is room. */
  readonly hint?: string;
};

export const keymap: readonly Binding[] = [
  {
    shown: '1 2 3',
    does: 'pane Watch, Sync, Certificates',
    keys: {'1': 'pane-watch', '2': 'pane-sync', '3': 'pane-certificates'},
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
    does: 'oldest; newest, and follow it again',
    keys: {g: 'first', home: 'first', G: 'last', end: 'last'},
  },
  {
    shown: 'h l ← →',
    does: 'scroll what changed sideways by half a page',
    keys: {h: 'left', left: 'left', l: 'right', right: 'right'},
    watchOnly: true,
  },
  {
    shown: 'Enter',
    does: 'detail of the row; again: move inside the detail',
    hint: 'enter detail',
    keys: {enter: 'enter'},
    watchOnly: true,
  },
  {shown: 'Esc', does: 'back; clear the filter', keys: {esc: 'back'}},
  {
    shown: '/',
    does: 'filter by text in keys and values; !text excludes, ~regex',
    hint: '/ filter',
    keys: {'/': 'filter'},
    watchOnly: true,
  },
  {
    shown: 'n N',
    does: 'next, previous hit of the last filter',
    keys: {n: 'next-hit', N: 'previous-hit'},
    watchOnly: true,
  },
  {
    shown: 'Space p',
    does: 'pause the view (reading goes on); again: catch up',
    hint: 'space pause',
    keys: {space: 'pause', p: 'pause'},
    watchOnly: true,
  },
  {shown: 's', does: 'follow the newest, or stay', keys: {s: 'follow'}, watchOnly: true},
  {shown: 't', does: 'time absolute, relative, off', keys: {t: 'time'}, watchOnly: true},
  {shown: 'f', does: 'full screen', keys: {f: 'full-screen'}},
  {
    shown: 'v',
    does: 'value in the detail as difference, JSON, text',
    keys: {v: 'value'},
    watchOnly: true,
  },
  {
    shown: 'e E',
    does: 'next, previous gap (disconnected, compacted, synced again)',
    hint: 'e gap',
    keys: {e: 'next-gap', E: 'previous-gap'},
    watchOnly: true,
  },
  {shown: '!', does: 'show or mask secrets', keys: {'!': 'reveal'}},
  {
    shown: 'Ctrl-R',
    does: 'sync again now; in Certificates: check again now',
    keys: {'ctrl-r': 'again'},
  },
  {shown: '?', does: 'this help', hint: '? help', keys: {'?': 'help'}},
  {
    shown: 'q Ctrl-C, Ctrl-Z',
    does: 'quit; suspend',
    hint: 'q quit',
    keys: {q: 'quit', 'ctrl-c': 'quit', 'ctrl-z': 'suspend'},
  },
];

type Target = {readonly command: Command; readonly watchOnly: boolean};

const targets = new Map<string, Target>(
  keymap.flatMap(binding =>
    Object.entries(binding.keys).map(([key, command]): [string, Target] => [
      key,
      {command, watchOnly: binding.watchOnly === true},
    ]),
  ),
);

/** What a key means in this pane; undefined where it means nothing. */
export function commandOf(key: string, pane: string): Command | undefined {
  const target = targets.get(key);
  return target === undefined || (target.watchOnly && pane !== 'watch')
    ? undefined
    : target.command;
}
