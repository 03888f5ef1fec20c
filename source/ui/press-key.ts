// One key pressed: the new state and, for the few keys that reach outside, what is asked for. Pure:
// the terminal, the source and the clock are run-interface.tsx's.
import type {ValueMode} from '../report/detail-lines.ts';
import {clearFilter, openPrompt, pressInPrompt} from './filter-prompt.ts';
import {
  type InterfaceState,
  type Layout,
  type Pane,
  panes,
  scrolledText,
} from './interface-state.ts';
import {type Command, commandOf} from './keymap.ts';
import {
  followNewest,
  heldCount,
  holdView,
  moveSelection,
  moveToGap,
  moveToHit,
  selectedRow,
  selectRow,
} from './list-moves.ts';

export type Effect = 'quit' | 'suspend' | 'sync-again' | 'check-certificates-again';

export type Pressed = {readonly state: InterfaceState; readonly effect?: Effect};

/** key as key-names.ts names it. */
export function pressKey(before: InterfaceState, key: string, layout: Layout): Pressed {
  const state = before.message === undefined ? before : {...before, message: undefined};
  if (state.prompt !== undefined && key !== 'ctrl-c' && key !== 'ctrl-z') {
    return {state: pressInPrompt(state, key)};
  }
  const command = commandOf(key, state.pane);
  return command === undefined ? {state} : run(state, command, layout);
}

function run(state: InterfaceState, command: Command, layout: Layout): Pressed {
  switch (command) {
    case 'quit':
      return {state, effect: 'quit'};
    case 'suspend':
      return {state, effect: 'suspend'};
    case 'again':
      return again(state);
    case 'reveal':
      return {state: reveal(state)};
    case 'pane-watch':
    case 'pane-sync':
    case 'pane-certificates':
    case 'pane-next':
    case 'pane-previous':
      return {state: changePane(state, command)};
    case 'time':
      return {state: {...state, timeMode: cycle(['absolute', 'relative', 'off'], state.timeMode)}};
    case 'value':
      return {state: changeValueMode(state, layout)};
    case 'full-screen':
      return {state: {...state, fullScreen: !state.fullScreen}};
    case 'help':
      return {state: {...state, helpOpen: !state.helpOpen, scroll: {...state.scroll, help: 0}}};
    case 'back':
      return {state: back(state)};
    default:
      return {
        state:
          scrolledText(state) === undefined
            ? inList(state, command, layout)
            : inText(state, command, layout),
      };
  }
}

function inList(state: InterfaceState, command: Command, layout: Layout): InterfaceState {
  const page = Math.max(1, layout.listHeight - 1);
  switch (command) {
    case 'line-down':
      return moveSelection(state, 1, layout);
    case 'line-up':
      return moveSelection(state, -1, layout);
    case 'page-down':
      return moveSelection(state, page, layout);
    case 'page-up':
      return moveSelection(state, -page, layout);
    case 'half-page-down':
      return moveSelection(state, Math.ceil(page / 2), layout);
    case 'half-page-up':
      return moveSelection(state, -Math.ceil(page / 2), layout);
    case 'first':
      return layout.rows.count === 0 ? state : selectRow(state, 0, layout);
    case 'last':
      return followNewest(state);
    default:
      return listCommand(state, command, layout);
  }
}

function listCommand(state: InterfaceState, command: Command, layout: Layout): InterfaceState {
  switch (command) {
    case 'left':
      return sideways(state, -1, layout);
    case 'right':
      return sideways(state, 1, layout);
    case 'enter':
      return enter(state, layout);
    case 'filter':
      return openPrompt(state);
    case 'next-hit':
      return moveToHit(state, 1, layout);
    case 'previous-hit':
      return moveToHit(state, -1, layout);
    case 'next-gap':
      return moveToGap(state, 1, layout);
    case 'previous-gap':
      return moveToGap(state, -1, layout);
    case 'pause':
      return state.hold === undefined ? holdView(state, 'pause', layout) : followNewest(state);
    case 'follow':
      return state.hold === undefined ? holdView(state, 'scroll', layout) : followNewest(state);
    default:
      return state;
  }
}

