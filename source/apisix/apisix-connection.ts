// How an APISIX reaches etcd, read out of its configuration: every setting with the place it was
// read from, and what is wrong with the file. Values only; apisix-settings.ts makes it our own
// connection's settings, io/apisix-config.ts reads the files.

/** Where a setting stands. Lines and columns count from 1. */
export type ApisixOrigin =
  /** What APISIX itself takes where nothing is written. */
  | {readonly source: 'default'}
  | {
      readonly source: 'file';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      /** The variables named in it by `${{NAME}}`. */
      readonly variables?: readonly string[];
    }
  /** APISIX_DEPLOYMENT_ETCD_HOST, which replaces deployment.etcd.host. */
  | {readonly source: 'variable'; readonly name: string};

export type ApisixSetting<T> = {readonly value: T; readonly origin: ApisixOrigin};

export type ApisixRole = 'traditional' | 'control_plane' | 'data_plane';

/** From where this APISIX takes its routes: only `etcd` is etcd. */
export type ApisixProvider = 'etcd' | 'yaml' | 'json' | 'xds' | 'control_plane';

export type ApisixConnection = {
  /** Files that were read, in the order in which they are merged. */
  readonly files: readonly string[];
  /** Relative paths count from here: the directory above conf/. */
  readonly home: string;
  /** From the installation, where it tells: 3.9.1. */
  readonly version?: string;
  /** Where the etcd block stands: `deployment.etcd` (3.x) or top-level `etcd` (2.x). */
  readonly layout: 'deployment' | 'top-level';
  readonly role: ApisixSetting<ApisixRole>;
  readonly provider: ApisixSetting<ApisixProvider>;
  /** As written; endpoints of a client are made by apisix-settings.ts. */
  readonly hosts: ApisixSetting<readonly string[]>;
  /** As written: `/apisix`. */
  readonly prefix: ApisixSetting<string>;
  readonly timeoutSeconds: ApisixSetting<number>;
  readonly watchTimeoutSeconds?: ApisixSetting<number>;
  readonly user?: ApisixSetting<string>;
  readonly password?: ApisixSetting<string>;
  readonly verify: ApisixSetting<boolean>;
  /** Client certificate and key: paths, made absolute. */
  readonly cert?: ApisixSetting<string>;
  readonly key?: ApisixSetting<string>;
  readonly sni?: ApisixSetting<string>;
  /** apisix.ssl.ssl_trusted_certificate: an absolute path, or `system`. Absent: APISIX trusts none. */
  readonly trustedCertificate?: ApisixSetting<string>;
  readonly controlApi: ApisixSetting<{
    readonly enabled: boolean;
    readonly host: string;
    readonly port: number;
  }>;
  /** nginx_config.user: who has to read the TLS files. */
  readonly workerUser?: ApisixSetting<string>;
  /** What is wrong with the configuration, worst first. */
  readonly findings: readonly ApisixFinding[];
};

/** A trap that the configuration has walked into. */
export type ApisixFinding = {
  /** States the fault: cfg-toplevel, cfg-host-syntax, tls-ca-misplaced. */
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly summary: string;
  /** What stands there, quoted. */
  readonly evidence: readonly string[];
  readonly remedy: string;
  readonly reference?: string;
  readonly file: string;
  /** Absent where it is about the whole file. */
  readonly line?: number;
  readonly column?: number;
};

/** The outcome of reading a configuration: what it says, or what keeps it from being read. */
export type ApisixReading =
  | {readonly ok: true; readonly connection: ApisixConnection}
  /** `findings` has at least the fault that ended the reading. */
  | {
      readonly ok: false;
      readonly files: readonly string[];
      readonly findings: readonly ApisixFinding[];
    };
