// The connection's settings out of a command line's values.
import type {CommandLine} from './command-line.ts';
import type {ConfiguredSettings, ConnectionSettings, Endpoint, Setting} from './settings.ts';
import {UsageError} from './usage-error.ts';
import {parseBoolean, parseDurationMs, parseEndpoints} from './values.ts';

/**
 * Throws UsageError. `password` is what a file or a prompt gave; it ranks above the flags' own.
 * `configured` is what a configuration file gives: below flags and variables, above the defaults.
 */
export function readConnection(
  values: CommandLine['values'],
  password?: Setting<string>,
  configured: ConfiguredSettings = {isAsked: false},
): ConnectionSettings {
  const given = valuesBeside(values, configured);
  const cacert = given.get('cacert') ?? configured.cacert;
  const pair = readPair(given, configured);
  const serverName = given.get('server-name') ?? configured.serverName;
  const insecure = given.get('insecure-skip-tls-verify');
  const insecureSkipTlsVerify =
    insecure === undefined
      ? (configured.insecureSkipTlsVerify ?? mapSetting(off, parseBoolean))
      : mapSetting(insecure, parseBoolean);
  const tlsGiven = [cacert, pair.cert, pair.key].some(Boolean) || insecureSkipTlsVerify.value;
  const endpoints = readEndpoints(given, configured, tlsGiven);
  return {
    endpoints,
    ...(cacert && {cacert}),
    ...pair,
    ...(serverName && {serverName}),
    ...chooseCredentials(readCredentials(given, password), configured, endpoints.value),
    insecureSkipTlsVerify,
    dialTimeoutMs: mapSetting(required(values, 'dial-timeout'), parseDurationMs),
    commandTimeoutMs: readTimeout(values, configured),
    debug: parseBoolean(values.get('debug') ?? off),
  };
}

/** The values that count beside a configuration: one that was asked for outranks variables. */
export function valuesBeside(
  values: CommandLine['values'],
  {isAsked}: ConfiguredSettings,
): CommandLine['values'] {
  if (!isAsked) return values;
  const isCounted = (name: string, {origin}: Setting<string>) =>
    origin.source !== 'variable' || !configurable.includes(name);
  return new Map([...values].filter(([name, setting]) => isCounted(name, setting)));
}

/** Whether a user is given whose password has to be read from somewhere else. */
export function passwordIsMissing(values: CommandLine['values']): boolean {
  const user = values.get('user');
  return user !== undefined && !user.value.includes(':') && !values.has('password');
}

/** Flags whose values a configuration may give. */
const configurable = [
  'endpoints',
  'cacert',
  'cert',
  'key',
  'user',
  'password',
  'insecure-skip-tls-verify',
];

function readEndpoints(
  values: CommandLine['values'],
  configured: ConfiguredSettings,
  tlsGiven: boolean,
): Setting<readonly Endpoint[]> {
  const given = values.get('endpoints');
  if ((given === undefined || given.origin.source === 'default') && configured.endpoints) {
    return configured.endpoints;
  }
  if (given === undefined || (configured.isAsked && given.origin.source === 'default')) {
    throw new UsageError('--apisix: the configuration names no host that could be dialed');
  }
  return mapSetting(given, setting => parseEndpoints(setting, tlsGiven));
}

/** Certificate and key come from one place. */
function readPair(
  values: CommandLine['values'],
  configured: ConfiguredSettings,
): Pick<ConnectionSettings, 'cert' | 'key'> {
  const [cert, key] = [values.get('cert'), values.get('key')];
  const chosen = (cert ?? key) ? {cert, key} : configured;
  return {...(chosen.cert && {cert: chosen.cert}), ...(chosen.key && {key: chosen.key})};
}

/** A configuration's credentials go to its own endpoints, and to no other. */
function chooseCredentials(
  given: {user?: Setting<string>; password?: Setting<string>},
  {user, password, endpoints}: ConfiguredSettings,
  used: readonly Endpoint[],
): {user?: Setting<string>; password?: Setting<string>} {
  const own = endpoints?.value ?? [];
  const areOwn = used.every(({url}) => own.some(endpoint => endpoint.url === url));
  if (given.user !== undefined || !areOwn || user === undefined) return given;
  return {user, ...(password && {password})};
}

function readTimeout(
  values: CommandLine['values'],
  {commandTimeoutMs: configured}: ConfiguredSettings,
): Setting<number> {
  const given = required(values, 'command-timeout');
  return given.origin.source === 'default' && configured !== undefined
    ? configured
    : mapSetting(given, parseDurationMs);
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
