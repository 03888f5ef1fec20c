// A certificate with the same extension twice. Go refuses it from 1.19 on; before, each one read took
// the place of the one before, except for extended key usages, which were added up (crypto/x509
// parseCertificate of go1.15). OpenSSL's rules have their own word on it.
import type {X509Certificate as NodeCertificate} from 'node:crypto';
import type {X509Certificate} from '@peculiar/x509';
import {decodeExtensions} from './decode-extensions.ts';
import type {RepeatableExtensions} from './parsed-certificate.ts';

/** undefined: no extension is there twice. */
export function readByOlderGo(
  {extensions}: Pick<X509Certificate, 'extensions'>,
  native: NodeCertificate,
): Partial<RepeatableExtensions> | undefined {
  if (new Set(extensions.map(({type}) => type)).size === extensions.length) return undefined;
  const last = decodeExtensions({extensions: extensions.toReversed()}, native, []);
  const {subjectAltName, keyUsage, basicConstraints, nameConstraints} = last;
  const usages = extensions
    .filter(({type}) => type === EXT_KEY_USAGE)
    .map(extension => decodeExtensions({extensions: [extension]}, native, []).extKeyUsage ?? []);
  return {
    ...{subjectAltName, keyUsage, basicConstraints},
    ...(nameConstraints !== undefined && {nameConstraints}),
    extKeyUsage: usages.length === 0 ? undefined : usages.flat(),
  };
}

const EXT_KEY_USAGE = '2.5.29.37';
