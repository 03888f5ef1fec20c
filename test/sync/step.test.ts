// The sync engine by transcripts: facts in, effects and entries out.
import assert from 'node:assert/strict';
import test from 'node:test';
import {limits} from '../../source/sync/limits.ts';
import {
  change,
  createScript,
  createWatching,
  del,
  effectOf,
  ended,
  events,
  frame,
  kv,
  page,
  put,
} from '../support/sync-script.ts';

test('the first sync reads pages pinned to the revision of the first one, then watches from the next', () => {
  const script = createScript({emitInitial: true, initialValues: true});
  effectOf(script.tell({type: 'started'}), 'fetch-version');
  const first = effectOf(script.tell({type: 'version-received', version: '3.5.16'}), 'fetch-page');
  assert.equal(first.revision, undefined);
  const second = effectOf(
    script.tell({type: 'page-received', response: page([kv('a', 3)], 10, {more: true, count: 2})}),
    'fetch-page',
  );
  assert.equal(second.revision, 10);
  assert.equal(Buffer.from(second.key, 'base64').toString(), 'a\0');
  const watch = effectOf(
    // A later page's header is ahead of the pin.
    script.tell({type: 'page-received', response: page([kv('b', 7)], 25, {count: 1})}),
    'open-watch',
  );
  assert.equal(watch.startRevision, 11);
  script.tell(frame(25, {created: true}));
  script.tell({type: 'timer-due', timer: 'settle'});
  assert.deepEqual(script.said, [
    'put a@3 initial',
    'put b@7 initial',
    'status synced',
    'status watching',
  ]);
});

test('events are handed on as they arrive, and the resume point is the last one, not the header', () => {
  const script = createWatching();
  script.tell(events(put('a', 11), put('b', 12)));
  script.tell(frame(5000, {}, 2));
  const effects = [...script.tell(ended())];
  assert.deepEqual(script.said.slice(-3), ['put a@11', 'put b@12', 'status disconnected']);
  assert.equal(effectOf(effects, 'fetch-version').endpointIndex, 1);
  script.tell({type: 'version-received', version: '3.5.16'});
  assert.equal(effectOf(verified(script, 5000), 'open-watch').startRevision, 13);
});

test('a connection that dies inside a frame resumes at the unfinished revision and drops what was applied', () => {
  const script = createWatching();
  script.tell(events(put('a', 11), put('b', 11)));
  reconnect(script);
  assert.equal(effectOf(verified(script, 20), 'open-watch').startRevision, 11);
  script.tell(frame(20, {created: true}));
  script.tell(events(put('a', 11), put('b', 11), put('c', 11), put('d', 12)));
  script.tell(frame(20, {}, 4));
  assert.deepEqual(script.said.slice(-3), ['status resumed', 'put c@11', 'put d@12']);
});

test('a fragment does not finish its revision', () => {
  const script = createWatching();
  script.tell(events(put('a', 11)));
  script.tell(frame(11, {fragment: true}, 1));
  assert.equal(script.state.applied.complete, false);
  script.tell(events(put('b', 11)));
  script.tell(frame(11, {}, 1));
  assert.equal(script.state.applied.complete, true);
});

test('events that a server repeats or sends from before the start are dropped', () => {
  const script = createWatching();
  script.tell(events(put('old', 9), put('a', 11)));
  script.tell(frame(11, {}, 2));
  script.tell(events(put('a', 11)));
  script.tell(frame(11, {}, 1));
  assert.deepEqual(script.said.slice(2), ['put a@11']);
});

