// The frame of most cases: a watch from now on, writes beside it, some rounds of a fault, and the end.
import type {CaseContext, CaseResult} from './fault-case.ts';
import {
  type Scene,
  type SceneOptions,
  startWatch,
  untilWatching,
  withScene,
  writeSteadily,
} from './scene.ts';
import {settle} from './settle.ts';

type FaultRounds = {
  readonly count: number;
  readonly options: SceneOptions;
  /** Of the watch. */
  readonly flags?: readonly string[];
  /** Nothing is written but what the fault itself writes. */
  readonly isQuiet?: boolean;
  readonly fault: (scene: Scene, round: number) => Promise<void>;
};

export function faultInRounds(context: CaseContext, rounds: FaultRounds): Promise<CaseResult> {
  const {count, options, flags, isQuiet, fault} = rounds;
  return withScene(context, options, async scene => {
    await startWatch(scene, 'now', flags);
    await untilWatching(scene);
    if (isQuiet !== true) writeSteadily(scene);
    for (let round = 0; round < count; round++) await fault(scene, round);
    return settle(scene);
  });
}
