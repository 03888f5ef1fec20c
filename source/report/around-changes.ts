// A difference over lines, cut to what changed: two lines around each change, and the lines that
// enclose it by their indentation; the equal lines between are counted.
import {type Line, plainText, span} from './lines.ts';
import {countOf} from './number-text.ts';

/** Equal lines begin with two spaces as a span of their own, changed ones with "+ " or "- ". */
export function aroundChanges(lines: readonly Line[]): Line[] {
  const changes = lines.flatMap((line, at) => (isEqual(line) ? [] : [at]));
  if (changes.length === 0) {
    return [[span('  no difference', 'dim')], ...lines];
  }
  const shown = new Set(changes.flatMap(at => contextOffsets.map(offset => at + offset)));
  if (changes.length <= enclosedMax) {
    for (const at of changes) {
      addEnclosing(lines, at, shown);
    }
  }
  const kept: Line[] = [];
  let left: Line[] = [];
  const tellLeft = (): void => {
    // A note in place of one line would save nothing.
    const note = [span(`  … ${countOf(left.length, 'equal line')}`, 'dim')];
    kept.push(...(left.length > 1 ? [note] : left));
    left = [];
  };
  for (const [at, line] of lines.entries()) {
    if (shown.has(at)) {
      tellLeft();
      kept.push(line);
    } else {
      left.push(line);
    }
  }
  tellLeft();
  return kept;
}

const contextOffsets = [-2, -1, 0, 1, 2] as const;
/** Each takes a walk up to the first line. */
const enclosedMax = 200;

function isEqual([mark]: Line): boolean {
  return mark?.text === '  ';
}

function addEnclosing(lines: readonly Line[], change: number, shown: Set<number>): void {
  let depth = indentOf(lines[change]);
  for (let at = change - 1; at >= 0 && depth > 0; at--) {
    const indent = indentOf(lines[at]);
    if (indent < depth) {
      depth = indent;
      shown.add(at);
    }
  }
}

function indentOf(line: Line = []): number {
  return plainText(line.slice(1)).search(/\S|$/);
}