test('after compaction the sync is pinned to the compact revision and says which span is lost', () => {
  const script = createWatching({}, [kv('a', 3), kv('gone', 4)]);
  reconnect(script);
  verified(script, 50);
  script.tell(frame(50, {created: true}));
  const pageEffect = effectOf(
    script.tell(frame(undefined, {canceled: true, compactRevision: 30})),
    'fetch-page',
  );
  assert.equal(pageEffect.revision, 30);
  assert.equal(pageEffect.keysOnly, false);
  const response = page([kv('a', 3), kv('new', 20)], 50);
  assert.equal(
    effectOf(script.tell({type: 'page-received', response}), 'open-watch').startRevision,
    31,
  );
  assert.deepEqual(script.said.slice(-5), [
    'status disconnected',
    'status compacted',
    'put new@20 resync',
    'delete gone@30 resync',
    'status resynced',
  ]);
  const compacted = script.entries.find(
    entry => entry.type === 'status' && entry.phase === 'compacted',
  );
  assert.deepEqual(
    compacted?.type === 'status' && [
      compacted.lostFrom,
      compacted.lostTo,
      compacted.compactRevision,
    ],
    [11, 30, 30],
  );
});

test('a pin that is compacted while paging is chosen anew, and nothing is said twice', () => {
  const script = createScript({emitInitial: true, initialValues: true});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  const more = {more: true, count: 3};
  script.tell({type: 'page-received', response: page([kv('a', 3), kv('b', 4)], 10, more)});
  const again = effectOf(
    script.tell({type: 'call-failed', failure: {kind: 'compacted', message: 'compacted'}}),
    'fetch-page',
  );
  assert.equal(again.revision, undefined);
  assert.equal(again.key, 'AA==');
  script.tell({type: 'page-received', response: page([kv('a', 3), kv('c', 20)], 30)});
  assert.deepEqual(script.said, [
    'put a@3 initial',
    'put b@4 initial',
    'put c@20 initial',
    'delete b@30 resync',
    'status synced',
  ]);
});

test('--rev N reads the keys before N and hands on events from N', () => {
  const script = createScript({fromRevision: 8});
  script.tell({type: 'started'});
  const first = effectOf(script.tell({type: 'version-received', version: '3.4.23'}), 'fetch-page');
  assert.equal(first.revision, 7);
  const response = page([kv('a', 3)], 50);
  assert.equal(
    effectOf(script.tell({type: 'page-received', response}), 'open-watch').startRevision,
    8,
  );
});

test('--rev N that is compacted says from where history is lost and gives the keys newer than it', () => {
  const script = createScript({fromRevision: 8});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  const compacted = {type: 'call-failed', failure: {kind: 'compacted', message: 'c'}} as const;
  assert.equal(effectOf(script.tell(compacted), 'fetch-page').revision, 8);
  assert.equal(effectOf(script.tell(compacted), 'open-watch').startRevision, 8);
  script.tell(frame(50, {created: true}));
  const refused = script.tell(frame(undefined, {canceled: true, compactRevision: 30}));
  assert.equal(effectOf(refused, 'fetch-page').revision, 30);
  const opened = script.tell({
    type: 'page-received',
    response: page([kv('old', 3), kv('new', 20)], 50),
  });
  assert.equal(effectOf(opened, 'open-watch').startRevision, 31);
  assert.deepEqual(script.said, ['status compacted', 'put new@20 resync', 'status resynced']);
  const [entry] = script.entries;
  assert.deepEqual(entry?.type === 'status' && [entry.lostFrom, entry.lostTo], [8, 30]);
});

test('--rev N at the compact revision itself loses nothing', () => {
  const script = createScript({fromRevision: 8});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'call-failed', failure: {kind: 'compacted', message: 'c'}});
  const response = page([kv('before', 3), kv('at', 8)], 50);
  assert.equal(
    effectOf(script.tell({type: 'page-received', response}), 'open-watch').startRevision,
    8,
  );
  script.tell(frame(50, {created: true}));
  script.tell(events(put('at', 8)));
  assert.deepEqual(script.said, ['status synced', 'status watching', 'put at@8']);
});

test('--rev N in the future is silent until N', () => {
  const script = createScript({fromRevision: 100});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  const failure = {kind: 'future-revision', message: 'future'} as const;
  assert.equal(
    effectOf(script.tell({type: 'call-failed', failure}), 'fetch-page').revision,
    undefined,
  );
  script.tell({type: 'page-received', response: page([], 50)});
  script.tell(frame(50, {created: true}));
  script.tell(events(put('a', 99), change('a', 100, {created: 99, version: 2})));
  assert.deepEqual(script.said.slice(2), ['put a@100']);
});

