// What a case of the doctor suite is: a failure that is arranged on real servers, the arguments of the
// command that meets it, and the id that it has to name; or a healthy set-up, where it has to find
// nothing.
import type {EtcdBuild} from '../support/etcd-packages.ts';

export type DoctorCase = {
  readonly name: string;
  /** Id of the cause; pass: nothing may be found. */
  readonly expects: string;
  /** On which builds; where absent on the newest. */
  readonly versions?: RegExp;
  /** On every build that fits, not on the newest of them only. */
  readonly onEach?: true;
  /** Why it can't be arranged here, if so. */
  readonly skip?: () => Promise<string | undefined>;
  /** Arranges it and gives the arguments behind `doctor`. */
  readonly arrange: (stage: Stage) => Promise<readonly string[]>;
};

export type Stage = {
  readonly build: EtcdBuild;
  /** Path of a scratch file of this case. */
  path(name: string): string;
  write(name: string, text: string): Promise<string>;
  /** Closed in reverse order when the case is over. */
  defer(close: () => unknown): void;
  /** The command as a person would run it before; for what is remembered. */
  runDoctor(args: readonly string[]): Promise<void>;
};
