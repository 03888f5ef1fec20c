// `etcdscope certs` with the settings of a command line.
import {parseInteger} from '../config/values.ts';
import {writeTextfile} from '../io/textfile-write.ts';
import {isUnicodeLocale} from '../ui/theme.ts';
import {runCerts} from './certs.ts';
import {createClientFactory} from './client-factory.ts';
import type {Context} from './context.ts';

/** Columns of the text where the output is no terminal. */
const textColumns = 100;

/** Throws UsageError. */
export function runCertsCommand(context: Context): Promise<number> {
  const warnDays = context.commandLine.values.get('warn-days');
  const textfile = context.commandLine.values.get('textfile');
  return runCerts({
    settings: context.settings,
    tls: context.tls,
    createClient: createClientFactory(context),
    write: context.output.write,
    writeOut: context.writeOut,
    warnDays: warnDays === undefined ? 30 : parseInteger(warnDays),
    width: context.stdout.columns || textColumns,
    ascii: !isUnicodeLocale(context.environment),
    ...(context.apisix && {prefix: context.commandLine.prefix}),
    ...(textfile && {saveTextfile: text => writeTextfile(textfile, text)}),
    ...(context.debug && {debug: context.debug}),
    now: Date.now,
    signal: context.signal,
  });
}
