// The server certificate: usages of all kinds, dates, serial numbers, extensions, algorithms.
// Each is named for what it changes of a PKI in which everything works (made-pki.ts).
import 'reflect-metadata';
import {keyUsage, usages} from '../support/made-certificates.ts';
import {anyPolicy, explicit, policy} from './made-extensions.ts';
import {EKU, KU, SAN} from './made-pki.ts';
import {
  below,
  client,
  future,
  int,
  type MadeScenarios,
  made,
  raw,
  root,
  server,
  withRsaRoot,
} from './made-scenario.ts';

export const serverScenarios: MadeScenarios = {
  'srv-eku-sgc': server(usages('msSGC', 'clientAuth')),
  'srv-eku-nssgc-only': server(usages('nsSGC')),
  'srv-eku-codesigning': server(usages('codeSigning')),
  'srv-eku-empty': server(raw(EKU, '3000')),
  'srv-eku-any-critical': server(raw(EKU, '300606 04551d2500'.replace(/ /g, ''), true)),
  'srv-nscert-client': below({
    server: {without: [EKU], extensions: [raw('2.16.840.1.113730.1.1', '03020780')]},
  }),
  'srv-nscert-server': below({
    server: {without: [EKU], extensions: [raw('2.16.840.1.113730.1.1', '03020640')]},
  }),
  'srv-nscert-both': server(raw('2.16.840.1.113730.1.1', '030206c0')),
  'srv-ku-keyenc': server(keyUsage('keyEncipherment')),
  'srv-ku-keyagree': server(keyUsage('keyAgreement')),
  'srv-ku-crlsign': server(keyUsage('cRLSign')),
  'srv-ku-empty': server(raw(KU, '03020700', true)),
  'srv-rsa-ku-keyenc': below({server: {key: 'rsa2048', extensions: [keyUsage('keyEncipherment')]}}),
  'srv-rsa-ku-digsig': below({
    server: {key: 'rsa2048', extensions: [keyUsage('digitalSignature')]},
  }),
  'srv-rsa-ku-dataenc': below({
    server: {key: 'rsa2048', extensions: [keyUsage('dataEncipherment')]},
  }),
  'srv-ed25519-ku-keyagree': below({
    server: {key: 'ed25519', extensions: [keyUsage('keyAgreement')]},
  }),
  'srv-notyet': below({server: future}),
  'alg-pss-key': below({server: {key: 'pss'}}),
  'alg-rsa512': below({server: {key: 'rsa512'}}),
  'alg-rsa768': below({server: {key: 'rsa768'}}),
  'alg-rsa1536': below({server: {key: 'rsa1536'}}),
  'alg-rsa4096': below({server: {key: 'rsa4096'}}),
  'alg-rsa1024-root': below({root: {key: 'rsa1024'}}),
  'alg-rsa1024-int': below({int: {key: 'rsa1024'}}),
  'alg-rsa512-root': below({root: {key: 'rsa512'}}),
  'alg-p384': below({server: {key: 'p384'}}),
  'alg-p224-root': below({root: {key: 'p224'}}),
  'alg-secp256k1-root': below({root: {key: 'secp256k1'}}),
  'alg-sha1-root': made(() => withRsaRoot({root: {digest: 'sha1'}})),
  'alg-sha1-ecdsa': below({server: {digest: 'sha1'}}),
  'alg-md5-int': made(() => withRsaRoot({int: {digest: 'md5'}})),
  'alg-md5-client': made(() => withRsaRoot({client: {digest: 'md5'}})),
  'alg-sha224-leaf': below({server: {digest: 'sha224'}}),
  'alg-sha224-client': below({client: {digest: 'sha224'}}),
  'ext-critical-unknown-root': root(raw('1.2.3.4.5', '0500', true)),
  'ext-critical-unknown-int': int(raw('1.2.3.4.5', '0500', true)),
  'ext-unknown-noncritical': server(raw('1.2.3.4.5', '0500')),
  'ext-must-staple': server(raw('1.3.6.1.5.5.7.1.24', '3003020105')),
  'ext-must-staple-critical': server(raw('1.3.6.1.5.5.7.1.24', '3003020105', true)),
  'ext-ski-critical': server(raw('2.5.29.14', '04020102', true)),
  'ext-aki-critical': server(raw('2.5.29.35', '300480020102', true)),
  'ext-policy-int-requires': int(explicit(0)),
  'ext-policy-int-requires-noncritical': int(explicit(0, false)),
  'ext-policy-int-requires-leaf-has': below({
    int: {extensions: [explicit(0), anyPolicy]},
    server: {extensions: [policy]},
    client: {extensions: [policy]},
  }),
  'ext-policy-root-requires-none-has': root(explicit(0)),
  'ext-inhibit-any-critical': root(raw('2.5.29.54', '020100', true)),
  'ext-policy-critical-leaf': server(policy),
  'ext-nscomment': server(raw('2.16.840.1.113730.1.13', '160178')),
  'ext-san-critical-othername': client(
    raw(SAN, '300da00b06022a03a0050c0341424300'.slice(0, 30), true),
  ),
  'ext-duplicate': client(raw('1.2.3.4.5', '0500'), raw('1.2.3.4.5', '0500')),
  'serial-long': below({server: {serial: '7f'.repeat(24)}}),
};