test('a page over the 4 MiB limit is asked for again with fewer keys, down to naming the one that is too large', () => {
  const script = createScript({initialValues: true, pageKeys: 8});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.3.25'});
  const tooLarge = {
    type: 'call-failed',
    failure: {
      kind: 'message-too-large',
      message: 'grpc: received message larger than max (8388608 vs. 4194304)',
    },
  } as const;
  assert.equal(effectOf(script.tell(tooLarge), 'fetch-page').limit, 3);
  assert.equal(effectOf(script.tell(tooLarge), 'fetch-page').limit, 1);
  const named = effectOf(script.tell(tooLarge), 'fetch-page');
  assert.deepEqual([named.limit, named.keysOnly], [1, true]);
  const response = page([kv('big', 3, '')], 10, {more: true, count: 2});
  const next = effectOf(script.tell({type: 'page-received', response}), 'fetch-page');
  assert.equal(next.keysOnly, false);
  assert.deepEqual(script.state.run?.unread, [
    {key: Buffer.from('big').toString('base64'), bytes: 8388608},
  ]);
});

test('a frame over the limit makes the watch ask for fragments, once', () => {
  const script = createWatching();
  const tooLarge = ended({kind: 'message-too-large', message: 'grpc: received message larger'});
  effectOf(script.tell(tooLarge), 'fetch-version');
  script.tell({type: 'version-received', version: '3.3.25'});
  assert.equal(effectOf(verified(script, 20), 'open-watch').fragment, true);
});

test('another cluster behind the address is named, synced, and the difference handed on', () => {
  const script = createWatching({}, [kv('a', 3)]);
  reconnect(script);
  const response = {...page([], 5), header: {clusterId: 'c2', memberId: 'm', revision: 5}};
  effectOf(script.tell({type: 'revision-verified', response}), 'fetch-page');
  const after = {...page([kv('b', 2)], 5), header: {clusterId: 'c2', memberId: 'm', revision: 5}};
  assert.equal(
    effectOf(script.tell({type: 'page-received', response: after}), 'open-watch').startRevision,
    6,
  );
  assert.deepEqual(script.said.slice(-4), [
    'status restored',
    'put b@2 resync',
    'delete a@5 resync',
    'status resynced',
  ]);
});

test('after a restore a key of the same revision with another value is a difference', () => {
  const script = createWatching({initialValues: true}, [kv('same', 3), kv('other', 4, 'one')], 100);
  reconnect(script);
  script.tell({type: 'revision-verified', response: page([], 40)});
  const response = page([kv('same', 3), kv('other', 4, 'two')], 40);
  script.tell({type: 'page-received', response});
  assert.deepEqual(script.said.slice(-3), [
    'status restored',
    'put other@4 resync',
    'status resynced',
  ]);
});

test('a revision that goes back is a restored snapshot', () => {
  const script = createWatching({initialValues: true}, [kv('a', 3)], 100);
  reconnect(script);
  script.tell({type: 'revision-verified', response: page([], 40)});
  script.tell({type: 'page-received', response: page([kv('a', 3)], 40)});
  assert.deepEqual(script.said.slice(-2), ['status restored', 'status resynced']);
  assert.equal(script.state.applied.revision, 40);
});

test('a history that has grown past ours after a restore is told by a key that reads otherwise, or by the raft term', () => {
  const response = page([kv('a', 50)], 200);
  const older = {
    ...page([kv('a', 60)], 200),
    header: {clusterId: 'c1', memberId: 'm1', revision: 200, raftTerm: 2},
  };
  for (const answer of [response, older]) {
    const script = createWatching({}, [kv('a', 60)], 100);
    script.tell(
      frame(100, {header: {clusterId: 'c1', memberId: 'm1', revision: 100, raftTerm: 3}}),
    );
    reconnect(script);
    effectOf(script.tell({type: 'revision-verified', response: answer}), 'fetch-page');
    assert.equal(script.said.at(-1), 'status restored');
  }
});