/** Commands that also make sense while text scrolls go on to the list. */
function inText(state: InterfaceState, command: Command, layout: Layout): InterfaceState {
  const page = Math.max(1, layout.textHeight - 1);
  switch (command) {
    case 'line-down':
      return scrollText(state, 1, layout);
    case 'line-up':
      return scrollText(state, -1, layout);
    case 'page-down':
      return scrollText(state, page, layout);
    case 'page-up':
      return scrollText(state, -page, layout);
    case 'half-page-down':
      return scrollText(state, Math.ceil(page / 2), layout);
    case 'half-page-up':
      return scrollText(state, -Math.ceil(page / 2), layout);
    case 'first':
      return scrollText(state, -layout.textLines, layout);
    case 'last':
      return scrollText(state, layout.textLines, layout);
    default:
      return state.helpOpen ? state : listCommand(state, command, layout);
  }
}

function scrollText(state: InterfaceState, by: number, layout: Layout): InterfaceState {
  const name = scrolledText(state);
  if (name === undefined) {
    return state;
  }
  const last = Math.max(0, layout.textLines - layout.textHeight);
  const to = Math.min(Math.max(0, Math.min(state.scroll[name], last) + by), last);
  return {...state, scroll: {...state.scroll, [name]: to}};
}

function changePane(state: InterfaceState, command: Command): InterfaceState {
  const at = panes.findIndex(({name}) => name === state.pane);
  const step = command === 'pane-next' ? 1 : panes.length - 1;
  const named = command.slice('pane-'.length);
  const pane: Pane =
    panes.find(({name}) => name === named)?.name ??
    panes[(at + step) % panes.length]?.name ??
    'watch';
  return {...state, pane, helpOpen: false};
}

function enter(state: InterfaceState, layout: Layout): InterfaceState {
  const held = heldCount(state, layout.rows);
  if (held === 0) {
    return state;
  }
  if (state.detailOpen) {
    return {...state, focus: state.focus === 'list' ? 'detail' : 'list'};
  }
  const row = selectedRow(state, layout.rows) ?? held - 1;
  return {...selectRow(state, row, layout), detailOpen: true, focus: 'list'};
}

/** One step back: help, focus, detail, full screen, filter; in this order. */
function back(state: InterfaceState): InterfaceState {
  if (state.helpOpen) {
    return {...state, helpOpen: false};
  }
  if (state.pane === 'watch' && state.detailOpen) {
    return state.focus === 'detail' ? {...state, focus: 'list'} : {...state, detailOpen: false};
  }
  if (state.fullScreen) {
    return {...state, fullScreen: false};
  }
  return state.pane === 'watch' ? clearFilter(state) : state;
}

function changeValueMode(state: InterfaceState, layout: Layout): InterfaceState {
  if (!state.detailOpen) {
    return enter(state, layout);
  }
  const valueMode = cycle<ValueMode>(['difference', 'json', 'text'], state.valueMode);
  return {...state, valueMode, scroll: {...state.scroll, detail: 0}};
}

function sideways(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  const columns = Math.max(8, Math.floor(layout.listWidth / 2));
  return {...state, sideways: Math.min(2000, Math.max(0, state.sideways + step * columns))};
}

function reveal(state: InterfaceState): InterfaceState {
  const showSecrets = !state.showSecrets;
  const text = showSecrets ? 'secrets are shown: ! masks them again' : 'secrets are masked';
  return {...state, showSecrets, message: {text, role: showSecrets ? 'warning' : 'dim'}};
}

function again(state: InterfaceState): Pressed {
  return state.pane === 'certificates'
    ? {
        state: {...state, message: {text: 'checking again', role: 'dim'}},
        effect: 'check-certificates-again',
      }
    : {state: {...state, message: {text: 'syncing again', role: 'dim'}}, effect: 'sync-again'};
}

function cycle<T>(values: readonly T[], current: T): T {
  return values[(values.indexOf(current) + 1) % values.length] ?? current;
}
