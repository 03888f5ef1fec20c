// Etcds with certificates made for a case: TLS, mutual TLS, dates and chains of their own.
import {createCertificateAuthority, type LeafOptions} from '../../source/demo/certificates.ts';
import {
  altNames,
  authority,
  keyUsage,
  type Made,
  type MakeOptions,
  makeCertificate,
  usages,
} from '../support/made-certificates.ts';
import type {Stage} from './doctor-case.ts';
import {etcdOf} from './plain-etcd.ts';

export const server = {
  commonName: '',
  usages: ['serverAuth', 'clientAuth'],
  dnsNames: ['localhost'],
  ipAddresses: ['127.0.0.1'],
} as const satisfies LeafOptions;
export const client = {commonName: '', usages: ['clientAuth']} as const satisfies LeafOptions;

type Files = {readonly ca: string; readonly cert: string; readonly key: string};

/** A CA and one server certificate of it, as files. */
export async function serverFiles(stage: Stage, leaf: LeafOptions = server): Promise<Files> {
  const ca = await createCertificateAuthority('doctor CA');
  const pair = await ca.issue(leaf);
  return {
    ca: await stage.write('ca.crt', ca.ca),
    cert: await stage.write('server.crt', pair.cert),
    key: await stage.write('server.key', pair.key),
  };
}

export async function tlsEtcd(stage: Stage, {cert, key}: Omit<Files, 'ca'>): Promise<string> {
  return (await etcdOf(stage, {tls: {cert, key}})).url;
}

// With dates or chains of their own.
export async function madeServer(
  stage: Stage,
  options: Partial<MakeOptions>,
  chain: (leaf: Made, root: Made) => string = leaf => leaf.pem,
): Promise<{root: Made; files: Files}> {
  const root = await makeCertificate({
    subject: 'CN=made root',
    extensions: [authority(true), keyUsage('keyCertSign')],
  });
  const leaf = await makeCertificate({
    subject: 'CN=etcd',
    issuer: root,
    extensions: [altNames([{type: 'ip', value: '127.0.0.1'}]), usages('serverAuth', 'clientAuth')],
    ...options,
  });
  const files = {
    ca: await stage.write('ca.crt', root.pem),
    cert: await stage.write('server.crt', chain(leaf, root)),
    key: await stage.write('server.key', leaf.keyPem),
  };
  return {root, files};
}

type MutualOptions = {
  readonly leaf?: LeafOptions;
  /** Of the client; absent: none is shown. */
  readonly shown?: LeafOptions;
  readonly flags?: readonly string[];
};

/** An etcd that wants client certificates, and the arguments that reach it. */
export async function mutual(stage: Stage, options: MutualOptions): Promise<readonly string[]> {
  const ca = await createCertificateAuthority('doctor CA');
  const pair = await ca.issue(options.leaf ?? server);
  const caFile = await stage.write('ca.crt', ca.ca);
  const etcd = await etcdOf(stage, {
    tls: {
      cert: await stage.write('server.crt', pair.cert),
      key: await stage.write('server.key', pair.key),
      trustedCa: caFile,
      clientCertAuth: true,
    },
    extraFlags: options.flags ?? [],
  });
  const args = ['--endpoints', etcd.url, '--cacert', caFile];
  if (options.shown === undefined) return args;
  const shown = await ca.issue(options.shown);
  const cert = await stage.write('client.crt', shown.cert);
  return [...args, '--cert', cert, '--key', await stage.write('client.key', shown.key)];
}

/** Healthy ones, for the cases in which nothing may be found. */
export function mutualArguments(stage: Stage): Promise<readonly string[]> {
  return mutual(stage, {shown: client});
}

export async function tlsArguments(stage: Stage): Promise<readonly string[]> {
  const files = await serverFiles(stage);
  return ['--endpoints', await tlsEtcd(stage, files), '--cacert', files.ca];
}
