// What the watcher says of a fault: that it is disconnected, that it goes on, and how soon it noticed.
import type {OutputLine} from './output-line.ts';
import type {Scene} from './scene.ts';
import {isStatus} from './watcher.ts';

/** An established connection that goes silent is to be noticed within 10 s; the rest is the host's. */
const noticedSecondsMax = 10.5;

/** From now on. */
export function disconnection({watcher}: Scene): Promise<OutputLine> {
  return watcher.waitFor('notice', isStatus('disconnected'));
}

/** From now on. */
export function resumption({watcher}: Scene): Promise<OutputLine> {
  return watcher.waitFor('resumption', isStatus('resumed'));
}

/** Notes how long it took, and holds it against the limit. */
export async function untilNoticed(
  scene: Scene,
  noticed: Promise<unknown>,
  secondsMax = noticedSecondsMax,
): Promise<void> {
  const startedMs = performance.now();
  await noticed;
  const seconds = (performance.now() - startedMs) / 1000;
  scene.notes.push(`noticed ${seconds.toFixed(1)} s`);
  if (seconds > secondsMax) {
    scene.problems.push(`noticed after ${seconds.toFixed(1)} s, at most ${secondsMax}`);
  }
}
