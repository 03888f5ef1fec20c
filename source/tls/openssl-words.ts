// OpenSSL's verdicts by the codes that Node hands out, in words. Several codes say little: UNSPECIFIED
// covers weak digests and keys, missing keyCertSign, name constraints and unknown extensions.

export function describeAuthorizationError(code: string): string {
  return WORDS[code] ?? `OpenSSL says ${code}`;
}

const WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'a certificate of the chain has expired',
  CERT_NOT_YET_VALID: 'a certificate of the chain is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed and not among the trusted CAs',
  SELF_SIGNED_CERT_IN_CHAIN: 'the chain ends in a root that is not among the trusted CAs',
  UNABLE_TO_GET_ISSUER_CERT: 'the chain does not reach a self-signed root among the trusted CAs',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the issuing CA is not among the trusted CAs',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'no trusted CA is known to have signed the certificate',
  CERT_SIGNATURE_FAILURE: 'a signature in the chain is wrong: another CA of the same name',
  INVALID_CA: 'an issuer in the chain is not a CA',
  INVALID_PURPOSE: 'a certificate of the chain is not for servers (its extended key usage)',
  PATH_LENGTH_EXCEEDED: 'more CAs in the chain than one of them allows',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is not for this name',
  UNSPECIFIED:
    'the chain is refused: a weak key or digest, a CA without keyCertSign, a name constraint or an unknown critical extension',
};
