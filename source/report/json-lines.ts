// Two JSON values laid out as one over lines, with what went and what came marked by a sign in the
// first column; names, numbers and punctuation apart.
import {isJsonObject} from '../etcd/json-object.ts';
import {isJsonEqual} from './json-equal.ts';
import {type Line, type Role, type Span, span} from './lines.ts';
import {alignLists} from './list-alignment.ts';
import {printable} from './printable.ts';

type Mark = {readonly sign: string; readonly role?: Role};

const same: Mark = {sign: '  '};
const came: Mark = {sign: '+ ', role: 'created'};
const went: Mark = {sign: '- ', role: 'deleted'};

/** Equal parts once, removed parts with "- ", added parts with "+ ". */
export function jsonDifferenceLines(before: unknown, after: unknown): Line[] {
  return differenceLines(before, after, {mark: same, depth: 0, name: undefined, comma: ''});
}

/** Where a value stands: its mark, how deep, under which name, and whether others follow. */
type Place = {
  readonly mark: Mark;
  readonly depth: number;
  readonly name: string | undefined;
  readonly comma: string;
};

function valueLines(value: unknown, place: Place): Line[] {
  const isList = Array.isArray(value);
  if (!isList && !isJsonObject(value)) {
    return [row(place, [scalar(value)], place.comma)];
  }
  const items: [string | undefined, unknown][] = isList
    ? value.map(item => [undefined, item])
    : Object.entries(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) {
    return [row(place, [span(`${open}${close}`)], place.comma)];
  }
  return [
    row(place, [span(open)], ''),
    ...items.flatMap(([name, item], at) =>
      valueLines(item, inner(place, name, place.mark, at < items.length - 1)),
    ),
    row({...place, name: undefined}, [span(close)], place.comma),
  ];
}

function differenceLines(before: unknown, after: unknown, place: Place): Line[] {
  if (isJsonEqual(before, after)) {
    return valueLines(after, place);
  }
  if (isJsonObject(before) && isJsonObject(after)) {
    return bracketed(place, '{', '}', objectDifference(before, after, place));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return bracketed(place, '[', ']', listDifference(before, after, place));
  }
  return [
    ...valueLines(before, {...place, mark: went}),
    ...valueLines(after, {...place, mark: came}),
  ];
}

function objectDifference(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  place: Place,
): Line[] {
  const names = Object.keys(after);
  const gone = Object.keys(before).filter(name => !Object.hasOwn(after, name));
  return [
    ...names.flatMap((name, at) => {
      const more = at < names.length - 1;
      return Object.hasOwn(before, name)
        ? differenceLines(before[name], after[name], inner(place, name, same, more))
        : valueLines(after[name], inner(place, name, came, more));
    }),
    ...gone.flatMap(name => valueLines(before[name], inner(place, name, went, false))),
  ];
}

function listDifference(
  before: readonly unknown[],
  after: readonly unknown[],
  place: Place,
): Line[] {
  return alignLists(before, after).flatMap(({before: was, after: is}) => {
    const more = is === undefined ? was !== before.length - 1 : is < after.length - 1;
    const mark = was === undefined ? came : is === undefined ? went : same;
    const spot = inner(place, undefined, mark, more);
    if (was === undefined) return is === undefined ? [] : valueLines(after[is], spot);
    return is === undefined
      ? valueLines(before[was], spot)
      : differenceLines(before[was], after[is], spot);
  });
}

function bracketed(place: Place, open: string, close: string, lines: readonly Line[]): Line[] {
  return [
    row(place, [span(open)], ''),
    ...lines,
    row({...place, name: undefined}, [span(close)], place.comma),
  ];
}

function inner(place: Place, name: string | undefined, mark: Mark, more: boolean): Place {
  return {mark, depth: place.depth + 1, name, comma: more ? ',' : ''};
}

function row(place: Place, content: readonly Span[], comma: string): Line {
  const {mark, depth, name} = place;
  const label =
    name === undefined ? [] : [span(printable(JSON.stringify(name)), 'key'), span(': ')];
  const parts = [span('  '.repeat(depth)), ...label, ...content, span(comma)];
  const role = mark.role;
  return [
    span(mark.sign, role ?? 'dim'),
    ...(role === undefined ? parts : parts.map(part => span(part.text, role))),
  ];
}

function scalar(value: unknown): Span {
  const role = typeof value === 'number' || typeof value === 'boolean' ? 'number' : 'plain';
  return span(printable(JSON.stringify(value) ?? 'null'), role);
}
