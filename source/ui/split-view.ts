// A list with the detail of its selected row: beside it on wide terminals, below it on others, in
// its place where there is room for one only or full screen asks for it.
import {displayWidth} from '../report/display-width.ts';
import {type Line, span} from '../report/lines.ts';
import type {ValueMode} from '../report/value-lines.ts';
import type {TextPane} from './text-pane.ts';
import type {Theme} from './theme.ts';

export type Size = {readonly width: number; readonly height: number};

export type SplitView = {
  readonly rows: readonly string[];
  readonly listHeight: number;
  readonly listWidth: number;
  /** undefined while the detail is closed. */
  readonly text: TextPane | undefined;
};

type SplitOptions = Size & {
  readonly theme: Theme;
  readonly isOpen: boolean;
  /** The detail in place of the list. */
  readonly isAlone: boolean;
  /** Above a detail the list takes no more rows than it has. */
  readonly listRows?: number;
  /** fill: padded to the full width. */
  readonly list: (size: Size, fill: boolean) => readonly string[];
  readonly detail: (size: Size) => {readonly rows: readonly string[]; readonly text: TextPane};
};

/** From here on the detail stands beside the list. */
const besideFrom = 100;

export function splitView(options: SplitOptions): SplitView {
  const {width, height, isOpen, isAlone, list, detail} = options;
  if (!isOpen) {
    const rows = list({width, height}, false);
    return {rows, listHeight: height, listWidth: width, text: undefined};
  }
  if (isAlone || height < 9 || width < 40) {
    return {...detail({width, height}), listHeight: height, listWidth: width};
  }
  return width >= besideFrom ? sideBySide(options) : stacked(options);
}

/** The line above the detail: whether it has the keys, and how it shows the value. */
export function detailTitle(of: {
  readonly isFocused: boolean;
  readonly mode: ValueMode;
  readonly width: number;
}): Line {
  const title = `${of.isFocused ? '▶ detail' : '─ detail'} (${of.mode}) `;
  const rest = '─'.repeat(Math.max(0, of.width - displayWidth(title)));
  return [span(title + rest, of.isFocused ? 'heading' : 'dim')];
}

function sideBySide({width, height, theme, list, detail}: SplitOptions): SplitView {
  const listWidth = Math.floor(width * 0.52);
  const left = list({width: listWidth, height}, true);
  const {rows: right, text} = detail({width: width - listWidth - 2, height});
  const bar = theme.paint([span(' │', 'dim')], 2);
  const rows = left.map((row, at) => `${row}${bar}${right[at] ?? ''}`);
  return {rows, listHeight: height, listWidth, text};
}

function stacked({width, height, listRows, list, detail}: SplitOptions): SplitView {
  const share = Math.max(3, Math.floor(height * 0.4));
  const listHeight = Math.max(3, Math.min(share, listRows ?? share));
  const {rows, text} = detail({width, height: height - listHeight});
  const above = list({width, height: listHeight}, false);
  return {rows: [...above, ...rows], listHeight, listWidth: width, text};
}
