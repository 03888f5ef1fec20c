// `etcdscope certs … -- ETCD FLAGS` (or --etcd-config, --etcd-pid): the check from files alone, before
// a deployment, on etcd's own host or in CI. No connection is made. The TLS files of the client are
// examined like etcd's own, so none of them is loaded before.
import {refuseLoneFile} from '../config/certificate-pair.ts';
import type {CommandLine} from '../config/command-line.ts';
import {isFlagOn, type WriteOut, warnDaysOf, writeOutOf} from '../config/flag-values.ts';
import {refused} from '../config/values.ts';
import type {Output} from '../io/output.ts';
import {readSystemTrust} from '../io/system-trust.ts';
import {writeTextfile} from '../io/textfile-write.ts';
import {certificatesSetupJson} from '../report/certificates-setup-json.ts';
import {certificatesSetupLines} from '../report/certificates-setup-lines.ts';
import {printedText} from '../report/lines.ts';
import {setupTextfile} from '../report/setup-textfile.ts';
import type {DialingClient, SetupContext} from '../tls/etcd-setup.ts';
import type {SetupReport} from '../tls/setup-report.ts';
import {readGivenFile, readSetups} from './etcd-setup-source.ts';
import {type ExitCode, worstExitCode} from './exit-codes.ts';
import {type TextForm, textFormOf} from './text-form.ts';

type FilesCommand = {
  readonly commandLine: CommandLine;
  readonly output: Output;
  readonly stdout: {readonly columns?: number};
  readonly say: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** Throws UsageError. */
export function runCertsFiles(command: FilesCommand): Promise<number> {
  const {commandLine, output, say} = command;
  const textfile = commandLine.values.get('textfile');
  return printFileCheck({
    commandLine,
    write: output.write,
    say,
    writeOut: writeOutOf(commandLine.values),
    ...textFormOf(command),
    ...(textfile && {saveTextfile: text => writeTextfile(textfile, text)}),
    nowMs: Date.now(),
  });
}

type FileCheckOptions = TextForm & {
  readonly commandLine: Pick<CommandLine, 'values' | 'rest'>;
  readonly write: (text: string) => void;
  /** One line for stderr. */
  readonly say: (line: string) => void;
  readonly writeOut: WriteOut;
  /** Takes the report in Prometheus' text format (--textfile). */
  readonly saveTextfile?: (text: string) => Promise<void>;
  readonly nowMs: number;
};

/** Throws UsageError. */
export async function printFileCheck(options: FileCheckOptions): Promise<ExitCode> {
  const {values} = options.commandLine;
  const [{reportSetup}, context] = await Promise.all([
    import('../tls/setup-report.ts'),
    contextOf(options),
  ]);
  const client = clientOf(values);
  const setups = await readSetups(options);
  const report = reportSetup(setups, client, context);
  options.write(`${render(report, options)}\n`);
  await options.saveTextfile?.(setupTextfile(report));
  // Where etcd would not start nothing else is asked.
  return worstExitCode(report.findings, Object.values(report.verdict));
}

function render(report: SetupReport, {writeOut, width, ascii}: FileCheckOptions): string {
  if (writeOut === 'json') return certificatesSetupJson(report);
  return printedText(certificatesSetupLines(report, width, {ascii}));
}

type Values = CommandLine['values'];

async function contextOf({commandLine, nowMs}: FileCheckOptions): Promise<SetupContext> {
  const [{createSignatureVerifier}, {certificatesIn}] = await Promise.all([
    import('../tls/certificate-signature.ts'),
    import('../tls/openssl-files.ts'),
  ]);
  let roots: ReturnType<SetupContext['systemRoots']> | undefined;
  return {
    nowMs,
    warnDays: warnDaysOf(commandLine.values),
    verifySignature: createSignatureVerifier(),
    systemRoots: () => {
      roots ??= readSystemTrust().flatMap(text =>
        certificatesIn({name: "the system's trust store", bytes: Buffer.from(text, 'latin1')}),
      );
      return roots;
    },
  };
}

function clientOf(values: Values): DialingClient {
  const files = {ca: values.get('cacert'), cert: values.get('cert'), key: values.get('key')};
  refuseLoneFile(files.cert, files.key);
  return {
    host: hostOf(values),
    insecureSkipVerify: isFlagOn(values, 'insecure-skip-tls-verify'),
    ...(files.ca && {ca: readGivenFile(files.ca)}),
    ...(files.cert && {cert: readGivenFile(files.cert)}),
    ...(files.key && {key: readGivenFile(files.key)}),
  };
}

const HOST_DEFAULT = '127.0.0.1';

function hostOf(values: Values): string {
  const given = values.get('host') ?? values.get('server-name');
  if (given === undefined) return HOST_DEFAULT;
  const host = given.value.replace(/^\[(.*)\]$/, '$1');
  if (!/^[\w.*:%-]+$/.test(host) || /^[^:]+:\d+$/.test(host)) {
    throw refused(given, 'a host name or address without scheme and port');
  }
  return host;
}
