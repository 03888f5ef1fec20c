// Text with roles: what a line says and what each part of it means. The interface maps roles to
// colours and glyphs (ui/theme.ts); plain output drops them. Nothing here knows a terminal.

export type Role =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'key'
  | 'number'
  | 'created'
  | 'changed'
  | 'deleted'
  | 'gap'
  | 'ok'
  | 'warning'
  | 'error'
  | 'unknown'
  | 'heading';

export type Span = {readonly text: string; readonly role: Role};

/** One row of output. Its text holds no control characters: untrusted text passes printable() first. */
export type Line = readonly Span[];

export function span(text: string, role: Role = 'plain'): Span {
  return {text, role};
}

export function plainText(line: Line): string {
  return line.map(part => part.text).join('');
}

/** Rows of a report as they are printed once. */
export function printedText(lines: readonly Line[]): string {
  return lines.map(line => plainText(line).trimEnd()).join('\n');
}
