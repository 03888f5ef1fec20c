// The headers that every request to a gateway bears, whichever way it is sent.
import type {Endpoint} from '../config/settings.ts';

/** Accept: application/json is what etcd tells calls of its gateway by. */
export function requestHeaders(
  endpoint: Endpoint,
  token: string | undefined,
): Record<string, string> {
  return {
    accept: 'application/json',
    host: new URL(endpoint.url).host,
    'user-agent': 'etcdscope',
    ...(token !== undefined && {authorization: token}),
  };
}
