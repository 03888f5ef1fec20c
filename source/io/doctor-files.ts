// The certificate files of a connection, looked at one by one without giving up at the first that is
// bad; and what of them can be used all the same, so that the rest of a diagnosis goes on.
import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import tls from 'node:tls';
import {type ConnectionSettings, describeOrigin, type Setting} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';
import type {FileFacts, FilesFacts} from '../doctor/judge-files.ts';
import {loadTlsMaterial, type TlsMaterial} from './tls-material.ts';

const FILE_BYTES_MAX = 16 * 1024 * 1024;

export function examineFiles({cacert, cert, key}: ConnectionSettings): FilesFacts {
  const files = [
    ...(cacert ? [examine(cacert, 'ca')] : []),
    ...(cert ? [examine(cert, 'certificate')] : []),
    ...(key ? [examine(key, 'key')] : []),
  ];
  const isReadable = files.every(({state}) => state.kind === 'ok');
  const pairProblem = isReadable && cert && key ? problemOfPair(cert.value, key.value) : undefined;
  return {
    files,
    isHalf: (cert === undefined) !== (key === undefined),
    ...(pairProblem !== undefined && {pairProblem}),
  };
}

/** What can be used of the files that are named; never throws because of them. */
export function usableTls(settings: ConnectionSettings): TlsMaterial {
  try {
    return loadTlsMaterial(settings, {allowsWeak: true});
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  const {files, pairProblem, isHalf} = examineFiles(settings);
  const isBad = (role: FileFacts['role']) =>
    files.some(file => file.role === role && file.state.kind !== 'ok');
  const {cacert, cert, key, ...others} = settings;
  const keepsPair = !isBad('certificate') && !isBad('key') && !isHalf && pairProblem === undefined;
  const usable = {
    ...others,
    ...(cacert && !isBad('ca') && {cacert}),
    ...(cert && key && keepsPair && {cert, key}),
  };
  const material = loadTlsMaterial(usable, {allowsWeak: true});
  // A bad CA file trusts nothing: not the system's store in its place.
  return isBad('ca') ? {...material, ca: [], caSource: cacert?.value ?? ''} : material;
}

function examine(setting: Setting<string>, role: FileFacts['role']): FileFacts {
  const about = {origin: describeOrigin(setting.origin), path: setting.value, role};
  try {
    const bytes = readFileSync(setting.value);
    if (bytes.length > FILE_BYTES_MAX) {
      return {...about, state: {kind: 'broken', message: `larger than ${FILE_BYTES_MAX} bytes`}};
    }
    return {...about, state: stateOf(bytes.toString('latin1'), role)};
  } catch (error) {
    return {...about, state: {kind: 'unreadable', message: (error as Error).message}};
  }
}

function stateOf(text: string, role: FileFacts['role']): FileFacts['state'] {
  if (role === 'key') {
    if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text)) return {kind: 'encrypted'};
    return /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text) ? {kind: 'ok'} : {kind: 'no-block'};
  }
  if (!/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(text)) return {kind: 'no-block'};
  try {
    new X509Certificate(text);
    return {kind: 'ok'};
  } catch (error) {
    return {kind: 'broken', message: (error as Error).message};
  }
}

const WEAK = /^ERR_SSL_(EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK)$/;

function problemOfPair(certFile: string, keyFile: string): string | undefined {
  try {
    tls.createSecureContext({cert: readFileSync(certFile), key: readFileSync(keyFile)});
    return undefined;
  } catch (error) {
    const {message, code = ''} = error as NodeJS.ErrnoException;
    return WEAK.test(code) ? undefined : `${message} (${code})`;
  }
}
