// Back to the first endpoint once it is healthy again: without a loss, without flapping, and never to
// another cluster.
import assert from 'node:assert/strict';
import test from 'node:test';
import {limits} from '../../source/sync/limits.ts';
import {
  createWatching,
  effectOf,
  ended,
  events,
  frame,
  page,
  put,
  type Script,
} from '../support/sync-script.ts';

test('the first endpoint is asked while another one is watched, never while it is watched itself', () => {
  const script = createWatching();
  assert.deepEqual(script.tell({type: 'timer-due', timer: 'fail-back'}), []);
  failOver(script);
  const probe = effectOf(script.tell({type: 'timer-due', timer: 'fail-back'}), 'probe-endpoint');
  assert.deepEqual([probe.endpointIndex, probe.limit, probe.keysOnly], [0, 1, true]);
});

test('after two answers in a row the watch goes on there, from the revision after the applied one', () => {
  const script = createWatching();
  failOver(script);
  script.tell(events(put('a', 21)));
  script.tell(frame(21, {}, 1));
  assert.deepEqual(probed(script), []);
  assert.equal(effectOf(probed(script), 'fetch-version').endpointIndex, 0);
  script.tell({type: 'version-received', version: '3.5.16'});
  const {witness} = script.state.applied;
  assert.equal(witness?.modRevision, 21);
  const opened = script.tell({type: 'revision-verified', response: page([put('a', 21).kv], 22)});
  assert.equal(effectOf(opened, 'open-watch').startRevision, 22);
  script.tell(frame(21, {created: true}));
  const last = script.entries.at(-1);
  assert.equal(last?.type === 'status' && last.phase, 'resumed');
  assert.equal(last?.type === 'status' && last.endpoint, 'http://a:1');
  assert.equal(last?.type === 'status' && last.reason, 'the first endpoint is healthy again');
  assert.equal(script.said.filter(word => word === 'status disconnected').length, 1);
});

test('an answer that fails in between starts the count anew', () => {
  const script = createWatching();
  failOver(script);
  probed(script);
  script.tell({type: 'endpoint-probed', response: undefined});
  assert.deepEqual(probed(script), []);
  effectOf(probed(script), 'fetch-version');
});

test('another cluster is named and never gone back to', () => {
  const script = createWatching();
  failOver(script);
  const header = {clusterId: 'c2', memberId: 'm', revision: 99};
  for (let count = 0; count < 4; count++) {
    const response = {...page([], 99), header};
    assert.deepEqual(script.tell({type: 'endpoint-probed', response}), []);
  }
  assert.match(script.state.endpoints[0]?.lastError ?? '', /another cluster answers: id c2/);
  assert.equal(script.state.headerRevision, 20);
});

test('a catch-up under way is not broken off', () => {
  const script = createWatching();
  failOver(script, 500);
  assert.deepEqual([...probed(script), ...probed(script), ...probed(script)], []);
  script.tell(events(put('a', 500)));
  script.tell(frame(500, {}, 1));
  effectOf(probed(script), 'fetch-version');
});

test('returns that do not last are tried ever less often', () => {
  const script = createWatching();
  const delays: number[] = [];
  for (let round = 0; round < 8; round++) {
    const effects = failOver(script);
    const timer = effects.find(each => each.type === 'schedule' && each.timer === 'fail-back');
    delays.push(timer?.type === 'schedule' ? timer.delayMs : 0);
    probed(script);
    probed(script);
    script.tell({type: 'version-received', version: '3.5.16'});
    script.tell({type: 'revision-verified', response: page([], 20)});
    script.tell(frame(20, {created: true}));
    script.pass(1_000 + (delays.at(-1) ?? 0) * limits.failBackAnswers);
  }
  assert.equal(delays[0], limits.failBackIntervalMs);
  assert.deepEqual(
    delays,
    [...delays].sort((one, other) => one - other),
  );
  assert.equal(delays.at(-1), limits.failBackIntervalMaxMs);
  script.pass(limits.failBackLastsMs * 2);
  failOver(script);
  probed(script);
  probed(script);
  assert.equal(script.state.failBack.inVain, 0);
});

test('a return that fails at once is said to be what it is, and the other endpoint is watched again', () => {
  const script = createWatching();
  failOver(script);
  probed(script);
  probed(script);
  const refused = {type: 'call-failed', failure: {kind: 'network', message: 'refused'}} as const;
  assert.equal(effectOf(script.tell(refused), 'fetch-version').endpointIndex, 1);
  const last = script.entries.at(-1);
  assert.equal(last?.type === 'status' && `${last.phase} ${last.reason}`, 'disconnected refused');
});

test('the other members are looked at with each survey, by themselves: one that lags is seen', () => {
  const script = createWatching({endpoints: ['http://a:1', 'http://b:2', 'http://c:3']}, [], 100);
  const effects = script.tell({type: 'timer-due', timer: 'survey'});
  const looked = effects.flatMap(each => (each.type === 'look-at-endpoint' ? [each] : []));
  assert.deepEqual(
    looked.map(({endpointIndex}) => endpointIndex),
    [1, 2],
  );
  const tell = (endpointIndex: number, response: ReturnType<typeof page> | undefined) =>
    script.tell({type: 'endpoint-looked-at', endpointIndex, response});
  tell(1, page([], 80));
  const header = {clusterId: 'c2', memberId: 'm', revision: 7};
  tell(2, {...page([], 7), header});
  const [, lagging, other] = script.state.endpoints;
  assert.deepEqual([lagging?.headerRevision, lagging?.lag], [80, 20]);
  assert.match(other?.lastError ?? '', /another cluster answers: id c2/);
  const before = script.state;
  tell(1, undefined);
  assert.equal(script.state, before);
});

test('an endpoint that works again has no error any more', () => {
  const script = createWatching();
  failOver(script);
  assert.equal(script.state.endpoints[0]?.lastError, 'connection reset');
  probed(script);
  assert.equal(script.state.endpoints[0]?.lastError, undefined);
});

/** The first endpoint is lost and the second one watched, which has caught up unless told otherwise. */
function failOver(script: Script, headerRevision = 20) {
  script.tell(ended());
  script.tell({type: 'version-received', version: '3.5.16'});
  const {witness} = script.state.applied;
  const kvs = witness === undefined ? [] : [{...put('', witness.modRevision).kv, key: witness.key}];
  script.tell({type: 'revision-verified', response: page(kvs, headerRevision)});
  const effects = script.tell(frame(headerRevision, {created: true}));
  if (headerRevision > 20) return effects;
  script.tell({type: 'timer-due', timer: 'settle'});
  script.tell(frame(headerRevision, {watchId: '-1'}));
  return effects;
}

function probed(script: Script) {
  return script.tell({type: 'endpoint-probed', response: page([], 20)});
}
