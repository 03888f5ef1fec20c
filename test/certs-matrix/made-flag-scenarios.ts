// How etcd is started: forms of flags, values it refuses, pairs given in part, revocation lists of
// every form, and --client-cert-file.
// Each is named for what it changes of a PKI in which everything works (made-pki.ts).
import 'reflect-metadata';
import {usages} from '../support/made-certificates.ts';
import {
  type Change,
  type Files,
  makeClient,
  makeFiles,
  makeIntermediate,
  makeRoot,
} from './made-pki.ts';
import {revocationList, withCrl} from './made-revocation-list.ts';
import {
  below,
  derOf,
  edited,
  firstPem,
  type MadeScenario,
  type MadeScenarios,
  made,
  past,
  server,
} from './made-scenario.ts';

const CRL = ['--client-crl-file={dir}/crl.pem'];
const GATEWAY = ['--client-cert-file={dir}/gw.crt', '--client-key-file={dir}/gw.key'];
const PEER_PAIR = ['--peer-cert-file={dir}/server.crt', '--peer-key-file={dir}/server.key'];
const noAuth = {trustedCa: null, certAuth: false} as const;

const flagged = (...flags: string[]): MadeScenario => ({...below(), flags});
const broken = (...flags: string[]): MadeScenario => ({...server(usages('serverAuth')), flags});
const crlOf = (edit: (files: Files) => string | Buffer): MadeScenario => ({
  ...made(async () => {
    const files = await withCrl('server');
    return {...files, 'crl.pem': edit(files)};
  }),
  flags: CRL,
});

/** The server's certificate is for servers alone, and the gateway has one of its own. */
const withGateway = (
  change: Change,
  edit: (gateway: {pem: string; keyPem: string; above: string}) => Files = ({pem, keyPem}) => ({
    'gw.crt': pem,
    'gw.key': keyPem,
  }),
): MadeScenario => ({
  ...made(async () => {
    const root = await makeRoot();
    const int = await makeIntermediate(root, {subject: 'CN=Gateway CA'});
    const gateway = await makeClient(int, change);
    const files = await makeFiles({server: {extensions: [usages('serverAuth')]}});
    const trusted = `${files['client-ca.crt']}${root.pem}`;
    const {pem, keyPem} = gateway;
    return {...files, 'client-ca.crt': trusted, ...edit({pem, keyPem, above: int.pem})};
  }),
  flags: GATEWAY,
});

const chained = ({pem, keyPem, above}: {pem: string; keyPem: string; above: string}): Files => ({
  'gw.crt': pem + above,
  'gw.key': keyPem,
});

