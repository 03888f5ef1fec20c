// An empty folder of a test's own, gone after it. A file's tests share one with `temporaryFolder({after})`
// of node:test.
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export function temporaryFolder(context: {after(clean: () => void): void}): string {
  const folder = mkdtempSync(join(tmpdir(), 'etcdscope-'));
  context.after(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}
