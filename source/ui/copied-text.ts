// What y, Y and c copy: the value as shown (masked unless secrets are), the key, or a command that
// reads the key. A value that is not text is copied as base64, and the message says so.
import {isUtf8} from 'node:buffer';
import type {Base64} from '../etcd/messages.ts';
import {type Line, plainText} from '../report/lines.ts';
import {bytesText} from '../report/number-text.ts';
import {printableBase64} from '../report/printable.ts';
import type {Masker} from '../report/secrets.ts';
import {curlCommand, etcdctlCommand, type Reach} from '../report/typed-commands.ts';
import {clipboardBytesMax} from './clipboard.ts';

/** What is selected: a key with its value where that is known. */
export type Copied = {
  readonly key: Base64;
  readonly value: Base64 | undefined;
  /** Set where the value is an older one. */
  readonly revision: number | undefined;
};

export type CopyResult =
  | {readonly ok: true; readonly text: string; readonly message: string}
  | {readonly ok: false; readonly message: string};

export function copyValue(copied: Copied, masker: Masker | undefined): CopyResult {
  if (copied.value === undefined) {
    return {ok: false, message: 'the value is not known'};
  }
  const bytes = Buffer.from(copied.value, 'base64');
  if (!isUtf8(bytes)) {
    return copiedText(
      copied.value,
      `value as base64 (${bytesText(bytes.length)} that are not text)`,
    );
  }
  const text = bytes.toString('utf8');
  const shown = masker === undefined ? text : masker.maskText(printableBase64(copied.key), text);
  return copiedText(shown, shown === text ? 'value' : 'value with secrets masked (! shows them)');
}

export function copyKey({key}: Copied): CopyResult {
  const bytes = Buffer.from(key, 'base64');
  return isUtf8(bytes)
    ? copiedText(bytes.toString('utf8'), 'key')
    : copiedText(key, 'key as base64: it is not text');
}

export function copyCommand(
  copied: Copied,
  reach: Reach | undefined,
  kind: 'curl' | 'etcdctl',
): CopyResult {
  if (reach === undefined) {
    return {ok: false, message: 'there is no etcd behind this to ask'};
  }
  const key = Buffer.from(copied.key, 'base64');
  const make = kind === 'curl' ? curlCommand : etcdctlCommand;
  const other = kind === 'curl' ? 'etcdctl' : 'curl';
  return copiedText(make(reach, key, copied.revision), `as ${kind}; Y again: ${other}`);
}

export function copyLines(lines: readonly Line[]): CopyResult {
  const text = lines.map(line => plainText(line).trimEnd()).join('\n');
  return copiedText(`${text}\n`, `${lines.length} lines`);
}

function copiedText(text: string, what: string): CopyResult {
  const bytes = Buffer.byteLength(text, 'utf8');
  return bytes > clipboardBytesMax
    ? {ok: false, message: `${bytesText(bytes)} are too much for a terminal's clipboard`}
    : {ok: true, text, message: `copied ${bytesText(bytes)}: ${what}`};
}
