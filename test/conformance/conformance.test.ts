// One suite of gateway behaviours against every real etcd that can be had and against the embedded
// gateway in the guise of each of them. What differs between the two is a fault of the embedded one.
import assert from 'node:assert/strict';
import test, {type TestContext} from 'node:test';
import {startGateway} from '../../source/demo/gateway.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {startEtcd} from '../support/real-etcd.ts';
import {
  apiPrefixOf,
  type Behaviour,
  describeTested,
  embeddedVersions,
  expectedFor,
} from './behaviour.ts';
import {pageBehaviours} from './page-behaviours.ts';
import {createProbe} from './probe.ts';
import {rangeBehaviours} from './range-behaviours.ts';
import {requestBehaviours} from './request-behaviours.ts';
import {openSession} from './session.ts';
import {streamBehaviours} from './stream-behaviours.ts';
import {txnBehaviours} from './txn-behaviours.ts';
import {watchBehaviours} from './watch-behaviours.ts';
import {writeBehaviours} from './write-behaviours.ts';

const behaviours = [
  ...pageBehaviours,
  ...rangeBehaviours,
  ...requestBehaviours,
  ...writeBehaviours,
  ...txnBehaviours,
  ...watchBehaviours,
  ...streamBehaviours,
];
const behaviourMsMax = 30_000;
/** Releases before 3.4.11 have no such flag, and wait ten minutes. */
const progressNotifyIntervalMs = 200;

for (const version of embeddedVersions) {
  test(`the embedded gateway behaves as etcd ${version}`, async context => {
    const gateway = await startGateway({version, progressNotifyIntervalMs});
    context.after(() => gateway.close());
    await runBehaviours(context, gateway.url, version);
  });
}

await testEachEtcd('a real member behaves as expected', async (build, context) => {
  const hasFlag = describeTested(build.version).minor >= 4;
  const flag = `--experimental-watch-progress-notify-interval=${progressNotifyIntervalMs}ms`;
  const etcd = await startEtcd({build, extraFlags: hasFlag ? [flag] : []});
  context.after(() => etcd.close());
  await runBehaviours(context, etcd.url, build.version);
});

async function runBehaviours(context: TestContext, url: string, version: string): Promise<void> {
  const release = describeTested(version);
  const apiPrefix = apiPrefixOf(release);
  for (const [at, behaviour] of behaviours.entries()) {
    if (behaviour.appliesTo?.(release) === false) continue;
    await context.test(behaviour.claim, {timeout: behaviourMsMax}, async () => {
      const probe = createProbe({url, apiPrefix});
      try {
        const actual = await runBehaviour(behaviour, probe, `s${String(at).padStart(3, '0')}`);
        assert.deepEqual(actual, expectedFor(behaviour, release));
      } finally {
        probe.close();
      }
    });
  }
}

async function runBehaviour(
  behaviour: Behaviour,
  probe: ReturnType<typeof createProbe>,
  name: string,
): Promise<unknown> {
  return behaviour.act(await openSession(probe, name));
}
