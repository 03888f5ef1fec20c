// An etcd command line, as ps shows it, read as etcd reads it: Go's flag package (-flag, --flag,
// --flag=value, --flag value; booleans only with =), then ETCD_* variables for what no flag has set.
// What etcd would refuse is a fault of the setup, not bad usage of ours.
import {nearest} from './command-line.ts';
import {firstVersionWith, flagsOfVersion, isBooleanFlag} from './etcd-flag-table.ts';

export type EtcdFlagFault = {
  readonly kind: 'flag-unknown' | 'flag-value';
  readonly flag: string;
  readonly reason: string;
};

export type EtcdOptions = {
  /** By flag name, the last one given. */
  readonly values: ReadonlyMap<string, string>;
  readonly faults: readonly EtcdFlagFault[];
};

type EtcdArguments = {
  readonly args: readonly string[];
  readonly version: string;
  /** The process's environment; variables that are none of etcd's are passed over. */
  readonly variables?: Readonly<Record<string, string | undefined>>;
};

export function readEtcdArguments({args, version, variables = {}}: EtcdArguments): EtcdOptions {
  const known = flagsOfVersion(version);
  const values = new Map<string, string>();
  const faults: EtcdFlagFault[] = [];
  // ps shows the program first.
  const words = args[0]?.startsWith('-') === false ? args.slice(1) : [...args];
  for (let at = 0; at < words.length; ) {
    const read = readFlag(words, at);
    if ('fault' in read) return {values, faults: [...faults, read.fault]};
    const {name, value, next} = read;
    if (known !== undefined && !known.has(name)) {
      faults.push(unknownFlag(name, version));
    } else {
      const wrong = booleanFault(name, value);
      if (wrong !== undefined) faults.push(wrong);
      values.set(name, value);
    }
    at = next;
  }
  faults.push(...addVariables(values, variables, {known, version}));
  return {values, faults};
}

/** strconv.ParseBool. */
export function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(1|t|T|TRUE|true|True)$/.test(text);
}

type FlagRead =
  | {readonly name: string; readonly value: string; readonly next: number}
  | {readonly fault: EtcdFlagFault};

function readFlag(words: readonly string[], at: number): FlagRead {
  const word = words[at] ?? '';
  const [, name, given] = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (name === undefined) {
    const reason = `${JSON.stringify(word)} is not a valid flag to etcd`;
    return {fault: {kind: 'flag-value', flag: word, reason}};
  }
  if (given !== undefined) return {name, value: given, next: at + 1};
  if (isBooleanFlag(name)) return {name, value: 'true', next: at + 1};
  const value = words[at + 1];
  if (value !== undefined) return {name, value, next: at + 2};
  const reason = `--${name} needs a value`;
  return {fault: {kind: 'flag-value', flag: `--${name}`, reason}};
}

function unknownFlag(name: string, version: string): EtcdFlagFault {
  const since = firstVersionWith(name);
  const flag = `--${name}`;
  if (since !== undefined) {
    const reason = `etcd ${version} has no ${flag} (etcd ${since} was the first) and does not start with it`;
    return {kind: 'flag-unknown', flag, reason};
  }
  const near = nearest(name, [...(flagsOfVersion(version) ?? [])]);
  const hint = near === undefined ? '' : `: --${near}?`;
  const reason = `etcd has no ${flag} and does not start with it${hint}`;
  return {kind: 'flag-unknown', flag, reason};
}

function booleanFault(name: string, value: string): EtcdFlagFault | undefined {
  if (!isBooleanFlag(name) || /^(1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value)) {
    return undefined;
  }
  const reason = `--${name}=${value}: etcd expects true or false`;
  return {kind: 'flag-value', flag: `--${name}`, reason};
}

// From 3.4 on a variable beside a flag of the same name ends etcd (pkg/flags verifyEnv).
function addVariables(
  values: Map<string, string>,
  variables: Readonly<Record<string, string | undefined>>,
  {known, version}: {known: ReadonlySet<string> | undefined; version: string},
): EtcdFlagFault[] {
  const faults: EtcdFlagFault[] = [];
  for (const [name, value] of Object.entries(variables)) {
    const flag = name.startsWith('ETCD_') ? flagOfVariable(name) : undefined;
    if (flag === undefined || value === undefined || value === '') continue;
    if (known !== undefined && !known.has(flag)) continue;
    if (!values.has(flag)) {
      const wrong = booleanFault(flag, value);
      if (wrong !== undefined) faults.push({...wrong, reason: `${name}=${value}: not a boolean`});
      values.set(flag, value);
    } else if (!/^3\.3\./.test(version)) {
      const reason = `${name} is set beside --${flag}, and etcd does not start with both`;
      faults.push({kind: 'flag-value', flag: name, reason});
    }
  }
  return faults;
}

function flagOfVariable(name: string): string {
  return name.slice('ETCD_'.length).toLowerCase().replaceAll('_', '-');
}
