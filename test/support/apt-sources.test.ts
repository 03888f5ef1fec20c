// The machine's sources, rewritten for another release, in both forms they may have.
import assert from 'node:assert/strict';
import test from 'node:test';
import {sourcesForRelease} from './apt-sources.ts';

const oneLine = {
  name: 'sources.list',
  text: `# comment
deb [arch=amd64 signed-by=/keys/debian.gpg] http://mirror.example/debian bookworm main contrib
deb-src http://mirror.example/debian bookworm main
deb http://other.example/tool tool-bookworm main
`,
};
const stanzas = {
  name: 'sources.list.d/debian.sources',
  text: `Types: deb deb-src
# a comment inside
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
`,
};

test('a one-line source keeps its mirror and its keys', () => {
  assert.equal(
    sourcesForRelease([oneLine], 'bookworm', 'sid'),
    `Types: deb
URIs: http://mirror.example/debian
Suites: sid
Components: main
Signed-By: /keys/debian.gpg
`,
  );
});

test('a stanza keeps keys that are written into it', () => {
  assert.equal(
    sourcesForRelease([stanzas], 'bookworm', 'bullseye'),
    `Types: deb
URIs: http://mirror.example/debian
Suites: bullseye
Components: main
Signed-By: 
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
`,
  );
});

test('without a source of its own suite there is nothing to rewrite', () => {
  assert.equal(sourcesForRelease([oneLine, stanzas], 'noble', 'sid'), undefined);
});
