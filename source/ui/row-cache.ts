// Painted rows kept by sequence number (of a burst by its length, too) for as long as they would be
// painted the same, so that a frame costs only what is new in it. Also the key column's width, which
// grows and never shrinks: columns that jump are worse than columns that are a little too wide.
import type {Line} from '../report/lines.ts';

export type RowCache = {
  /** entry names what is in the row, look everything else that decides how it looks. */
  row(entry: number | string, look: string, paint: () => string): string;
  /** The widest key seen at this screen width, at most max. */
  keyWidth(screenWidth: number, widest: number, max: number): number;
  /** The lines of a text made before from the very same values. */
  lines(from: readonly unknown[], make: () => readonly Line[]): readonly Line[];
  /** For another log, whose sequence numbers are others. */
  forget(): void;
};

/** A few screens' worth. */
const rowsMax = 1000;

export function createRowCache(): RowCache {
  const painted = new Map<number | string, string>();
  let currentLook = '';
  let widthFor = {screen: 0, key: 0};
  let text: {readonly from: readonly unknown[]; readonly lines: readonly Line[]} | undefined;
  return {
    row(entry, look, paint) {
      if (look !== currentLook || painted.size > rowsMax) {
        painted.clear();
        currentLook = look;
      }
      const known = painted.get(entry);
      if (known !== undefined) {
        return known;
      }
      const row = paint();
      painted.set(entry, row);
      return row;
    },
    keyWidth(screenWidth, widest, max) {
      const before = widthFor.screen === screenWidth ? widthFor.key : 10;
      widthFor = {screen: screenWidth, key: Math.min(max, Math.max(before, widest))};
      return widthFor.key;
    },
    lines(from, make) {
      if (text?.from.length !== from.length || from.some((value, at) => value !== text?.from[at])) {
        text = {from, lines: make()};
      }
      return text.lines;
    },
    forget() {
      painted.clear();
      widthFor = {screen: 0, key: 0};
    },
  };
}
