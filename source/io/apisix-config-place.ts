// Where the configuration of the APISIX on this host is, as APISIX itself finds it: the file that
// `apisix start -c` left behind, the profile's, or conf/config.yaml. Apart from reading it, which loads
// a YAML parser: most hosts have no APISIX.
import {existsSync, readFileSync} from 'node:fs';
import {basename, dirname, join, resolve} from 'node:path';
import type {ConfigVariables} from '../apisix/variables.ts';

export const standardHome = '/usr/local/apisix';

export type FindConfigOptions = {
  /** A file named by the user; '' or absent: the standard place. */
  readonly file?: string;
  readonly environment: ConfigVariables;
  /** Where APISIX is installed. */
  readonly home?: string;
};

/** Whether there is one: a cheap look, nothing of it is read. */
export function apisixConfigExists(options: FindConfigOptions): boolean {
  return existsSync(apisixConfigPlace(options).file);
}

export function apisixConfigPlace({file, environment, home = standardHome}: FindConfigOptions): {
  file: string;
  home: string;
} {
  if (file !== undefined && file !== '') {
    const folder = dirname(resolve(file));
    return {file, home: basename(folder) === 'conf' ? dirname(folder) : folder};
  }
  const customized = readLine(join(home, 'conf', '.customized_config_path'));
  if (customized !== undefined) return {file: resolve(home, customized), home};
  const profile = environment.APISIX_PROFILE ?? '';
  return {
    file: join(home, 'conf', profile === '' ? 'config.yaml' : `config-${profile}.yaml`),
    home,
  };
}

function readLine(file: string): string | undefined {
  try {
    const line = readFileSync(file, 'utf8').trim();
    return line === '' ? undefined : line;
  } catch {
    return undefined; // started without -c
  }
}
