// A version's section of CHANGELOG.md, which is what its release is announced with. As a script:
// node build/release-notes.ts 0.1.0
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/** Without its heading. Throws when the changelog has no such section, or an empty one. */
export function releaseNotes(changelog: string, version: string): string {
  const headings = [...changelog.matchAll(/^## \[([^\]]+)\].*$/gm)];
  const index = headings.findIndex(([, name]) => name === version);
  const heading = headings[index];
  if (heading === undefined) {
    throw new Error(`CHANGELOG.md has no section [${version}]`);
  }
  const end = headings[index + 1]?.index ?? changelog.length;
  const section = changelog.slice(heading.index + heading[0].length, end);
  const notes = section.replace(/^\[[^\]]+\]: .*$/gm, '').trim();
  if (notes === '') {
    throw new Error(`CHANGELOG.md says nothing about ${version}`);
  }
  return notes;
}

if (import.meta.main) {
  const changelog = readFileSync(join(import.meta.dirname, '..', 'CHANGELOG.md'), 'utf8');
  process.stdout.write(`${releaseNotes(changelog, process.argv[2] ?? 'Unreleased')}\n`);
}