test('a witness that history has lost is left to the watch, which names the compact revision', () => {
  const script = createWatching({}, [kv('a', 60)], 100);
  reconnect(script);
  const failure = {kind: 'compacted', message: 'compacted'} as const;
  effectOf(script.tell({type: 'call-failed', failure}), 'open-watch');
});

test('a watch that can not be asked is given up when the store has what it does not deliver', () => {
  const script = createWatching();
  script.tell({type: 'timer-due', timer: 'first-frame'});
  script.tell(ended());
  script.tell({type: 'version-received', version: '3.5.16'});
  verified(script, 10);
  script.tell({type: 'timer-due', timer: 'first-frame'});
  script.tell({type: 'version-received', version: '3.5.16'});
  assert.equal(effectOf(verified(script, 10), 'open-watch').duplex, false);
  script.tell(frame(10, {created: true}));
  script.tell({type: 'revision-verified', response: page([], 10)});
  for (const [revision, kvs] of [
    [14, []],
    [15, []],
    [15, [kv('late', 14)]],
  ] as const) {
    script.pass(limits.livenessIntervalMs);
    effectOf(script.tell({type: 'timer-due', timer: 'liveness'}), 'verify-revision');
    script.tell({type: 'revision-verified', response: page(kvs, revision)});
  }
  assert.equal(script.said.at(-1), 'status disconnected');
  assert.match(
    script.state.endpoints.find(({lastError}) => lastError)?.lastError ?? '',
    /does not deliver|reset/,
  );
});

test('an outage is said again when what keeps it going is something else', () => {
  const script = createWatching({endpoints: ['http://a:1']});
  script.tell(ended());
  script.tell({type: 'timer-due', timer: 'retry'});
  const refused = {type: 'call-failed', failure: {kind: 'network', message: 'refused'}} as const;
  const noUser = {kind: 'token-missing', message: 'user name is empty'} as const;
  script.tell(refused);
  script.tell({type: 'timer-due', timer: 'retry'});
  script.tell({type: 'call-failed', failure: noUser});
  script.tell({type: 'timer-due', timer: 'retry'});
  script.tell({type: 'call-failed', failure: noUser});
  const reasons = script.entries.flatMap(entry => (entry.type === 'status' ? [entry.reason] : []));
  assert.deepEqual(reasons.slice(-2), ['connection reset', 'user name is empty']);
});

test('an idle watch is asked for progress, and given up when it stays silent', () => {
  const script = createWatching();
  script.tell(frame(10, {watchId: '-1'}));
  script.pass(limits.livenessIntervalMs);
  effectOf(script.tell({type: 'timer-due', timer: 'liveness'}), 'ask-progress');
  script.tell(frame(12, {watchId: '-1'}));
  assert.equal(script.state.applied.confirmedRevision, 12);
  script.pass(limits.livenessIntervalMs);
  script.tell({type: 'timer-due', timer: 'liveness'});
  script.pass(limits.livenessDeadlineMs);
  effectOf(script.tell({type: 'timer-due', timer: 'liveness'}), 'fetch-version');
  assert.equal(script.said.at(-1), 'status disconnected');
});

test('a timer that fires a millisecond early costs a millisecond, not an interval', () => {
  const script = createWatching();
  script.tell(frame(10, {watchId: '-1'}));
  script.pass(limits.livenessIntervalMs);
  effectOf(script.tell({type: 'timer-due', timer: 'liveness'}), 'ask-progress');
  script.pass(limits.livenessDeadlineMs - limits.livenessIntervalMs - 1);
  const effects = script.tell({type: 'timer-due', timer: 'liveness'});
  assert.equal(effectOf(effects, 'schedule').delayMs, 1);
  script.pass(1);
  effectOf(script.tell({type: 'timer-due', timer: 'liveness'}), 'fetch-version');
});

