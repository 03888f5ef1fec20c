// JSON text laid out over lines with roles, token by token: numbers stay as they were written (a
// parser would round large ones), names that stand twice stay twice.
import {visit} from 'jsonc-parser';
import {type Line, type Role, type Span, span} from './lines.ts';
import {printable} from './printable.ts';

/** text: valid JSON, nested no deeper than a stack takes. */
export function jsonTextLines(text: string): Line[] {
  const page = createPage();
  const token = (offset: number, length: number) => printable(text.slice(offset, offset + length));
  visit(text, {
    onObjectBegin: () => page.open('{'),
    onArrayBegin: () => page.open('['),
    onObjectEnd: () => page.close('}'),
    onArrayEnd: () => page.close(']'),
    onObjectProperty: (_, offset, length) => page.put(token(offset, length), 'key'),
    onLiteralValue: (value, offset, length) => page.put(token(offset, length), roleOf(value)),
    onSeparator(character) {
      if (character === ',') {
        page.put(',', 'plain');
        page.endLine();
      } else {
        page.put(': ', 'plain');
      }
    },
  });
  return page.lines();
}

function createPage() {
  const lines: Line[] = [];
  let line: Span[] = [];
  let depth = 0;
  /** Right behind an opening bracket: nothing is in there yet. */
  let isEmpty = false;
  const endLine = (): void => {
    lines.push(line);
    line = [span('  '.repeat(depth))];
  };
  const put = (text: string, role: Role): void => {
    if (isEmpty) {
      isEmpty = false;
      endLine();
    }
    line.push(span(text, role));
  };
  return {
    put,
    endLine,
    open(bracket: string): void {
      put(bracket, 'plain');
      depth++;
      isEmpty = true;
    },
    close(bracket: string): void {
      depth--;
      if (!isEmpty) {
        endLine();
      }
      isEmpty = false;
      line.push(span(bracket));
    },
    lines: (): Line[] => [...lines, line],
  };
}

function roleOf(value: unknown): Role {
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return 'number';
    case 'string':
      return 'plain';
    default:
      return 'dim';
  }
}
