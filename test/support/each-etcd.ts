// Registers one test for every real etcd that can be had, and a skipped one, with the reason, for
// every one that can't. Where none can be had and ETCDSCOPE_REQUIRE_ETCD=1, that is a failure.

import type {TestContext} from 'node:test';
import test from 'node:test';
import type {EtcdBuild} from './etcd-packages.ts';
import {listEtcds, listUnavailableEtcds} from './etcd-packages.ts';

export async function testEachEtcd(
  claim: string,
  body: (build: EtcdBuild, context: TestContext) => Promise<void>,
): Promise<void> {
  const builds = await listEtcds();
  for (const build of builds) {
    test(`${claim} (etcd ${build.version})`, context => body(build, context));
  }
  for (const {release, reason} of await listUnavailableEtcds()) {
    test(`${claim} (etcd of ${release})`, {skip: reason}, () => {});
  }
  if (builds.length === 0 && process.env.ETCDSCOPE_REQUIRE_ETCD === '1') {
    test(`${claim} (any etcd)`, () => {
      throw new Error('ETCDSCOPE_REQUIRE_ETCD=1, and no real etcd can be had');
    });
  }
}
