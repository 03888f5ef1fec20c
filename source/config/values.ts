// Values as typed on a command line or in a variable: text in, checked value out. Every refusal
// names where the value came from, the value, and what was expected.
import {isIP} from 'node:net';
import {describeOrigin, type Endpoint, type Setting} from './settings.ts';
import {UsageError} from './usage-error.ts';

/** Go's time.ParseDuration, positive, at least a millisecond. */
export function parseDurationMs(setting: Setting<string>): number {
  const text = setting.value.trim();
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const milliseconds = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit as string] ?? Number.NaN),
    0,
  );
  const isWhole = parts.map(([part]) => part).join('') === text && text !== '';
  if (!isWhole || milliseconds < 1 || milliseconds > 2 ** 31 - 1) {
    throw refused(setting, 'a time like 500ms, 5s or 1m30s (at most 24 days)');
  }
  return Math.round(milliseconds);
}

/** A safe integer from min on, decimal. */
export function parseInteger(setting: Setting<string>, min = 0): number {
  const number = /^\d{1,20}$/.test(setting.value) ? Number(setting.value) : Number.NaN;
  if (!Number.isSafeInteger(number) || number < min) {
    throw refused(setting, `a whole number from ${min} to ${Number.MAX_SAFE_INTEGER}`);
  }
  return number;
}

/** Bytes, with the units of 1024: KiB, MiB, GiB. */
export function parseSize(setting: Setting<string>): number {
  const match = /^(\d{1,15})(?:\s?([KMG])i?B?)?$/i.exec(setting.value);
  const factor = {K: 1024, M: 1024 ** 2, G: 1024 ** 3}[match?.[2]?.toUpperCase() ?? ''] ?? 1;
  const bytes = match === null ? Number.NaN : Number(match[1]) * factor;
  if (!Number.isSafeInteger(bytes) || bytes < 1) {
    throw refused(setting, 'a size like 1048576, 64MiB or 1GiB');
  }
  return bytes;
}

export function parseBoolean(setting: Setting<string>): boolean {
  if (/^(true|1|t)$/i.test(setting.value)) return true;
  if (/^(false|0|f|)$/i.test(setting.value)) return false;
  throw refused(setting, 'true or false');
}

/**
 * Comma list of host:port or URLs. Without a scheme: https when `tlsGiven`, else http; without a
 * port: 2379, or the scheme's own after a scheme.
 */
export function parseEndpoints(setting: Setting<string>, tlsGiven: boolean): readonly Endpoint[] {
  const texts = setting.value
    .split(',')
    .map(text => text.trim())
    .filter(text => text !== '');
  if (texts.length === 0) throw refused(setting, 'at least one endpoint, as host:port or URL');
  const endpoints = texts.map(text => parseEndpoint(text, setting, tlsGiven));
  const urls = new Set<string>();
  return endpoints.filter(({url}) => !urls.has(url) && urls.add(url));
}

export function refused(setting: Setting<string>, expected: string): UsageError {
  const value = JSON.stringify(setting.value.slice(0, 200));
  return new UsageError(`${describeOrigin(setting.origin)} ${value}: expected ${expected}`);
}

const unitMs: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};

function parseEndpoint(text: string, setting: Setting<string>, tlsGiven: boolean): Endpoint {
  const expected = 'host:port, http://host:port or https://host:port';
  const about = {...setting, value: text};
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const isBareV6 = isIP(text) === 6;
  const rest = isBareV6 ? `[${text}]` : text;
  let url: URL;
  try {
    url = new URL(hasScheme ? text : `${tlsGiven ? 'https' : 'http'}://${rest}`);
  } catch {
    throw refused(about, expected);
  }
  const isPlain = url.pathname === '/' && url.search === '' && url.hash === '';
  const isHttp = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isHttp || !isPlain || url.hostname === '' || url.username !== '' || url.password !== '') {
    throw refused({...about, value: text.replace(/\/\/.*@/, '//…@')}, expected);
  }
  const tls = url.protocol === 'https:';
  const schemePort = tls ? 443 : 80;
  const bracketed = url.hostname.startsWith('[');
  const givesPort = /:\d+\/?$/.test(rest) && !(bracketed && rest.endsWith(']'));
  const port = url.port !== '' ? Number(url.port) : hasScheme || givesPort ? schemePort : 2379;
  const host = bracketed ? url.hostname.slice(1, -1) : url.hostname;
  return {url: `${url.protocol}//${url.hostname}:${port}`, tls, host, port};
}
