// Odd certificates: version 1, extensions of every sort, usages nobody knows, names that look like
// others, host names in other forms.
// Each is named for what it changes of a PKI in which everything works (made-pki.ts).
import 'reflect-metadata';
import {authority, keyUsage, usages} from '../support/made-certificates.ts';
import {BC, EKU, KU, SAN} from './made-pki.ts';
import {
  below,
  client,
  dns,
  int,
  type MadeScenario,
  type MadeScenarios,
  raw,
  root,
  san,
  server,
} from './made-scenario.ts';

const unknownUsage = '06032a0304';
const named = (...names: string[]): MadeScenario => ({...server(dns(...names)), host: 'localhost'});
const isCritical = true;

export const oddScenarios: MadeScenarios = {
  'srv-v1': below({server: {isVersion1: true}}),
  'cli-v1': below({client: {isVersion1: true}}),
  'int-v1': below({int: {isVersion1: true}}),
  'srv-eku-both-unknown': server(
    raw(EKU, `3019${'06082b06010505070301'}${'06082b06010505070302'}${unknownUsage}`),
  ),
  'srv-eku-unknown-only': server(raw(EKU, `3005${unknownUsage}`)),
  'cli-eku-unknown-only': client(raw(EKU, `3005${unknownUsage}`)),
  'cli-eku-empty': client(raw(EKU, '3000')),
  'cli-eku-server-any': client(usages('serverAuth', 'any')),
  'cli-eku-sgc': client(usages('msSGC')),
  'int-eku-sgc': int(usages('msSGC', 'clientAuth')),
  'int-eku-empty': int(raw(EKU, '3000')),
  'int-eku-unknown-only': int(raw(EKU, `3005${unknownUsage}`)),
  'srv-is-ca-pathlen0': server(authority(true, 0)),
  'srv-pathlen-no-ca': server(raw(BC, '3003020100', isCritical)),
  'srv-no-bc': below({server: {without: [BC]}}),
  'srv-no-extensions': below({server: {without: [BC, KU, EKU, SAN]}}),
  'srv-9999': below({server: {notAfter: '9999-12-31T23:59:59Z'}}),
  'srv-ku-noncritical': server(raw(KU, '03020780')),
  'srv-ku-decipher-only': server(raw(KU, '0303070080', isCritical)),
  'int-ku-empty': int(raw(KU, '03020700', isCritical)),
  'root-ku-crlsign-only': root(keyUsage('cRLSign')),
  'cli-is-ca': client(authority(true), keyUsage('keyCertSign', 'digitalSignature')),
  'ext-eku-twice': server(usages('serverAuth'), usages('clientAuth')),
  'ext-eku-twice-client-first': server(usages('clientAuth'), usages('serverAuth')),
  'ext-san-twice': server(dns('other.test'), san([{type: 'ip', value: '127.0.0.1'}])),
  'ext-san-twice-wrong-last': server(san([{type: 'ip', value: '127.0.0.1'}]), dns('other.test')),
  'ext-ku-twice-int': int(keyUsage('cRLSign'), keyUsage('keyCertSign')),
  'cli-eku-twice': client(usages('serverAuth'), usages('clientAuth')),
  'ext-crldp-critical': server(
    raw('2.5.29.31', '30143012a010a00e860c687474703a2f2f782f63726c', isCritical),
  ),
  'ext-aia-critical': server(
    raw('1.3.6.1.5.5.7.1.1', '3018301606082b06010505073001860a687474703a2f2f782f79', isCritical),
  ),
  'ext-issuer-alt-name-critical': server(raw('2.5.29.18', '3003820178', isCritical)),
  'ext-freshest-crl-critical': server(
    raw('2.5.29.46', '30143012a010a00e860c687474703a2f2f782f63726c', isCritical),
  ),
  'ext-private-key-period-critical': server(
    raw('2.5.29.16', '3011800f32303234303130313030303030305a', isCritical),
  ),
  'ext-nscert-critical': server(raw('2.16.840.1.113730.1.1', '030206c0', isCritical)),
  'ext-ct-poison': server(raw('1.3.6.1.4.1.11129.2.4.3', '0500', isCritical)),
  'ext-ocsp-nocheck-critical': server(raw('1.3.6.1.5.5.7.48.1.5', '0500', isCritical)),
  'ext-policy-mappings-critical': int(
    raw('2.5.29.33', '300c300a06032a0304 06032a0305'.replaceAll(' ', ''), isCritical),
  ),
  'ext-proxy-certificate': server(
    raw('1.3.6.1.5.5.7.1.14', '300c300a06082b06010505071501', isCritical),
  ),
  'ext-name-constraints-on-leaf': server(
    raw('2.5.29.30', '3010a00e300c820a6f746865722e74657374', isCritical),
  ),
  'ext-garbage-eku': server(raw(EKU, '04020102')),
  'ext-garbage-ku': server(raw(KU, '04020102')),
  'ext-garbage-bc': server(raw(BC, '04020102')),
  'ext-garbage-san': server(raw(SAN, '04020102')),
  'ext-garbage-san-client': client(raw(SAN, '04020102')),
  'ext-garbage-eku-root': root(raw(EKU, '04020102')),
  'ext-garbage-nc-root': root(raw('2.5.29.30', '04020102')),
  'ext-garbage-unknown': server(raw('1.2.3.4.5', 'ffff')),
  'san-dns-only-dial-ip': server(dns('localhost')),
  'san-critical': below({
    server: {
      extensions: [
        raw(SAN, '300f82096c6f63616c686f737487047f000001'.replace('300f', '3011'), isCritical),
      ],
    },
  }),
  'san-nul': named('localhost\0.evil.test'),
  'san-space': named(' localhost'),
  'san-comma': named('evil.test, DNS:localhost'),
  'san-empty-name': named('', 'localhost'),
  'san-empty-name-only': named(''),
  'san-leading-dot': {...server(dns('.cluster.test')), host: 'etcd.cluster.test'},
  'san-url-as-dns': named('https://localhost'),
  'san-port-in-dns': named('localhost:2379'),
  'san-double-dot': {...server(dns('etcd..cluster.test')), host: 'etcd.cluster.test'},
  'san-hyphen-first': {...server(dns('-etcd.cluster.test')), host: 'etcd.cluster.test'},
  'san-wildcard-ip': server(dns('*.0.0.1')),
  'san-wildcard-and-exact': {
    ...server(dns('*.other.test', 'etcd.cluster.test')),
    host: 'etcd.cluster.test',
  },
  'san-wildcard-deep': {...server(dns('*.*.cluster.test')), host: 'a.b.cluster.test'},
  'san-wildcard-underscore': {...server(dns('*.cluster.test')), host: 'etcd_1.cluster.test'},
  'san-ipv6-only': server(san([{type: 'ip', value: '::1'}])),
  'san-two-cns': {
    ...below({server: {subject: 'CN=other,CN=localhost', without: [SAN]}}),
    host: 'localhost',
  },
  'san-cn-ip-with-ip-san': below({
    server: {subject: 'CN=127.0.0.1', extensions: [san([{type: 'ip', value: '10.0.0.1'}])]},
  }),
  // Whether etcdctl works hangs on the resolver, which knows no localhost with a dot: not scored.
  'host-trailing-dot': {...server(dns('localhost')), host: 'localhost.'},
  'host-uppercase': {...server(dns('localhost')), host: 'LOCALHOST'},
};
