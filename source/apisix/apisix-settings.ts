// APISIX's connection as settings of our own, so that what is used is exactly what APISIX uses: its
// hosts with its default port, its CA and client certificate, its name to verify, its credentials.
import type {ConfiguredSettings, Endpoint, Setting, ValueOrigin} from '../config/settings.ts';
import type {ApisixConnection, ApisixOrigin, ApisixSetting} from './apisix-connection.ts';
import {readHost} from './host-syntax.ts';

/** `isAsked`: the configuration was named by a flag, and ranks as one. */
export function apisixSettings(connection: ApisixConnection, isAsked: boolean): ConfiguredSettings {
  const {cert, key, sni, user, password, trustedCertificate: trusted} = connection;
  const endpoints = endpointsOf(connection);
  const timeout = ownTimeout(connection);
  return {
    isAsked,
    ...(endpoints.value.length > 0 && {endpoints}),
    // Without one APISIX up to 3.11 trusts nothing; the lint says so, and we look with the system's.
    ...(trusted && trusted.value !== 'system' && {cacert: settingOf(trusted)}),
    ...(cert && key && {cert: settingOf(cert), key: settingOf(key)}),
    ...(sni && {serverName: settingOf(sni)}),
    ...(user && password && {user: settingOf(user), password: settingOf(password)}),
    ...(!connection.verify.value && {
      insecureSkipTlsVerify: settingOf({value: true, origin: connection.verify.origin}),
    }),
    ...(timeout && {commandTimeoutMs: timeout}),
  };
}

/** PREFIX of the commands: with a slash at its end, so that /apisix does not match /apisix2. */
export function apisixPrefix({prefix}: ApisixConnection): string {
  return `${prefix.value.replace(/\/+$/, '')}/`;
}

function endpointsOf({hosts}: ApisixConnection): Setting<readonly Endpoint[]> {
  const endpoints = hosts.value.flatMap(text => {
    const {entry} = readHost(text);
    if (entry === undefined) return [];
    const {scheme, port} = entry;
    const host = entry.host.toLowerCase();
    const url = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
    return [{url, tls: scheme === 'https', host, port}];
  });
  const urls = new Set<string>();
  const unique = endpoints.filter(({url}) => !urls.has(url) && urls.add(url));
  return settingOf({value: unique, origin: hosts.origin});
}

/** A time limit that somebody wrote; APISIX's default of 30 s is too long to wait at a terminal. */
function ownTimeout({timeoutSeconds, files}: ApisixConnection): Setting<number> | undefined {
  const {value, origin} = timeoutSeconds;
  const isOwn = origin.source === 'file' && origin.file === files.at(-1);
  return isOwn && value >= 1 && value <= 3600
    ? settingOf({value: Math.round(value * 1000), origin})
    : undefined;
}

function settingOf<T>({value, origin}: ApisixSetting<T>): Setting<T> {
  return {value, origin: originOf(origin)};
}

function originOf(origin: ApisixOrigin): ValueOrigin {
  switch (origin.source) {
    case 'default':
      return {source: 'default'};
    case 'variable':
      return {source: 'variable', name: origin.name};
    case 'file':
      return {source: 'file', file: origin.file, line: origin.line};
  }
}
