// A file that another program reads at any moment: written beside its place, forced to disk, and
// moved there in one step. Whoever reads sees the old text or the new one, never a part.

import {randomUUID} from 'node:crypto';
import {type FileHandle, open, rename, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import type {Setting} from '../config/settings.ts';
import {describeOrigin} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';
import {writingError} from './file-error.ts';

/** Readable for the collector, which is another user, whatever our umask is. */
const MODE = 0o644;

/** Throws UsageError when it can't be written; what was there before then stays. */
export async function writeTextfile(target: Setting<string>, text: string): Promise<void> {
  const {value: name} = target;
  // Collectors take *.prom: the half-written one must not end so.
  const unfinished = join(dirname(name), `.${basename(name)}.${randomUUID()}.tmp`);
  try {
    await writeWhole(unfinished, text);
    await rename(unfinished, name);
  } catch (error) {
    await rm(unfinished, {force: true});
    throw new UsageError(
      `${describeOrigin(target.origin)} ${name} can't be written: ${writingError(error)}`,
      {cause: error},
    );
  }
}

async function writeWhole(name: string, text: string): Promise<void> {
  let file: FileHandle | undefined;
  try {
    file = await open(name, 'wx', MODE);
    await file.chmod(MODE);
    await file.writeFile(text, 'utf8');
    await file.sync();
  } finally {
    await file?.close();
  }
}
