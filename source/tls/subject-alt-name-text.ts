// OpenSSL's text of a subject alternative name, taken apart:
// DNS:localhost, IP Address:127.0.0.1, othername:<unsupported>, URI:"quoted, as JSON".
// Used only where the X.509 library refuses the extension.
import type {SubjectAltName} from './parsed-certificate.ts';
import {printableText} from './printable-text.ts';

export function altNamesFromText(text: string): SubjectAltName {
  const parts = [...text.matchAll(/(?:^|, )([A-Za-z ]+):("(?:[^"\\]|\\.)*"|[^,]*)/g)];
  const valuesOf = (kind: string) =>
    parts
      .filter(([, name]) => name === kind)
      .map(([, , value]) => printableText(unquote(value ?? '')));
  return {
    dnsNames: valuesOf('DNS'),
    ipAddresses: valuesOf('IP Address'),
    uris: valuesOf('URI'),
    emailAddresses: valuesOf('email'),
  };
}

// CVE-2021-44532: Node quotes values with special characters as JSON strings.
function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}
