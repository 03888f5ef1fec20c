// Chains and trust: intermediates, roots, several paths, what is in which CA file.
// Each is named for what it changes of a PKI in which everything works (made-pki.ts).
import 'reflect-metadata';
import {BasicConstraintsExtension} from '@peculiar/x509';
import {authority, keyUsage, pemOf, usages} from '../support/made-certificates.ts';
import {
  akiMatch,
  akiMismatch,
  clientOfB,
  dnCase,
  twoInts,
  twoPaths,
  twoPathsEku,
} from './made-chains.ts';
import {BC, KU, makeRoot, makeServer} from './made-pki.ts';
import {
  below,
  both,
  derOf,
  edited,
  firstPem,
  future,
  int,
  lastPem,
  type MadeScenarios,
  made,
  past,
  root,
  without,
} from './made-scenario.ts';

export const chainScenarios: MadeScenarios = {
  'int-notyet': below({int: future}),
  'root-notyet': below({root: future}),
  'int-eku-both': below({int: both}),
  'int-eku-any': int(usages('any')),
  'int-no-certsign': int(keyUsage('digitalSignature')),
  'int-pathlen0-violated': made(() => twoInts({extensions: [authority(true, 0)]})),
  'int-pathlen1-ok': made(() => twoInts({extensions: [authority(true, 1)]})),
  'int-no-bc-ku': below({int: {without: [BC]}}),
  'int-bc-noncritical': int(new BasicConstraintsExtension(true, undefined, false)),
  'root-pathlen0-int': below({root: {extensions: [authority(true, 0)]}, int: {}}),
  'root-pathlen0-leaf': root(authority(true, 0)),
  'root-eku-server': root(usages('serverAuth')),
  'root-eku-both': below({root: both}),
  'root-eku-any': root(usages('any')),
  'root-no-ku': below({root: {without: [KU]}}),
  'int-two-paths-good-first': made(() => twoPaths(true)),
  'int-two-paths-bad-first': made(() => twoPaths(false)),
  'int-two-paths-expired-first': made(() => twoPaths(false, past)),
  'int-two-paths-eku': made(() => twoPathsEku()),
  'chain-leaf-not-first': edited({int: {}}, f => ({
    ...f,
    'server.crt': `${lastPem(f['server.crt'])}${firstPem(f['server.crt'])}`,
  })),
  'chain-missing-int-nobody': edited({int: {}}, f => ({
    ...f,
    'server.crt': firstPem(f['server.crt']),
  })),
  'chain-missing-int-everybody-has-it': edited({int: {}}, f => {
    const cas = `${f['ca.crt']}${lastPem(f['server.crt'])}`;
    return {...f, 'server.crt': firstPem(f['server.crt']), 'ca.crt': cas, 'client-ca.crt': cas};
  }),
  'chain-leaf-twice': edited({}, f => ({
    ...f,
    'server.crt': `${f['server.crt']}${f['server.crt']}`,
  })),
  'chain-garbage-block': edited({}, f => ({
    ...f,
    'server.crt': `${f['server.crt']}${pemOf('CERTIFICATE', Buffer.from('garbage'))}`,
  })),
  'chain-secp256k1-extra': edited({}, async f => {
    const odd = await makeRoot({subject: 'CN=Odd', key: 'secp256k1'});
    return {...f, 'server.crt': `${f['server.crt']}${odd.pem}`};
  }),
  'trust-same-dn-other-key': edited({}, async f => {
    const other = await makeRoot();
    return {...f, 'client-ca.crt': other.pem};
  }),
  'trust-same-dn-other-key-clients': edited({}, async f => {
    const other = await makeRoot();
    return {...f, 'ca.crt': other.pem};
  }),
  'trust-same-dn-both-keys': edited({}, async f => {
    const other = await makeRoot();
    return {...f, 'client-ca.crt': `${other.pem}${f['ca.crt']}`};
  }),
  'trust-same-dn-both-keys-clients': edited({}, async f => {
    const other = await makeRoot();
    return {...f, 'ca.crt': `${other.pem}${f['ca.crt']}`};
  }),
  'trust-same-dn-both-keys-clients-2': edited({}, async f => {
    const other = await makeRoot();
    return {...f, 'ca.crt': `${f['ca.crt']}${other.pem}`};
  }),
  'trust-client-side-wrong-ca': edited({}, async f => {
    const other = await makeRoot({subject: 'CN=Other'});
    return {...f, 'ca.crt': other.pem};
  }),
  'trust-self-signed-cafalse': edited({}, async f => {
    const s = await makeServer(undefined);
    return {...f, 'server.crt': s.pem, 'server.key': s.keyPem, 'ca.crt': s.pem};
  }),
  'trust-self-signed-cafalse-both': edited({}, async f => {
    const s = await makeServer(undefined);
    return {
      ...f,
      'server.crt': s.pem,
      'server.key': s.keyPem,
      'ca.crt': s.pem,
      'client-ca.crt': `${f['client-ca.crt']}${s.pem}`,
    };
  }),
  'trust-leaf-in-trusted-ca': edited({}, async f => ({
    ...f,
    ...(await clientOfB(f['server.crt'])),
  })),
  'trust-leaf-pinned-eku-server': edited(
    {server: {extensions: [usages('serverAuth')]}},
    async f => ({...f, ...(await clientOfB(f['server.crt']))}),
  ),
  'trust-aki-mismatch': made(() => akiMismatch()),
  'trust-aki-mismatch-clients-only': made(() => akiMismatch(true)),
  'trust-aki-match': made(() => akiMatch()),
  'trust-ca-file-der': edited({}, f => ({...f, 'client-ca.crt': derOf(f['ca.crt'])})),
  'trust-ca-text-around': edited({}, f => ({
    ...f,
    'client-ca.crt': `Our root:\nsubject=x\n${f['client-ca.crt']}the end\n`,
  })),
  'trust-ca-indented': edited({}, f => ({...f, 'client-ca.crt': `  ${f['client-ca.crt']}`})),
  'trust-ca-bom-two': edited({}, f => ({
    ...f,
    'client-ca.crt': `\uFEFF${f['client-ca.crt']}${f['client-ca.crt']}`,
  })),
  'trust-ca-missing': without(['client-ca.crt'], {}),
  'trust-ca-with-key': edited({}, f => ({
    ...f,
    'client-ca.crt': `${f['client-ca.crt']}${f['server.key']}`,
  })),
  'trust-ca-broken-second': edited({}, f => ({
    ...f,
    'client-ca.crt': `${f['client-ca.crt']}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
  })),
  'trust-ca-bad-base64': edited({}, f => ({
    ...f,
    'client-ca.crt': `${f['client-ca.crt']}-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n`,
  })),
  'trust-ca-x509-label': edited({}, f => ({
    ...f,
    'client-ca.crt': String(f['client-ca.crt']).replaceAll('CERTIFICATE', 'X509 CERTIFICATE'),
  })),
  'trust-clients-x509-label': edited({}, f => ({
    ...f,
    'ca.crt': String(f['ca.crt']).replaceAll('CERTIFICATE', 'X509 CERTIFICATE'),
  })),
  'dn-case': made(() => dnCase()),
};
