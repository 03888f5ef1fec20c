// The Keys pane: the tree of keys, or what was found, the selected row marked, and the detail of a
// key. Without keys it says why.
import type {Clock} from '../report/clock-text.ts';
import {keyDetailLines} from '../report/key-detail-lines.ts';
import {keyLine} from '../report/key-lines.ts';
import type {KeySource} from '../report/key-source.ts';
import {type Line, span} from '../report/lines.ts';
import {countOf} from '../report/number-text.ts';
import {printable} from '../report/printable.ts';
import type {Masker} from '../report/secrets.ts';
import type {ViewModel} from '../report/view-model.ts';
import {waitingLines} from '../report/waiting-lines.ts';
import type {InterfaceState} from './interface-state.ts';
import {firstKeyRowShown, selectedKeyRow} from './keys-moves.ts';
import type {KeysView} from './keys-view.ts';
import type {RowCache} from './row-cache.ts';
import {detailTitle, type Size, type SplitView, splitView} from './split-view.ts';
import {type TextPane, textPane} from './text-pane.ts';
import type {Theme} from './theme.ts';

type KeysPaneInput = Size & {
  readonly model: ViewModel;
  readonly source: KeySource | undefined;
  readonly view: KeysView | undefined;
  readonly state: InterfaceState;
  readonly theme: Theme;
  readonly masker: Masker;
  readonly cache: RowCache;
  readonly clock: Clock;
};

export function keysPane(input: KeysPaneInput): SplitView {
  const {keys, fullScreen} = input.state;
  const split = splitView({
    ...input,
    isOpen: keys.detailOpen && input.view?.detail !== undefined,
    isAlone: fullScreen && keys.focus === 'detail',
    listRows: (input.view?.rows?.count ?? 0) + 1,
    list: (size, fill) => list({...input, ...size}, fill),
    detail: size => detail({...input, ...size}),
  });
  // Its first row says what is listed.
  return {...split, listHeight: Math.max(1, split.listHeight - 1)};
}

function list(input: KeysPaneInput, fill: boolean): string[] {
  const {view, source, state, theme, width, height} = input;
  const head = [countLine(input)];
  const room = Math.max(0, height - head.length);
  const rows = view?.rows;
  const count = rows?.count ?? 0;
  if (rows === undefined || source === undefined || count === 0) {
    return padded([...head, ...emptyLines(input)], input, fill);
  }
  const first = firstKeyRowShown(state, {keyRows: rows}, room);
  const selected = selectedKeyRow(state, {keyRows: rows});
  const body = Array.from({length: Math.min(room, count - first)}, (_, at) => {
    const row = rows.rowAt(first + at);
    const isSelected = first + at === selected;
    const facts = row?.key === undefined ? undefined : source.get(row.key);
    const line = row === undefined ? [] : keyLine(row, facts, width - 1);
    return theme.paint([span(isSelected ? '>' : ' '), ...line], width, {
      selected: isSelected,
      fill,
    });
  });
  const painted = head.map(line => theme.paint(line, width, {fill}));
  return filled([...painted, ...body], input, fill);
}

/** What is listed, and how far a search or a count has come. */
function countLine({source, view, model}: KeysPaneInput): Line {
  if (source === undefined || view === undefined || source.size === 0) {
    return [];
  }
  const {search} = view;
  const where = model.prefix === '' ? 'in all' : `under ${printable(model.prefix)}`;
  if (search === undefined) {
    return [span(` ${countOf(source.size, 'key')} ${where}`, 'dim')];
  }
  const left = source.size - search.searched;
  const going = left > 0 ? `, ${countOf(left, 'key')} to search` : '';
  const best = search.matched > view.rows.count ? `, the best ${view.rows.count} shown` : '';
  return [span(` ${countOf(search.matched, 'key')} found${best}${going}`, 'changed')];
}

function emptyLines({source, view, state, model, width, clock}: KeysPaneInput): readonly Line[] {
  if (source === undefined) {
    return [[], [span('   no key space is kept here', 'dim')]];
  }
  if (state.keys.filter !== '' && view !== undefined) {
    return [[], [span('   no key fits the filter; Esc clears it', 'dim')]];
  }
  return model.progress.syncsDone === 0 && model.phase.name !== 'watching'
    ? waitingLines(model, {width, clock})
    : [[], [span('   there is no key', 'dim')]];
}

function detail(input: KeysPaneInput): {rows: string[]; text: TextPane} {
  const {state, theme, width, height, view} = input;
  const {valueMode: mode, wrap} = state;
  const masker = state.showSecrets ? undefined : input.masker;
  const shown = view?.detail;
  const from = [shown?.key, shown?.versions, shown?.shown, shown?.end, mode, masker, width, wrap];
  const lines = input.cache.lines(from, () =>
    shown === undefined
      ? []
      : keyDetailLines(shown, {width: width - 1, mode, masker, wrap}).map(line => [
          span(' '),
          ...line,
        ]),
  );
  const isFocused = state.keys.focus === 'detail';
  const text = textPane(lines, {
    scroll: state.scroll.keys,
    sideways: wrap ? 0 : state.detailSideways,
    width,
    height: height - 1,
    theme,
  });
  return {rows: [theme.paint(detailTitle({isFocused, mode, width}), width), ...text.rows], text};
}

function padded(lines: readonly Line[], input: KeysPaneInput, fill: boolean): string[] {
  const {theme, width, height} = input;
  return filled(
    lines.slice(0, height).map(line => theme.paint(line, width, {fill})),
    input,
    fill,
  );
}

function filled(rows: readonly string[], {theme, width, height}: KeysPaneInput, fill: boolean) {
  const rest = Math.max(0, height - rows.length);
  return [...rows, ...Array.from({length: rest}, () => theme.paint([], width, {fill}))];
}
