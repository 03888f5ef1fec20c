// One difference of an APISIX resource in words: a node's weight, a plugin put on or taken off, a
// resource switched on or off. undefined for what reads best as path and values.
import {isJsonObject} from '../etcd/json-object.ts';
import type {JsonDifference} from './json-difference.ts';

type DifferenceWords = {
  /** "+" came, "-" went, "" changed. */
  readonly sign: '' | '+' | '-';
  /** What it is about; cut in the middle where room is short. */
  readonly subject: string;
  readonly words: string;
};

export function apisixDifference(difference: JsonDifference): DifferenceWords | undefined {
  const [first, second, third] = difference.path;
  const inUpstream = first === 'upstream' ? difference.path.slice(1) : difference.path;
  if (inUpstream[0] === 'nodes' && inUpstream.length === 2) {
    return nodeWords(difference, String(inUpstream[1]));
  }
  if (first === 'plugins' && typeof second === 'string') {
    return pluginWords(difference, second, third);
  }
  if (first === 'status' && difference.path.length === 1 && difference.kind === 'changed') {
    const {before, after} = difference;
    const isSwitch = (before === 0 && after === 1) || (before === 1 && after === 0);
    return isSwitch
      ? {
          sign: '',
          subject: after === 1 ? 'enabled' : 'disabled',
          words: `status ${before} → ${after}`,
        }
      : undefined;
  }
  return undefined;
}

function nodeWords(difference: JsonDifference, address: string): DifferenceWords {
  const subject = `node ${address}`;
  switch (difference.kind) {
    case 'changed':
      return {
        sign: '',
        subject,
        words: `weight ${plain(difference.before)} → ${plain(difference.after)}`,
      };
    case 'added':
      return {sign: '+', subject, words: `weight ${plain(difference.after)}`};
    case 'removed':
      return {sign: '-', subject, words: `was weight ${plain(difference.before)}`};
  }
}

function pluginWords(
  difference: JsonDifference,
  name: string,
  field: string | number | undefined,
): DifferenceWords | undefined {
  const subject = `plugin ${name}`;
  if (field === undefined) {
    switch (difference.kind) {
      case 'added':
        return {sign: '+', subject, words: setting(difference.after)};
      case 'removed':
        return {sign: '-', subject, words: `was ${setting(difference.before)}`};
      case 'changed':
        return undefined;
    }
  }
  const isSwitch = field === '_meta' && difference.path.at(-1) === 'disable';
  if (isSwitch && difference.kind !== 'removed' && typeof difference.after === 'boolean') {
    return {sign: '', subject, words: difference.after ? 'disabled' : 'enabled'};
  }
  return undefined;
}

function setting(value: unknown): string {
  return isJsonObject(value) && Object.keys(value).length === 0 ? 'on' : JSON.stringify(value);
}

function plain(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}
