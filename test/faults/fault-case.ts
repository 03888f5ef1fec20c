// What a case of the fault suite is: a name, where it runs, and a body that injects faults while a
// watcher runs and gives back what the judge found.
import type {EtcdBuild} from '../support/etcd-packages.ts';
import type {PseudoRandom} from '../support/pseudo-random.ts';
import type {Verdict} from './judge.ts';

export type CaseContext = {
  readonly build: EtcdBuild;
  readonly random: PseudoRandom;
  /** How often: the first number in the short form, the second in the long one. */
  rounds(short: number, long: number): number;
};

export type CaseResult = {
  readonly verdict: Verdict;
  readonly faults: number;
  /** Beside those of the verdict. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
};

export type FaultCase = {
  readonly name: string;
  /** In the short form a slow case runs on one version, a quick one on each. */
  readonly isQuick?: boolean;
  /** Why it can't run on this build, if so. */
  readonly skip?: (build: EtcdBuild) => string | undefined | Promise<string | undefined>;
  readonly run: (context: CaseContext) => Promise<CaseResult>;
};
