// etcdscope licenses: the licences of everything inside the executable, on stdout. The build writes
// them in; a run from source has none.
import {readLicenses} from '../io/licenses-text.ts';
import type {Output} from '../io/output.ts';
import {exitCodes} from './exit-codes.ts';

export function runLicenses(output: Output, say: (text: string) => void): number {
  const text = readLicenses();
  if (text === undefined) {
    say('licences are put in by npm run build: from source, see LICENSE and node_modules');
    return exitCodes.failed;
  }
  output.write(text);
  return exitCodes.done;
}
