// The table of platforms against package.json and the lock file, and the bytes of a fetched package
// against their pinned integrity.
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {refuseOtherBytes} from '../../build/npm-tarball.ts';
import {pinnedPackage, platforms} from '../../build/platforms.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

const root = resolve(import.meta.dirname, '..', '..');
const {optionalDependencies} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

test('there is one Node package for each platform, at an exact version', () => {
  const names = platforms.map(platform => platform.package);
  assert.deepEqual(names.sort(), Object.keys(optionalDependencies).sort());
  for (const version of Object.values(optionalDependencies)) {
    assert.match(String(version), /^\d+\.\d+\.\d+$/);
  }
});

for (const {name, package: packageName} of platforms) {
  test(`the lock file pins the Node of ${name} with its integrity`, () => {
    const pinned = pinnedPackage(root, packageName);
    assert.equal(pinned.version, optionalDependencies[packageName]);
    assert.match(pinned.integrity, /^sha512-[A-Za-z0-9+/]{86}==$/);
  });
}

test('what the lock file does not pin is refused', () => {
  assert.throws(() => pinnedPackage(root, 'node-amiga-68k'), /does not pin node-amiga-68k/);
});

test('a package of other bytes than the pinned ones is refused, the right one is not', context => {
  const folder = temporaryFolder(context);
  const file = join(folder, 'a.tgz');
  // From: printf abc | openssl dgst -sha512 -binary | base64
  const ofAbc =
    'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==';
  writeFileSync(file, 'abc');
  assert.doesNotThrow(() => refuseOtherBytes(file, ofAbc));
  writeFileSync(file, 'abd');
  assert.throws(() => refuseOtherBytes(file, ofAbc), /a\.tgz is not the pinned package/);
});
