// One key pressed: the new state and, for the few keys that reach outside, what is asked for. Pure:
// the terminal, the source and the clock are run-interface.tsx's.
import type {ValueMode} from '../report/value-lines.ts';
import type {PaneName} from '../report/view-model.ts';
import {type InterfaceState, type Layout, scrolledText, withMessage} from './interface-state.ts';
import {type Command, commandOf} from './keymap.ts';
import {moveInKeys, moveVersion, withKeys} from './keys-moves.ts';
import {enterRow, moveInList, moveToRevision} from './list-moves.ts';
import {paneOf, panes} from './panes.ts';
import {clearFilter, openPrompt, type PromptResult, pressInPrompt} from './prompt.ts';
import {moveInText, moveToFound, showFound} from './text-moves.ts';

export type Effect =
  | {readonly type: 'quit'; readonly keepScreen: boolean}
  | {readonly type: 'suspend'}
  | {readonly type: 'pane-shown'; readonly pane: PaneName}
  | {readonly type: 'look-again'; readonly pane: PaneName}
  | {readonly type: 'copy'; readonly what: 'value' | 'key' | 'curl' | 'etcdctl'}
  | {readonly type: 'save'}
  /** Typed after a colon, and not one of the interface's own. */
  | {readonly type: 'command'; readonly name: string; readonly argument: string};

type Pressed = {readonly state: InterfaceState; readonly effect?: Effect};

/** key as key-names.ts names it. */
export function pressKey(before: InterfaceState, key: string, layout: Layout): Pressed {
  const state = before.message === undefined ? before : {...before, message: undefined};
  if (state.prompt !== undefined && key !== 'ctrl-c' && key !== 'ctrl-z') {
    return afterPrompt(pressInPrompt(state, key), layout);
  }
  const command = commandOf(key, state.pane);
  return command === undefined ? {state} : run(state, command, layout);
}

function run(state: InterfaceState, command: Command, layout: Layout): Pressed {
  const pressed = outside(state, command) ?? changePane(state, command);
  if (pressed !== undefined) {
    return pressed;
  }
  const anywhere = changeView(state, command, layout);
  if (anywhere !== undefined) {
    return {state: anywhere};
  }
  return {state: move(state, command, layout)};
}

/** Keys that reach outside of the state. */
function outside(state: InterfaceState, command: Command): Pressed | undefined {
  switch (command) {
    case 'quit':
      return {state, effect: {type: 'quit', keepScreen: false}};
    case 'quit-keeping-screen':
      return {state, effect: {type: 'quit', keepScreen: true}};
    case 'suspend':
      return {state, effect: {type: 'suspend'}};
    case 'replay-slower':
      return {state, effect: {type: 'command', name: 'speed', argument: 'slower'}};
    case 'replay-faster':
      return {state, effect: {type: 'command', name: 'speed', argument: 'faster'}};
    case 'replay-stop-go':
      return {state, effect: {type: 'command', name: 'play', argument: ''}};
    case 'replay-back':
      return {state, effect: {type: 'command', name: 'seek', argument: '-10s'}};
    case 'replay-forward':
      return {state, effect: {type: 'command', name: 'seek', argument: '+10s'}};
    case 'again':
      return {
        state: withMessage(state, paneOf(state.pane)?.again ?? '', 'dim'),
        effect: {type: 'look-again', pane: state.pane},
      };
    case 'copy-value':
      return {state, effect: {type: 'copy', what: 'value'}};
    case 'copy-key':
      return {state, effect: {type: 'copy', what: 'key'}};
    case 'copy-command': {
      const what = state.copiedCommand === 'curl' ? 'etcdctl' : 'curl';
      return {state: {...state, copiedCommand: what}, effect: {type: 'copy', what}};
    }
    case 'save':
      return {state: withMessage(state, 'saving', 'dim'), effect: {type: 'save'}};
    default:
      return undefined;
  }
}

function changePane(state: InterfaceState, command: Command): Pressed | undefined {
  if (!command.startsWith('pane-')) {
    return undefined;
  }
  const at = panes.findIndex(({name}) => name === state.pane);
  const step = command === 'pane-next' ? 1 : panes.length - 1;
  const named = panes.find(({name}) => `pane-${name}` === command);
  const pane = (named ?? panes[(at + step) % panes.length])?.name ?? 'watch';
  return {
    state: {...state, pane, helpOpen: false, find: ''},
    effect: {type: 'pane-shown', pane},
  };
}

/** Keys that mean the same wherever the cursor is. */
function changeView(
  state: InterfaceState,
  command: Command,
  layout: Layout,
): InterfaceState | undefined {
  switch (command) {
    case 'reveal':
      return reveal(state);
    case 'time':
      return {...state, timeMode: cycle(['absolute', 'relative', 'off'], state.timeMode)};
    case 'value':
      return changeValueMode(state, layout);
    case 'wrap':
      return wrap(state);
    case 'fold':
      return fold(state);
    case 'full-screen':
      return {...state, fullScreen: !state.fullScreen};
    case 'help':
      return {...state, helpOpen: !state.helpOpen, find: '', scroll: {...state.scroll, help: 0}};
    case 'back':
      return back(state);
    case 'filter':
      return openPrompt(state, 'look');
    case 'command':
      return openPrompt(state, 'command');
    default:
      return undefined;
  }
}

