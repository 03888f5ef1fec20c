// Typing a filter: each character is applied at once, what does not parse yet leaves the last one
// in force and says why. Enter keeps it, Esc goes back to the one before.
import {parseFilter} from './entry-filter.ts';
import type {InterfaceState} from './interface-state.ts';

export function openPrompt(state: InterfaceState): InterfaceState {
  return {...state, prompt: {text: state.filter, before: state.filter}};
}

export function pressInPrompt(state: InterfaceState, key: string): InterfaceState {
  const {prompt} = state;
  if (prompt === undefined) {
    return state;
  }
  switch (key) {
    case 'enter':
      return {...state, prompt: undefined};
    case 'esc':
      return {...applyFilter(state, prompt.before), prompt: undefined};
    case 'backspace':
      return prompt.text === ''
        ? {...applyFilter(state, ''), prompt: undefined}
        : typed(state, [...prompt.text].slice(0, -1).join(''));
    case 'ctrl-u':
      return typed(state, '');
    case 'ctrl-w':
      return typed(state, prompt.text.replace(/\S*\s*$/, ''));
    case 'space':
      return typed(state, `${prompt.text} `);
    default:
      return [...key].length === 1 ? typed(state, prompt.text + key) : state;
  }
}

/** Pasted text: its first line, without what cannot be typed. */
export function pasteInPrompt(state: InterfaceState, pasted: string): InterfaceState {
  const line = pasted.split(/[\r\n]/)[0]?.replace(/\p{C}/gu, '') ?? '';
  return state.prompt === undefined ? state : typed(state, state.prompt.text + line);
}

export function clearFilter(state: InterfaceState): InterfaceState {
  return applyFilter(state, '');
}

/** Longer filters are a paste gone wrong. */
const filterLengthMax = 500;

function typed(state: InterfaceState, text: string): InterfaceState {
  const {prompt} = state;
  const kept = text.slice(0, filterLengthMax);
  return prompt === undefined
    ? state
    : applyFilter({...state, prompt: {...prompt, text: kept}}, kept);
}

function applyFilter(state: InterfaceState, text: string): InterfaceState {
  const parsed = parseFilter(text);
  if (!parsed.ok) {
    return {...state, message: {text: parsed.message, role: 'error'}};
  }
  const filter = parsed.filter === undefined ? '' : text;
  return {
    ...state,
    filter,
    lastFilter: filter === '' ? state.lastFilter : filter,
    top: filter === state.filter ? state.top : undefined,
  };
}
