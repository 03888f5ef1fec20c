// What every lint of a configuration is given, and the one way to make its findings.
import type {ApisixFinding, ApisixOrigin} from './apisix-connection.ts';
import type {ConfigMap, ConfigNode} from './config-node.ts';
import type {EtcdBlock} from './etcd-block.ts';
import {type FindingWords, findingAt} from './findings.ts';
import type {MissingVariable} from './variables.ts';

export type LintInput = {
  /** The user's file: where findings are when their subject has no place. */
  readonly file: string;
  /** Variables put in. */
  readonly user: ConfigMap;
  readonly merged: ConfigMap;
  readonly block: EtcdBlock;
  /** As installed, where known. */
  readonly version: string | undefined;
  /** Whether the era is more than a guess from the looks of the file. */
  readonly isEraCertain: boolean;
  readonly missing: readonly MissingVariable[];
};

export type Lint = (input: LintInput) => readonly ApisixFinding[];

export function findingOn(
  {file}: LintInput,
  at: ConfigNode | ApisixOrigin | undefined,
  words: FindingWords,
): ApisixFinding {
  const origin = at === undefined ? undefined : 'kind' in at ? at.origin : at;
  return findingAt(origin ?? {source: 'default'}, file, words);
}

/** Keys joined as people write them: deployment.etcd.host. */
export function pathText(path: readonly string[]): string {
  return path.join('.');
}
