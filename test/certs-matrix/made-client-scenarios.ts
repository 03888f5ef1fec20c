// The client certificate, and clients without one.
// Each is named for what it changes of a PKI in which everything works (made-pki.ts).
import 'reflect-metadata';
import {keyUsage, usages} from '../support/made-certificates.ts';
import {EKU, makeClient} from './made-pki.ts';
import {
  below,
  both,
  client,
  edited,
  firstPem,
  future,
  lastPem,
  type MadeScenarios,
  made,
  raw,
  san,
  without,
  withRsaRoot,
} from './made-scenario.ts';

export const clientScenarios: MadeScenarios = {
  'cli-notyet': below({client: future}),
  'cli-none': without(['client.crt', 'client.key'], {}),
  'cli-none-eku-server': without(['client.crt', 'client.key'], {
    server: {extensions: [usages('serverAuth')]},
  }),
  'cli-none-noauth': {
    ...without(['client.crt', 'client.key'], {server: {extensions: [usages('serverAuth')]}}),
    trustedCa: null,
    certAuth: false,
  },
  'cli-no-cn': below({client: {subject: 'O=nobody'}}),
  'cli-empty-subject': below({client: {subject: ''}}),
  'cli-eku-none': below({client: {without: [EKU]}}),
  'cli-eku-both': below({client: both}),
  'cli-san-wrong-ip': client(san([{type: 'ip', value: '10.9.8.7'}])),
  'cli-nscert-server': client(raw('2.16.840.1.113730.1.1', '03020640')),
  'cli-ku-keyenc': client(keyUsage('keyEncipherment')),
  'cli-ku-certsign': client(keyUsage('keyCertSign')),
  'cli-rsa-ku-keyenc': below({client: {key: 'rsa2048', extensions: [keyUsage('keyEncipherment')]}}),
  'cli-p224': below({client: {key: 'p224'}}),
  'cli-p384': below({client: {key: 'p384'}}),
  'cli-p521': below({client: {key: 'p521'}}),
  'cli-ed25519': below({client: {key: 'ed25519'}}),
  'cli-secp256k1': below({client: {key: 'secp256k1'}}),
  'cli-pss-key': below({client: {key: 'pss'}}),
  'cli-rsa512': below({client: {key: 'rsa512'}}),
  'cli-self-signed': edited({}, async f => {
    const c = await makeClient(undefined);
    return {...f, 'client.crt': c.pem, 'client.key': c.keyPem};
  }),
  'cli-self-signed-trusted': edited({}, async f => {
    const c = await makeClient(undefined);
    return {
      ...f,
      'client.crt': c.pem,
      'client.key': c.keyPem,
      'client-ca.crt': `${f['client-ca.crt']}${c.pem}`,
    };
  }),
  'cli-chain-missing-int': edited({int: {}}, f => ({
    ...f,
    'client.crt': firstPem(f['client.crt']),
  })),
  'cli-chain-missing-int-ca-has-it': edited({int: {}}, f => ({
    ...f,
    'client.crt': firstPem(f['client.crt']),
    'ca.crt': `${f['ca.crt']}${lastPem(f['client.crt'])}`,
  })),
  'cli-chain-missing-int-trusted-has-it': edited({int: {}}, f => ({
    ...f,
    'client.crt': firstPem(f['client.crt']),
    'client-ca.crt': `${f['ca.crt']}${lastPem(f['client.crt'])}`,
  })),
  'cli-chain-with-root': edited({}, f => ({
    ...f,
    'client.crt': `${f['client.crt']}${f['ca.crt']}`,
  })),
  'cli-md5': made(() => withRsaRoot({client: {digest: 'md5'}})),
  'cli-eku-codesigning': client(usages('codeSigning')),
};
