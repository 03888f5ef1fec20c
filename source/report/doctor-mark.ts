// Glyphs and words that all parts of the doctor's report share.
import type {CheckStatus, DoctorFinding} from '../doctor/doctor-report.ts';
import type {Role} from './lines.ts';

export const checkMarks: Readonly<
  Record<CheckStatus, {readonly glyph: string; readonly role: Role}>
> = {
  pass: {glyph: '✓', role: 'ok'},
  warn: {glyph: '!', role: 'warning'},
  fail: {glyph: '✗', role: 'error'},
  skipped: {glyph: '·', role: 'dim'},
  unknown: {glyph: '?', role: 'unknown'},
};

export function severityWord(severity: DoctorFinding['severity']): string {
  return severity === 'error' ? 'FAIL' : severity === 'warning' ? 'WARN' : 'note';
}

export function severityGlyph(severity: DoctorFinding['severity']): string {
  return severity === 'error' ? '✗' : severity === 'warning' ? '!' : '·';
}

/** 0.0123 → "12 ms", 7.04 → "7.0 s". */
export function tookText(seconds: number): string {
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : `${seconds.toFixed(1)} s`;
}
