// How the etcd that is being read can be reached by hand: for the commands that Y copies. Nothing
// secret is in it.
import type {ConnectionSettings} from '../config/settings.ts';
import {apiPrefixOf, parseServerVersion} from '../etcd/server-version.ts';
import type {Reach} from '../report/typed-commands.ts';
import type {SyncState} from '../sync/state.ts';

export function reachOf(settings: ConnectionSettings, state: SyncState): Reach {
  const {cacert, cert, key, user} = settings;
  return {
    endpoint: state.endpoints[state.endpointIndex]?.url ?? '',
    apiPrefix: apiPrefixOf(parseServerVersion(state.etcdVersion ?? '')),
    ...(cacert && {cacert: cacert.value}),
    ...(cert && {cert: cert.value}),
    ...(key && {key: key.value}),
    ...(user && {user: user.value}),
    insecureSkipVerify: settings.insecureSkipTlsVerify.value,
  };
}