test('a catch-up that takes long is not taken for a dead connection', () => {
  const script = createWatching();
  reconnect(script);
  verified(script, 100_000);
  script.tell(frame(100_000, {created: true}));
  script.pass(limits.livenessDeadlineMs + 1);
  effectOf(script.tell({type: 'timer-due', timer: 'liveness'}), 'verify-revision');
  script.tell({type: 'revision-verified', response: page([], 100_000)});
  assert.equal(script.state.phase.name, 'watching');
  assert.equal(script.state.phase.name === 'watching' && script.state.phase.isOverdue, true);
  script.pass(limits.catchUpDeadlineMs);
  script.tell({type: 'timer-due', timer: 'liveness'});
  assert.equal(script.said.at(-1), 'status disconnected');
});

test('a member that answers nothing while we catch up is given up', () => {
  const script = createWatching();
  reconnect(script);
  verified(script, 100_000);
  script.tell(frame(100_000, {created: true}));
  script.pass(limits.livenessDeadlineMs + 1);
  effectOf(script.tell({type: 'timer-due', timer: 'liveness'}), 'verify-revision');
  script.tell({type: 'call-failed', failure: {kind: 'timeout', message: 'no answer within 5 s'}});
  assert.equal(script.said.filter(word => word === 'status disconnected').length, 1);
  assert.notEqual(script.state.phase.name, 'watching');
});

test('a history is not taken for another one because of a revision that is applied in part', () => {
  const script = createWatching({}, [kv('a', 3), kv('b', 4)]);
  script.tell(events(put('c', 11), del('a', 12)));
  reconnect(script);
  // At revision 12 the key is gone; its delete was under way when the connection broke.
  const opened = script.tell({type: 'revision-verified', response: page([], 20)});
  assert.equal(effectOf(opened, 'open-watch').startRevision, 12);
});

test('a watch that is held back with its body open is opened again with its body closed', () => {
  const script = createScript();
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  const opened = script.tell({type: 'page-received', response: page([], 10)});
  assert.equal(effectOf(opened, 'open-watch').duplex, true);
  script.pass(limits.firstFrameDeadlineMs);
  effectOf(script.tell({type: 'timer-due', timer: 'first-frame'}), 'fetch-version');
  script.tell({type: 'version-received', version: '3.5.16'});
  assert.equal(effectOf(verified(script, 10), 'open-watch').duplex, false);
});

test('retries go round the endpoints at once and wait longer after every round', () => {
  const script = createWatching();
  const delays: number[] = [];
  let effects = script.tell(ended());
  for (let round = 0; round < 6; round++) {
    effectOf(effects, 'fetch-version');
    effects = script.tell({type: 'call-failed', failure: {kind: 'network', message: 'refused'}});
    delays.push(effectOf(effects, 'schedule').delayMs);
    effects = script.tell({type: 'timer-due', timer: 'retry'});
    effectOf(effects, 'fetch-version');
    effects = script.tell({type: 'call-failed', failure: {kind: 'network', message: 'refused'}});
  }
  assert.ok(
    delays.every((delay, index) => index === 0 || delay > (delays[index - 1] as number) * 0.6),
  );
  assert.ok((delays.at(-1) as number) <= limits.retryDelayMaxMs * 1.25);
  assert.ok((delays[0] as number) < 1000);
  assert.equal(script.said.filter(word => word === 'status disconnected').length, 1);
});

test('a command gives up when no endpoint ever worked, and names each one', () => {
  const script = createScript({giveUp: true});
  script.tell({type: 'started'});
  const refused = {type: 'call-failed', failure: {kind: 'network', message: 'refused'}} as const;
  script.tell(refused);
  script.tell(refused);
  assert.equal(script.state.phase.name, 'failed');
  assert.equal(
    script.state.phase.name === 'failed' && script.state.phase.reason,
    'http://a:1: refused; http://b:2: refused',
  );
});

test('a wrong password is final: a login is never tried in a loop', () => {
  const script = createScript({login: true});
  script.tell({type: 'started'});
  effectOf(script.tell({type: 'version-received', version: '3.5.16'}), 'login');
  script.tell({type: 'call-failed', failure: {kind: 'wrong-password', message: 'no'}});
  assert.equal(script.state.phase.name, 'failed');
});

