// The connection's settings out of a command line's values.
import type {CommandLine} from './command-line.ts';
import type {ConnectionSettings, Setting} from './settings.ts';
import {UsageError} from './usage-error.ts';
import {parseBoolean, parseDurationMs, parseEndpoints} from './values.ts';

/** Throws UsageError. `password` is what a file or a prompt gave; it ranks above the flags' own. */
export function readConnection(
  values: CommandLine['values'],
  password?: Setting<string>,
): ConnectionSettings {
  const cacert = values.get('cacert');
  const cert = values.get('cert');
  const key = values.get('key');
  const serverName = values.get('server-name');
  const insecure = values.get('insecure-skip-tls-verify');
  const insecureSkipTlsVerify = mapSetting(insecure ?? off, parseBoolean);
  const tlsGiven = [cacert, cert, key].some(Boolean) || insecureSkipTlsVerify.value;
  const credentials = readCredentials(values, password);
  return {
    endpoints: mapSetting(required(values, 'endpoints'), setting =>
      parseEndpoints(setting, tlsGiven),
    ),
    ...(cacert && {cacert}),
    ...(cert && {cert}),
    ...(key && {key}),
    ...(serverName && {serverName}),
    ...credentials,
    insecureSkipTlsVerify,
    dialTimeoutMs: mapSetting(required(values, 'dial-timeout'), parseDurationMs),
    commandTimeoutMs: mapSetting(required(values, 'command-timeout'), parseDurationMs),
    debug: parseBoolean(values.get('debug') ?? off),
  };
}

/** Whether a user is given whose password has to be read from somewhere else. */
export function passwordIsMissing(values: CommandLine['values']): boolean {
  const user = values.get('user');
  return user !== undefined && !user.value.includes(':') && !values.has('password');
}

const off: Setting<string> = {value: 'false', origin: {source: 'default'}};

function readCredentials(
  values: CommandLine['values'],
  password: Setting<string> | undefined,
): {user?: Setting<string>; password?: Setting<string>} {
  const given = values.get('user');
  const other = password ?? values.get('password');
  if (given === undefined) {
    if (other?.origin.source === 'flag') {
      throw new UsageError(`--${other.origin.name} needs --user NAME beside it`);
    }
    return {};
  }
  // As etcdctl: the name ends at the first colon, the password may hold more of them.
  const colon = given.value.indexOf(':');
  const name = colon === -1 ? given.value : given.value.slice(0, colon);
  if (name === '') throw new UsageError('--user: expected NAME or NAME:PASSWORD');
  const own = colon === -1 ? undefined : {...given, value: given.value.slice(colon + 1)};
  const chosen = other ?? own;
  return {user: {...given, value: name}, ...(chosen && {password: chosen})};
}

function required(values: CommandLine['values'], name: string): Setting<string> {
  const setting = values.get(name);
  if (setting === undefined) throw new Error(`the flag table has no default for ${name}`);
  return setting;
}

function mapSetting<T>(
  setting: Setting<string>,
  parse: (setting: Setting<string>) => T,
): Setting<T> {
  return {value: parse(setting), origin: setting.origin};
}
