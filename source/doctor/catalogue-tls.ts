// Known failures of certificates and TLS, on either side of the connection.
import type {CatalogueEntry} from './catalogue-entry.ts';

export const tlsServerEntries: readonly CatalogueEntry[] = [
  {
    id: 'tls-ca-unknown',
    seen: [
      '20: unable to get local issuer certificate',
      "request etcd endpoint '…' error, certificate verify failed",
      'certificate verify failed',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'unable to verify the first certificate',
      'UNABLE_TO_GET_ISSUER_CERT',
    ],
    cause: "the CA that issued etcd's certificate is not among those that the client trusts",
    remedy:
      "Put the CA of etcd's certificate into apisix.ssl.ssl_trusted_certificate (here: --cacert).",
    reference: 'apisix #4370',
    found: 'doctor',
  },
  {
    id: 'tls-ca-misplaced',
    seen: ['unable to get local issuer certificate'],
    cause: 'the CA is written under etcd.tls, where APISIX does not look for it',
    remedy: 'Move it to apisix.ssl.ssl_trusted_certificate.',
    reference: 'apisix #3599',
    found: 'doctor',
  },
  {
    id: 'tls-ca-emptyfile',
    seen: ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'holds no CA certificate'],
    cause: 'the file given as CA holds no certificate in PEM: it is a key, DER, or empty',
    remedy: 'Give a PEM file with the CA certificate (-----BEGIN CERTIFICATE-----).',
    found: 'doctor',
  },
  {
    id: 'tls-host-mismatch',
    seen: [
      'certificate host mismatch',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      "Hostname/IP does not match certificate's altnames",
    ],
    cause:
      "the name or address that is dialed is not in the certificate's subject alternative name",
    remedy:
      'Set deployment.etcd.tls.sni (here: --server-name) to a name of the certificate, or issue it again with the name that is dialed.',
    reference: 'apisix #5155',
    found: 'doctor',
  },
  {
    id: 'tls-cn-only',
    seen: [
      'certificate relies on legacy Common Name field, use SANs instead',
      "doesn't contain any IP SANs",
    ],
    cause: 'the certificate has its name in the CN only: OpenResty takes it, Go (etcdctl) does not',
    remedy: 'Issue it again with the name as subject alternative name.',
    reference: 'apisix #5155',
    found: 'doctor',
  },
  {
    id: 'tls-sni-setfail',
    seen: ['SSL_set_tlsext_host_name failed'],
    cause:
      'an address or an odd value was used as SNI by an old client library (APISIX 2.10 to 2.12)',
    remedy: 'Dial etcd by a DNS name, or set tls.sni.',
    reference: 'apisix #6558',
    found: 'message',
  },
  {
    id: 'tls-srv-expired',
    seen: ['10: certificate has expired', 'CERT_HAS_EXPIRED', 'certificate has expired'],
    cause: "a certificate in etcd's chain has expired",
    remedy: "Renew etcd's server certificate; etcd reads the file again at the next handshake.",
    found: 'doctor',
  },
  {
    id: 'tls-srv-expires-soon',
    seen: [],
    cause: "a certificate in etcd's chain, of the client or of the CA file expires soon",
    remedy: 'Renew it before its end, with serverAuth and clientAuth.',
    found: 'doctor',
  },
  {
    id: 'tls-notyet',
    seen: ['CERT_NOT_YET_VALID', 'certificate is not yet valid'],
    cause: 'a certificate begins in the future: a clock is wrong, or its dates are',
    remedy: 'Compare the clocks of this host and of etcd (NTP).',
    found: 'doctor',
  },
  {
    id: 'tls-self-leaf',
    seen: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      '18: self signed certificate',
      '18: self-signed certificate',
    ],
    cause: "etcd's certificate is signed by itself (--auto-tls, or made by hand)",
    remedy: 'Give that certificate itself as CA, or issue one from a CA.',
    reference: 'apisix #4333',
    found: 'doctor',
  },
  {
    id: 'tls-self-chain',
    seen: [
      'SELF_SIGNED_CERT_IN_CHAIN',
      '19: self signed certificate in certificate chain',
      '19: self-signed certificate in certificate chain',
    ],
    cause: 'the private root that etcd sends is not trusted',
    remedy: 'Give that root as CA.',
    found: 'doctor',
  },
  {
    id: 'tls-server-eku',
    seen: [
      'certificate specifies an incompatible key usage',
      'connection closed',
      'connection error: desc = "transport: failed to write client preface: …connection reset by peer',
      'error reading server preface: remote error: tls: bad certificate',
      'connection error: desc = "transport: authentication handshake failed: remote error: tls: bad certificate"',
      'write: broken pipe',
    ],
    cause:
      "etcd's gateway shows etcd's SERVER certificate to its own gRPC server, and that certificate lacks clientAuth: /version works, every /v3 call is 503, etcdctl is fine",
    remedy:
      "Issue etcd's server certificate again with serverAuth and clientAuth; from etcd 3.5 on also: --client-cert-file and --client-key-file with clientAuth.",
    olderRemedy: {
      before: ['3.5.0'],
      remedy:
        "Issue etcd's server certificate again with serverAuth and clientAuth (before 3.5 there is no other way).",
    },
    reference: 'etcd #9785',
    found: 'doctor',
  },
  {
    id: 'tls-server-clientca',
    seen: ['certificate signed by unknown authority'],
    cause:
      "etcd's --trusted-ca-file lacks the CA of its own server certificate, which its gateway shows to it",
    remedy: "Add the CA of etcd's server certificate to --trusted-ca-file and restart etcd.",
    reference: 'etcd #16590',
    found: 'doctor',
  },
  {
    id: 'tls-server-allowed',
    seen: ['client certificate authentication failed'],
    cause:
      "--client-cert-allowed-hostname (or a revocation list) turns away what etcd's own gateway shows",
    remedy:
      "Drop --client-cert-allowed-hostname, and look for the server certificate's serial in --client-crl-file.",
    reference: 'etcd #15755',
    found: 'doctor',
  },
  {
    id: 'tls-version',
    seen: ['alert protocol version', 'alert number 70', 'unsupported protocol', 'alert(70)'],
    cause: 'client and server have no TLS version in common',
    remedy: 'Allow TLS 1.2 or 1.3 on both sides (--tls-min-version, --tls-max-version of etcd).',
    found: 'doctor',
  },
  {
    id: 'tls-plain-to-tls',
    seen: [
      'first record does not look like a TLS handshake',
      'The plain HTTP request was sent to HTTPS port',
      'socket hang up',
      'Empty reply from server',
      'client sent an HTTP request to an HTTPS server',
    ],
    cause: 'http:// was dialed and the port speaks TLS',
    remedy: 'Use https:// in the endpoint.',
    found: 'doctor',
  },
  {
    id: 'tls-tls-to-plain',
    seen: [
      'Client network socket disconnected before secure TLS connection was established',
      'wrong version number',
    ],
    cause: 'https:// was dialed and the port speaks plain HTTP',
    remedy: 'Use http:// in the endpoint, or give etcd an https client URL.',
    found: 'doctor',
  },
];

