// Whether a parsed JSON value has a shape, where the value comes from somebody else. More fields
// than the shape names are allowed.

export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  /** Milliseconds since the epoch that Date can hold. */
  | 'time'
  /** Absent or of that shape. */
  | {readonly optional: Shape}
  /** One of these words. */
  | {readonly words: readonly string[]}
  /** A list of any length. */
  | readonly [Shape]
  | {readonly [field: string]: Shape};

/** 8.64e15 of ECMA-262, with room for time zones. */
export const timeMsMax = 8.6e15;

export function fits(value: unknown, shape: Shape): boolean {
  if (shape === 'time') return typeof value === 'number' && value >= 0 && value <= timeMsMax;
  if (typeof shape === 'string') return typeof value === shape;
  if (isList(shape)) return Array.isArray(value) && value.every(item => fits(item, shape[0]));
  if (isOptional(shape)) return value === undefined || fits(value, shape.optional);
  if (isWords(shape)) return typeof value === 'string' && shape.words.includes(value);
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return Object.entries(shape).every(([name, field]) => fits(fields[name], field));
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

function isOptional(shape: object): shape is {readonly optional: Shape} {
  return Object.hasOwn(shape, 'optional');
}

function isWords(shape: object): shape is {readonly words: readonly string[]} {
  return Object.hasOwn(shape, 'words') && Array.isArray((shape as {words?: unknown}).words);
}
