// Where `certs` from files takes etcd's settings from: the words after --, etcd's config file or a
// running etcd. Read as each etcd version in question reads them.
import type {CommandLine} from '../config/command-line.ts';
import {readEtcdArguments} from '../config/etcd-flags.ts';
import {type EtcdSettings, readEtcdSettings} from '../config/etcd-settings.ts';
import {describeOrigin, type Setting} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';
import {refused} from '../config/values.ts';
import {parseServerVersion} from '../etcd/server-version.ts';
import {readSeenFile, readSetup} from '../io/etcd-files.ts';
import {type EtcdProcess, readEtcdProcess} from '../io/etcd-process.ts';
import type {EtcdSetup} from '../tls/etcd-setup.ts';
import type {SeenFile} from '../tls/go-files.ts';

type SetupQuestion = {
  readonly commandLine: Pick<CommandLine, 'values' | 'rest'>;
  /** One line for stderr. */
  readonly say: (line: string) => void;
};

/** Versions that differ from each other, for where none is given; the newest first. */
const REPRESENTATIVES = ['3.5.30', '3.5.16', '3.4.23', '3.3.25'] as const;

/** One for each version that the settings may be meant for. Throws UsageError. */
export async function readSetups(question: SetupQuestion): Promise<[EtcdSetup, ...EtcdSetup[]]> {
  const {values} = question.commandLine;
  const source = await sourceOf(question);
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

/** A file that a flag of ours names. Throws UsageError where it can't be read. */
export function readGivenFile(setting: Setting<string>): SeenFile {
  const file = readSeenFile(setting.value);
  if (file.error === undefined) return file;
  const where = `${describeOrigin(setting.origin)} ${setting.value}`;
  throw new UsageError(`${where} can't be read: ${file.error}`);
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

async function sourceOf(question: SetupQuestion): Promise<Source> {
  const {values, rest} = question.commandLine;
  const config = values.get('etcd-config');
  const pid = values.get('etcd-pid');
  if ([config, pid, rest].filter(given => given !== undefined).length > 1) {
    throw new UsageError('give one of --etcd-config FILE, --etcd-pid PID and -- ETCD FLAGS');
  }
  if (config !== undefined) return configSource(readGivenFile(config), '.', question);
  if (pid !== undefined) return argumentSource(readEtcdProcess(pid), false, question);
  return argumentSource({args: rest ?? [], variables: {}, directory: '.'}, true, question);
}

async function argumentSource(
  {args, variables, directory, startedMs}: EtcdProcess,
  mayBePartial: boolean,
  question: SetupQuestion,
): Promise<Source> {
  const start = startedMs === undefined ? {} : {startedMs};
  const optionsOf = (version: string) => readEtcdArguments({args, version, variables});
  const configFile = optionsOf('').values.get('config-file');
  if (configFile !== undefined && configFile !== '') {
    return {
      ...(await configSource(readSeenFile(configFile, directory), directory, question)),
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
  {say}: SetupQuestion,
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
