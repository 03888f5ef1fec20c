// When frames are drawn, by a clock and a terminal that the test moves.
import assert from 'node:assert/strict';
import {mock, type TestContext, test} from 'node:test';
import {createDrawPace} from '../../source/ui/draw-pace.ts';

const frameBytes = 6000;

test('many requests in a row are one frame at once and one an interval', t => {
  const {pace, draws, pass} = start(t, {bytesPerSecondMax: 1e12});
  for (let ms = 0; ms < 1000; ms += 1) {
    pace.request();
    pass(1);
  }
  assert.ok(draws() >= 10 && draws() <= 11, `${draws()} frames in a second`);
});

test('nothing is drawn, and no timer runs, when nothing is asked for', t => {
  const {pace, draws, pass} = start(t, {bytesPerSecondMax: 1e12});
  pace.request();
  pass(60_000);
  assert.equal(draws(), 1);
});

test('frames come as rarely as the budget of bytes asks for', t => {
  const {pace, draws, pass} = start(t, {bytesPerSecondMax: 12_000});
  for (let ms = 0; ms < 10_000; ms += 5) {
    pace.request();
    pass(5);
  }
  assert.ok(draws() >= 18 && draws() <= 21, `${draws()} frames of 6 KB in 10 s at 12 KB/s`);
});

test('a key is answered before the interval is over', t => {
  const {pace, draws, pass} = start(t, {bytesPerSecondMax: 1e12});
  pace.request();
  pass(1);
  pace.answerKey();
  assert.equal(draws(), 2);
});

test('a key held down stays within the budget', t => {
  const {pace, draws, pass} = start(t, {bytesPerSecondMax: 12_000});
  for (let ms = 0; ms < 10_000; ms += 33) {
    pace.answerKey();
    pass(33);
  }
  assert.ok(draws() <= 24, `${draws()} frames of 6 KB in 10 s at 12 KB/s and one second ahead`);
});

test('while the terminal has not taken the last frame none is made; then the newest is', t => {
  const {pace, draws, pass, terminal} = start(t, {bytesPerSecondMax: 1e12});
  pace.request();
  pass(1);
  terminal.block();
  for (let count = 0; count < 50; count += 1) {
    pace.request();
    pace.answerKey();
    pass(100);
  }
  assert.equal(draws(), 1);
  terminal.take();
  pass(200);
  assert.equal(draws(), 2);
});

test('stopped it draws no more', t => {
  const {pace, draws, pass} = start(t, {bytesPerSecondMax: 1e12});
  pace.request();
  pace.stop();
  pace.answerKey();
  pass(1000);
  assert.equal(draws(), 0);
});

function start(t: TestContext, {bytesPerSecondMax}: {readonly bytesPerSecondMax: number}) {
  mock.timers.enable({apis: ['setTimeout', 'setImmediate']});
  t.after(() => mock.timers.reset());
  let nowMs = 0;
  let draws = 0;
  let isBusy = false;
  let taken: (() => void)[] = [];
  const pace = createDrawPace({
    draw: () => {
      draws += 1;
    },
    intervalMs: 100,
    bytesPerSecondMax,
    load: {
      bytesWritten: () => draws * frameBytes,
      isBusy: () => isBusy,
      whenTaken: listener => taken.push(listener),
    },
    now: () => nowMs,
  });
  return {
    pace,
    draws: () => draws,
    pass(ms: number) {
      nowMs += ms;
      mock.timers.tick(ms);
    },
    terminal: {
      block() {
        isBusy = true;
      },
      take() {
        isBusy = false;
        const waiting = taken;
        taken = [];
        for (const listener of waiting) listener();
      },
    },
  };
}
