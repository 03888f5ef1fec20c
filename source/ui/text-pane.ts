// Lines of text in a window that scrolls: the Sync and Certificates panes, the help and the detail.
// Where the window stands is the caller's state; out of range it shows the end.
import {dropFromLine} from '../report/display-width.ts';
import type {Line} from '../report/lines.ts';
import type {PaintOptions, Theme} from './theme.ts';

export type TextPane = {
  /** Exactly height rows, ready for the terminal. */
  readonly rows: string[];
  /** For moving and for the footer: lines in all, and the first and last one shown, from 1. */
  readonly lines: number;
  readonly first: number;
  readonly last: number;
};

export function textPane(
  lines: readonly Line[],
  view: {
    readonly scroll: number;
    /** Columns that are scrolled out at the left. */
    readonly sideways?: number;
    readonly width: number;
    readonly height: number;
    readonly theme: Theme;
    readonly paint?: PaintOptions;
  },
): TextPane {
  const {width, height, theme, paint, sideways = 0} = view;
  const start = Math.min(view.scroll, Math.max(0, lines.length - height));
  const rows = Array.from({length: Math.max(0, height)}, (_, at) =>
    theme.paint(dropFromLine(lines[start + at] ?? [], sideways), width, paint),
  );
  const last = Math.min(lines.length, start + height);
  return {rows, lines: lines.length, first: Math.min(start + 1, last), last};
}
