// Where the licences lie that the build collected: inside the executable, or beside the bundle in
// the npm package.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {getAsset, isSea} from 'node:sea';

/** undefined when run from source. */
export function readLicenses(): string | undefined {
  if (isSea()) return getAsset('licenses', 'utf8');
  // Only the npm package's bundle is a CommonJS module with a folder of its own.
  if (typeof __dirname !== 'string') return undefined;
  return readFileSync(join(__dirname, '..', 'THIRD-PARTY-LICENSES.txt'), 'utf8');
}