function move(state: InterfaceState, command: Command, layout: Layout): InterfaceState {
  if (scrolledText(state) !== undefined) {
    const moved = moveInText(state, command, layout) ?? sidewaysInDetail(state, command, layout);
    if (moved !== undefined) {
      return moved;
    }
    if (state.helpOpen || !isList(state.pane)) {
      const step = command === 'next-hit' ? 1 : command === 'previous-hit' ? -1 : undefined;
      return step === undefined ? state : moveToFound(state, step, layout);
    }
  }
  if (state.pane === 'keys') {
    const step = command === 'older' ? 1 : command === 'newer' ? -1 : undefined;
    return step === undefined
      ? (moveInKeys(state, command, layout) ?? state)
      : moveVersion(state, step, layout);
  }
  return moveInList(state, command, layout);
}

function isList(pane: PaneName): boolean {
  return paneOf(pane)?.lines === undefined;
}

/** Lines of the detail that are not wrapped can be scrolled sideways. */
function sidewaysInDetail(
  state: InterfaceState,
  command: Command,
  layout: Layout,
): InterfaceState | undefined {
  if (state.wrap || state.helpOpen || (command !== 'left' && command !== 'right')) {
    return undefined;
  }
  const by = (command === 'left' ? -1 : 1) * Math.max(8, Math.floor(layout.listWidth / 2));
  return {...state, detailSideways: Math.min(20_000, Math.max(0, state.detailSideways + by))};
}

/** One step back: help, focus, detail, full screen, filter; in this order. */
function back(state: InterfaceState): InterfaceState {
  if (state.helpOpen) {
    return {...state, helpOpen: false, find: ''};
  }
  if (state.pane === 'watch' && state.detailOpen) {
    return state.focus === 'detail' ? {...state, focus: 'list'} : {...state, detailOpen: false};
  }
  if (state.pane === 'keys' && state.keys.detailOpen) {
    return state.keys.focus === 'detail'
      ? withKeys(state, {focus: 'list'})
      : withKeys(state, {detailOpen: false});
  }
  if (state.fullScreen) {
    return {...state, fullScreen: false};
  }
  return isList(state.pane) ? clearFilter(state) : {...state, find: ''};
}

function changeValueMode(state: InterfaceState, layout: Layout): InterfaceState {
  if (state.pane === 'watch' && !state.detailOpen) {
    return enterRow(state, layout);
  }
  if (state.pane === 'keys' && !state.keys.detailOpen) {
    return withMessage(state, 'enter opens a key first', 'dim');
  }
  const modes: readonly ValueMode[] = ['difference', 'json', 'text', 'hex'];
  const valueMode = cycle(modes, state.valueMode);
  return {...state, valueMode, scroll: {...state.scroll, detail: 0, keys: 0}};
}

/** Of the detail where it is open, else of the rows. */
function wrap(state: InterfaceState): InterfaceState {
  if (state.pane === 'watch' && !state.detailOpen) {
    const text = state.wrapRows ? 'rows are cut: h l scroll them' : 'rows are wrapped';
    return {...withMessage(state, text, 'dim'), wrapRows: !state.wrapRows, sideways: 0};
  }
  const text = state.wrap ? 'long lines are cut: h l scroll the detail' : 'long lines are wrapped';
  return {...withMessage(state, text, 'dim'), wrap: !state.wrap, detailSideways: 0};
}

function fold(state: InterfaceState): InterfaceState {
  const text = state.folded ? 'every change is a row' : 'bursts of changes are one row';
  return {...withMessage(state, text, 'dim'), folded: !state.folded, top: undefined};
}

function reveal(state: InterfaceState): InterfaceState {
  const showSecrets = !state.showSecrets;
  const text = showSecrets ? 'secrets are shown: ! masks them again' : 'secrets are masked';
  return {...withMessage(state, text, showSecrets ? 'warning' : 'dim'), showSecrets};
}

function afterPrompt({state, command}: PromptResult, layout: Layout): Pressed {
  if (state.prompt?.kind === 'find') {
    return {state: showFound(state, layout)};
  }
  return command === undefined ? {state} : runTyped(state, command, layout);
}

/** What was typed after the colon. */
function runTyped(state: InterfaceState, typed: string, layout: Layout): Pressed {
  const [name = '', ...rest] = typed.split(/\s+/);
  const argument = rest.join(' ');
  switch (name) {
    case 'q':
    case 'quit':
    case 'q!':
      return {state, effect: {type: 'quit', keepScreen: false}};
    case 'help':
      return {state: {...state, helpOpen: true}};
    case 'rev': {
      const moved = moveToRevision(state, argument, layout);
      return moved === undefined
        ? {state, effect: {type: 'command', name, argument}}
        : {state: moved};
    }
    default:
      return {state, effect: {type: 'command', name, argument}};
  }
}

function cycle<T>(values: readonly T[], current: T): T {
  return values[(values.indexOf(current) + 1) % values.length] ?? current;
}
