// One certificate entry of APISIX judged: what is in it, whether the key belongs to it, whether it
// holds the names it is served for, and how long. Pure; loads the X.509 library: import lazily. A
// private key is compared inside OpenSSL and appears in no result and in no message.
import {createPrivateKey, X509Certificate} from 'node:crypto';
import {readSslFields, type SslFields, type SslPair} from './apisix-ssl-fields.ts';
import {sslFindings} from './apisix-ssl-findings.ts';
import type {ApisixSsl, KeyState} from './apisix-ssl-report.ts';
import {chainFacts} from './certificate-facts.ts';
import {readCertificateFile} from './certificate-file.ts';
import type {JudgedPair, JudgedSsl, SslContext} from './judged-ssl.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {printableText} from './printable-text.ts';

/** `value`: its bytes, or why they could not be had. */
export function judgeApisixSsl(
  entry: {readonly id: string; readonly value: Uint8Array | string},
  context: SslContext,
): ApisixSsl {
  const judged = judge(entry);
  return {
    id: entry.id,
    isEnabled: judged.fields.isEnabled,
    type: judged.fields.type,
    snis: judged.fields.snis,
    certificates: judged.pairs.map(({chain, key}) => ({
      chain: chainFacts(chain, context.nowMs),
      key,
    })),
    clientCas: chainFacts(judged.clientCas, context.nowMs),
    findings: sslFindings(judged, context),
  };
}

function judge({id, value}: {id: string; value: Uint8Array | string}): JudgedSsl {
  const fields = typeof value === 'string' ? unreadable(value) : fieldsOf(value);
  const cas = fields.clientCa === undefined ? undefined : readPem(fields.clientCa, 'client.ca');
  return {
    id,
    fields,
    pairs: fields.pairs.map(judgePair),
    clientCas: cas?.certificates ?? [],
    problems: [...fields.problems, ...(cas?.problems ?? [])],
  };
}

function fieldsOf(value: Uint8Array): SslFields {
  try {
    return readSslFields(value);
  } catch (error) {
    // JSON.parse quotes what it met, which may be a piece of a key.
    const isOurs = error instanceof Error && error.message === 'it is not a JSON object';
    return unreadable(isOurs ? error.message : 'it is not JSON text in UTF-8');
  }
}

function unreadable(problem: string): SslFields {
  const nothing = {snis: [], pairs: [], clientCa: undefined};
  return {isEnabled: true, type: 'server', ...nothing, problems: [problem]};
}

function judgePair({name, cert, key}: SslPair): JudgedPair {
  if (cert === undefined) {
    return {
      name,
      chain: [],
      key: keyFormOf(key) ?? 'not-compared',
      problems: [`${name} is missing`],
    };
  }
  // APISIX resolves $secret://manager/id/path and $env://NAME itself.
  if (isHeldElsewhere(cert)) return {name, chain: [], key: 'held-elsewhere', problems: []};
  const {certificates, problems} = readPem(cert, name);
  return {name, chain: certificates, problems, ...compareKey(key, certificates)};
}

function readPem(text: string, name: string) {
  const {certificates, problems} = readCertificateFile(Buffer.from(text, 'utf8'), name);
  return {certificates, problems: problems.map(problem => printableText(problem, 200))};
}

function isHeldElsewhere(text: string): boolean {
  return /^\$(secret|env):\/\//i.test(text);
}

// undefined: a PEM key that can be compared.
function keyFormOf(key: string | undefined): KeyState | undefined {
  if (key === undefined) return 'absent';
  if (isHeldElsewhere(key)) return 'held-elsewhere';
  if (key.includes('-----BEGIN ')) return undefined;
  // apisix/ssl.lua aes_encrypt_pkey: whole blocks of 16 bytes, base64, instead of the PEM.
  const bytes = Buffer.from(key, 'base64').length;
  const isBase64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(key);
  return isBase64 && bytes > 0 && bytes % 16 === 0 ? 'encrypted' : 'unreadable';
}

function compareKey(
  key: string | undefined,
  chain: readonly ParsedCertificate[],
): Pick<JudgedPair, 'key' | 'keyPosition'> {
  const form = keyFormOf(key);
  if (form !== undefined || key === undefined) return {key: form ?? 'absent'};
  try {
    const privateKey = createPrivateKey(key);
    if (chain.length === 0) return {key: 'not-compared'};
    const keyPosition = chain.findIndex(({der}) =>
      new X509Certificate(der).checkPrivateKey(privateKey),
    );
    if (keyPosition === -1) return {key: 'differs'};
    return {key: keyPosition === 0 ? 'matches' : 'differs', keyPosition};
  } catch {
    // Whatever OpenSSL says about a key it can't read: that it can't is all there is to tell.
    return {key: 'unreadable'};
  }
}
