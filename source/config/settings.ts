// How to reach etcd, each value with its origin, so that an error about a value can say where the
// value came from. Values only: flags.ts and environment.ts fill it, io/ reads the files it names.

export type ValueOrigin =
  | {readonly source: 'default'}
  | {readonly source: 'variable'; readonly name: string}
  | {readonly source: 'flag'; readonly name: string}
  /** APISIX's configuration, with the line that says it. */
  | {readonly source: 'file'; readonly file: string; readonly line: number};

export type Setting<T> = {readonly value: T; readonly origin: ValueOrigin};

export type Endpoint = {
  /** Scheme, host and port, no path: https://10.0.0.1:2379, http://[::1]:2379. Shown and compared. */
  readonly url: string;
  readonly tls: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
};

export type ConnectionSettings = {
  readonly endpoints: Setting<readonly Endpoint[]>;
  /** File names, as given. */
  readonly cacert?: Setting<string>;
  readonly cert?: Setting<string>;
  readonly key?: Setting<string>;
  readonly user?: Setting<string>;
  readonly password?: Setting<string>;
  readonly insecureSkipTlsVerify: Setting<boolean>;
  /** SNI and the name verified; the endpoint's host where absent. */
  readonly serverName?: Setting<string>;
  readonly dialTimeoutMs: Setting<number>;
  readonly commandTimeoutMs: Setting<number>;
  readonly debug: boolean;
};

/** Settings that a configuration file gives, to be taken where nothing of a higher rank does. */
export type ConfiguredSettings = Partial<Omit<ConnectionSettings, 'debug' | 'dialTimeoutMs'>> & {
  /** The file was asked for by a flag, and ranks as one: variables don't count beside it. */
  readonly isAsked: boolean;
};

export function describeOrigin(origin: ValueOrigin): string {
  switch (origin.source) {
    case 'default':
      return 'the default';
    case 'variable':
      return origin.name;
    case 'flag':
      return `--${origin.name}`;
    case 'file':
      return `${origin.file}:${origin.line}`;
  }
}
