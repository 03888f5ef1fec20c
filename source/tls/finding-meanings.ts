// Every finding of the certificate check by id, with what it means: for the README's table, for
// `doctor explain`, and for a test that no finding has an id that is not here.

type FindingMeaning = {
  readonly id: string;
  readonly meaning: string;
};

export const findingMeanings: readonly FindingMeaning[] = [
  {
    id: 'tls-server-eku',
    meaning:
      'the server certificate lacks clientAuth, so the gateway is refused by its own gRPC server',
  },
  {
    id: 'tls-server-clientca',
    meaning: "--trusted-ca-file lacks the server certificate's CA, so the gateway is refused",
  },
  {
    id: 'tls-server-allowed',
    meaning: '--client-cert-allowed-hostname breaks the gateway, whatever its certificate',
  },
  {
    id: 'tls-server-revoked',
    meaning: 'the serial of what the gateway presents is in --client-crl-file',
  },
  {
    id: 'tls-server-refused-by-self',
    meaning: 'the gateway is refused for another fault of what it presents',
  },
  {
    id: 'gw-client-cert-eku',
    meaning: '--client-cert-file, which the gateway presents, lacks clientAuth',
  },
  {
    id: 'gw-unreachable-self',
    meaning: 'the gateway is refused, and nothing that is visible says why',
  },
  {id: 'gw-disabled', meaning: 'the gRPC gateway is off, or a proxy drops its path'},
  {id: 'gw-not-etcd', meaning: "the API path is answered by something that is not etcd's gateway"},
  {id: 'tls-srv-expired', meaning: "a certificate in the server's chain has expired"},
  {id: 'tls-srv-expires-soon', meaning: "a certificate in the server's chain expires soon"},
  {id: 'tls-notyet', meaning: 'a certificate is not valid yet: a clock, or its dates'},
  {id: 'tls-host-mismatch', meaning: 'the server certificate is not for the name that is dialed'},
  {id: 'tls-cn-only', meaning: 'OpenSSL finds the name in the certificate, Go does not'},
  {
    id: 'tls-go-refuses',
    meaning: 'etcdctl and other Go clients refuse a server that OpenSSL accepts',
  },
  {id: 'tls-ca-unknown', meaning: "the server's CA is not among those the client trusts"},
  {id: 'tls-self-leaf', meaning: 'the server certificate is signed by itself and not trusted'},
  {id: 'tls-self-chain', meaning: "the root of the server's chain is not trusted"},
  {id: 'tls-untrusted', meaning: "clients refuse the server's chain for another fault"},
  {
    id: 'tls-handshake',
    meaning: 'no TLS handshake works: no key, curve or digest that both sides use',
  },
  {id: 'tls-version', meaning: 'server and client share no TLS version'},
  {id: 'tls-chain-unreadable', meaning: "a certificate that the server sent can't be read"},
  {id: 'tls-client-missing', meaning: 'etcd asks for a client certificate and none is given'},
  {id: 'tls-client-ca', meaning: 'no CA that etcd accepts has issued the client certificate'},
  {id: 'tls-client-eku', meaning: 'the client certificate is not for clients'},
  {id: 'tls-client-expired', meaning: 'the client certificate, or a CA above it, has expired'},
  {id: 'tls-client-expires-soon', meaning: 'the client certificate expires soon'},
  {
    id: 'tls-client-revoked',
    meaning: 'the serial of the client certificate is in --client-crl-file',
  },
  {
    id: 'tls-client-allowed',
    meaning: 'the client certificate does not fit --client-cert-allowed-hostname',
  },
  {
    id: 'tls-client-weak',
    meaning: "this client's own TLS refuses its certificate: key or digest too weak",
  },
  {id: 'tls-client-refused', meaning: 'etcd refuses the client certificate for another fault'},
  {
    id: 'tls-client-cn',
    meaning:
      'the client certificate has a common name, which authentication would turn against HTTP',
  },
  {
    id: 'tls-cn-auth',
    meaning: 'authentication is on and the client certificate has a common name: HTTP is refused',
  },
  {
    id: 'auth-user-required',
    meaning: 'authentication is on, and HTTP calls without a user are refused',
  },
  {
    id: 'auth-bad-password',
    meaning: 'etcd refuses the user that was given: unknown, or another password',
  },
  {id: 'tls-server-cn-user', meaning: 'the common name of the server certificate is an etcd user'},
  {id: 'tls-ca-expires-soon', meaning: 'a CA expires soon'},
  {id: 'tls-weak', meaning: 'a certificate with a weak key or digest'},
  {
    id: 'tls-weak-algorithm',
    meaning: 'a certificate with a weak key or digest, in a check from files',
  },
  {
    id: 'tls-crl-bad',
    meaning:
      "etcd can't read --client-crl-file and closes every connection with a client certificate",
  },
  {id: 'tls-file-unreadable', meaning: 'a file of etcd is missing or can not be read'},
  {id: 'tls-file-missing', meaning: 'only one file of a pair is given'},
  {id: 'tls-cert-bad', meaning: 'a certificate file holds no certificate that Go reads'},
  {id: 'tls-key-bad', meaning: 'a key file holds no private key'},
  {id: 'tls-key-encrypted', meaning: 'a private key is encrypted'},
  {id: 'tls-key-mismatch', meaning: 'a private key does not belong to its certificate'},
  {id: 'tls-key-unusable', meaning: "Go's TLS can't use the kind of key"},
  {id: 'tls-ca-bad', meaning: 'a CA file holds something that is no certificate'},
  {
    id: 'tls-ca-changed-on-disk',
    meaning: '--trusted-ca-file was changed since etcd started, which reads it only then',
  },
  {id: 'tls-files-changed-on-disk', meaning: 'certificate files were changed since etcd started'},
  {id: 'tls-files-ignored', meaning: 'TLS files are given, and no client URL is https'},
  {id: 'etcd-flag-unknown', meaning: 'a flag that this version of etcd does not have'},
  {id: 'etcd-flag-value', meaning: 'a flag with a value that etcd refuses'},
  {id: 'etcd-does-not-start', meaning: 'etcd would not start for another reason'},
  {id: 'etcd-urls-assumed', meaning: 'no client URL was given: https is assumed'},
  {id: 'etcd-auto-tls', meaning: 'what --auto-tls does to clients and to other flags'},
  {id: 'go-build-decides', meaning: 'another build of this etcd version judges otherwise'},
  {id: 'verdict-differs', meaning: 'the rules say one thing, a real call another'},
  {id: 'no-tls', meaning: 'an endpoint without TLS'},
  {id: 'not-etcd', meaning: 'the server answers, but not as etcd does'},
  {id: 'grpc-unreachable', meaning: 'HTTPS works and a gRPC call fails'},
  {id: 'grpc-only-port', meaning: 'the port speaks gRPC only'},
  {id: 'http-421', meaning: 'etcd refuses the host name that was dialed'},
  {id: 'tls-plain-to-tls', meaning: 'http:// on a port that speaks TLS'},
  {id: 'tls-tls-to-plain', meaning: 'https:// on a port that speaks plain HTTP'},
  {id: 'net-refused', meaning: 'nothing listens there'},
  {id: 'net-dns', meaning: 'the host name can not be resolved'},
  {id: 'net-timeout', meaning: 'no answer in time'},
  {id: 'net-no-answer', meaning: 'the connection fails without a known reason'},
  {id: 'members-differ', meaning: 'members of one cluster have different certificates or trust'},
  {id: 'member-not-asked', meaning: 'a member from the member list was not looked at'},
  {id: 'ssl-unreadable', meaning: "an entry of APISIX holds a certificate that can't be read"},
  {id: 'ssl-expired', meaning: 'a certificate of APISIX has expired'},
  {id: 'ssl-expires-soon', meaning: 'a certificate of APISIX expires soon'},
  {id: 'ssl-key-mismatch', meaning: 'a key of APISIX does not belong to its certificate'},
  {id: 'ssl-chain-order', meaning: 'the certificates of an entry of APISIX are out of order'},
  {id: 'ssl-sni-uncovered', meaning: 'an SNI of APISIX that its certificate does not cover'},
  {id: 'ssl-weak', meaning: 'a certificate of APISIX with a weak key or digest'},
];
