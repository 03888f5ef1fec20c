// Forms of files on the client's side: --cacert, --cert and --key as people really have them.
// Each is named for what it changes of a PKI in which everything works (made-pki.ts).
import 'reflect-metadata';
import {pemOf, usages} from '../support/made-certificates.ts';
import {makeClient, makeRoot} from './made-pki.ts';
import {revocationList} from './made-revocation-list.ts';
import {
  below,
  derOf,
  edited,
  firstPem,
  lastPem,
  type MadeScenario,
  type MadeScenarios,
  past,
  without,
} from './made-scenario.ts';

const noAuth = {trustedCa: null, certAuth: false} as const;

const withFile = (name: string, edit: (text: string) => string | Buffer): MadeScenario =>
  edited({}, files => ({...files, [name]: edit(String(files[name]))}));
const labelled = (label: string) => (text: string) => text.replaceAll('CERTIFICATE', label);

async function otherKey(files: Readonly<Record<string, string | Buffer>>) {
  const other = await makeClient(await makeRoot());
  return {...files, 'client.key': other.keyPem};
}

const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const crl = revocationList('c101');

export const formScenarios: MadeScenarios = {
  'form-ca-der': withFile('ca.crt', derOf),
  'form-ca-empty': withFile('ca.crt', () => ''),
  'form-ca-bom': withFile('ca.crt', text => `\uFEFF${text}`),
  'form-ca-bom-two': withFile('ca.crt', text => `\uFEFF${text}${text}`),
  'form-ca-crlf': withFile('ca.crt', text => text.replaceAll('\n', '\r\n')),
  'form-ca-text': withFile('ca.crt', text => `subject=x\nissuer=y\n${text}\n# end\n`),
  'form-ca-indented': withFile('ca.crt', text => text.replaceAll(/^/gm, '  ')),
  'form-ca-one-line': withFile('ca.crt', text => {
    const body = text.replace(/-----[^\n]*\n/g, '').replaceAll('\n', '');
    return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
  }),
  'form-ca-with-key': edited({}, f => ({...f, 'ca.crt': `${f['ca.crt']}${f['server.key']}`})),
  'form-ca-with-crl': withFile('ca.crt', text => `${text}${crl}`),
  'form-ca-broken-second': withFile('ca.crt', text => `${text}${broken}`),
  'form-ca-broken-first': withFile('ca.crt', text => `${broken}${text}`),
  'form-ca-trusted-label': withFile('ca.crt', labelled('TRUSTED CERTIFICATE')),
  'form-ca-twice': withFile('ca.crt', text => `${text}${text}`),
  'form-ca-is-key': edited({}, f => ({...f, 'ca.crt': String(f['server.key'])})),
  'form-trusted-ca-with-crl': withFile('client-ca.crt', text => `${text}${crl}`),
  'form-trusted-ca-twice': withFile('client-ca.crt', text => `${text}${text}`),
  'form-trusted-ca-trusted-label': withFile('client-ca.crt', labelled('TRUSTED CERTIFICATE')),
  'form-trusted-ca-crlf': withFile('client-ca.crt', text => text.replaceAll('\n', '\r\n')),
  'form-trusted-ca-directory': {...below(), trustedCa: '.'},
  'form-client-der': withFile('client.crt', derOf),
  'form-client-bom': withFile('client.crt', text => `\uFEFF${text}`),
  'form-client-crlf': withFile('client.crt', text => text.replaceAll('\n', '\r\n')),
  'form-client-text': withFile('client.crt', text => `Certificate:\n  Data:\n${text}`),
  'form-client-blank': withFile('client.crt', text => ` ${text}`),
  'form-client-x509-label': withFile('client.crt', labelled('X509 CERTIFICATE')),
  'form-client-empty': withFile('client.crt', () => ''),
  'form-client-broken-second': withFile('client.crt', text => `${text}${broken}`),
  'form-client-key-first': edited({}, f => ({
    ...f,
    'client.crt': `${f['client.key']}${f['client.crt']}`,
  })),
  'form-client-key-in-both': edited({}, f => {
    const bundle = `${f['client.crt']}${f['client.key']}`;
    return {...f, 'client.crt': bundle, 'client.key': bundle};
  }),
  'form-client-key-der': withFile('client.key', derOf),
  'form-client-key-bom': withFile('client.key', text => `\uFEFF${text}`),
  'form-client-key-empty': withFile('client.key', () => ''),
  'form-client-key-mismatch': edited({}, otherKey),
  'form-client-key-mismatch-noauth': {...edited({}, otherKey), ...noAuth},
  'form-client-swapped': edited({}, f => ({
    ...f,
    'client.crt': String(f['client.key']),
    'client.key': String(f['client.crt']),
  })),
  'form-client-int-first': edited({int: {}}, f => ({
    ...f,
    'client.crt': `${lastPem(f['client.crt'])}${firstPem(f['client.crt'])}`,
  })),
  'form-client-der-noauth': {...withFile('client.crt', derOf), ...noAuth},
  'form-client-expired-noauth': {...below({client: past}), ...noAuth},
  'form-client-eku-server-noauth': {
    ...below({client: {extensions: [usages('serverAuth')]}}),
    ...noAuth,
  },
  'form-server-trusted-label': withFile('server.crt', labelled('TRUSTED CERTIFICATE')),
  'form-server-empty': withFile('server.crt', () => ''),
  'form-server-missing': without(['server.crt'], {}),
  'form-server-bom': withFile('server.crt', text => `\uFEFF${text}`),
  'form-server-with-crl': withFile('server.crt', text => `${text}${crl}`),
  'form-server-key-in-both': edited({}, f => {
    const bundle = `${f['server.crt']}${f['server.key']}`;
    return {...f, 'server.crt': bundle, 'server.key': bundle};
  }),
  'form-server-key-twice': edited({}, async f => {
    const other = await makeClient(await makeRoot());
    return {...f, 'server.key': `${other.keyPem}${f['server.key']}`};
  }),
  'form-server-key-garbage': edited({}, f => ({
    ...f,
    'server.key': pemOf('PRIVATE KEY', Buffer.from('garbage')),
  })),
};
