// Entries of etcd.host as APISIX and lua-resty-etcd take them: a scheme, a name or address, a port;
// nothing else. What fails there fails at start with "invalid http host".

type HostEntry = {
  readonly scheme: 'http' | 'https';
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
};

type HostReading =
  | {readonly ok: true; readonly entry: HostEntry}
  /** `entry`: what is probably meant, where it can be told. */
  | {readonly ok: false; readonly fault: string; readonly entry?: HostEntry};

export function readHost(text: string): HostReading {
  const entry = meant(text);
  const fault = faultOf(text, entry);
  if (fault === undefined && entry !== undefined) return {ok: true, entry};
  return {ok: false, fault: fault ?? 'is no http:// or https:// URL', ...(entry && {entry})};
}

// v3.lua of lua-resty-etcd 1.10: typeof host, its own default port.
const accepted = /^([^/]+):\/\/([\da-zA-Z.-]+|\[[\da-fA-F:]+\]):?(\d+)?$/;
const standardPort = 2379;

function meant(text: string): HostEntry | undefined {
  const match =
    /^\s*(https?):\/\/(?:[^@/]*@)?(\[[\da-f:.]+\]|[^:/\s[\]]+)(?::(\d{1,5}))?(?:[/?#].*)?\s*$/i.exec(
      text,
    );
  if (match === null) return undefined;
  const [, scheme = '', name = '', port] = match;
  const number = port === undefined ? standardPort : Number(port);
  if (number > 65_535) return undefined;
  return {
    scheme: scheme.toLowerCase() === 'https' ? 'https' : 'http',
    host: name.replace(/^\[|\]$/g, ''),
    port: number,
  };
}

function faultOf(text: string, entry: HostEntry | undefined): string | undefined {
  if (/^\s|\s$/.test(text)) return 'has blanks around it';
  if (!/^https?:\/\//.test(text)) {
    return /^[a-z][a-z\d+.-]*:\/\//i.test(text)
      ? 'has a scheme other than http or https in lower case'
      : 'has no scheme: http:// or https:// has to stand before it';
  }
  if (accepted.test(text)) return entry === undefined ? 'has no valid port' : undefined;
  const rest = text.replace(/^https?:\/\//, '');
  if (rest.includes('@')) return 'has a user in it: user and password are settings of their own';
  if (/^[^/]+\/$/.test(rest)) return 'has a slash at its end';
  if (rest.includes('/')) return 'has a path';
  if (rest.includes('_')) return 'has an underscore in its name';
  return 'is not understood by lua-resty-etcd';
}
