// Glyphs, words and wrapping that all parts of the certificate report share.
import type {HopVerdict} from '../tls/certificates-report.ts';
import {cutText, displayWidth, padText, wrapText} from './display-width.ts';
import {type Line, type Role, type Span, span} from './lines.ts';
import {printable} from './printable.ts';

export const MARKS = {
  ok: '✓',
  error: '✗',
  warning: '!',
  info: '·',
  remedy: '→',
} as const;

const VERDICTS: Readonly<Record<HopVerdict, {text: string; role: Role}>> = {
  ok: {text: '✓ ok', role: 'ok'},
  fail: {text: '✗ FAIL', role: 'error'},
  unknown: {text: '? unknown', role: 'unknown'},
};

export function verdictText(verdict: HopVerdict): string {
  return VERDICTS[verdict].text;
}

export function verdictSpan(verdict: HopVerdict, columns = 0): Span {
  const {text, role} = VERDICTS[verdict];
  return span(padText(text, columns), role);
}

const TEXT_COLUMNS_MIN = 12;

/** The lead, then the text in words broken to fit, its further rows indented as far as the lead. */
export function hanging(lead: string, text: string, width: number, role: Role = 'plain'): Line[] {
  // Where the lead takes the whole row, the text goes below it, a little indented.
  const indent = Math.max(0, Math.min(displayWidth(lead), width - TEXT_COLUMNS_MIN));
  const rows = wrapText(printable(text), Math.max(TEXT_COLUMNS_MIN, width - indent));
  const short = cutText(lead, indent);
  return rows.map((row, at) => [
    span(at === 0 ? short : ' '.repeat(indent), role),
    span(row, role),
  ]);
}

const ASCII: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '·': '-',
  '→': '>',
  '─': '-',
  '▶': '>',
  '│': '|',
  '└': '`',
  '…': '~',
};

/** The same line, as wide, with nothing but ASCII. */
export function asciiLine(line: Line): Line {
  return line.map(({text, role}) =>
    span(
      text.replace(
        /[^\x20-\x7e]\p{M}*/gu,
        glyph => ASCII[glyph] ?? '?'.repeat(displayWidth(glyph)),
      ),
      role,
    ),
  );
}
