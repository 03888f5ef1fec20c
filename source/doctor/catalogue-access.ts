// Known failures of authentication and permission.
import type {CatalogueEntry} from './catalogue-entry.ts';

export const accessEntries: readonly CatalogueEntry[] = [
  {
    id: 'auth-required',
    seen: [
      'insufficient credentials code: 401',
      'etcdserver: user name is empty',
      'got malformed key-put message: …user name is empty',
    ],
    cause: 'authentication is on in etcd and the request has no token: user or password is not set',
    remedy: 'Set both user and password (here: --user NAME).',
    reference: 'apisix #2614',
    found: 'doctor',
  },
  {
    id: 'auth-bad-password',
    seen: [
      'etcdserver: authentication failed, invalid user ID or password',
      'authenticate refresh token fail',
      'got malformed auth message:',
    ],
    cause: 'the user does not exist or the password is another one',
    remedy: 'Correct user and password; try them: etcdctl --user NAME endpoint health',
    found: 'doctor',
  },
  {
    id: 'auth-not-enabled',
    seen: ['etcdserver: authentication is not enabled', 'authenticate refresh token fail'],
    cause:
      'user and password are set, but authentication is off in etcd: APISIX fails on every request',
    remedy: 'Remove user and password from the configuration, or switch it on: etcdctl auth enable',
    reference: 'etcd #21100',
    found: 'doctor',
  },
  {
    id: 'auth-token-invalid',
    seen: [
      'failed to load the configuration: etcdserver: invalid auth token',
      'etcdserver: invalid auth token',
    ],
    cause:
      'the token ran out (300 s), the member restarted (simple tokens live in memory), or it lags behind the one that gave the token',
    remedy:
      'Log in again; where it happens right after a login on one member only, that member lags: check it, or use --auth-token=jwt.',
    reference: 'etcd #13134',
    found: 'doctor',
  },
  {
    id: 'auth-token-watch',
    seen: [
      'rpc error: code = Unauthenticated desc = etcdserver: invalid auth token',
      'cancel_reason…invalid auth token',
    ],
    cause: 'a watch was opened with a token that had run out; streams that run already survive it',
    remedy: 'Get a new token before every new watch.',
    found: 'doctor',
  },
  {
    id: 'auth-old-revision',
    seen: ['etcdserver: revision of auth store is old'],
    cause: 'the token (JWT) is older than the last change of users or roles',
    remedy: 'Log in again.',
    reference: 'patroni #2911',
    found: 'message',
  },
  {
    id: 'auth-bearer',
    seen: ['Bearer', 'etcdserver: invalid auth token'],
    cause:
      'the token is sent as "Authorization: Bearer", which etcd before 3.5.32 and 3.6.13 refuses',
    remedy: 'Send the bare token as Authorization.',
    found: 'message',
  },
  {
    id: 'auth-forbidden-range',
    seen: ['etcd forbidden code: 403', 'etcdserver: permission denied'],
    cause:
      'the role lacks read permission on the whole range: APISIX reads [/apisix, /apisiy), which a role on /apisix/ does not cover',
    remedy:
      'Grant the prefix without a slash: etcdctl role grant-permission ROLE --prefix=true readwrite /apisix',
    reference: 'apisix #4143',
    found: 'doctor',
  },
  {
    id: 'auth-forbidden-watch',
    seen: [
      'rpc error: code = PermissionDenied desc = etcdserver: permission denied',
      'etcd watch error: key: … permission denied',
      'created…canceled…PermissionDenied',
    ],
    cause: 'the role may not read the range that is watched: etcd says so inside an HTTP 200',
    remedy: 'Grant read on the whole prefix.',
    reference: 'apisix #10333',
    found: 'doctor',
  },
  {
    id: 'auth-readonly-init',
    seen: ['got malformed key-put message: …etcdserver: permission denied…/kv/put'],
    cause: 'apisix init_etcd writes its directories at start, and the user may only read',
    remedy:
      'Use role data_plane with APISIX 3.13 or newer, or let the control plane run init_etcd.',
    reference: 'apisix #6735',
    found: 'message',
  },
  {
    id: 'auth-status-needs-token',
    seen: ['maintenance/status…user name is empty', 'member/list…user name is empty'],
    cause: 'newer releases (3.4.42, 3.5.28, 3.6.9) ask for a token for status and member list too',
    remedy: 'Log in before asking for the status.',
    found: 'message',
  },
  {
    id: 'auth-storm',
    seen: ['invalid auth token', 'delete a simple token', 'deleted a simple token'],
    cause: 'every login costs etcd a bcrypt, and many workers log in at short intervals',
    remedy: 'Lower --bcrypt-cost, run fewer workers, or use --auth-token=jwt.',
    reference: 'etcd #14077',
    found: 'doctor',
  },
];
