// A list of URLs that etcd listens on (--listen-client-urls and its like), taken apart as etcd does it.
// What it would refuse is a fault of the setup.
import type {EtcdFlagFault} from './etcd-flags.ts';

export type EtcdListenUrl = {readonly url: string; readonly isTls: boolean};

// pkg/types NewURLs, and embed checkBindURLs: a scheme, an address, a port, nothing else.
export function readUrls(
  text: string,
  flag: string,
): {urls: EtcdListenUrl[]; faults: EtcdFlagFault[]} {
  const urls: EtcdListenUrl[] = [];
  const faults: EtcdFlagFault[] = [];
  for (const part of listOf(text)) {
    const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/.exec(part) ?? [];
    const wrong = urlFault(scheme, rest);
    if (wrong === undefined)
      urls.push({url: part, isTls: scheme === 'https' || scheme === 'unixs'});
    else
      faults.push({kind: 'flag-value', flag, reason: `${flag} ${JSON.stringify(part)}: ${wrong}`});
  }
  return {urls, faults};
}

function urlFault(scheme: string, rest: string): string | undefined {
  if (scheme === 'unix' || scheme === 'unixs') return undefined;
  if (scheme !== 'http' && scheme !== 'https') return 'etcd expects http, https, unix or unixs';
  const [, host] = /^(.*):\d{1,5}\/?$/.exec(rest) ?? [];
  if (host === undefined) return 'etcd expects host:port';
  const isAddress =
    host === 'localhost' || /^\[[0-9a-f:.%a-z]*\]$/i.test(host) || /^[\d.]+$/.test(host);
  return isAddress ? undefined : 'etcd binds to addresses only, not to names';
}

/** A comma list without its spaces and empty parts. */
export function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
}
