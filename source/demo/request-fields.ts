// Reads fields of a request's JSON as the gateway does: snake_case or camelCase names, integers as
// numbers or strings, bytes as base64 whose strictness depends on the gateway's generation, unknown
// fields ignored. Faults become the gateway's own refusals.
import {isJsonObject} from '../etcd/json-object.ts';
import {type EtcdError, unreadable} from './etcd-error.ts';
import type {Generation} from './releases.ts';

export type Fields = {
  /** Bytes, one character each. */
  readonly bytes: (name: string) => string;
  readonly base64: (name: string) => string;
  /** Values beyond what JavaScript counts exactly are refused. */
  readonly integer: (name: string) => number;
  /** A 64-bit integer in decimal. */
  readonly id: (name: string) => string;
  readonly flag: (name: string) => boolean;
  readonly text: (name: string) => string;
  readonly choice: <T extends string>(name: string, choices: readonly T[], type: string) => T;
  readonly choices: <T extends string>(name: string, all: readonly T[], type: string) => T[];
  readonly child: (name: string) => Fields | undefined;
  readonly children: (name: string) => readonly Fields[];
  readonly has: (name: string) => boolean;
};

type Source = {readonly text: string; readonly generation: Generation};

/** The fields of one JSON object; what is not one is refused in the gateway's words. */
export function readFields(text: string, generation: Generation): Fields {
  return fieldsOf(parseObject(text, generation), {text, generation});
}

function fieldsOf(record: Readonly<Record<string, unknown>>, source: Source): Fields {
  const value = (name: string) => record[name] ?? record[camelCase(name)] ?? undefined;
  const choice = <T extends string>(given: unknown, choices: readonly T[], type: string) =>
    readChoice(given, choices, type, source);
  const child = (given: unknown, name: string) => {
    if (!isJsonObject(given)) throw invalidValue(source, 'message', name, given);
    return fieldsOf(given, source);
  };
  const list = (name: string) => asList(value(name), name, source);
  return {
    bytes: name => Buffer.from(readBase64(value(name), name, source), 'base64').toString('latin1'),
    base64: name => readBase64(value(name), name, source),
    integer: name => Number(readInteger(value(name), name, source)),
    id: name => readInteger(value(name), name, source),
    flag: name => readFlag(value(name), name, source),
    text: name => readText(value(name), name, source),
    choice: (name, choices, type) => choice(value(name), choices, type),
    choices: (name, all, type) => list(name).map(one => choice(one, all, type)),
    child: name => (value(name) === undefined ? undefined : child(value(name), name)),
    children: name => list(name).map(one => child(one, name)),
    has: name => value(name) !== undefined,
  };
}

function parseObject(text: string, generation: Generation): Record<string, unknown> {
  if (text.trim() === '') return {};
  const source = {text, generation};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw unreadable(syntaxMessage(String(error), source));
  }
  if (!isJsonObject(parsed)) throw unreadable(syntaxMessage('', source));
  return parsed;
}

function syntaxMessage(fault: string, {text, generation}: Source): string {
  const isCut = /end of JSON|Unterminated/.test(fault) || faultPosition(fault) >= text.length;
  if (isCut) return 'unexpected EOF';
  const start = text.trimStart().slice(0, 1);
  if (generation === 'v1') return `invalid character '${start}' looking for beginning of value`;
  return `proto: syntax error (line 1:1): unexpected token ${start}`;
}

function faultPosition(fault: string): number {
  return Number(/position (\d+)/.exec(fault)?.[1] ?? -1);
}

function readBase64(value: unknown, name: string, source: Source): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') throw invalidValue(source, 'bytes', name, value);
  const bad = badBase64At(value, source.generation);
  if (bad === undefined) return Buffer.from(value, 'base64').toString('base64');
  if (source.generation === 'v2') throw invalidValue(source, 'bytes', name, value);
  throw unreadable(`illegal base64 data at input byte ${bad}`);
}

/** Where Go's decoder gives up. The second generation takes missing padding and the URL alphabet. */
function badBase64At(value: string, generation: Generation): number | undefined {
  const isLax = generation === 'v2';
  const alphabet = isLax && /[-_]/.test(value) ? /^[\w-]*/ : /^[A-Za-z0-9+/]*/;
  const [good = ''] = alphabet.exec(value) ?? [];
  const padding = value.slice(good.length);
  const missing = (4 - (good.length % 4)) % 4;
  if (missing < 3 && padding === '='.repeat(missing)) return undefined;
  if (missing < 3 && padding === '' && isLax) return undefined;
  return padding === '' ? value.length - (good.length % 4) : good.length;
}

function readInteger(value: unknown, name: string, source: Source): string {
  if (value === undefined) return '0';
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (!/^-?\d{1,20}$/.test(text)) throw invalidValue(source, 'int64', name, value);
  return BigInt(text).toString();
}

function readFlag(value: unknown, name: string, source: Source): boolean {
  if (value === undefined) return false;
  if (typeof value !== 'boolean') throw invalidValue(source, 'bool', name, value);
  return value;
}

function readText(value: unknown, name: string, source: Source): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') throw invalidValue(source, 'string', name, value);
  return value;
}

/** The first choice is the one with number 0. */
function readChoice<T extends string>(
  value: unknown,
  choices: readonly T[],
  type: string,
  {generation}: Source,
): T {
  const known = choices.find((choice, number) => choice === value || number === value);
  if (known !== undefined) return known;
  const [first] = choices;
  if (first === undefined) throw unreadable(`no values of ${type}`);
  if (value === undefined || generation === 'v2') return first;
  throw unreadable(`unknown value ${JSON.stringify(value)} for enum ${type}`);
}

function asList(value: unknown, name: string, source: Source): readonly unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalidValue(source, 'list', name, value);
  return value;
}

function invalidValue(
  {text, generation}: Source,
  type: string,
  name: string,
  value: unknown,
): EtcdError {
  const shown = JSON.stringify(value);
  if (generation === 'v1') {
    return unreadable(`json: cannot unmarshal ${shown} into Go value of type ${type}`);
  }
  const before = text.slice(0, Math.max(0, text.indexOf(shown)));
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  const field = `invalid value for ${type} field ${camelCase(name)}: ${shown}`;
  return unreadable(`proto: (line ${line}:${column}): ${field}`);
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
