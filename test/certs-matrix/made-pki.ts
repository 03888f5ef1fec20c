// A small PKI for made scenarios: one root, a server and a client below it, each with what a scenario
// changes. Files are named as in test/fixtures/certs, so both kinds of scenario run the same way.
import type {Extension} from '@peculiar/x509';
import {
  altNames,
  authority,
  keyUsage,
  type Made,
  type MakeOptions,
  makeCertificate,
  usages,
} from '../support/made-certificates.ts';

export type Files = Record<string, string | Buffer>;

/** What a scenario changes of a certificate; `extensions` replace those that are there by OID. */
export type Change = Partial<MakeOptions> & {readonly without?: readonly string[]};

export const EKU = '2.5.29.37';
export const SAN = '2.5.29.17';
export const KU = '2.5.29.15';
export const BC = '2.5.29.19';

export function makeRoot(change: Change = {}): Promise<Made> {
  const own = [authority(true), keyUsage('keyCertSign', 'cRLSign')];
  return makeCertificate({
    subject: 'CN=Made Root,O=made',
    ...change,
    extensions: merged(own, change),
  });
}

export function makeIntermediate(issuer: Made, change: Change = {}): Promise<Made> {
  const own = [authority(true), keyUsage('keyCertSign', 'cRLSign')];
  const subject = 'CN=Made Intermediate,O=made';
  return makeCertificate({subject, issuer, ...change, extensions: merged(own, change)});
}

export function makeServer(issuer: Made | undefined, change: Change = {}): Promise<Made> {
  const own = [
    authority(false),
    keyUsage('digitalSignature'),
    usages('serverAuth', 'clientAuth'),
    altNames([
      {type: 'dns', value: 'localhost'},
      {type: 'ip', value: '127.0.0.1'},
    ]),
  ];
  const subject = 'CN=made-server';
  return makeCertificate({
    subject,
    ...(issuer && {issuer}),
    ...change,
    extensions: merged(own, change),
  });
}

export function makeClient(issuer: Made | undefined, change: Change = {}): Promise<Made> {
  const own = [authority(false), keyUsage('digitalSignature'), usages('clientAuth')];
  const subject = 'CN=made-client';
  return makeCertificate({
    subject,
    ...(issuer && {issuer}),
    ...change,
    extensions: merged(own, change),
  });
}

type Parties = {
  readonly root: Made;
  readonly server: Made;
  readonly client: Made;
};

/** Everything below one root, and its files. */
export async function makeFiles(
  changes: {root?: Change; server?: Change; client?: Change; int?: Change} = {},
  between = changes.int !== undefined,
): Promise<Files> {
  const root = await makeRoot(changes.root);
  const issuer = between ? await makeIntermediate(root, changes.int) : root;
  const server = await makeServer(issuer, changes.server);
  const client = await makeClient(issuer, changes.client);
  const above = between ? issuer.pem : '';
  return filesOf({root, server, client}, above);
}

export function filesOf({root, server, client}: Parties, above = ''): Files {
  return {
    'ca.crt': root.pem,
    'client-ca.crt': root.pem,
    'server.crt': server.pem + above,
    'server.key': server.keyPem,
    'client.crt': client.pem + above,
    'client.key': client.keyPem,
  };
}

function merged(own: readonly Extension[], {extensions = [], without = []}: Change): Extension[] {
  const replaced = new Set([...extensions.map(({type}) => type), ...without]);
  return [...own.filter(({type}) => !replaced.has(type)), ...extensions];
}
