// The last line: the keys that matter now on the left, on the right whether the view is paused, how
// much is new and what the filter lets through. A message takes the place of the keys once.
import {cutLine, lineWidth} from '../report/display-width.ts';
import {type Line, type Span, span} from '../report/lines.ts';
import {countText} from '../report/number-text.ts';
import {printable} from '../report/printable.ts';
import type {PaneName} from '../report/view-model.ts';
import type {InterfaceState} from './interface-state.ts';
import {keymap, worksIn} from './keymap.ts';

type FooterFacts = {
  /** Rows that came after the pause. */
  readonly newRows: number;
  readonly filteredRows: number;
  readonly totalRows: number;
  /** Entries that the filter has not seen yet. */
  readonly unsearched: number;
  /** Lines with what is looked for. */
  readonly found: number;
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
      message === undefined
        ? span(`  ${promptHints[prompt.kind]}`, 'dim')
        : messageSpan(message, '  ');
    return [
      span(prompt.kind === 'command' ? ':' : '/', 'heading'),
      span(`${printable(prompt.text)}▁`, 'strong'),
      hint,
    ];
  }
  return message === undefined ? hintSpans(state, room) : [messageSpan(message, '')];
}

const promptHints = {
  filter: '!exclude ~regex',
  find: 'enter, then n N',
  command: 'rev N, prefix P, endpoint N, record FILE, q',
} as const;

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
    return ['esc back', 'j k scroll', '/ find', 'q quit'];
  }
  const {pane, keys} = state;
  const focus = pane === 'keys' ? keys.focus : state.focus;
  if ((pane === 'watch' && state.detailOpen) || (pane === 'keys' && keys.detailOpen)) {
    const enter = focus === 'list' ? 'enter scroll detail' : 'esc list';
    const older = pane === 'keys' ? '[ ] history' : '[ ] same key';
    return [
      ...(focus === 'list' ? ['esc back'] : []),
      enter,
      `v ${state.valueMode}`,
      older,
      'y copy',
      'f full screen',
      '? help',
      'q quit',
    ];
  }
  if (pane === 'keys') {
    return ['enter open', 'h close', '/ find', 'y copy', '? help', 'q quit'];
  }
  const hints = keymap
    .filter(binding => worksIn(binding, pane))
    .flatMap(({hint}) => (hint === undefined ? [] : [hintIn(pane, hint)]));
  return state.hold === undefined || state.pane !== 'watch' ? hints : ['G catch up', ...hints];
}

/** What / does where text scrolls. */
function hintIn(pane: PaneName, hint: string): string {
  return hint === '/ filter' && pane !== 'watch' ? '/ find' : hint;
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
  const found = foundSpans(state, facts);
  return [...position, ...found, ...secrets, ...watch].flatMap((part, at) =>
    at === 0 ? [part] : [span('  '), part],
  );
}

function foundSpans(state: InterfaceState, {found, text}: FooterFacts): Span[] {
  if (state.pane === 'keys' && !state.helpOpen) {
    const {filter} = state.keys;
    return filter === '' || state.prompt !== undefined
      ? []
      : [span(`filter ${printable(filter)}`, 'changed')];
  }
  return state.find === '' || text === undefined || (state.pane === 'watch' && !state.helpOpen)
    ? []
    : [span(`${countText(found)} lines with ${printable(state.find)}`, 'changed')];
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
