// Name, version and commit. The build writes the latter two in; from source they are read from
// package.json and said to be unknown.
import {readFileSync} from 'node:fs';

declare const __ETCDSCOPE_VERSION__: string | undefined;
declare const __ETCDSCOPE_COMMIT__: string | undefined;

export const version: string =
  typeof __ETCDSCOPE_VERSION__ === 'string' ? __ETCDSCOPE_VERSION__ : readOwnVersion();

const commit: string = typeof __ETCDSCOPE_COMMIT__ === 'string' ? __ETCDSCOPE_COMMIT__ : 'unknown';

export function versionLine(): string {
  return `etcdscope ${version} (Node ${process.versions.node}, commit ${commit})`;
}

function readOwnVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const {version: own} = JSON.parse(text) as {version: string};
  return own;
}
