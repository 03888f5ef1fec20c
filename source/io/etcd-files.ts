// Files of a setup, read for what they are: a missing, unreadable or oversized one is an observation,
// not an error. Only regular files are opened, so that a pipe or a device can't hang the check.

import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {resolve} from 'node:path';
import type {EtcdSettings} from '../config/etcd-settings.ts';
import type {EtcdSetup, PeerSetup} from '../tls/etcd-setup.ts';
import type {SeenFile} from '../tls/go-files.ts';
import {PEM_BYTES_MAX} from '../tls/pem-blocks.ts';
import {readingError} from './file-error.ts';

/** `directory`: what relative names are relative to. */
export function readSeenFile(name: string, directory = '.'): SeenFile {
  let file: number | undefined;
  try {
    // Without O_NONBLOCK, opening a named pipe waits for a writer.
    file = openSync(resolve(directory, name), constants.O_RDONLY | constants.O_NONBLOCK);
    const {size, mtimeMs} = requireRegular(file);
    if (size > PEM_BYTES_MAX) return {name, error: `${size} bytes are more than ${PEM_BYTES_MAX}`};
    return {name, bytes: readAll(file), modifiedMs: mtimeMs};
  } catch (error) {
    return {name, error: readingError(error)};
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Every file that the settings name. */
export function readSetup(settings: EtcdSettings, directory = '.'): EtcdSetup {
  const read = (name: string | undefined) =>
    name === undefined ? undefined : readSeenFile(name, directory);
  const made = settings.autoTls ? autoCertOf(settings, directory) : undefined;
  const files = {
    cert: read(settings.certFile),
    key: read(settings.keyFile),
    trustedCa: read(settings.trustedCaFile),
    legacyCa: read(settings.legacyCaFile),
    clientCert: read(settings.clientCertFile),
    clientKey: read(settings.clientKeyFile),
    crl: read(settings.crlFile),
    autoCert: made,
  };
  const {version, flagFaults, clientUrls, httpUrls, urlsAreAssumed} = settings;
  const {clientCertAuth, autoTls, gatewayEnabled, cipherSuites} = settings;
  const {allowedHostnames, hostWhitelist} = settings;
  return {
    ...{version, flagFaults, clientUrls, httpUrls, urlsAreAssumed},
    ...{clientCertAuth, autoTls, gatewayEnabled, cipherSuites},
    ...{allowedHostnames, hostWhitelist},
    peer: readPeer(settings, directory),
    ...(settings.tlsMin !== undefined && {tlsMin: settings.tlsMin}),
    ...(settings.tlsMax !== undefined && {tlsMax: settings.tlsMax}),
    ...(Object.fromEntries(
      Object.entries(files).filter(([, file]) => file !== undefined),
    ) as Partial<Record<keyof typeof files, SeenFile>>),
  };
}

function readPeer({peer}: EtcdSettings, directory: string): PeerSetup {
  const {listensWithTls, autoTls, files} = peer;
  const seen = Object.entries(files).map(
    ([flag, name]) => [flag, readSeenFile(name, directory)] as const,
  );
  return {listensWithTls, autoTls, ...Object.fromEntries(seen)};
}

// embed ClientSelfCert: made once, under the data directory.
function autoCertOf({dataDir = ''}: EtcdSettings, directory: string): SeenFile | undefined {
  const file = readSeenFile(`${dataDir}/fixtures/client/cert.pem`, directory);
  return file.bytes === undefined ? undefined : file;
}

function requireRegular(file: number) {
  const stat = fstatSync(file);
  if (stat.isDirectory()) throw new Error('it is a directory');
  if (!stat.isFile()) throw new Error('it is no regular file');
  return stat;
}

function readAll(file: number): Uint8Array {
  const buffer = Buffer.alloc(PEM_BYTES_MAX + 1);
  let length = 0;
  for (;;) {
    const count = readSync(file, buffer, length, buffer.length - length, null);
    length += count;
    if (count === 0 || length === buffer.length) return Buffer.from(buffer.subarray(0, length));
  }
}
