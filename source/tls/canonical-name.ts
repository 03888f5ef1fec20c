// Distinguished names as OpenSSL compares them (x509_cmp.c, X509_NAME_canon): letters without case,
// runs of spaces as one, string types forgotten. Go compares the bytes instead.
import 'reflect-metadata';
import {Name} from '@peculiar/x509';

export function canonicalName(name: Name): string {
  return JSON.stringify(canonicalParts(name));
}

/** Of a DER name; undefined where it is none. */
export function canonicalNameOfDer(der: ArrayBuffer): string | undefined {
  try {
    return canonicalName(new Name(der));
  } catch {
    return undefined;
  }
}

/** Whether a name lies in the subtree of another: its first parts are the other's. */
export function isInSubtree(canonical: string, canonicalBase: string): boolean {
  const parts: unknown = JSON.parse(canonical);
  const base: unknown = JSON.parse(canonicalBase);
  if (!Array.isArray(parts) || !Array.isArray(base)) return false;
  return base.every((part, at) => JSON.stringify(parts[at]) === JSON.stringify(part));
}

function canonicalParts(name: Name): readonly (readonly string[])[] {
  return name.toJSON().map(part =>
    Object.entries(part)
      .flatMap(([type, values]) => values.map(value => `${type}=${canonicalValue(value)}`))
      .sort(),
  );
}

function canonicalValue(value: string): string {
  return value
    .replace(/[A-Z]/g, letter => letter.toLowerCase())
    .replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, '')
    .replace(/[ \t\n\v\f\r]+/g, ' ');
}
