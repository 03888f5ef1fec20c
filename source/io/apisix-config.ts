// Reads the configuration of the APISIX on this host: the user's file, config-default.yaml beside it up
// to 3.9, the version installed, the variables. Reads nothing larger than a configuration is.
import {existsSync, readFileSync, statSync} from 'node:fs';
import {dirname, join} from 'node:path';
import type {ApisixFinding, ApisixReading} from '../apisix/apisix-connection.ts';
import {type FileLook, fileFinding, filesOf} from '../apisix/file-findings.ts';
import {inOrder} from '../apisix/findings.ts';
import {type ConfigText, readConfig} from '../apisix/read-config.ts';
import type {ConfigVariables} from '../apisix/variables.ts';
import {apisixConfigPlace, type FindConfigOptions, standardHome} from './apisix-config-place.ts';

export function readApisixConfig(options: FindConfigOptions): ApisixReading {
  const {file, home} = apisixConfigPlace(options);
  const user = readText(file);
  if ('finding' in user) return {ok: false, files: [file], findings: [user.finding]};
  const defaultsFile = join(dirname(file), 'config-default.yaml');
  const defaults = existsSync(defaultsFile) ? readText(defaultsFile) : undefined;
  if (defaults !== undefined && 'finding' in defaults) {
    return {ok: false, files: [defaultsFile, file], findings: [defaults.finding]};
  }
  const version = installedVersion(home);
  const reading = readConfig({
    user,
    ...(defaults && {defaults}),
    home,
    ...(version !== undefined && {version}),
    variables: {...options.environment, ...exportedVariables(home)},
  });
  return reading.ok ? withFileFindings(reading) : reading;
}

/** The largest example configuration has 60 KiB. */
const configBytesMax = 1024 * 1024;

function readText(file: string): ConfigText | {readonly finding: ApisixFinding} {
  try {
    const facts = statSync(file);
    if (facts.isDirectory())
      return unreadable(file, 'is a directory', `Name the file: ${join(file, 'conf/config.yaml')}`);
    if (!facts.isFile()) return unreadable(file, 'is no regular file', 'Name a YAML file.');
    if (facts.size > configBytesMax) return tooLarge(file, facts.size);
    const bytes = readFileSync(file);
    return {file, text: new TextDecoder('utf-8', {fatal: true}).decode(bytes)};
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      return unreadable(file, 'does not exist', 'Name the configuration: --apisix=FILE.');
    }
    if (code === 'EACCES' || code === 'EPERM') {
      return unreadable(
        file,
        "can't be read by this user",
        'Run as root or as the user of APISIX.',
      );
    }
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return noText(file);
    return unreadable(file, `can't be read: ${(error as Error).message}`, 'Look at the file.');
  }
}

function unreadable(file: string, what: string, remedy: string): {finding: ApisixFinding} {
  const summary = `${file} ${what}`;
  return {finding: {id: 'cfg-unreadable', severity: 'error', summary, evidence: [], remedy, file}};
}

function tooLarge(file: string, bytes: number): {finding: ApisixFinding} {
  return {
    finding: {
      id: 'cfg-too-large',
      severity: 'error',
      summary: `${file} has ${bytes} bytes: that is no configuration of APISIX`,
      evidence: [`at most ${configBytesMax} bytes are read`],
      remedy: 'Name the right file: --apisix=FILE.',
      file,
    },
  };
}

function noText(file: string): {finding: ApisixFinding} {
  const before = validUntil(readFileSync(file));
  const line = before.split('\n').length;
  return {
    finding: {
      id: 'cfg-yaml',
      severity: 'error',
      summary: `${file} is not UTF-8 text from this place on`,
      evidence: [],
      remedy:
        'Write the character in UTF-8 (an editor may have saved the file in another encoding).',
      file,
      line,
      column: (before.split('\n').at(-1) ?? '').length + 1,
    },
  };
}

/** The text before the first byte that is not UTF-8. */
function validUntil(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes);
  let offset = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) as number;
    if (code === 0xfffd && bytes[offset] !== 0xef) return text.slice(0, index);
    offset += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (code > 0xffff) index++;
  }
  return text;
}

function installedVersion(home: string): string | undefined {
  const places = [
    join(home, 'apisix'),
    join(home, 'deps/share/lua/5.1/apisix'),
    ...(home === standardHome ? ['/usr/local/share/lua/5.1/apisix'] : []),
  ];
  for (const place of places) {
    const match = /VERSION\s*=\s*"([^"]{1,40})"/.exec(readSmall(join(place, 'core/version.lua')));
    if (match !== null) return match[1];
  }
  return undefined;
}

// nginx wipes its own environment in /proc, so the variables of a running APISIX are not to be seen
// there; up to 3.9 the start writes those that the configuration uses into conf/nginx.conf.
function exportedVariables(home: string): ConfigVariables {
  const text = readSmall(join(home, 'conf/nginx.conf'));
  const lines = text.matchAll(/^env\s+"?(\w+)=(.*?)"?;\s*$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

function readSmall(file: string): string {
  try {
    return statSync(file).size > configBytesMax ? '' : readFileSync(file, 'utf8');
  } catch {
    return ''; // only what it would have told is lost
  }
}

function withFileFindings(reading: Extract<ApisixReading, {ok: true}>): ApisixReading {
  const {connection} = reading;
  const found = filesOf(connection)
    .map(named => fileFinding(named, lookAt(named.setting.value), connection))
    .filter(finding => finding !== undefined);
  const findings = inOrder([...connection.findings, ...found]);
  return {ok: true, connection: {...connection, findings}};
}

function lookAt(file: string): FileLook {
  try {
    const facts = statSync(file);
    if (!facts.isFile()) return {state: 'no-file'};
    return {state: 'file', mode: facts.mode, ownerId: facts.uid};
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return {state: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'denied'};
  }
}
