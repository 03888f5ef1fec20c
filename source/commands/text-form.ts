// In which form a report is printed once: how wide, and whether the terminal's locale has Unicode.
import {isUnicodeLocale} from '../ui/theme.ts';
import type {CommandContext} from './command-context.ts';

export type TextForm = {
  /** Columns. */
  readonly width: number;
  /** Without Unicode. */
  readonly ascii: boolean;
};

/** Columns where the output is no terminal. */
const textColumns = 100;

export function textFormOf({
  stdout,
  environment,
}: Pick<CommandContext, 'environment'> & {
  readonly stdout: {readonly columns?: number};
}): TextForm {
  return {width: textWidthOf(stdout), ascii: !isUnicodeLocale(environment)};
}

export function textWidthOf(stdout: {readonly columns?: number}): number {
  return stdout.columns || textColumns;
}
