// What there is to know about a flag, and the names of the commands that flags are for.

export type CommandName =
  | 'interface'
  | 'watch'
  | 'sync'
  | 'certs'
  | 'doctor'
  | 'drift'
  | 'demo'
  | 'replay'
  | 'completion'
  | 'licenses';

export type FlagKind =
  | 'boolean'
  | 'text'
  /** Comma-separated; given twice, the lists join. */
  | 'list'
  /** Go's notation: 500ms, 2s, 1m30s. */
  | 'duration'
  /** A safe integer of 0 or more. */
  | 'number'
  /** Bytes: 1048576, 64MiB. */
  | 'size'
  /** The flag alone, or with a value behind =; never the next argument. */
  | 'optional-text';

export type Flag = {
  readonly name: string;
  readonly short?: string;
  readonly kind: FlagKind;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly default?: string;
  /** The variable that sets it too. */
  readonly variable?: string;
  readonly help: string;
  /** Where it means something; elsewhere it is a usage error. */
  readonly commands: readonly CommandName[];
};
