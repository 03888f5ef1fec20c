// Where a replay stands: a moment of the recording that moves with time while it plays, faster or
// slower than it was recorded. Values in, values out; the time is handed in.

export type Playback = {
  readonly startMs: number;
  readonly endMs: number;
  /** Moment of the recording at `sinceMs` of our clock. */
  readonly positionMs: number;
  readonly sinceMs: number;
  readonly isPlaying: boolean;
  /** 1: as recorded. */
  readonly speed: number;
};

export const speedMin = 0.1;
export const speedMax = 10_000;

export function startPlayback(
  {startMs, endMs}: {readonly startMs: number; readonly endMs: number},
  nowMs: number,
  speed: number,
): Playback {
  const playback = {startMs, endMs, positionMs: startMs, sinceMs: nowMs, isPlaying: true};
  return {...playback, speed: inRange(speed, speedMin, speedMax)};
}

export function positionAt(playback: Playback, nowMs: number): number {
  const {positionMs, sinceMs, isPlaying, speed, endMs} = playback;
  const moved = isPlaying ? Math.max(0, nowMs - sinceMs) * speed : 0;
  return Math.min(endMs, positionMs + moved);
}

export function isAtEnd(playback: Playback, nowMs: number): boolean {
  return positionAt(playback, nowMs) >= playback.endMs;
}

/** Playing at the end starts again from the beginning. */
export function play(playback: Playback, isPlaying: boolean, nowMs: number): Playback {
  const again = isPlaying && isAtEnd(playback, nowMs);
  const positionMs = again ? playback.startMs : positionAt(playback, nowMs);
  return {...playback, positionMs, sinceMs: nowMs, isPlaying};
}

export function seek(playback: Playback, toMs: number, nowMs: number): Playback {
  const positionMs = inRange(toMs, playback.startMs, playback.endMs);
  return {...playback, positionMs, sinceMs: nowMs};
}

export function changeSpeed(playback: Playback, speed: number, nowMs: number): Playback {
  const positionMs = positionAt(playback, nowMs);
  return {...playback, positionMs, sinceMs: nowMs, speed: inRange(speed, speedMin, speedMax)};
}

/** Milliseconds of our clock until the recording reaches a moment; undefined while it stands. */
export function msUntil(playback: Playback, momentMs: number, nowMs: number): number | undefined {
  if (!playback.isPlaying) return undefined;
  return Math.max(0, (momentMs - positionAt(playback, nowMs)) / playback.speed);
}

function inRange(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
