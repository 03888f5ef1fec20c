// A release's notes are its section of the changelog, and nothing is released without one.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {test} from 'node:test';
import {releaseNotes} from '../../build/release-notes.ts';

const changelog = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-02-01

### Added

- Two.

## [1.0.0] - 2026-01-01

- One.

[1.0.0]: https://example.com/1.0.0
`;

for (const [version, notes] of [
  ['1.1.0', '### Added\n\n- Two.'],
  ['1.0.0', '- One.'],
] as const) {
  test(`the notes of ${version} are its section alone`, () => {
    assert.equal(releaseNotes(changelog, version), notes);
  });
}

for (const [version, complaint] of [
  ['2.0.0', /no section \[2\.0\.0\]/],
  ['1.0', /no section \[1\.0\]/],
  ['Unreleased', /says nothing about Unreleased/],
] as const) {
  test(`a release of ${version} is refused`, () => {
    assert.throws(() => releaseNotes(changelog, version), complaint);
  });
}

test("the project's own changelog has notes to release", () => {
  const own = readFileSync(resolve(import.meta.dirname, '..', '..', 'CHANGELOG.md'), 'utf8');
  assert.match(releaseNotes(own, 'Unreleased'), /^### /);
});
