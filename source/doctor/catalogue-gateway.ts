// Known failures of what stands at the endpoint: versions, paths, ports, proxies, HTTP itself.
import type {CatalogueEntry} from './catalogue-entry.ts';

export const gatewayEntries: readonly CatalogueEntry[] = [
  {
    id: 'gw-disabled',
    seen: [
      '404 page not found',
      'failed to watch data, response code: 404',
      'failed to read etcd dir',
      'gRPC gateway is not enabled in etcd cluster',
    ],
    cause: 'the gRPC gateway is off; with a configuration file it is off by default before 3.5.0',
    remedy: 'Set enable-grpc-gateway: true (--enable-grpc-gateway) on every member and restart it.',
    reference: 'apisix #2919',
    found: 'doctor',
  },
  {
    id: 'gw-partial',
    seen: ['404 page not found'],
    cause: 'the gRPC gateway is on at some members and off at others',
    remedy: 'Set enable-grpc-gateway: true on the named members too.',
    reference: 'apisix #2919',
    found: 'doctor',
  },
  {
    id: 'gw-prefix',
    seen: ['Not Found', '404 page not found'],
    cause:
      'this etcd has its API under another path: /v3alpha up to 3.2, /v3beta in 3.3, /v3 from 3.4 on',
    remedy: 'Upgrade etcd to 3.4 or newer: APISIX asks for /v3.',
    reference: 'etcd #9472',
    found: 'doctor',
  },
  {
    id: 'gw-get',
    seen: ['Method Not Allowed'],
    cause: 'the gateway was asked with GET',
    remedy: 'Send a POST with a JSON body.',
    found: 'message',
  },
  {
    id: 'gw-unreachable-self',
    seen: ['etcdserver…no connection', 'connection error: desc = "transport: Error while dialing'],
    cause: "etcd's gateway can't reach its own gRPC server, and nothing that is visible says why",
    remedy: 'Read "rejected connection" from etcd\'s own address in its log.',
    found: 'doctor',
  },
  {
    id: 'grpc-only-port',
    seen: [
      'Received HTTP/0.9 when not allowed',
      'HPE_INVALID_CONSTANT',
      'Parse Error: Expected HTTP/',
    ],
    cause: 'with --listen-client-http-urls the client port speaks gRPC only',
    remedy: 'Point APISIX at the port of --listen-client-http-urls.',
    reference: 'etcd #15402',
    found: 'doctor',
  },
  {
    id: 'peer-port',
    seen: ['404 page not found'],
    cause: 'this is the port for peers (2380): it knows /version and /members, and no /v3',
    remedy: 'Use the client port (2379).',
    found: 'doctor',
  },
  {
    id: 'grpc-proxy',
    seen: ["attempt to index local 'body' (a number value)", 'context canceled'],
    cause:
      'an etcd grpc-proxy stands at the endpoint: its HTTP API has no /version, and watches through it lose events',
    remedy: "Talk to the members themselves, or put 'etcd gateway' (TCP) in front of them.",
    reference: 'apisix #3348',
    found: 'doctor',
  },
  {
    id: 'etcd-old',
    seen: ['etcd cluster version … is less than the required version 3.4.0'],
    cause: 'APISIX needs a cluster version of 3.4.0 or newer',
    remedy: 'Upgrade etcd.',
    found: 'doctor',
  },
  {
    id: 'version-not-decided',
    seen: ['invalid semantic version: not_decided', '"etcdcluster":"not_decided"'],
    cause: 'the cluster has never had a quorum since it was made',
    remedy: 'Start the other members first.',
    found: 'doctor',
  },
  {
    id: 'errshape-36',
    seen: [
      "attempt to index field 'header' (a nil value)",
      'etcd response missing header.revision',
    ],
    cause:
      'etcd 3.6 (and some builds of 3.5) names the reason in "message" only, and APISIX looks at "error": the true reason is lost',
    remedy: 'Run the doctor: its reading of "message" is the real reason.',
    reference: 'etcd #21100',
    found: 'message',
  },
  {
    id: 'streamerr-36',
    seen: ['v3.lua…attempt to compare nil with number', 'attempt to compare nil with number'],
    cause:
      'lua-resty-etcd up to 1.10.7 does not know the errors of streams of etcd 3.6, and opens watches without end',
    remedy: 'Stay on etcd 3.5 or take a lua-resty-etcd with its fix #223.',
    reference: 'lua-resty-etcd #222',
    found: 'message',
  },
  {
    id: 'http-421',
    seen: ['etcd received your request, but the Host header was unrecognized.'],
    cause: 'the host name is not in --host-whitelist (plain HTTP only)',
    remedy: 'Add the name to --host-whitelist, or use TLS.',
    found: 'doctor',
  },
  {
    id: 'http-html',
    seen: [
      '<html>',
      '502 Bad Gateway',
      '504 Gateway Time-out',
      '413 Request Entity Too Large',
      '503 Service Temporarily Unavailable',
    ],
    cause: 'a proxy or balancer answers, not etcd: etcd never sends HTML',
    remedy: 'Repair the proxy: its upstream, its limits (client_max_body_size), its time limits.',
    reference: 'patroni #2142',
    found: 'doctor',
  },
  {
    id: 'not-etcd',
    seen: [],
    cause: 'something else listens at the endpoint',
    remedy: 'Correct address and port.',
    found: 'doctor',
  },
];

