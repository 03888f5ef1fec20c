// Moving in what scrolls as text: the detail, the help, panes made of lines. Lines count from 0; what
// the last frame showed says how many there are and where the words looked for stand.
import {type InterfaceState, type Layout, scrolledText, withMessage} from './interface-state.ts';
import type {Command} from './keymap.ts';

/** undefined where the command means nothing in text. */
export function moveInText(
  state: InterfaceState,
  command: Command,
  layout: Layout,
): InterfaceState | undefined {
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
      return undefined;
  }
}

/** The next (1) or previous (-1) line that holds the words looked for. */
export function moveToFound(state: InterfaceState, step: 1 | -1, layout: Layout): InterfaceState {
  if (state.find === '') {
    return withMessage(state, 'nothing looked for yet: / starts', 'dim');
  }
  const from = firstLine(state, layout);
  const found = layout.found.filter(line => (step === 1 ? line > from : line < from));
  const to = step === 1 ? found[0] : found.at(-1);
  if (to === undefined || (step === 1 && from >= lastFirst(layout))) {
    const side = step === 1 ? 'below' : 'above';
    return withMessage(state, `no more ${side}: ${state.find}`, 'dim');
  }
  return scrollText(state, to - from, layout);
}

/** While it is typed: the first line with the words, from where the text stands. */
export function showFound(state: InterfaceState, layout: Layout): InterfaceState {
  const from = firstLine(state, layout);
  const to = layout.found.find(line => line >= from) ?? layout.found[0];
  return to === undefined ? state : scrollText(state, to - from, layout);
}

function scrollText(state: InterfaceState, by: number, layout: Layout): InterfaceState {
  const name = scrolledText(state);
  if (name === undefined) {
    return state;
  }
  const to = Math.min(Math.max(0, firstLine(state, layout) + by), lastFirst(layout));
  return {...state, scroll: {...state.scroll, [name]: to}};
}

function firstLine(state: InterfaceState, layout: Layout): number {
  const name = scrolledText(state);
  return name === undefined ? 0 : Math.min(state.scroll[name], lastFirst(layout));
}

function lastFirst({textLines, textHeight}: Layout): number {
  return Math.max(0, textLines - textHeight);
}
