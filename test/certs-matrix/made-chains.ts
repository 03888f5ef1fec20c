// Chains that are more than a root, an intermediate and a leaf: two intermediates, two ways up, roots
// that were issued again.
import {issuerKeyId, keyOf, type Made, ownKeyId, usages} from '../support/made-certificates.ts';
import {
  type Change,
  type Files,
  filesOf,
  makeClient,
  makeIntermediate,
  makeRoot,
  makeServer,
} from './made-pki.ts';

export async function twoInts(upper: Change): Promise<Files> {
  const root = await makeRoot();
  const one = await makeIntermediate(root, {subject: 'CN=Upper', ...upper});
  const two = await makeIntermediate(one, {subject: 'CN=Lower'});
  const [server, client] = [await makeServer(two), await makeClient(two)];
  return filesOf({root, server, client}, two.pem + one.pem);
}

/** The intermediate has two certificates: one below the trusted root, one below a root nobody knows. */
export async function twoPaths(goodFirst: boolean, dates: Change = {}): Promise<Files> {
  const root = await makeRoot();
  const other = await makeRoot({subject: 'CN=Unknown Root'});
  const key = keyOf('p256');
  const good = await makeIntermediate(root, {key});
  const bad = await makeIntermediate(other, {key, ...dates});
  const above = goodFirst ? good.pem + bad.pem : bad.pem + good.pem;
  return filesOf({root, server: await makeServer(good), client: await makeClient(good)}, above);
}

export async function twoPathsEku(): Promise<Files> {
  const root = await makeRoot();
  const key = keyOf('p256');
  const bad = await makeIntermediate(root, {key, extensions: [usages('serverAuth')]});
  const good = await makeIntermediate(root, {key});
  const [server, client] = [await makeServer(good), await makeClient(good)];
  return filesOf({root, server, client}, bad.pem + good.pem);
}

/** The root was issued again with the same key and another key identifier. */
export async function akiMismatch(clientsOnly = false): Promise<Files> {
  const key = keyOf('p256');
  const old = await makeRoot({key, extensions: [ownKeyId('01020304')]});
  const root = await makeRoot({key, extensions: [ownKeyId('05060708')]});
  const server = await makeServer(old, {extensions: [issuerKeyId('01020304')]});
  const client = await makeClient(old, {extensions: [issuerKeyId('01020304')]});
  const files = filesOf({root, server, client});
  return clientsOnly ? {...files, 'client-ca.crt': old.pem} : files;
}

export async function akiMatch(): Promise<Files> {
  const root = await makeRoot({extensions: [ownKeyId('01020304')]});
  const own = [issuerKeyId('01020304'), ownKeyId('99')];
  const server = await makeServer(root, {extensions: own});
  return filesOf({root, server, client: await makeClient(root, {extensions: own.slice(0, 1)})});
}

/** The server names its issuer in capitals: the same name to OpenSSL, another one to Go. */
export async function dnCase(): Promise<Files> {
  const root = await makeRoot();
  const shouting: Made = {...root, subject: 'CN=MADE ROOT,O=made'};
  return filesOf({root, server: await makeServer(shouting), client: await makeClient(root)});
}

/** A client of another CA, and a --trusted-ca-file of that CA and the server's own certificate. */
export async function clientOfB(serverPem: string | Buffer | undefined): Promise<Files> {
  const b = await makeRoot({subject: 'CN=B'});
  const client = await makeClient(b);
  return {
    'client.crt': client.pem,
    'client.key': client.keyPem,
    'client-ca.crt': `${b.pem}${serverPem}`,
  };
}
