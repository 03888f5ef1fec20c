// The last line: the keys that matter now on the left, on the right whether the view is paused, how
// much is new and what the filter lets through. A message takes the place of the keys once.
import {cutLine, lineWidth} from '../report/display-width.ts';
import {type Line, type Span, span} from '../report/lines.ts';
import {countText} from '../report/number-text.ts';
import {printable} from '../report/printable.ts';
import type {InterfaceState} from './interface-state.ts';
import {keymap} from './keymap.ts';

export type FooterFacts = {
  /** Rows that came after the pause. */
  readonly newRows: number;
  readonly filteredRows: number;
  readonly totalRows: number;
  /** Entries that the filter has not seen yet. */
  readonly unsearched: number;
  /** Lines of text that scroll, and the range of them on the screen; undefined where a list shows. */
  readonly text: {readonly first: number; readonly last: number; readonly of: number} | undefined;
};

export function footerLine(state: InterfaceState, facts: FooterFacts, width: number): Line {
  const right = rightSpans(state, facts);
  const room = Math.max(0, width - lineWidth(right) - 1);
  const left = cutLine([span(' '), ...leftSpans(state, room - 1)], room);
  const gap = ' '.repeat(Math.max(1, width - lineWidth(left) - lineWidth(right) - 1));
  return cutLine([...left, span(gap), ...right], width);
}

function leftSpans(state: InterfaceState, room: number): Span[] {
  const {prompt, message} = state;
  if (prompt !== undefined) {
    const hint =
      message === undefined ? span('  !exclude ~regex', 'dim') : messageSpan(message, '  ');
    return [span('/', 'heading'), span(`${printable(prompt.text)}▁`, 'strong'), hint];
  }
  return message === undefined ? hintSpans(state, room) : [messageSpan(message, '')];
}

function messageSpan(message: NonNullable<InterfaceState['message']>, before: string): Span {
  return span(`${before}${printable(message.text)}`, message.role);
}

/** Whole hints only, as many as fit. */
function hintSpans(state: InterfaceState, room: number): Span[] {
  const hints: string[] = [];
  let used = 0;
  for (const hint of hintsOf(state)) {
    used += hint.length + 3;
    if (used - 3 > room) {
      break;
    }
    hints.push(hint);
  }
  return [span(hints.join('   '), 'dim')];
}

function hintsOf(state: InterfaceState): string[] {
  if (state.helpOpen) {
    return ['esc back', 'j k scroll', 'q quit'];
  }
  if (state.pane === 'watch' && state.detailOpen) {
    const enter = state.focus === 'list' ? 'enter scroll detail' : 'esc list';
    return ['esc back', enter, `v ${state.valueMode}`, 'f full screen', '? help', 'q quit'];
  }
  const hints = keymap
    .filter(binding => state.pane === 'watch' || binding.watchOnly !== true)
    .flatMap(binding => (binding.hint === undefined ? [] : [binding.hint]));
  return state.hold === undefined || state.pane !== 'watch' ? hints : ['G catch up', ...hints];
}

function rightSpans(state: InterfaceState, facts: FooterFacts): Span[] {
  const {text} = facts;
  const position =
    text === undefined || (text.first === 1 && text.last === text.of)
      ? []
      : [span(`${text.first}-${text.last} of ${text.of}`, 'dim')];
  const watch =
    state.pane === 'watch' && !state.helpOpen
      ? [...filterSpans(state, facts), ...pauseSpans(state, facts)]
      : [];
  const secrets = state.showSecrets ? [span('SECRETS SHOWN', 'warning')] : [];
  return [...position, ...secrets, ...watch].flatMap((part, at) =>
    at === 0 ? [part] : [span('  '), part],
  );
}

function filterSpans(state: InterfaceState, facts: FooterFacts): Span[] {
  if (state.filter === '') {
    return [];
  }
  const shown = state.prompt === undefined ? `filter ${printable(state.filter)}: ` : '';
  const searching = facts.unsearched > 0 ? `, ${countText(facts.unsearched)} to search` : '';
  const counts = `${countText(facts.filteredRows)} of ${countText(facts.totalRows)}${searching}`;
  return [span(`${shown}${counts}`, 'changed')];
}

function pauseSpans(state: InterfaceState, facts: FooterFacts): Span[] {
  if (state.hold === undefined) {
    return [];
  }
  const fresh = facts.newRows > 0 ? `  +${countText(facts.newRows)} new` : '';
  return [span(`PAUSED${fresh}`, 'warning')];
}
