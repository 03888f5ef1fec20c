// The last line while something is typed: a filter or what to look for in text, applied with each
// character (what does not parse yet leaves the last one in force and says why), or a command after
// a colon. Enter keeps it, Esc goes back.
import {parsePattern} from '../report/text-pattern.ts';
import {type InterfaceState, type Prompt, scrolledText, withMessage} from './interface-state.ts';

export type PromptResult = {
  readonly state: InterfaceState;
  /** What was typed after the colon, once Enter is pressed. */
  readonly command?: string;
};

/** A filter where a list moves, words to find where text scrolls. */
export function openPrompt(state: InterfaceState, kind: 'look' | 'command'): InterfaceState {
  const isList = scrolledText(state) === undefined || isListOfPane(state);
  const asked = kind === 'command' ? 'command' : isList ? 'filter' : 'find';
  const before = asked === 'command' ? '' : asked === 'find' ? state.find : filterOf(state);
  return {...state, prompt: {kind: asked, text: before, before}};
}

export function pressInPrompt(state: InterfaceState, key: string): PromptResult {
  const {prompt} = state;
  if (prompt === undefined) {
    return {state};
  }
  switch (key) {
    case 'enter':
      return enter({...state, prompt: undefined}, prompt);
    case 'esc':
      return {state: {...applied(state, prompt, prompt.before), prompt: undefined}};
    case 'backspace':
      return {
        state:
          prompt.text === ''
            ? {...applied(state, prompt, ''), prompt: undefined}
            : typed(state, prompt, [...prompt.text].slice(0, -1).join('')),
      };
    case 'ctrl-u':
      return {state: typed(state, prompt, '')};
    case 'ctrl-w':
      return {state: typed(state, prompt, prompt.text.replace(/\S*\s*$/, ''))};
    case 'space':
      return {state: typed(state, prompt, `${prompt.text} `)};
    default:
      return {state: [...key].length === 1 ? typed(state, prompt, prompt.text + key) : state};
  }
}

/** Pasted text: its first line, without what cannot be typed. */
export function pasteInPrompt(state: InterfaceState, pasted: string): InterfaceState {
  const line = pasted.split(/[\r\n]/)[0]?.replace(/\p{C}/gu, '') ?? '';
  const {prompt} = state;
  return prompt === undefined ? state : typed(state, prompt, prompt.text + line);
}

/** Of the pane that is open. */
export function clearFilter(state: InterfaceState): InterfaceState {
  return applyFilter(state, '');
}

/** Longer ones are a paste gone wrong. */
const promptLengthMax = 500;

function isListOfPane({pane, helpOpen}: InterfaceState): boolean {
  return !helpOpen && (pane === 'watch' || pane === 'keys');
}

function filterOf(state: InterfaceState): string {
  return state.pane === 'keys' ? state.keys.filter : state.filter;
}

function enter(state: InterfaceState, {kind, text}: Prompt): PromptResult {
  return kind === 'command' && text.trim() !== '' ? {state, command: text.trim()} : {state};
}

function typed(state: InterfaceState, prompt: Prompt, text: string): InterfaceState {
  const kept = text.slice(0, promptLengthMax);
  return applied({...state, prompt: {...prompt, text: kept}}, prompt, kept);
}

function applied(state: InterfaceState, {kind}: Prompt, text: string): InterfaceState {
  switch (kind) {
    case 'command':
      return state;
    case 'filter':
      return applyFilter(state, text);
    case 'find':
      return {...state, find: text};
  }
}

function applyFilter(state: InterfaceState, text: string): InterfaceState {
  const parsed = parsePattern(text);
  if (!parsed.ok) {
    return withMessage(state, parsed.message, 'error');
  }
  const filter = parsed.pattern === undefined ? '' : text;
  if (state.pane === 'keys') {
    const isSame = filter === state.keys.filter;
    const top = isSame ? state.keys.top : undefined;
    const selected = isSame || filter === '' ? state.keys.selected : undefined;
    return {...state, keys: {...state.keys, filter, top, selected}};
  }
  return {
    ...state,
    filter,
    lastFilter: filter === '' ? state.lastFilter : filter,
    top: filter === state.filter ? state.top : undefined,
  };
}
