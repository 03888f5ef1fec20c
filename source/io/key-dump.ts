// Where `sync --dump` puts the keys: a file, written page by page and emptied when the sync has to
// start again, or stdout, which can't be taken back.
import {closeSync, ftruncateSync, openSync, writeSync} from 'node:fs';
import type {Setting} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';
import {writingError} from './file-error.ts';
import type {Output} from './output.ts';

type KeyDump = {
  readonly usesStdout: boolean;
  /**
   * Whether it takes more; if not, hold back until output's onDrain. Throws when the file can't take
   * it, or when stdout already holds what would be repeated.
   */
  add(text: string, isFirst: boolean): boolean;
  close(): void;
};

/** '-' is stdout. Throws UsageError when the file can't be opened. */
export function openKeyDump(target: Setting<string>, output: Output): KeyDump {
  return target.value === '-' ? dumpToStdout(output) : dumpToFile(target.value);
}

function dumpToStdout(output: Output): KeyDump {
  let wrote = false;
  return {
    usesStdout: true,
    add(text, isFirst) {
      if (isFirst && wrote) {
        throw new Error(
          'the history was compacted on the way: what is printed is incomplete, run it again',
        );
      }
      wrote = true;
      return output.write(text);
    },
    close() {},
  };
}

function dumpToFile(name: string): KeyDump {
  let file: number;
  try {
    file = openSync(name, 'w', 0o600);
  } catch (error) {
    throw new UsageError(`--dump ${name} can't be written: ${writingError(error)}`, {
      cause: error,
    });
  }
  let position = 0;
  return {
    usesStdout: false,
    add(text, isFirst) {
      if (isFirst && position > 0) {
        ftruncateSync(file, 0);
        position = 0;
      }
      const bytes = Buffer.from(text, 'utf8');
      for (let written = 0; written < bytes.length; ) {
        const count = writeSync(file, bytes, written, bytes.length - written, position);
        written += count;
        position += count;
      }
      return true;
    },
    close: () => closeSync(file),
  };
}
