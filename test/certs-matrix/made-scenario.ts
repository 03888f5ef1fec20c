// How made scenarios are written down: a change of one certificate, or files edited afterwards. The
// scenarios themselves are in the made-*-scenarios.ts beside this.
import 'reflect-metadata';
import {Extension, type JsonGeneralNames} from '@peculiar/x509';
import {altNames, type KeyKind, keyOf, usages} from '../support/made-certificates.ts';
import {type Change, type Files, makeFiles} from './made-pki.ts';

export type MadeScenario = {
  readonly files: () => Promise<Files>;
  /** Default: 127.0.0.1. */
  readonly host?: string;
  readonly flags?: readonly string[];
  /** Default: client-ca.crt. */
  readonly trustedCa?: string | null;
  /** Default: true. */
  readonly certAuth?: boolean;
  readonly split?: 'http' | 'https';
};

export type MadeScenarios = Readonly<Record<string, MadeScenario>>;

type Changes = Parameters<typeof makeFiles>[0];

export const made = (files: () => Promise<Files>): MadeScenario => ({files});
export const below = (changes: Changes = {}) => made(() => makeFiles(changes));
export const server = (...extensions: Extension[]) => below({server: {extensions}});
export const client = (...extensions: Extension[]) => below({client: {extensions}});
export const int = (...extensions: Extension[]) => below({int: {extensions}});
export const root = (...extensions: Extension[]) => below({root: {extensions}});

export function edited(
  changes: Changes,
  edit: (files: Files) => Files | Promise<Files>,
): MadeScenario {
  return made(async () => edit(await makeFiles(changes)));
}

export function without(names: readonly string[], changes: Changes): MadeScenario {
  return edited(changes, files =>
    Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name))),
  );
}

/** The server's key in another form than PKCS #8. */
export function withKey(
  kind: KeyKind,
  form: {type: 'pkcs1' | 'pkcs8' | 'sec1'; format: 'pem'; cipher?: string; passphrase?: string},
  edit: (pem: string) => string = pem => pem,
): MadeScenario {
  const key = keyOf(kind);
  return edited({server: {key}}, files => ({
    ...files,
    'server.key': edit(String(key.export(form as {type: 'pkcs8'; format: 'pem'}))),
  }));
}

/** MD5 and SHA-1 signatures as they were common: by RSA. */
export function withRsaRoot(changes: Record<string, Change>): Promise<Files> {
  const intermediate = changes.int && {int: {key: 'rsa2048', ...changes.int} as const};
  return makeFiles({...changes, root: {key: 'rsa2048', ...changes.root}, ...intermediate});
}

export const past = {notBefore: '2020-01-01T00:00:00Z', notAfter: '2021-01-01T00:00:00Z'};
export const future = {notBefore: '2090-01-01T00:00:00Z', notAfter: '2091-01-01T00:00:00Z'};
export const both = {extensions: [usages('serverAuth', 'clientAuth')]};
export const raw = (oid: string, hex: string, critical = false) =>
  new Extension(oid, critical, Buffer.from(hex, 'hex'));
export const san = (names: JsonGeneralNames) => altNames(names);
export const dns = (...names: string[]) => san(names.map(value => ({type: 'dns', value})));

const END = '-----END CERTIFICATE-----\n';

export function firstPem(file: string | Buffer | undefined): string {
  return `${String(file).split(END)[0]}${END}`;
}

export function lastPem(file: string | Buffer | undefined): string {
  return `${String(file).split(END).at(-2)}${END}`;
}

export function derOf(file: string | Buffer | undefined): Buffer {
  return Buffer.from(String(file).replace(/-----[^\n]*\n/g, ''), 'base64');
}
