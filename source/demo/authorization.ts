// Who may call, when the pretended cluster has users: a token from auth/authenticate, sent as
// etcd takes it, in Authorization or Grpc-Metadata-Token, without "Bearer".
import type {IncomingHttpHeaders} from 'node:http';
import type {MemberView} from './cluster.ts';
import {type EtcdError, invalidToken, permissionDenied, userEmpty} from './etcd-error.ts';

export function refusalFor(
  headers: IncomingHttpHeaders,
  {cluster, release}: MemberView,
): EtcdError | undefined {
  const isOn = Object.keys(cluster.users).length > 0;
  const token = headers.authorization ?? headers['grpc-metadata-token'];
  if (token === undefined || token === '') return isOn ? userEmpty() : undefined;
  if (!isOn && !release.refusesNeedlessTokens) return undefined;
  return typeof token === 'string' && cluster.tokens.has(token) ? undefined : invalidToken();
}

export function watchRefusalFor(
  headers: IncomingHttpHeaders,
  view: MemberView,
): EtcdError | undefined {
  const refusal = refusalFor(headers, view);
  if (refusal === undefined || view.release.tellsWhyWatchIsRefused) return refusal;
  return permissionDenied();
}
