// Known failures on the way to etcd: names, ports, connections.
import type {CatalogueEntry} from './catalogue-entry.ts';

export const networkEntries: readonly CatalogueEntry[] = [
  {
    id: 'net-refused',
    seen: ['connection refused', 'ECONNREFUSED', 'all etcd nodes are unavailable'],
    cause: 'nothing listens at the address: etcd is down, or listens on 127.0.0.1 only',
    remedy: 'Start etcd (systemctl status etcd), and check its --listen-client-urls.',
    reference: 'apisix #7162',
    found: 'doctor',
  },
  {
    id: 'net-timeout',
    seen: ['timeout. Retrying', 'ETIMEDOUT', 'EHOSTUNREACH', 'no route to host', 'i/o timeout'],
    cause: 'packets are dropped on the way (firewall, route), or the member is frozen',
    remedy:
      'Open the port on the way; where the port answers and nobody speaks, look at the etcd process.',
    reference: 'apisix #9672',
    found: 'doctor',
  },
  {
    id: 'net-no-answer',
    seen: ['ECONNRESET'],
    cause: 'the connection is taken and then closed without an answer',
    remedy: 'Check that address and port are a client URL of etcd.',
    found: 'doctor',
  },
  {
    id: 'net-unhealthy-all',
    seen: [
      'has no healthy etcd endpoint available',
      'no healthy etcd endpoint available, next retry after …',
      'update endpoint: … to unhealthy',
    ],
    cause: 'an echo: every endpoint failed shortly before, and this line does not say why',
    remedy:
      'Find the first "v3.lua … Retrying" line above it, and run the doctor for the true cause.',
    reference: 'apisix #9026',
    found: 'message',
  },
  {
    id: 'net-one-down',
    seen: ['the etcd cluster needs at least 50% and above healthy nodes'],
    cause: 'some endpoints are down while others answer; APISIX starts only while most of them do',
    remedy: 'Repair the named member, or take it out of the list of hosts.',
    reference: 'apisix #5115',
    found: 'doctor',
  },
  {
    id: 'net-dns',
    seen: [
      'failed to parse domain: failed to parse domain',
      'could not be resolved (3: Host not found)',
      'ENOTFOUND',
      'EAI_AGAIN',
      'no such host',
    ],
    cause: 'the name does not resolve; APISIX asks the name server itself, without search domains',
    remedy: 'Use the full name (etcd.namespace.svc.cluster.local), or set apisix.dns_resolver.',
    reference: 'apisix #8318',
    found: 'doctor',
  },
  {
    id: 'net-reset-many',
    seen: ['connection reset by peer', 'closed'],
    cause: 'all gateways hold their connections to the first endpoint of the list',
    remedy:
      'Upgrade APISIX (it goes round-robin since), or give each gateway another order of hosts.',
    reference: 'apisix #6902',
    found: 'message',
  },
  {
    id: 'net-h2-250',
    seen: [],
    cause:
      "over TLS the gateway's one connection carries 250 streams at most before 3.4.20 and 3.5.5: with so many watches every further call hangs",
    remedy: 'Upgrade etcd to 3.4.20, 3.5.5 or newer; until then open fewer watches.',
    reference: 'etcd #14185',
    found: 'doctor',
  },
  {
    id: 'net-starve',
    seen: ['Running http and grpc server on single port'],
    cause: 'heavy reads starve watches that share a TLS port',
    remedy: 'Upgrade to 3.4.25, 3.5.8 or newer and use --listen-client-http-urls.',
    reference: 'etcd #15402',
    found: 'message',
  },
  {
    id: 'net-ipv6',
    seen: [],
    cause: 'the health check of older lua-resty-etcd never recovers for [::1]',
    remedy: 'Use a name instead of the IPv6 address.',
    reference: 'apisix #7100',
    found: 'message',
  },
];
