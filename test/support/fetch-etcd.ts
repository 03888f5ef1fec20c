// A command: fetches every real etcd that can be had and says where each is, or why not.
// node --import tsx test/support/fetch-etcd.ts
import {forgetUnavailableEtcds, listEtcds, listUnavailableEtcds} from './etcd-packages.ts';

await forgetUnavailableEtcds();
for (const {release, version, etcdPath, etcdctlPath} of await listEtcds()) {
  process.stdout.write(`${release} ${version} ${etcdPath} ${etcdctlPath}\n`);
}
for (const {release, reason} of await listUnavailableEtcds()) {
  process.stdout.write(`${release} unavailable: ${reason}\n`);
}