export const configurationEntries: readonly CatalogueEntry[] = [
  {
    id: 'cfg-toplevel',
    seen: ['127.0.0.1:2379…connection refused'],
    cause:
      'APISIX 3 reads deployment.etcd; a block etcd at the top, as in 2.x, is dropped without a word',
    remedy: 'Move the etcd block under deployment.',
    reference: 'apisix #9557',
    found: 'doctor',
  },
  {
    id: 'cfg-host-syntax',
    seen: ['invalid http host: …, err: not matched'],
    cause: 'lua-resty-etcd takes no underscore, no path and no slash at the end of a host',
    remedy: 'Rename the host, or drop the slash.',
    reference: 'apisix #7008',
    found: 'doctor',
  },
  {
    id: 'cfg-mixed-scheme',
    seen: [
      'WARNING: mixed protocols among etcd endpoints',
      'all nodes in the etcd cluster should enable/disable TLS together',
    ],
    cause: 'some endpoints are http://, others https://',
    remedy: 'Use one scheme for all.',
    found: 'doctor',
  },
  {
    id: 'cfg-env',
    seen: [
      "failed to handle configuration: can't find environment variable …",
      'parse …APISIX_DEPLOYMENT_ETCD_HOST… failed',
    ],
    cause: 'the configuration names a variable that is not set, or whose value is no JSON',
    remedy:
      'Export the variable for the user who starts APISIX, or write a default behind the name with :=.',
    found: 'doctor',
  },
  {
    id: 'cfg-provider',
    seen: [],
    cause: 'this APISIX takes its configuration from a file or from xDS: it never asks etcd',
    remedy: 'Nothing to do where that is meant; else set config_provider: etcd.',
    found: 'doctor',
  },
  {
    id: 'prefix-empty',
    seen: ['Key not found'],
    cause:
      'there is nothing under the prefix: another prefix, another cluster, or a wiped one; APISIX logs nothing and answers 404',
    remedy: 'Correct the prefix, or restore the data.',
    found: 'doctor',
  },
  {
    id: 'prefix-slash',
    seen: ['/apisix//routes'],
    cause: 'the prefix ends with a slash, so keys hold two',
    remedy: 'Take the slash away from etcd.prefix and write the keys again.',
    reference: 'apisix #4143',
    found: 'doctor',
  },
  {
    id: 'prefix-overlap',
    seen: [],
    cause: 'another prefix begins with this one: APISIX reads [/apisix, /apisiy) and gets both',
    remedy: 'Rename one so that no prefix is the beginning of another.',
    found: 'doctor',
  },
  {
    id: 'data-2x',
    seen: [],
    cause: 'the data is of APISIX 2.x (/ssl, /proto), which 3.x does not read',
    remedy: "Convert it as APISIX's upgrade guide to 3.0 says.",
    found: 'doctor',
  },
  {
    id: 'http-proxy-env',
    seen: [],
    cause: 'proxy variables are set: curl obeys them, APISIX and this tool do not',
    remedy: 'Unset them or set NO_PROXY when you compare with curl.',
    found: 'doctor',
  },
];
