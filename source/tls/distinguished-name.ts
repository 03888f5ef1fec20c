// Distinguished names as text: RFC 4514 (most specific part first, as Go and curl print them), made
// safe for a terminal. Also the CA names of a CertificateRequest, which come as bare DER names.
import 'reflect-metadata';
import {Name} from '@peculiar/x509';
import {printableText} from './printable-text.ts';

export function nameText(name: Name): string {
  return name
    .toJSON()
    .map(part =>
      Object.entries(part)
        .flatMap(([type, values]) => values.map(value => `${typeText(type)}=${escapeValue(value)}`))
        .join('+'),
    )
    .reverse()
    .join(',');
}

/** Of a DER name; bytes that are no name are shown as hex, since a server may send anything. */
export function nameOfDer(der: Uint8Array): {readonly text: string; readonly der: string} {
  try {
    const name = new Name(Uint8Array.from(der));
    // Encoded again, as subjects are (parse-certificate.ts), so that the two compare.
    return {text: nameText(name), der: Buffer.from(name.toArrayBuffer()).toString('hex')};
  } catch {
    const hex = Buffer.from(der).toString('hex');
    return {text: `#${hex.slice(0, 128)}`, der: hex};
  }
}

export function commonNamesOf(name: Name): readonly string[] {
  return name.getField('CN').map(value => printableText(value));
}

function typeText(type: string): string {
  return type === 'E' ? 'emailAddress' : printableText(type, 64);
}

// RFC 4514 2.4: these are escaped anywhere, a space or # at the edges.
function escapeValue(value: string): string {
  return printableText(
    value.replace(/[,+"\\<>;]/g, '\\$&').replace(/^[ #]|(?<!\\) $/g, '\\$&'),
    512,
  );
}
