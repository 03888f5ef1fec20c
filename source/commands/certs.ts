// `etcdscope certs`: one live check, printed once. The exit code tells monitoring what was found.
import {type WriteOut, warnDaysOf} from '../config/flag-values.ts';
import {type ClusterCheckOptions, checkCluster} from '../io/cluster-check.ts';
import {writeTextfile} from '../io/textfile-write.ts';
import {allFindings, askedVerdicts} from '../report/certificates-findings.ts';
import {certificatesJson} from '../report/certificates-json.ts';
import {certificatesLines} from '../report/certificates-lines.ts';
import {printedText} from '../report/lines.ts';
import {certificatesTextfile} from '../report/textfile.ts';
import type {CertificatesReport} from '../tls/certificates-report.ts';
import {createClientFactory} from './client-factory.ts';
import type {CommandContext} from './command-context.ts';
import {type ExitCode, worstExitCode} from './exit-codes.ts';
import {type TextForm, textFormOf} from './text-form.ts';

/** Throws UsageError. */
export function runCerts(context: CommandContext): Promise<number> {
  const {values, argument} = context.commandLine;
  const textfile = values.get('textfile');
  return printLiveCheck({
    settings: context.settings,
    tls: context.tls,
    createClient: createClientFactory(context),
    write: context.output.write,
    writeOut: context.writeOut,
    warnDays: warnDaysOf(values),
    ...textFormOf(context),
    ...(context.apisix && {prefix: argument}),
    ...(textfile && {saveTextfile: text => writeTextfile(textfile, text)}),
    ...(context.debug && {debug: context.debug}),
    now: Date.now,
    signal: context.signal,
  });
}

type LiveCheckOptions = ClusterCheckOptions &
  TextForm & {
    /** Text for stdout, line feeds included. */
    readonly write: (text: string) => void;
    readonly writeOut: WriteOut;
    /** Takes the report in Prometheus' text format (--textfile). */
    readonly saveTextfile?: (text: string) => Promise<void>;
  };

/** Throws UsageError where the textfile can't be written. */
export async function printLiveCheck(options: LiveCheckOptions): Promise<ExitCode> {
  const report = await checkCluster(options);
  options.write(`${render(report, options)}\n`);
  await options.saveTextfile?.(certificatesTextfile(report));
  return exitCodeOf(report);
}

export function exitCodeOf(report: CertificatesReport): ExitCode {
  return worstExitCode(allFindings(report), askedVerdicts(report));
}

function render(report: CertificatesReport, {writeOut, width, ascii}: LiveCheckOptions): string {
  if (writeOut === 'json') return certificatesJson(report);
  return printedText(certificatesLines(report, width, {ascii}));
}
