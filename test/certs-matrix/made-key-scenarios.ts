// Keys and signatures of kinds that few people use, as key of the server, of the client and of CAs.
// Each is named for what it changes of a PKI in which everything works (made-pki.ts).
import 'reflect-metadata';
import type {KeyKind, PssForm} from '../support/made-certificates.ts';
import {below, type MadeScenario, type MadeScenarios, made, withRsaRoot} from './made-scenario.ts';

const withSha256: PssForm = {digest: 'sha256', saltLength: 32};

const ofServer = (key: KeyKind): MadeScenario => below({server: {key}});
const ofClient = (key: KeyKind): MadeScenario => below({client: {key}});
const ofRoot = (key: KeyKind): MadeScenario => below({root: {key}});
const signedWithPss = (pss: PssForm, who: 'server' | 'client' | 'int'): MadeScenario =>
  made(() => withRsaRoot({[who]: {pss}}));

export const keyScenarios: MadeScenarios = {
  'alg-dsa': ofServer('dsa'),
  'alg-dsa-client': ofClient('dsa'),
  'alg-dsa-root': ofRoot('dsa'),
  'alg-ed448': ofServer('ed448'),
  'alg-ed448-client': ofClient('ed448'),
  'alg-ed448-root': ofRoot('ed448'),
  'alg-brainpool': ofServer('brainpool'),
  'alg-brainpool-client': ofClient('brainpool'),
  'alg-brainpool-root': ofRoot('brainpool'),
  'alg-rsa-e3': ofServer('rsaE3'),
  'alg-rsa-e3-client': ofClient('rsaE3'),
  'alg-rsa2047': ofServer('rsa2047'),
  'alg-rsa3072': ofServer('rsa3072'),
  'alg-rsa1024-noauth': {...ofServer('rsa1024'), trustedCa: null, certAuth: false},
  'alg-rsa1024-client-noauth': {...ofClient('rsa1024'), trustedCa: null, certAuth: false},
  'alg-rsa1024-tls12': {...ofServer('rsa1024'), flags: ['--tls-max-version=TLS1.2']},
  'alg-rsa512-tls12': {...ofServer('rsa512'), flags: ['--tls-max-version=TLS1.2']},
  'alg-p384-root': ofRoot('p384'),
  'alg-p521-root': ofRoot('p521'),
  'alg-p521-client': ofClient('p521'),
  'alg-ed25519-root': ofRoot('ed25519'),
  'alg-ed25519-int': below({int: {key: 'ed25519'}}),
  'alg-ed25519-tls12': {...ofServer('ed25519'), flags: ['--tls-max-version=TLS1.2']},
  'alg-p224-int': below({int: {key: 'p224'}}),
  'alg-p224-client-tls12': {...ofClient('p224'), flags: ['--tls-max-version=TLS1.2']},
  'alg-pss-sha1': signedWithPss({digest: 'sha1', saltLength: 20}, 'server'),
  'alg-pss-sha384': signedWithPss({digest: 'sha384', saltLength: 48}, 'server'),
  'alg-pss-short-salt': signedWithPss({digest: 'sha256', saltLength: 20}, 'server'),
  'alg-pss-client': signedWithPss(withSha256, 'client'),
  'alg-pss-int': made(() => withRsaRoot({int: {pss: withSha256}})),
  'alg-sha384': below({server: {digest: 'sha384'}, client: {digest: 'sha384'}}),
  'alg-sha512': below({server: {digest: 'sha512'}, client: {digest: 'sha512'}}),
  'alg-sha512-rsa': made(() =>
    withRsaRoot({server: {digest: 'sha512'}, client: {digest: 'sha512'}}),
  ),
  'alg-sha1-client-rsa': made(() => withRsaRoot({client: {digest: 'sha1'}})),
  'alg-sha1-server-rsa': made(() => withRsaRoot({server: {digest: 'sha1'}})),
  'alg-sha1-all-rsa': made(() =>
    withRsaRoot({root: {digest: 'sha1'}, server: {digest: 'sha1'}, client: {digest: 'sha1'}}),
  ),
  'alg-sha1-server-noauth': {
    ...made(() => withRsaRoot({server: {digest: 'sha1'}})),
    trustedCa: null,
    certAuth: false,
  },
  'alg-sha1-client-noauth': {
    ...made(() => withRsaRoot({client: {digest: 'sha1'}})),
    trustedCa: null,
    certAuth: false,
  },
};