test('a login is made once an endpoint and run, and again only after the token was refused', () => {
  const script = createScript({login: true, endpoints: ['http://a:1', 'http://b:2']});
  const version = {type: 'version-received', version: '3.5.16'} as const;
  script.tell({type: 'started'});
  effectOf(script.tell(version), 'login');
  effectOf(script.tell({type: 'logged-in'}), 'fetch-page');
  script.tell({type: 'page-received', response: page([], 10)});
  script.tell(frame(10, {created: true}));
  script.tell(ended());
  assert.equal(effectOf(script.tell(version), 'login').endpointIndex, 1);
  script.tell({type: 'logged-in'});
  verified(script, 10);
  script.tell(frame(10, {created: true}));
  script.tell(ended());
  script.tell({type: 'timer-due', timer: 'retry'});
  const again = script.tell(version);
  assert.equal(effectOf(again, 'verify-revision').endpointIndex, 0);
});

test('a token that has run out is renewed at the same endpoint, which is no failure', () => {
  const stale = {
    type: 'call-failed',
    failure: {kind: 'token-invalid', message: 'invalid auth token'},
  } as const;
  const script = createScript({login: true});
  const version = {type: 'version-received', version: '3.5.16'} as const;
  script.tell({type: 'started'});
  script.tell(version);
  script.tell({type: 'logged-in'});
  script.tell({type: 'page-received', response: page([], 10)});
  script.tell(frame(10, {created: true}));
  script.tell({type: 'sync-asked'});
  effectOf(script.tell(stale), 'fetch-version');
  assert.equal(effectOf(script.tell(version), 'login').endpointIndex, 0);
  assert.equal(script.said.includes('status disconnected'), false);
  script.tell({type: 'logged-in'});
  // A token that is refused as soon as it was given is a failure, or it would go on for ever.
  assert.equal(effectOf(script.tell(stale), 'fetch-version').endpointIndex, 1);
});

test('a page that another cluster answers ends the sync that it belongs to', () => {
  const script = createScript({initialValues: true, pageKeys: 1});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  const more = {more: true, count: 2};
  script.tell({type: 'page-received', response: page([kv('a', 3)], 10, more)});
  const header = {clusterId: 'c2', memberId: 'm', revision: 7};
  const other = script.tell({type: 'page-received', response: {...page([kv('b', 4)], 7), header}});
  assert.equal(effectOf(other, 'fetch-page').revision, undefined);
  const last = {...page([kv('z', 5)], 7), header};
  assert.equal(
    effectOf(script.tell({type: 'page-received', response: last}), 'open-watch').startRevision,
    8,
  );
  assert.deepEqual(script.said.slice(-4), [
    'status restored',
    'put z@5 resync',
    'delete a@7 resync',
    'status resynced',
  ]);
});

test('a first sync whose revision the store has lost begins again; a later one finds a restore', () => {
  const gone = {
    type: 'call-failed',
    failure: {kind: 'future-revision', message: 'required revision is a future revision'},
  } as const;
  const first = createScript({initialValues: true, pageKeys: 1});
  first.tell({type: 'started'});
  first.tell({type: 'version-received', version: '3.5.16'});
  first.tell({type: 'page-received', response: page([kv('a', 3)], 10, {more: true, count: 2})});
  assert.equal(effectOf(first.tell(gone), 'fetch-page').revision, undefined);
  const later = createWatching({}, [kv('a', 3)]);
  later.tell({type: 'sync-asked'});
  effectOf(later.tell(gone), 'fetch-page');
  assert.equal(later.said.at(-1), 'status restored');
});

test('a member that lags takes nothing from what is known of the store', () => {
  const script = createWatching({}, [], 100);
  script.tell(ended());
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'revision-verified', response: page([], 100)});
  script.tell(frame(80, {created: true}));
  assert.equal(script.state.headerRevision, 100);
  assert.equal(script.state.endpoints[1]?.headerRevision, 80);
});

test('a watch that the server refuses is a failure with the reason, though created is set', () => {
  const script = createScript({endpoints: ['http://a:1']});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'page-received', response: page([], 10)});
  const cancelReason = 'rpc error: code = PermissionDenied desc = etcdserver: permission denied';
  script.tell(frame(10, {created: true, canceled: true, cancelReason, watchId: '-1'}));
  assert.equal(script.state.phase.name, 'backing-off');
  assert.match(script.state.endpoints[0]?.lastError ?? '', /permission denied/);
});

