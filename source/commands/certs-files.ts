// `etcdscope certs … -- ETCD FLAGS` (or --etcd-config, --etcd-pid): the check from files alone, before
// a deployment, on etcd's own host or in CI. No connection is made.
import type {CommandLine} from '../config/command-line.ts';
import {readEtcdArguments} from '../config/etcd-flags.ts';
import {type EtcdSettings, readEtcdSettings} from '../config/etcd-settings.ts';
import {describeOrigin, type Setting} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';
import {parseBoolean, parseInteger, refused} from '../config/values.ts';
import {parseServerVersion} from '../etcd/server-version.ts';
import {readSeenFile, readSetup} from '../io/etcd-files.ts';
import {type EtcdProcess, readEtcdProcess} from '../io/etcd-process.ts';
import {readSystemTrust} from '../io/system-trust.ts';
import {certificatesSetupJson} from '../report/certificates-setup-json.ts';
import {certificatesSetupLines} from '../report/certificates-setup-lines.ts';
import {plainText} from '../report/lines.ts';
import {setupTextfile} from '../report/setup-textfile.ts';
import type {DialingClient, EtcdSetup, SetupContext} from '../tls/etcd-setup.ts';
import type {SeenFile} from '../tls/go-files.ts';
import type {SetupReport} from '../tls/setup-report.ts';

export type CertsFilesOptions = {
  readonly commandLine: Pick<CommandLine, 'values' | 'rest'>;
  readonly write: (text: string) => void;
  /** One line for stderr. */
  readonly say: (line: string) => void;
  readonly writeOut: 'simple' | 'json';
  readonly width: number;
  readonly ascii: boolean;
  /** Takes the report in Prometheus' text format (--textfile). */
  readonly saveTextfile?: (text: string) => Promise<void>;
  readonly nowMs: number;
};

/** Throws UsageError. */
export async function runCertsFiles(options: CertsFilesOptions): Promise<0 | 1 | 2 | 3> {
  const {values} = options.commandLine;
  const [{reportSetup}, context] = await Promise.all([
    import('../tls/setup-report.ts'),
    contextOf(options),
  ]);
  const client = clientOf(values);
  const setups = await setupsOf(options);
  const report = reportSetup(setups, client, context);
  options.write(`${render(report, options)}\n`);
  await options.saveTextfile?.(setupTextfile(report));
  return exitCodeOf(report);
}

function render(report: SetupReport, {writeOut, width, ascii}: CertsFilesOptions): string {
  if (writeOut === 'json') return certificatesSetupJson(report);
  return certificatesSetupLines(report, width, {ascii})
    .map(line => plainText(line).trimEnd())
    .join('\n');
}

// When several apply: 2, then 3, 1, 0. Where etcd would not start nothing else is asked.
export function exitCodeOf({verdict, findings}: SetupReport): 0 | 1 | 2 | 3 {
  const severities = new Set(findings.map(({severity}) => severity));
  const verdicts = Object.values(verdict);
  if (severities.has('error') || verdicts.includes('fail')) return 2;
  if (verdicts.includes('unknown')) return 3;
  return severities.has('warning') ? 1 : 0;
}

type Values = CommandLine['values'];

