// PREFIX as bytes, from the word or from --prefix-base64.
import type {CommandLine} from '../config/command-line.ts';
import {UsageError} from '../config/usage-error.ts';
import {refused} from '../config/values.ts';

export type Prefix = {readonly bytes: Uint8Array; readonly text: string};

/** Throws UsageError. */
export function readPrefix(commandLine: CommandLine): Prefix {
  const setting = commandLine.values.get('prefix-base64');
  if (setting === undefined) {
    return {bytes: Buffer.from(commandLine.argument, 'utf8'), text: commandLine.argument};
  }
  if (commandLine.argumentGiven) {
    throw new UsageError('--prefix-base64 and a PREFIX exclude each other');
  }
  const bytes = Buffer.from(setting.value, 'base64');
  const isBase64 = /^[A-Za-z0-9+/_-]*={0,2}$/.test(setting.value);
  if (!isBase64) throw refused(setting, 'base64');
  return {bytes, text: bytes.toString('utf8')};
}

export function describePrefix({text}: Prefix): string {
  return text === '' ? 'every key' : text;
}
