// How roles look on this terminal: colour and attributes by role, glyphs with or without Unicode.
// Symbols carry the meaning (report/entry-line.ts), colour only repeats it, so "none" loses nothing.
import {cutLine, displayWidth, graphemesOf, lineWidth} from '../report/display-width.ts';
import type {Line, Role} from '../report/lines.ts';
import {printable} from '../report/printable.ts';

export type ColorDepth = 'none' | '16' | '256';

export type PaintOptions = {
  /** Padded to the full width, for what stands beside something else. */
  readonly fill?: boolean;
  readonly selected?: boolean;
};

export type Theme = {
  /** One row's line as a string for the terminal: never wider than width, no other escapes than SGR. */
  paint(line: Line, width: number, options?: PaintOptions): string;
};

export function createTheme({
  color,
  unicode,
}: {
  readonly color: ColorDepth;
  readonly unicode: boolean;
}): Theme {
  const codes = styles[color];
  return {
    paint(line, width, options = {}) {
      const cut = cutLine(line, width);
      const texts = cut.map(part => ({text: drawable(part.text, unicode), role: part.role}));
      const isFilled = options.fill === true || options.selected === true;
      const rest = ' '.repeat(isFilled ? Math.max(0, width - lineWidth(cut)) : 0);
      if (options.selected === true) {
        return `\x1b[7m${texts.map(part => part.text).join('')}${rest}\x1b[27m`;
      }
      return texts.map(part => styled(part.text, codes[part.role])).join('') + rest;
    },
  };
}

/** NO_COLOR (any value but empty) and TERM=dumb: none. Else by COLORTERM and TERM. */
export function colorDepthOf(
  environment: Readonly<Record<string, string | undefined>>,
): ColorDepth {
  const {NO_COLOR = '', TERM = '', COLORTERM = ''} = environment;
  if (NO_COLOR !== '' || TERM === 'dumb') {
    return 'none';
  }
  return COLORTERM !== '' || /256|kitty|alacritty|ghostty|direct/.test(TERM) ? '256' : '16';
}

/** As setlocale(3) picks: LC_ALL, LC_CTYPE, LANG. A terminal that runs in LANG=C gets ASCII. */
export function isUnicodeLocale(
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const {LC_ALL, LC_CTYPE, LANG, WT_SESSION} = environment;
  const locale = LC_ALL || LC_CTYPE || LANG || '';
  return /utf-?8/i.test(locale) || (locale === '' && WT_SESSION !== undefined);
}

type Styles = Readonly<Record<Role, string>>;

const plainStyles: Styles = {
  plain: '',
  dim: '',
  strong: '1',
  key: '',
  number: '',
  created: '',
  changed: '',
  deleted: '',
  gap: '1',
  ok: '',
  warning: '1',
  error: '1',
  unknown: '',
  heading: '1',
};

const sixteen: Styles = {
  ...plainStyles,
  dim: '2',
  key: '36',
  number: '2',
  created: '32',
  changed: '33',
  deleted: '31',
  gap: '1;33',
  ok: '32',
  warning: '33',
  error: '1;31',
  unknown: '35',
  heading: '1;36',
};

// Told apart with red-green blindness too: blue-green, yellow and orange-red differ in lightness.
const full: Styles = {
  ...sixteen,
  dim: '38;5;245',
  key: '38;5;117',
  number: '38;5;250',
  created: '38;5;79',
  changed: '38;5;221',
  deleted: '38;5;209',
  gap: '1;38;5;221',
  ok: '38;5;79',
  warning: '38;5;221',
  error: '1;38;5;209',
  unknown: '38;5;183',
  heading: '1;38;5;117',
};

const styles: Readonly<Record<ColorDepth, Styles>> = {
  none: plainStyles,
  '16': sixteen,
  '256': full,
};

function styled(text: string, code: string): string {
  return code === '' || text === '' ? text : `\x1b[${code}m${text}\x1b[0m`;
}

/** One column each, as the glyphs that they stand for. */
const asciiGlyphs: Readonly<Record<string, string>> = {
  '●': '*',
  '○': 'o',
  '✓': 'v',
  '✗': 'x',
  '═': '=',
  '─': '-',
  '│': '|',
  '├': '|',
  '└': '`',
  '┬': '+',
  '▶': '>',
  '▸': '+',
  '▾': '-',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '·': '|',
  '…': '~',
  '•': '*',
  '█': '#',
  '░': '.',
  '▁': '_',
  '▂': '.',
  '▃': '.',
  '▄': '-',
  '▅': '-',
  '▆': '=',
  '▇': '=',
};

const control = /[\x00-\x1f\x7f-\x9f]/;
const beyondAscii = /[^\x20-\x7e]/u;

/** The last gate: no caller's mistake lets a control character out. */
function drawable(text: string, unicode: boolean): string {
  const safe = control.test(text) ? printable(text) : text;
  return unicode || !beyondAscii.test(safe)
    ? safe
    : // As a whole: a flag is two characters and one glyph.
      graphemesOf(safe).map(asciiGlyph).join('');
}

function asciiGlyph(glyph: string): string {
  return beyondAscii.test(glyph) ? (asciiGlyphs[glyph] ?? '?'.repeat(displayWidth(glyph))) : glyph;
}
