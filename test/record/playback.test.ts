// Where a replay stands as time goes by: a script of what is asked of it.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readMoment} from '../../source/record/moment-text.ts';
import {
  changeSpeed,
  isAtEnd,
  msUntil,
  play,
  positionAt,
  seek,
  startPlayback,
} from '../../source/record/playback.ts';

const span = {startMs: 10_000, endMs: 70_000};

test('it moves with time, at its speed, and stops at the end', () => {
  const playback = startPlayback(span, 0, 10);
  assert.equal(positionAt(playback, 1000), 20_000);
  assert.equal(positionAt(playback, 60_000), 70_000);
  assert.equal(isAtEnd(playback, 60_000), true);
});

test('another speed counts from now on, not backwards', () => {
  const faster = changeSpeed(startPlayback(span, 0, 1), 2, 5000);
  assert.equal(positionAt(faster, 5000), 15_000);
  assert.equal(positionAt(faster, 6000), 17_000);
});

test('stopped it stands still; going on continues there, at the end from the start', () => {
  const stopped = play(startPlayback(span, 0, 1), false, 3000);
  assert.equal(positionAt(stopped, 9000), 13_000);
  assert.equal(msUntil(stopped, 20_000, 9000), undefined);
  assert.equal(positionAt(play(stopped, true, 9000), 10_000), 14_000);
  const ended = play(seek(stopped, 1e9, 9000), true, 9000);
  assert.equal(positionAt(ended, 9000), span.startMs);
});

test('a moment outside of the recording is its nearest end', () => {
  const playback = startPlayback(span, 0, 1);
  assert.equal(positionAt(seek(playback, 0, 0), 0), span.startMs);
  assert.equal(positionAt(seek(playback, 1e12, 0), 0), span.endMs);
});

test('the time until a moment is shorter the faster it plays', () => {
  assert.equal(msUntil(startPlayback(span, 0, 4), 18_000, 0), 2000);
  assert.equal(msUntil(startPlayback(span, 0, 4), 5000, 0), 0);
});

const startMs = new Date(2026, 10, 22, 23, 50, 0).getTime();
for (const [text, expected] of [
  ['+90s', 90_000],
  ['+90', 90_000],
  ['-1.5m', -90_000],
  ['+2h', 7_200_000],
  ['23:50:30', 30_000],
  ['23:51', 60_000],
  ['00:05:00', 15 * 60_000],
  ['2026-11-22T00:00:00.000Z', Date.UTC(2026, 10, 22) - startMs],
  ['25:00', undefined],
  ['soon', undefined],
  ['', undefined],
  ['+1e99s', undefined],
] as const) {
  test(`"${text}" ${expected === undefined ? 'is no moment' : 'is a moment of the recording'}`, () => {
    const moment = readMoment(text, {startMs, positionMs: startMs});
    assert.equal(moment === undefined ? undefined : moment - startMs, expected);
  });
}
