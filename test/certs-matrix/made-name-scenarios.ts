// Names: what a SAN holds and what is dialed, and name constraints of CAs.
// Each is named for what it changes of a PKI in which everything works (made-pki.ts).
import 'reflect-metadata';
import {nc} from './made-extensions.ts';
import {SAN} from './made-pki.ts';
import {below, dns, int, type MadeScenarios, raw, root, san, server} from './made-scenario.ts';

export const nameScenarios: MadeScenarios = {
  'nc-permitted-violated': root(nc({permitted: [{dns: 'other.test'}]})),
  'nc-permitted-violated-noncritical': below({
    root: {extensions: [nc({permitted: [{dns: 'other.test'}]}, false)]},
  }),
  'nc-permitted-dns-ok': root(nc({permitted: [{dns: 'localhost'}]})),
  'nc-permitted-ip-violated': root(nc({permitted: [{ip: '10.0.0.0/8'}]})),
  'nc-excluded-dns': root(nc({excluded: [{dns: 'localhost'}]})),
  'nc-excluded-other': root(nc({excluded: [{dns: 'other.test'}]})),
  'nc-excluded-ip': root(nc({excluded: [{ip: '127.0.0.0/8'}]})),
  'nc-int-violated': int(nc({permitted: [{dns: 'other.test'}]})),
  'nc-dirname-noncritical-violated': below({
    root: {extensions: [nc({permitted: [{organization: 'elsewhere'}]}, false)]},
  }),
  'nc-dirname-noncritical-ok': below({
    root: {extensions: [nc({permitted: [{organization: 'Made'}]}, false)]},
    server: {subject: 'CN=made-server,O=made'},
    client: {subject: 'CN=made-client,O=made'},
  }),
  'nc-dirname-order-ok': below({
    root: {extensions: [nc({permitted: [{organization: 'Made'}]}, false)]},
    server: {subject: 'O=made,CN=made-server'},
    client: {subject: 'O=made,CN=made-client'},
  }),
  'nc-dirname-excluded-critical': root(nc({excluded: [{organization: 'elsewhere'}]})),
  'nc-cn-violated': below({
    root: {extensions: [nc({permitted: [{dns: 'cluster.test'}]})]},
    server: {subject: 'CN=evil.other', extensions: [san([{type: 'ip', value: '127.0.0.1'}])]},
  }),
  'nc-cn-short-violated': below({
    root: {extensions: [nc({permitted: [{dns: 'cluster.test'}]})]},
    server: {subject: 'CN=evil', extensions: [san([{type: 'ip', value: '127.0.0.1'}])]},
  }),
  'nc-client-violated': below({
    root: {extensions: [nc({permitted: [{dns: 'localhost'}]})]},
    client: {extensions: [dns('other.test')]},
  }),
  'nc-email': below({
    root: {extensions: [nc({permitted: [{email: 'cluster.test'}]})]},
    server: {
      extensions: [
        san([
          {type: 'ip', value: '127.0.0.1'},
          {type: 'email', value: 'a@cluster.test'},
        ]),
      ],
    },
  }),
  'nc-email-violated': below({
    root: {extensions: [nc({permitted: [{email: 'cluster.test'}]})]},
    server: {
      extensions: [
        san([
          {type: 'ip', value: '127.0.0.1'},
          {type: 'email', value: 'a@other.test'},
        ]),
      ],
    },
  }),
  'nc-email-subdomain': below({
    root: {extensions: [nc({permitted: [{email: 'cluster.test'}]})]},
    server: {
      extensions: [
        san([
          {type: 'ip', value: '127.0.0.1'},
          {type: 'email', value: 'a@b.cluster.test'},
        ]),
      ],
    },
  }),
  'nc-uri': below({
    root: {extensions: [nc({permitted: [{uri: 'cluster.test'}]})]},
    server: {
      extensions: [
        san([
          {type: 'ip', value: '127.0.0.1'},
          {type: 'url', value: 'https://cluster.test/x'},
        ]),
      ],
    },
  }),
  'nc-uri-violated': below({
    root: {extensions: [nc({permitted: [{uri: '.cluster.test'}]})]},
    server: {
      extensions: [
        san([
          {type: 'ip', value: '127.0.0.1'},
          {type: 'url', value: 'https://cluster.test/x'},
        ]),
      ],
    },
  }),
  'nc-uri-sub': below({
    root: {extensions: [nc({permitted: [{uri: 'cluster.test'}]})]},
    server: {
      extensions: [
        san([
          {type: 'ip', value: '127.0.0.1'},
          {type: 'url', value: 'https://a.cluster.test/x'},
        ]),
      ],
    },
  }),
  'nc-dns-leading-dot': {
    ...below({
      root: {extensions: [nc({permitted: [{dns: '.cluster.test'}]})]},
      server: {extensions: [dns('a.cluster.test')]},
    }),
    host: 'a.cluster.test',
  },
  'nc-wildcard-excluded': {
    ...below({
      root: {extensions: [nc({excluded: [{dns: 'a.cluster.test'}]})]},
      server: {extensions: [dns('*.cluster.test')]},
    }),
    host: 'b.cluster.test',
  },
  'nc-no-san': {
    ...below({
      root: {extensions: [nc({permitted: [{dns: 'cluster.test'}]})]},
      server: {without: [SAN], subject: 'CN=localhost'},
    }),
    host: 'localhost',
  },
  'san-wildcard-ok': {
    ...below({server: {extensions: [dns('*.cluster.test')]}}),
    host: 'etcd.cluster.test',
  },
  'san-wildcard-tld': {...below({server: {extensions: [dns('*.test')]}}), host: 'cluster.test'},
  'san-wildcard-alone': {...below({server: {extensions: [dns('*')]}}), host: 'localhost'},
  'san-wildcard-suffix': {
    ...below({server: {extensions: [dns('*d1.cluster.test')]}}),
    host: 'etcd1.cluster.test',
  },
  'san-trailing-dot': {...below({server: {extensions: [dns('localhost.')]}}), host: 'localhost'},
  'san-trailing-dot-2': {
    ...below({server: {extensions: [dns('etcd.cluster.test.')]}}),
    host: 'etcd.cluster.test',
  },
  'san-uppercase': {
    ...below({server: {extensions: [dns('ETCD.Cluster.TEST')]}}),
    host: 'etcd.cluster.test',
  },
  'san-many': below({
    server: {
      extensions: [
        san([
          ...Array.from({length: 60}, (_, i) => ({
            type: 'dns' as const,
            value: `n${i}.cluster.test`,
          })),
          {type: 'ip', value: '127.0.0.1'},
        ]),
      ],
    },
  }),
  'san-ip-only-cn-name': {
    ...below({
      server: {subject: 'CN=localhost', extensions: [san([{type: 'ip', value: '127.0.0.1'}])]},
    }),
    host: 'localhost',
  },
  'san-dns-other-cn-matches': {
    ...below({server: {subject: 'CN=localhost', extensions: [dns('other.test')]}}),
    host: 'localhost',
  },
  'san-not-loopback': {
    ...below({
      server: {
        extensions: [
          san([
            {type: 'ip', value: '10.1.2.3'},
            {type: 'dns', value: 'etcd.cluster.test'},
          ]),
        ],
      },
    }),
    host: 'etcd.cluster.test',
  },
  'san-ip-mismatch': server(san([{type: 'ip', value: '127.0.0.2'}])),
  'san-ipv6-mapped': server(raw(SAN, '3012871000000000000000000000ffff7f000001')),
  'san-othername-only': {
    ...below({
      server: {subject: 'CN=localhost', extensions: [raw(SAN, '300ca00a06022a03a0040c024142')]},
    }),
    host: 'localhost',
  },
  'san-dirname-only': {
    ...below({server: {subject: 'CN=localhost', extensions: [san([{type: 'dn', value: 'CN=x'}])]}}),
    host: 'localhost',
  },
  'san-idn': {
    ...below({server: {extensions: [dns('xn--bcher-kva.test')]}}),
    host: 'xn--bcher-kva.test',
  },
  'san-bad-ip-length': server(raw(SAN, `${'3005870301020382'.slice(0, 14)}`)),
  'san-cn-only-wildcard': {
    ...below({server: {subject: 'CN=*.cluster.test', without: [SAN]}}),
    host: 'etcd.cluster.test',
  },
};