test('asked to sync again, it proves the mirror at the applied revision and resumes without a gap', () => {
  const script = createWatching({}, [kv('a', 3)]);
  script.tell(events(put('b', 11)));
  script.tell(frame(11, {}, 1));
  const asked = effectOf(script.tell({type: 'sync-asked'}), 'fetch-page');
  assert.equal(asked.revision, 11);
  const response = page([kv('a', 3), kv('b', 11)], 15);
  assert.equal(
    effectOf(script.tell({type: 'page-received', response}), 'open-watch').startRevision,
    12,
  );
  assert.deepEqual(script.said.slice(-2), ['put b@11', 'status resynced']);
  assert.equal(script.state.differencesFound, 0);
});

test('asked to sync again where the applied revision is compacted, it reads at the confirmed one and says no loss', () => {
  const script = createWatching({}, [kv('a', 3)]);
  script.tell(frame(500, {watchId: '-1'}));
  assert.equal(effectOf(script.tell({type: 'sync-asked'}), 'fetch-page').revision, 10);
  const compacted = {type: 'call-failed', failure: {kind: 'compacted', message: 'c'}} as const;
  assert.equal(effectOf(script.tell(compacted), 'fetch-page').revision, 500);
  const opened = script.tell({type: 'page-received', response: page([kv('a', 3)], 510)});
  assert.equal(effectOf(opened, 'open-watch').startRevision, 501);
  assert.equal(script.said.includes('status compacted'), false);
});

test('asked to sync before anything is applied, it waits: the history is yet to be told', () => {
  const script = createScript({fromRevision: 1});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'revision-verified', response: page([], 20)});
  script.tell(frame(20, {created: true}));
  assert.deepEqual(script.tell({type: 'sync-asked'}), []);
  script.tell(events(put('a', 2)));
  assert.equal(effectOf(script.tell(frame(20, {}, 1)), 'fetch-page').revision, 2);
});

test('--until-rev ends once the revision is confirmed, also outside the prefix', () => {
  const script = createWatching({untilRevision: 20});
  script.tell(events(put('a', 19)));
  script.tell(frame(19, {}, 1));
  assert.equal(script.state.phase.name, 'watching');
  script.tell(frame(21, {watchId: '-1'}));
  assert.equal(script.state.phase.name, 'done');
});

test('before 3.5.8 one progress answer is not believed: it may run ahead of events', () => {
  const script = createScript({untilRevision: 20});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.4.23'});
  script.tell({type: 'page-received', response: page([], 10)});
  script.tell(frame(25, {created: true}));
  script.tell(frame(25, {watchId: '-1'}));
  assert.equal(script.state.phase.name, 'watching');
  script.tell(frame(25, {watchId: '-1'}));
  assert.equal(script.state.phase.name, 'done');
});

test('facts of an earlier attempt change nothing', () => {
  const script = createWatching();
  const before = script.state;
  script.tellLate(events(put('a', 11)));
  script.tellLate(ended());
  assert.equal(script.state, before);
});

test('deletes leave the mirror, puts enter it', () => {
  const script = createWatching({}, [kv('a', 3)]);
  script.tell(events(put('b', 11), del('a', 12)));
  script.tell(frame(12, {}, 2));
  assert.deepEqual([...script.state.mirror.entries.keys()], [Buffer.from('b').toString('base64')]);
});

function reconnect(script: ReturnType<typeof createScript>): void {
  script.tell(ended());
  script.tell({type: 'version-received', version: '3.5.16'});
}

/** The store answers that it is as we know it. */
function verified(script: ReturnType<typeof createScript>, revision: number) {
  const {witness} = script.state.applied;
  const kvs = witness === undefined ? [] : [{...kv('', witness.modRevision), key: witness.key}];
  return script.tell({type: 'revision-verified', response: page(kvs, revision)});
}