export const tlsClientEntries: readonly CatalogueEntry[] = [
  {
    id: 'tls-client-missing',
    seen: [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'alert number 116',
      "tls: client didn't provide a certificate",
      'SSL_do_handshake() failed (…alert bad certificate:SSL alert number 42',
      'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
      'alert number 42',
      'sslv3 alert bad certificate',
      'certificate required',
    ],
    cause: 'etcd asks for a client certificate (--client-cert-auth) and none is shown',
    remedy: 'Set tls.cert and tls.key (here: --cert and --key).',
    reference: 'apisix #2794',
    found: 'doctor',
  },
  {
    id: 'tls-client-ca',
    seen: [
      'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
      'alert number 48',
      'alert number 42',
      'certificate signed by unknown authority',
    ],
    cause: "the client certificate is from a CA that is not in etcd's --trusted-ca-file",
    remedy: 'Use a client certificate of a CA that etcd accepts (the doctor lists their names).',
    found: 'doctor',
  },
  {
    id: 'tls-client-expired',
    seen: ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'alert number 45', 'alert number 42'],
    cause: 'the client certificate has expired',
    remedy: 'Renew tls.cert.',
    found: 'doctor',
  },
  {
    id: 'tls-client-eku',
    seen: ['certificate specifies an incompatible key usage', 'alert number 42'],
    cause: 'the client certificate has an extended key usage without clientAuth',
    remedy: 'Issue it again with extendedKeyUsage = clientAuth.',
    found: 'doctor',
  },
  {
    id: 'tls-cn-auth',
    seen: [
      'CommonName of client sending a request against gateway will be ignored and not used as expected',
      'etcd "client-cert-auth" cannot be used with gRPC-gateway, please configure the etcd username and password',
    ],
    cause:
      'authentication is on and the client certificate has a CN: etcd refuses every HTTP call then (CVE-2018-16886)',
    remedy:
      'Use a client certificate with an empty CN, together with user and password; a CN as user works over gRPC only.',
    reference: 'etcd #10392',
    found: 'doctor',
  },
  {
    id: 'tls-key-mismatch',
    seen: ['ERR_OSSL_X509_KEY_VALUES_MISMATCH', 'key values mismatch'],
    cause: 'certificate and private key are of two different pairs',
    remedy: 'Give the key that belongs to the certificate.',
    found: 'doctor',
  },
  {
    id: 'tls-key-encrypted',
    seen: ['ERR_OSSL_BAD_DECRYPT', 'bad decrypt'],
    cause: 'the private key is protected by a passphrase, which APISIX and etcd can not ask for',
    remedy: 'Decrypt it: openssl pkey -in KEY -out PLAIN',
    found: 'doctor',
  },
  {
    id: 'tls-key-bad',
    seen: ['ERR_OSSL_UNSUPPORTED', 'DECODER routines::unsupported'],
    cause: 'the file given as private key holds no private key in PEM',
    remedy: 'Give a PEM file (PKCS #8, PKCS #1 or EC).',
    found: 'doctor',
  },
  {
    id: 'tls-file-unreadable',
    seen: [
      'ENOENT: no such file or directory',
      'EACCES: permission denied',
      "certificate path … doesn't exist",
    ],
    cause:
      "a certificate file is not there, or this user may not read it (APISIX's workers run as nobody)",
    remedy: 'Use an absolute path that the user of the process can read.',
    found: 'doctor',
  },
  {
    id: 'tls-mtls-unsupported',
    seen: ['alert number 42', 'handshake failed'],
    cause:
      'a stock OpenResty can not show client certificates, while this tool with the same files can',
    remedy: 'Install the APISIX runtime (openresty -V names it) instead of a stock OpenResty.',
    reference: 'apisix #5650',
    found: 'message',
  },
  {
    id: 'tls-cli-no-sni',
    seen: [],
    cause:
      'apisix init_etcd ignores tls.sni: behind a balancer that routes by SNI it reaches another server',
    remedy: 'Route by address and port, or make the certificate without SNI the right one.',
    found: 'doctor',
  },
];
