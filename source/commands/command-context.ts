// What every command is given: the settings, the streams, and when to stop.
import type {ApisixConnection} from '../apisix/apisix-connection.ts';
import type {CommandLine} from '../config/command-line.ts';
import type {WriteOut} from '../config/flag-values.ts';
import type {ConnectionSettings} from '../config/settings.ts';
import type {Output} from '../io/output.ts';
import type {TlsMaterial} from '../io/tls-material.ts';

export type CommandContext = {
  readonly commandLine: CommandLine;
  readonly settings: ConnectionSettings;
  readonly tls: TlsMaterial;
  /** APISIX's configuration, where it counts for this command. */
  readonly apisix?: ApisixConnection;
  readonly writeOut: WriteOut;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** stdout with backpressure told. */
  readonly output: Output;
  /** Lines on stderr, made printable. */
  readonly say: (text: string) => void;
  /** Data on stderr, exact: where stdout is taken. */
  readonly writeError: (text: string) => void;
  readonly debug?: (line: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted by SIGHUP, SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
};