export const flagScenarios: MadeScenarios = {
  'flag-gateway-cert-chain': withGateway({}, chained),
  'flag-gateway-cert-missing-int': withGateway({}),
  'flag-gateway-cert-expired-chain': withGateway(past, chained),
  'flag-gateway-cert-eku-server': withGateway({extensions: [usages('serverAuth')]}, chained),
  'flag-gateway-cert-eku-any': withGateway({extensions: [usages('any')]}, chained),
  'flag-gateway-cert-der': withGateway({}, all => ({
    ...chained(all),
    'gw.crt': derOf(all.pem),
  })),
  'flag-gateway-cert-missing': withGateway({}, () => ({})),
  'flag-gateway-cert-split': {...withGateway({}, chained), split: 'https'},
  'flag-gateway-key-only': flagged('--client-key-file={dir}/client.key'),
  'flag-gateway-cert-empty-names': flagged('--client-cert-file=', '--client-key-file='),
  'flag-hostname-wildcard': flagged('--client-cert-allowed-hostname=*.cluster.test'),
  'flag-hostname-empty': flagged('--client-cert-allowed-hostname='),
  'flag-hostname-list': {
    ...below({server: {}, client: {extensions: []}}),
    flags: ['--client-cert-allowed-hostname=localhost,other.test'],
  },
  'flag-hostname-client-cn': flagged('--client-cert-allowed-hostname=made-client'),
  'flag-hostname-ip': flagged('--client-cert-allowed-hostname=127.0.0.1'),
  'flag-allowed-cn': flagged('--client-cert-allowed-cn=made-client'),
  'flag-tls12-min': flagged('--tls-min-version=TLS1.2'),
  'flag-tls13-max': flagged('--tls-max-version=TLS1.3'),
  'flag-tls-min-over-max': flagged('--tls-min-version=TLS1.3', '--tls-max-version=TLS1.2'),
  'flag-tls13-only-p224': {...below({server: {key: 'p224'}}), flags: ['--tls-min-version=TLS1.3']},
  'flag-tls-lower-case': flagged('--tls-min-version=tls1.2'),
  'flag-tls13-min-cipher': flagged(
    '--tls-min-version=TLS1.3',
    '--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  ),
  'flag-cipher-tls13-name': flagged('--cipher-suites=TLS_AES_128_GCM_SHA256'),
  'flag-cipher-two': flagged(
    '--cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  ),
  'flag-cipher-cbc-and-gcm': flagged(
    '--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  ),
  'flag-cipher-256-only': flagged('--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'),
  'flag-cipher-chacha': flagged('--cipher-suites=TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'),
  'flag-cipher-chacha-old-name': flagged('--cipher-suites=TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305'),
  'flag-cipher-rsa-key': {
    ...below({server: {key: 'rsa2048'}}),
    flags: ['--cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  },
  'flag-cipher-ecdsa-rsa-key': {
    ...below({server: {key: 'rsa2048'}}),
    flags: ['--cipher-suites=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  },
  'flag-cipher-tls12-rsa-only': flagged(
    '--tls-max-version=TLS1.2',
    '--cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
  ),
  'flag-cipher-lower-case': flagged('--cipher-suites=tls_ecdhe_ecdsa_with_aes_128_gcm_sha256'),
  'flag-bool-space': {...broken('--client-cert-auth', 'true'), certAuth: false},
  'flag-bool-bad': {...broken('--client-cert-auth=yes'), certAuth: false},
  'flag-bool-upper': {...broken('--client-cert-auth=TRUE'), certAuth: false},
  'flag-bool-one': {...broken('--client-cert-auth=1'), certAuth: false},
  'flag-bool-twice-last-false': {
    ...broken('--client-cert-auth=true', '--client-cert-auth=false'),
    ...noAuth,
  },
  'flag-single-dash': {
    ...broken('-client-cert-auth', '-trusted-ca-file', '{dir}/client-ca.crt'),
    ...noAuth,
  },
  'flag-trusted-ca-empty': {...broken('--trusted-ca-file='), ...noAuth},
  'flag-trusted-ca-twice': broken(
    '--trusted-ca-file={dir}/none.crt',
    '--trusted-ca-file={dir}/client-ca.crt',
  ),
  'flag-gateway-on': flagged('--enable-grpc-gateway'),
  'flag-gateway-off-noauth': {...flagged('--enable-grpc-gateway=false'), ...noAuth},
  'flag-gateway-off-split': {...flagged('--enable-grpc-gateway=false'), split: 'https'},
  'flag-auto-tls-cert-only': flagged('--auto-tls', '--key-file='),
  'flag-auto-tls-false': broken('--auto-tls=false'),
  'flag-cert-only': flagged('--key-file='),
  'flag-key-only': flagged('--cert-file='),
  'flag-no-pair': flagged('--cert-file=', '--key-file='),
  'flag-host-whitelist': {...flagged('--host-whitelist=other.test'), split: 'http'},
  'flag-host-whitelist-tls': flagged('--host-whitelist=other.test'),
  'flag-peer-ca-missing': flagged('--peer-trusted-ca-file={dir}/none.crt'),
  'flag-peer-ca-no-pem': {
    ...edited({}, files => ({...files, 'words.txt': 'words\n'})),
    flags: ['--peer-trusted-ca-file={dir}/words.txt'],
  },
  'flag-peer-ca-is-key': flagged('--peer-trusted-ca-file={dir}/server.key'),
  'flag-peer-ca-missing-auto-tls': flagged('--peer-auto-tls', '--peer-trusted-ca-file={dir}/none'),
  'flag-peer-cert-only': flagged('--peer-cert-file={dir}/server.crt'),
  'flag-peer-files-missing': flagged('--peer-cert-file={dir}/p.crt', '--peer-key-file={dir}/p.key'),
  'flag-peer-files-missing-auto-tls': flagged(
    '--peer-auto-tls',
    '--peer-cert-file={dir}/p.crt',
    '--peer-key-file={dir}/p.key',
  ),
  'flag-peer-key-mismatch': flagged(
    '--peer-cert-file={dir}/server.crt',
    '--peer-key-file={dir}/client.key',
  ),
  'flag-peer-files-good': flagged(
    ...PEER_PAIR,
    '--peer-trusted-ca-file={dir}/ca.crt',
    '--peer-client-cert-auth',
  ),
  'flag-peer-crl-missing': flagged(...PEER_PAIR, '--peer-crl-file={dir}/none.crl'),
  'flag-peer-https-no-pair': flagged('--listen-peer-urls=https://127.0.0.1:0'),
  'flag-peer-https-pair': flagged('--listen-peer-urls=https://127.0.0.1:0', ...PEER_PAIR),
  'flag-peer-https-auto-tls': flagged('--listen-peer-urls=https://127.0.0.1:0', '--peer-auto-tls'),
  'flag-peer-https-name': flagged('--listen-peer-urls=https://localhost.test:0', ...PEER_PAIR),
  'flag-peer-client-cert-missing': flagged(
    ...PEER_PAIR,
    '--peer-client-cert-file={dir}/p.crt',
    '--peer-client-key-file={dir}/p.key',
  ),
  'flag-peer-client-cert-alone-missing': flagged(
    '--peer-client-cert-file={dir}/p.crt',
    '--peer-client-key-file={dir}/p.key',
  ),
  'flag-peer-client-key-missing': flagged(...PEER_PAIR, '--peer-client-cert-file={dir}/client.crt'),
  'flag-peer-old-ca-missing': flagged('--peer-ca-file={dir}/none.crt'),
  'flag-peer-allowed-cn': flagged('--peer-cert-allowed-cn=nobody'),
  'flag-enable-v2': flagged('--enable-v2=true'),
  'flag-metrics': flagged('--metrics=extensive', '--enable-pprof', '--cors=*'),
  'flag-space-in-value': flagged('--client-cert-allowed-hostname= '),
  'flag-positional-word': flagged('word'),
  'crl-file-empty': crlOf(() => ''),
  'crl-is-certificate': crlOf(files => String(files['ca.crt'])),
  'crl-second-list': crlOf(() => revocationList('7777') + revocationList('c101')),
  'crl-first-of-two': crlOf(() => revocationList('c101') + revocationList('7777')),
  'crl-wrong-label': crlOf(files => String(files['crl.pem']).replaceAll('X509 CRL', 'CRL')),
  'crl-der-form': crlOf(files => derOf(files['crl.pem'])),
  'crl-der-trailing': crlOf(files => Buffer.concat([derOf(files['crl.pem']), Buffer.from('x')])),
  'crl-certificate-then-list': crlOf(files => `${files['ca.crt']}${files['crl.pem']}`),
  'crl-bom': crlOf(files => `\uFEFF${files['crl.pem']}`),
  'crl-crlf': crlOf(files => String(files['crl.pem']).replaceAll('\n', '\r\n')),
  'crl-directory': {...below(), flags: ['--client-crl-file={dir}']},
  'crl-server-noauth': {...crlOf(files => String(files['crl.pem'])), ...noAuth},
  'crl-server-trustedca-only': {...crlOf(files => String(files['crl.pem'])), certAuth: false},
  'crl-int-not-sent': {
    ...made(async () => {
      const files = await withCrl('int');
      const [, above = ''] = String(files['server.crt']).split(/(?<=END CERTIFICATE-----\n)/);
      return {
        ...files,
        'server.crt': firstPem(files['server.crt']),
        'client.crt': firstPem(files['client.crt']),
        'ca.crt': `${files['ca.crt']}${above}`,
        'client-ca.crt': `${files['ca.crt']}${above}`,
      };
    }),
    flags: CRL,
  },
  'crl-extra-in-chain': {
    ...edited({}, async files => {
      const other = await makeRoot({subject: 'CN=Other', serial: 'c101'});
      const chain = `${files['server.crt']}${other.pem}`;
      return {...files, 'server.crt': chain, 'crl.pem': revocationList('c101')};
    }),
    flags: CRL,
  },
};