async function contextOf({commandLine, nowMs}: CertsFilesOptions): Promise<SetupContext> {
  const [{createSignatureVerifier}, {certificatesIn}] = await Promise.all([
    import('../tls/certificate-signature.ts'),
    import('../tls/openssl-files.ts'),
  ]);
  const warnDays = commandLine.values.get('warn-days');
  let roots: ReturnType<SetupContext['systemRoots']> | undefined;
  return {
    nowMs,
    warnDays: warnDays === undefined ? 30 : parseInteger(warnDays),
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
  if ((files.cert === undefined) !== (files.key === undefined)) {
    const given = (files.cert ?? files.key) as Setting<string>;
    const missing = files.cert === undefined ? '--cert' : '--key';
    throw new UsageError(
      `${describeOrigin(given.origin)} ${given.value} needs ${missing} beside it`,
    );
  }
  const insecure = values.get('insecure-skip-tls-verify');
  return {
    host: hostOf(values),
    insecureSkipVerify: insecure !== undefined && parseBoolean(insecure),
    ...(files.ca && {ca: ownFile(files.ca)}),
    ...(files.cert && {cert: ownFile(files.cert)}),
    ...(files.key && {key: ownFile(files.key)}),
  };
}

function ownFile(setting: Setting<string>): SeenFile {
  const file = readSeenFile(setting.value);
  if (file.error === undefined) return file;
  const where = `${describeOrigin(setting.origin)} ${setting.value}`;
  throw new UsageError(`${where} can't be read: ${file.error}`);
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

/** Versions that differ from each other, for where none is given; the newest first. */
const REPRESENTATIVES = ['3.5.30', '3.5.16', '3.4.23', '3.3.25'] as const;

async function setupsOf(options: CertsFilesOptions): Promise<[EtcdSetup, ...EtcdSetup[]]> {
  const {values} = options.commandLine;
  const source = await sourceOf(options);
  const read = (version: string): EtcdSetup => ({
    ...readSetup(source.settingsOf(version), source.directory),
    ...(source.startedMs !== undefined && {startedMs: source.startedMs}),
  });
  const given = values.get('etcd-version');
  if (given !== undefined) return [read(versionIn(given))];
  const all = REPRESENTATIVES.map(read);
  // A flag that only some versions have tells which ones are meant.
  const fitting = all.filter(
    ({flagFaults}) => !flagFaults.some(({kind}) => kind === 'flag-unknown'),
  );
  const [first, ...others] = fitting.length > 0 ? fitting : all;
  return [first ?? read(REPRESENTATIVES[0]), ...others];
}

function versionIn(setting: Setting<string>): string {
  const version = parseServerVersion(setting.value);
  if (version === undefined) throw refused(setting, 'a version of etcd, such as 3.5.30');
  return setting.value.replace(/^v/, '');
}

type Source = {
  readonly settingsOf: (version: string) => EtcdSettings;
  readonly directory: string;
  readonly startedMs?: number;
};

async function sourceOf(options: CertsFilesOptions): Promise<Source> {
  const {values, rest} = options.commandLine;
  const config = values.get('etcd-config');
  const pid = values.get('etcd-pid');
  if ([config, pid, rest].filter(given => given !== undefined).length > 1) {
    throw new UsageError('give one of --etcd-config FILE, --etcd-pid PID and -- ETCD FLAGS');
  }
  if (config !== undefined) return configSource(ownFile(config), '.', options);
  if (pid !== undefined) return processSource(readEtcdProcess(pid), options);
  return argumentSource({args: rest ?? [], variables: {}, directory: '.'}, true, options);
}

function processSource(running: EtcdProcess, options: CertsFilesOptions): Promise<Source> {
  return argumentSource(running, false, options);
}

async function argumentSource(
  {args, variables, directory, startedMs}: EtcdProcess,
  mayBePartial: boolean,
  options: CertsFilesOptions,
): Promise<Source> {
  const start = startedMs === undefined ? {} : {startedMs};
  const optionsOf = (version: string) => readEtcdArguments({args, version, variables});
  const configFile = optionsOf('').values.get('config-file');
  if (configFile !== undefined && configFile !== '') {
    return {
      ...(await configSource(readSeenFile(configFile, directory), directory, options)),
      ...start,
    };
  }
  return {
    directory,
    ...start,
    settingsOf: version => readEtcdSettings({options: optionsOf(version), version, mayBePartial}),
  };
}

// With a config file etcd looks at nothing else.
async function configSource(
  file: SeenFile,
  directory: string,
  {say}: CertsFilesOptions,
): Promise<Source> {
  const {readEtcdConfig} = await import('../config/etcd-config.ts');
  const {bytes} = file;
  let warned = false;
  return {
    directory,
    settingsOf(version) {
      if (bytes === undefined) return unreadableConfig(file, version);
      const config = readEtcdConfig(bytes, version);
      if (!warned)
        for (const key of config.ignored) say(`etcd passes over ${key} in its config file`);
      warned = true;
      const {gatewayDefault} = config;
      return readEtcdSettings({options: config, version, mayBePartial: false, gatewayDefault});
    },
  };
}

function unreadableConfig({name, error = ''}: SeenFile, version: string): EtcdSettings {
  const reason = `the config file ${name}: ${error}`;
  const faults = [{kind: 'flag-value', flag: '--config-file', reason} as const];
  return readEtcdSettings({options: {values: new Map(), faults}, version, mayBePartial: false});
}
