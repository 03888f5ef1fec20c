// Who issued whom: cross-signed CAs, CAs of the same name, path lengths, certificates that carry
// their issuer's name, and revocation lists over such chains.
import 'reflect-metadata';
import {authority, issuerKeyId, keyOf, ownKeyId, usages} from '../support/made-certificates.ts';
import {
  type Change,
  type Files,
  filesOf,
  makeClient,
  makeIntermediate,
  makeRoot,
  makeServer,
} from './made-pki.ts';
import {below, edited, future, type MadeScenarios, made, past, without} from './made-scenario.ts';

type Cross = {
  readonly clients?: readonly ('old' | 'new')[];
  readonly trusted?: readonly ('old' | 'new')[];
  readonly old?: Change;
  readonly cross?: Change;
};

/** A new root, which an old one signed too; the server sends that second certificate of the new root. */
async function crossSigned({clients, trusted, old = {}, cross = {}}: Cross): Promise<Files> {
  const oldRoot = await makeRoot({subject: 'CN=Old Root', ...old});
  const key = keyOf('p256');
  const newRoot = await makeRoot({subject: 'CN=New Root', key});
  const bridge = await makeIntermediate(oldRoot, {subject: 'CN=New Root', key, ...cross});
  const [server, client] = [await makeServer(newRoot), await makeClient(newRoot)];
  const files = filesOf({root: newRoot, server, client}, bridge.pem);
  const pems = {old: oldRoot.pem, new: newRoot.pem};
  const bundle = (names: readonly ('old' | 'new')[] = ['new']) =>
    names.map(name => pems[name]).join('');
  return {...files, 'ca.crt': bundle(clients), 'client-ca.crt': bundle(trusted)};
}

const ROOT_NAME = 'CN=Made Root,O=made';

/** Two intermediates of one name, of which only one issued the leaf; both are sent. */
async function sameNameInts(rightFirst: boolean, withIds: boolean): Promise<Files> {
  const root = await makeRoot();
  const id = (hex: string) => (withIds ? {extensions: [ownKeyId(hex)]} : {});
  const right = await makeIntermediate(root, id('aa01'));
  const wrong = await makeIntermediate(root, id('bb02'));
  const named = withIds ? {extensions: [issuerKeyId('aa01')]} : {};
  const [server, client] = [await makeServer(right, named), await makeClient(right, named)];
  const above = rightFirst ? right.pem + wrong.pem : wrong.pem + right.pem;
  return filesOf({root, server, client}, above);
}

/** The root signed a new key for its own name, and that one issues. */
async function rolledOver(root: Change, bridge: Change = {}): Promise<Files> {
  const old = await makeRoot(root);
  const next = await makeIntermediate(old, {subject: ROOT_NAME, ...bridge});
  const [server, client] = [await makeServer(next), await makeClient(next)];
  return filesOf({root: old, server, client}, next.pem);
}

async function twoUsages(upper: Change, lower: Change): Promise<Files> {
  const root = await makeRoot();
  const one = await makeIntermediate(root, {subject: 'CN=Upper', ...upper});
  const two = await makeIntermediate(one, {subject: 'CN=Lower', ...lower});
  const [server, client] = [await makeServer(two), await makeClient(two)];
  return filesOf({root, server, client}, two.pem + one.pem);
}

const forServers = {extensions: [usages('serverAuth')]};

