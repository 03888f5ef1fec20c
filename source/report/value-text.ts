// A stored value as people look at it: JSON where it is an object or a list, text where it is
// UTF-8, else bytes. Large values are read in part, so that one row never costs a whole document.
import {isUtf8} from 'node:buffer';
import {base64Bytes} from '../etcd/base64-bytes.ts';
import type {Base64} from '../etcd/messages.ts';

export type ReadValue =
  | {readonly kind: 'json'; readonly bytes: number; readonly text: string; readonly json: unknown}
  /** cut: only the beginning was read. */
  | {readonly kind: 'text'; readonly bytes: number; readonly text: string; readonly cut: boolean}
  | {
      readonly kind: 'binary';
      readonly bytes: number;
      readonly content: Uint8Array;
      readonly cut: boolean;
    };

/** Nesting beyond this is shown as text: our walks over JSON recurse. */
const nestingMax = 200;

/** Values above documentBytesMax are read up to excerptBytesMax and never parsed. */
export function readValue(
  value: Base64,
  limits: {readonly documentBytesMax: number; readonly excerptBytesMax: number},
): ReadValue {
  const bytes = base64Bytes(value);
  const cut = bytes > limits.documentBytesMax;
  const kept = cut ? value.slice(0, Math.ceil(limits.excerptBytesMax / 3) * 4) : value;
  const content = Buffer.from(kept, 'base64');
  if (content.includes(0) || !isUtf8(cut ? withoutPartialCharacter(content) : content)) {
    return {kind: 'binary', bytes, content, cut};
  }
  const text = content.toString('utf8');
  const json = cut ? undefined : parseDocument(text);
  return json === undefined ? {kind: 'text', bytes, text, cut} : {kind: 'json', bytes, text, json};
}

/** An object or a list; undefined for anything else, and for nesting that would overflow the stack. */
export function parseDocument(text: string): object | undefined {
  const first = text.trimStart()[0];
  if ((first !== '{' && first !== '[') || isNestedTooDeep(text)) {
    return undefined;
  }
  try {
    return JSON.parse(text) as object;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** Counts brackets in strings too, which only errs towards showing text. */
function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) {
      depth++;
      if (depth > nestingMax) {
        return true;
      }
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
    }
  }
  return false;
}

/** A cut may fall inside a character: its lead byte is among the last three. */
function withoutPartialCharacter(content: Uint8Array): Uint8Array {
  for (let back = 1; back <= 3 && back <= content.length; back++) {
    if ((content[content.length - back] ?? 0) >= 0xc0) {
      return content.subarray(0, content.length - back);
    }
  }
  return content;
}
