// Secrets kept off the screen: values of fields named like key, secret, password or token, private
// keys in PEM anywhere, passwords in URLs. A masked value keeps a tag made with a key of this run,
// so that a change stays visible while the value can be neither read nor guessed from the tag.
import {createHmac} from 'node:crypto';
import {parseDocument} from './value-text.ts';

export type Masker = {
  /** A value as text, JSON or not; key is the etcd key that holds it, as text. */
  maskText(key: string, value: string): string;
  /** A parsed value; what is not secret is passed through. */
  maskJson(key: string, value: unknown): unknown;
};

type MaskerOptions = {
  /** Random for each run: 16 bytes or more. */
  readonly keyBytes: Uint8Array;
};

export function createMasker({keyBytes}: MaskerOptions): Masker {
  const mask = (secret: string): string => {
    const digest = createHmac('sha256', keyBytes).update(secret).digest('hex');
    return `••••#${digest.slice(0, 4)}`;
  };
  return {
    maskText(key, value) {
      if (isSecretName(lastPart(key))) {
        return value === '' ? value : mask(value);
      }
      const json = parseDocument(value);
      return json === undefined
        ? maskPlain(value, mask)
        : JSON.stringify(maskFields(json, {mask, key, secret: false}));
    },
    maskJson: (key, value) => maskFields(value, {mask, key, secret: isSecretName(lastPart(key))}),
  };
}

/** Whether a field of this name holds a secret: clientSecret, api_key, X-Api-Key, keys. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
  const last = words.at(-1) ?? '';
  if (words.includes('public') || last === 'type' || last === 'name') {
    return false;
  }
  return (
    secretLastWords.has(last) ||
    words.some(word => secretWords.has(word)) ||
    (words.includes('access') && words.includes('key'))
  );
}

const secretWords = new Set(
  'secret secrets password passwords passwd passphrase pwd credential credentials authorization cookie'.split(
    ' ',
  ),
);
const secretLastWords = new Set(
  'key keys token tokens pass apikey secretkey accesskey privatekey accesstoken'.split(' '),
);
/** References to secrets kept elsewhere (APISIX): the name is what a reader needs. */
const reference = /^\$(secret|env):\/\//i;
/** What APISIX's limit plugins and hashing put under "key": names of request variables. */
const variableName =
  /^(remote_addr|server_addr|consumer_name|service_id|route_id|uri|host|remote_port|query_string|(http|arg|cookie)_[a-z0-9_]{1,40})$/;
const holdsCredentials = /(^|\/)(ssls?|consumers|secrets|credentials)(\/|$)/;
const privateKey =
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
const urlPassword =
  /(?<![a-z0-9+.-])([a-z0-9][a-z0-9+.-]{1,80}:\/\/[^\s/:@"']{0,256}:)([^\s/@"']{1,512})@/gi;

type Context = {
  readonly mask: (secret: string) => string;
  /** The etcd key. */
  readonly key: string;
  /** Inside a field that is secret as a whole. */
  readonly secret: boolean;
};

function maskFields(value: unknown, context: Context): unknown {
  if (typeof value === 'string') {
    return context.secret ? maskSecret(value, context) : maskInside(value, context.mask);
  }
  if (Array.isArray(value)) {
    return value.map(item => maskFields(item, context));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, maskField(name, field, context)]),
    );
  }
  return context.secret && typeof value === 'number' ? context.mask(String(value)) : value;
}

function maskField(name: string, field: unknown, context: Context): unknown {
  // Numbers under key, tokens and the like are counts and limits; a password may be a number.
  const secret = context.secret || (isSecretName(name) && !isCount(name, field));
  if (secret && name === 'key' && isVariable(field, context)) {
    return field;
  }
  return maskFields(field, {...context, secret});
}

function isCount(name: string, field: unknown): boolean {
  return typeof field === 'number' && !/pass|pwd|secret|pin/i.test(name);
}

function isVariable(field: unknown, context: Context): boolean {
  return (
    !context.secret &&
    typeof field === 'string' &&
    variableName.test(field) &&
    !holdsCredentials.test(context.key)
  );
}

function maskSecret(value: string, context: Context): string {
  return value === '' || reference.test(value) ? value : context.mask(value);
}

function maskInside(text: string, mask: (secret: string) => string): string {
  const masked = text.includes('PRIVATE KEY-----') ? text.replace(privateKey, mask) : text;
  return masked.includes('://')
    ? masked.replace(
        urlPassword,
        (_, before: string, secret: string) => `${before}${mask(secret)}@`,
      )
    : masked;
}

// "name":, name =, name: and what follows; a value may be cut short at the end of an excerpt.
// A name starts where a word does: tried at every letter, ten megabytes of them would take seconds.
const fieldName = /(["']?)(?<![\w.-])([A-Za-z_][\w.-]{0,200})\1[^\S\n]*[:=][^\S\n]*/g;
const fieldValue =
  /\[[^\]]*\]?|"(?:[^"\\]|\\[\s\S])*"?|'[^']*'?|((bearer|basic|token)[^\S\n]+)?[^\s,;"'{}[\]]+/iy;

/** Text that is not JSON, or only its beginning: YAML, ini, a connection string. */
function maskPlain(text: string, mask: (secret: string) => string): string {
  const inside = maskInside(text, mask);
  const parts: string[] = [];
  let at = 0;
  for (const field of inside.matchAll(fieldName)) {
    fieldValue.lastIndex = field.index + field[0].length;
    const value = isSecretName(field[2] ?? '') ? fieldValue.exec(inside)?.[0] : undefined;
    if (value !== undefined && field.index >= at && !value.includes('••••#')) {
      const start = field.index + field[0].length;
      parts.push(inside.slice(at, start), mask(value));
      at = start + value.length;
    }
  }
  return parts.join('') + inside.slice(at);
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
