// An APISIX ssl object as it lies in etcd, reduced to the fields that say something about its
// certificates. The schema is APISIX's (apisix/schema_def.lua, ssl); what doesn't fit is a problem in
// words, never an exception. Values of keys stay in here and in the comparison.
import {isJsonObject} from '../etcd/json-object.ts';

export type SslFields = {
  readonly isEnabled: boolean;
  readonly type: 'server' | 'client';
  readonly snis: readonly string[];
  /** cert and key, then certs and keys side by side. */
  readonly pairs: readonly SslPair[];
  readonly clientCa: string | undefined;
  readonly problems: readonly string[];
};

export type SslPair = {
  /** "cert", "certs[0]". */
  readonly name: string;
  readonly cert: string | undefined;
  readonly key: string | undefined;
};

const SNIS_MAX = 1000;
const PAIRS_MAX = 32;

/** Throws where the value is no JSON object at all. */
export function readSslFields(value: Uint8Array): SslFields {
  const parsed: unknown = JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(value));
  if (!isJsonObject(parsed)) throw new Error('it is not a JSON object');
  const problems: string[] = [];
  const client = isJsonObject(parsed.client) ? parsed.client : {};
  return {
    isEnabled: parsed.status !== 0,
    type: parsed.type === 'client' ? 'client' : 'server',
    snis: snisOf(parsed, problems),
    pairs: pairsOf(parsed, problems),
    clientCa: textOf(client.ca),
    problems,
  };
}

function snisOf(fields: Fields, problems: string[]): readonly string[] {
  const listed = Array.isArray(fields.snis) ? fields.snis : [];
  const names = [...(fields.sni === undefined ? [] : [fields.sni]), ...listed];
  const texts = names.filter(name => typeof name === 'string');
  if (texts.length < names.length) problems.push('an SNI is not text');
  if (texts.length > SNIS_MAX)
    problems.push(`${texts.length} SNIs: the first ${SNIS_MAX} are shown`);
  return [...new Set(texts)].slice(0, SNIS_MAX);
}

function pairsOf(fields: Fields, problems: string[]): readonly SslPair[] {
  const certs = Array.isArray(fields.certs) ? fields.certs : [];
  const keys = Array.isArray(fields.keys) ? fields.keys : [];
  if (certs.length !== keys.length) {
    problems.push(`${certs.length} certs and ${keys.length} keys: each needs the other`);
  }
  const more = Array.from({length: Math.max(certs.length, keys.length)}, (_, at) => ({
    name: `certs[${at}]`,
    cert: textOf(certs[at]),
    key: textOf(keys[at]),
  }));
  const first = {name: 'cert', cert: textOf(fields.cert), key: textOf(fields.key)};
  const isGiven = first.cert !== undefined || first.key !== undefined;
  const all = [...(isGiven ? [first] : []), ...more];
  if (all.length === 0) problems.push('it has no certificate');
  if (all.length > PAIRS_MAX) problems.push(`${all.length} certificates: ${PAIRS_MAX} are read`);
  return all.slice(0, PAIRS_MAX);
}

type Fields = Readonly<Record<string, unknown>>;

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