export const issuerScenarios: MadeScenarios = {
  'cross-new-trusted': made(() => crossSigned({})),
  'cross-old-trusted': made(() => crossSigned({clients: ['old'], trusted: ['old']})),
  'cross-old-trusted-by-etcd': made(() => crossSigned({trusted: ['old']})),
  'cross-old-trusted-by-clients': made(() => crossSigned({clients: ['old']})),
  'cross-old-expired': made(() => crossSigned({old: past})),
  'cross-old-expired-trusted': made(() =>
    crossSigned({old: past, clients: ['old'], trusted: ['old']}),
  ),
  'cross-old-expired-both-trusted': made(() =>
    crossSigned({old: past, clients: ['old', 'new'], trusted: ['old', 'new']}),
  ),
  'cross-bridge-expired': made(() => crossSigned({cross: past})),
  'cross-bridge-expired-old-trusted': made(() =>
    crossSigned({cross: past, clients: ['old'], trusted: ['old']}),
  ),
  'cross-bridge-eku-server': made(() =>
    crossSigned({cross: forServers, clients: ['old'], trusted: ['old']}),
  ),
  'cross-bridge-eku-server-both-trusted': made(() =>
    crossSigned({cross: forServers, clients: ['old', 'new'], trusted: ['old', 'new']}),
  ),
  'same-name-ints-right-first': made(() => sameNameInts(true, false)),
  'same-name-ints-wrong-first': made(() => sameNameInts(false, false)),
  'same-name-ints-with-ids': made(() => sameNameInts(false, true)),
  'srv-same-name-as-ca': below({server: {subject: ROOT_NAME}}),
  'cli-same-name-as-ca': below({client: {subject: ROOT_NAME}}),
  'srv-same-name-as-ca-with-ids': made(async () => {
    const root = await makeRoot({extensions: [ownKeyId('0a0b')]});
    const named = {subject: ROOT_NAME, extensions: [issuerKeyId('0a0b'), ownKeyId('0c0d')]};
    return filesOf({root, server: await makeServer(root, named), client: await makeClient(root)});
  }),
  'int-same-name-as-root': made(() => rolledOver({})),
  'int-same-name-root-pathlen0': made(() => rolledOver({extensions: [authority(true, 0)]})),
  'int-same-name-with-ids': made(() =>
    rolledOver(
      {extensions: [ownKeyId('0a0b')]},
      {extensions: [issuerKeyId('0a0b'), ownKeyId('0c0d')]},
    ),
  ),
  'int-same-key-as-root': made(async () => {
    const key = keyOf('p256');
    const root = await makeRoot({key});
    const int = await makeIntermediate(root, {key});
    return filesOf({root, server: await makeServer(int), client: await makeClient(int)}, int.pem);
  }),
  'two-ints-upper-eku-server': made(() => twoUsages(forServers, {})),
  'two-ints-lower-eku-server': made(() => twoUsages({}, forServers)),
  'two-ints-upper-expired': made(() => twoUsages(past, {})),
  'two-ints-lower-notyet': made(() => twoUsages({}, future)),
  'two-ints-missing-upper': edited({}, async () => {
    const files = await twoUsages({}, {});
    const [leaf = '', lower = ''] = String(files['server.crt']).split(
      /(?<=END CERTIFICATE-----\n)/,
    );
    return {...files, 'server.crt': leaf + lower};
  }),
  'root-empty-subject': made(async () => {
    const root = await makeRoot({subject: ''});
    return filesOf({root, server: await makeServer(root), client: await makeClient(root)});
  }),
  'trust-int-and-expired-root': made(async () => {
    const root = await makeRoot(past);
    const int = await makeIntermediate(root);
    const files = filesOf({root, server: await makeServer(int), client: await makeClient(int)});
    const trust = int.pem + root.pem;
    return {...files, 'ca.crt': trust, 'client-ca.crt': trust};
  }),
  'trust-expired-int-in-trust-good-one-sent': made(async () => {
    const root = await makeRoot();
    const key = keyOf('p256');
    const good = await makeIntermediate(root, {key});
    const stale = await makeIntermediate(root, {key, ...past});
    const parties = {root, server: await makeServer(good), client: await makeClient(good)};
    const trust = stale.pem + root.pem;
    return {...filesOf(parties, good.pem), 'ca.crt': trust, 'client-ca.crt': trust};
  }),
  'trust-stale-int-sent-good-one-in-trust': made(async () => {
    const root = await makeRoot();
    const key = keyOf('p256');
    const good = await makeIntermediate(root, {key});
    const stale = await makeIntermediate(root, {key, ...past});
    const parties = {root, server: await makeServer(good), client: await makeClient(good)};
    const trust = root.pem + good.pem;
    return {...filesOf(parties, stale.pem), 'ca.crt': trust, 'client-ca.crt': trust};
  }),
  'trust-root-expired-new-same-key': made(async () => {
    const key = keyOf('p256');
    const old = await makeRoot({key, ...past});
    const root = await makeRoot({key});
    const files = filesOf({root, server: await makeServer(root), client: await makeClient(root)});
    const trust = old.pem + root.pem;
    return {...files, 'ca.crt': trust, 'client-ca.crt': trust};
  }),
  'trust-root-expired-old-same-key-only': made(async () => {
    const key = keyOf('p256');
    const old = await makeRoot({key, ...past});
    const root = await makeRoot({key});
    const files = filesOf({root, server: await makeServer(root), client: await makeClient(root)});
    return {...files, 'client-ca.crt': old.pem};
  }),
  'trust-no-root-client-chain': without(['client.crt', 'client.key'], {int: {}}),
};
