// A password from a file or from a prompt on the terminal, with echo off. It goes into the settings
// and from there only into the login request.

import {readFileSync} from 'node:fs';
import type {ReadStream} from 'node:tty';
import type {Setting} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';
import {readingError} from './file-error.ts';

/** The first line of the file. Throws UsageError. */
export function readPasswordFile(file: Setting<string>): Setting<string> {
  try {
    const text = readFileSync(file.value, 'utf8');
    return {value: text.split(/\r?\n/, 1)[0] ?? '', origin: file.origin};
  } catch (error) {
    throw new UsageError(`--password-file ${file.value} can't be read: ${readingError(error)}`, {
      cause: error,
    });
  }
}

/** Asks on the terminal. Throws UsageError where there is none, or on Ctrl-C. */
export async function promptPassword(
  user: Setting<string>,
  stdin: ReadStream,
  stderr: NodeJS.WriteStream,
): Promise<Setting<string>> {
  if (!stdin.isTTY) {
    throw new UsageError(
      `--user ${user.value} without a password, and no terminal to ask on: use --password-file or ETCDCTL_PASSWORD`,
    );
  }
  stderr.write(`Password for etcd user ${JSON.stringify(user.value)}: `);
  stdin.setRawMode(true);
  try {
    return {value: await readHiddenLine(stdin), origin: user.origin};
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

function readHiddenLine(stdin: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let line = '';
    const take = (chunk: Buffer) => {
      for (const character of chunk.toString('utf8')) {
        if (character === '\r' || character === '\n') {
          stdin.off('data', take);
          resolve(line);
          return;
        }
        if (character === '\u0003' || character === '\u0004') {
          stdin.off('data', take);
          reject(new UsageError('no password given'));
          return;
        }
        line = character === '\u007f' || character === '\b' ? line.slice(0, -1) : line + character;
      }
    };
    stdin.on('data', take);
  });
}
