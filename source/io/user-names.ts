// The names of etcd's users, as far as they may be read: root may, others may not. Only names: what
// a server certificate's CN is compared with.
import {asObject} from '../etcd/decode.ts';
import type {GatewayClient} from './gateway-client.ts';

const NAMES_MAX = 10_000;
const BODY_BYTES_MAX = 4 * 1024 * 1024;

/** Never rejects: [] where the list can't be had. */
export async function askUserNames(options: {
  readonly client: GatewayClient;
  readonly apiPrefix: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}): Promise<readonly string[]> {
  const {client, apiPrefix, token, signal} = options;
  const call = {signal, bodyBytesMax: BODY_BYTES_MAX, ...(token !== undefined && {token})};
  try {
    const {status, body} = await client.post(`${apiPrefix}/auth/user/list`, {}, call);
    if (status !== 200) return [];
    const {users} = asObject(JSON.parse(body.toString('utf8')), 'a user list');
    const names = Array.isArray(users) ? users : [];
    return names.filter(name => typeof name === 'string').slice(0, NAMES_MAX);
  } catch {
    // No answer or not etcd's: the certificate check goes on without the names.
    return [];
  }
}
