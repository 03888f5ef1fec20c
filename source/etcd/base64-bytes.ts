// Length after decoding, from the text's length alone: nothing is decoded for it.
import type {Base64} from './messages.ts';

export function base64Bytes(text: Base64): number {
  const {length} = text;
  if (length === 0) return 0;
  const padding =
    text.charCodeAt(length - 1) !== 0x3d ? 0 : text.charCodeAt(length - 2) !== 0x3d ? 1 : 2;
  return Math.floor((length / 4) * 3) - padding;
}
