// `etcdscope certs` from files, with the settings of a command line. The TLS files of the client are
// examined here like etcd's own, so none of them is loaded before.
import {type CommandLine, isWriteOut} from '../config/command-line.ts';
import type {Setting} from '../config/settings.ts';
import {refused} from '../config/values.ts';
import type {Output} from '../io/output.ts';
import {writeTextfile} from '../io/textfile-write.ts';
import {isUnicodeLocale} from '../ui/theme.ts';
import type {CertsFilesOptions} from './certs-files.ts';

export type FilesCommand = {
  readonly commandLine: CommandLine;
  readonly output: Output;
  readonly stdout: {readonly columns?: number};
  readonly say: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Columns of the text where the output is no terminal. */
const textColumns = 100;

/** Whether files are meant and not a live check. */
export function asksForFiles({values, rest}: CertsFilesOptions['commandLine']): boolean {
  return rest !== undefined || values.has('etcd-config') || values.has('etcd-pid');
}

/** Throws UsageError. */
export async function runCertsFilesCommand(command: FilesCommand): Promise<number> {
  const {commandLine, output, stdout, say, environment} = command;
  const writeOut = commandLine.values.get('write-out') as Setting<string>;
  if (!isWriteOut(writeOut.value)) throw refused(writeOut, 'simple or json');
  const textfile = commandLine.values.get('textfile');
  const {runCertsFiles} = await import('./certs-files.ts');
  return runCertsFiles({
    commandLine,
    write: output.write,
    say,
    writeOut: writeOut.value,
    width: stdout.columns || textColumns,
    ascii: !isUnicodeLocale(environment),
    ...(textfile && {saveTextfile: text => writeTextfile(textfile, text)}),
    nowMs: Date.now(),
  });
}
