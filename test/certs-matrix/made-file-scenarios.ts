// Files and flags: forms of keys and certificates, revocation lists, etcd's flags.
// Each is named for what it changes of a PKI in which everything works (made-pki.ts).
import 'reflect-metadata';
import {keyUsage, pemOf, usages} from '../support/made-certificates.ts';
import {makeClient, makeRoot} from './made-pki.ts';
import {withCrl} from './made-revocation-list.ts';
import {
  below,
  client,
  derOf,
  edited,
  type MadeScenarios,
  made,
  server,
  withKey,
  without,
} from './made-scenario.ts';

export const fileScenarios: MadeScenarios = {
  'cert-x509-label': edited({}, f => ({
    ...f,
    'server.crt': String(f['server.crt']).replaceAll('CERTIFICATE', 'X509 CERTIFICATE'),
  })),
  'key-pkcs1': withKey('rsa2048', {type: 'pkcs1', format: 'pem'}),
  'key-sec1': withKey('p256', {type: 'sec1', format: 'pem'}),
  'key-encrypted-pkcs8': withKey('p256', {
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-128-cbc',
    passphrase: 'x',
  }),
  'key-encrypted-legacy': withKey('rsa2048', {
    type: 'pkcs1',
    format: 'pem',
    cipher: 'aes-128-cbc',
    passphrase: 'x',
  }),
  'key-der': edited({}, f => ({...f, 'server.key': derOf(f['server.key'])})),
  'cert-der': edited({}, f => ({...f, 'server.crt': derOf(f['server.crt'])})),
  'key-crlf': edited({}, f => ({
    ...f,
    'server.key': String(f['server.key']).replaceAll('\n', '\r\n'),
    'server.crt': String(f['server.crt']).replaceAll('\n', '\r\n'),
  })),
  'key-no-newline-at-end': edited({}, f => ({
    ...f,
    'server.key': String(f['server.key']).trimEnd(),
    'server.crt': String(f['server.crt']).trimEnd(),
  })),
  'key-bom': edited({}, f => ({...f, 'server.key': `\uFEFF${f['server.key']}`})),
  'key-wrong-label': withKey('rsa2048', {type: 'pkcs1', format: 'pem'}, pem =>
    pem.replaceAll('RSA PRIVATE', 'EC PRIVATE'),
  ),
  'key-missing': without(['server.key'], {}),
  'key-empty': edited({}, f => ({...f, 'server.key': ''})),
  'key-public': edited({}, f => ({
    ...f,
    'server.key': pemOf('PUBLIC KEY', Buffer.from('3000', 'hex')),
  })),
  'cert-text-before': edited({}, f => ({
    ...f,
    'server.crt': `Certificate:\n    Data: x\n${f['server.crt']}`,
  })),
  'cert-blank-before-begin': edited({}, f => ({...f, 'server.crt': ` ${f['server.crt']}`})),
  'crl-missing': {...below(), flags: ['--client-crl-file={dir}/crl.pem']},
  'crl-missing-noauth': {
    ...below(),
    flags: ['--client-crl-file={dir}/crl.pem'],
    trustedCa: null,
    certAuth: false,
  },
  'crl-client-split': {
    ...made(() => withCrl('client')),
    flags: ['--client-crl-file={dir}/crl.pem'],
    split: 'https',
  },
  'crl-server-split': {
    ...made(() => withCrl('server')),
    flags: ['--client-crl-file={dir}/crl.pem'],
    split: 'https',
  },
  'crl-int': {...made(() => withCrl('int')), flags: ['--client-crl-file={dir}/crl.pem']},
  'crl-text-before': {
    ...made(async () => {
      const f = await withCrl('none');
      return {...f, 'crl.pem': `text\n${f['crl.pem']}`};
    }),
    flags: ['--client-crl-file={dir}/crl.pem'],
  },
  'flag-split-https-eku-server': {
    ...below({server: {extensions: [usages('serverAuth')]}}),
    split: 'https',
  },
  'flag-split-http-eku-both': {...below(), split: 'http'},
  'flag-split-http-bad-client': {...client(usages('serverAuth')), split: 'http'},
  'flag-split-https-bad-client': {...client(usages('serverAuth')), split: 'https'},
  'flag-allowed-hostname-server-only': {
    ...below(),
    flags: ['--client-cert-allowed-hostname=localhost'],
  },
  'flag-allowed-hostname-noauth': {
    ...below(),
    flags: ['--client-cert-allowed-hostname=localhost'],
    trustedCa: null,
    certAuth: false,
  },
  'flag-trustedca-only-no-client': {...without(['client.crt', 'client.key'], {}), certAuth: false},
  'flag-no-auth-eku-server': {
    ...below({server: {extensions: [usages('serverAuth')]}}),
    trustedCa: null,
    certAuth: false,
  },
  'flag-client-cert-file-wrong-ca': {
    ...edited({}, async f => {
      const b = await makeRoot({subject: 'CN=B'});
      const g = await makeClient(b);
      return {...f, 'gw.crt': g.pem, 'gw.key': g.keyPem};
    }),
    flags: ['--client-cert-file={dir}/gw.crt', '--client-key-file={dir}/gw.key'],
  },
  'flag-client-cert-file-no-key': {...below(), flags: ['--client-cert-file={dir}/client.crt']},
  'flag-client-cert-file-mismatch': {
    ...below(),
    flags: ['--client-cert-file={dir}/client.crt', '--client-key-file={dir}/server.key'],
  },
  'flag-client-cert-file-crl': {
    ...made(() => withCrl('server')),
    flags: [
      '--client-crl-file={dir}/crl.pem',
      '--client-cert-file={dir}/client.crt',
      '--client-key-file={dir}/client.key',
    ],
  },
  'flag-client-cert-file-noauth': {
    ...below(),
    flags: ['--client-cert-file={dir}/client.crt', '--client-key-file={dir}/client.key'],
    trustedCa: null,
    certAuth: false,
  },
  'flag-certauth-false-explicit': {
    ...server(usages('serverAuth')),
    flags: ['--client-cert-auth=false'],
    certAuth: false,
    trustedCa: null,
  },
  'flag-cipher-rsa-only': {
    ...below(),
    flags: ['--cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  },
  'flag-cipher-old': {...below(), flags: ['--cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA']},
  'flag-cipher-unknown': {...below(), flags: ['--cipher-suites=NO_SUCH']},
  'flag-cipher-ecdsa': {
    ...below(),
    flags: ['--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  },
  'flag-ca-file': {
    ...server(usages('serverAuth')),
    flags: ['--ca-file={dir}/client-ca.crt'],
    trustedCa: null,
    certAuth: false,
  },
  'flag-gateway-off-eku-server': {
    ...server(usages('serverAuth')),
    flags: ['--enable-grpc-gateway=false'],
  },
  'flag-tls12-max-p224': {...below({server: {key: 'p224'}}), flags: ['--tls-max-version=TLS1.2']},
  'flag-tls12-max-ku-keyenc': {
    ...server(keyUsage('keyEncipherment')),
    flags: ['--tls-max-version=TLS1.2'],
  },
  'flag-tls-bad': {...below(), flags: ['--tls-min-version=TLS1.1']},
  'flag-unknown': {...below(), flags: ['--no-such-flag=1']},
  'flag-auto-tls-with-certs': {
    ...below({server: {extensions: [usages('serverAuth')]}}),
    flags: ['--auto-tls'],
  },
};
