// What is known of a version follows from the lists of fixes, line by line.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {versionReports} from '../../source/doctor/version-reports.ts';
import {knownBugs} from '../../source/doctor/version-table.ts';

const referencesOf = (version: string) =>
  versionReports([version])[0]?.notes.map(({reference}) => reference) ?? [];

test('a bug is told before its fix and no longer after it, on every line that has one', () => {
  for (const {reference, fixedIn, since} of knownBugs) {
    for (const fix of fixedIn) {
      assert.ok(!referencesOf(fix).includes(reference), `${reference} in ${fix}`);
      const patch = Number(fix.split('.')[2]);
      if (patch === 0) continue;
      const before = fix.replace(/\d+$/, String(patch - 1));
      assert.ok(
        referencesOf(before).includes(reference),
        `${reference} in ${before}, since ${since}`,
      );
    }
  }
});

test('a bug of one line is not told of older ones', () => {
  assert.ok(!referencesOf('3.4.20').includes('etcd #13908'));
  assert.ok(referencesOf('3.5.2').includes('etcd #13908'));
});

test('the release that is named has every fix', () => {
  const [report] = versionReports(['3.5.16']);
  assert.equal(report?.fixedBy, '3.5.33');
  assert.deepEqual(referencesOf(report?.fixedBy ?? ''), []);
});

test('no release is named where the line has not every fix', () => {
  assert.equal(versionReports(['3.3.25'])[0]?.fixedBy, undefined);
});

test('a version is told once, and what is no version has no notes', () => {
  assert.equal(versionReports(['3.5.16', '3.5.16']).length, 1);
  assert.deepEqual(versionReports(['not a version']), [{version: 'not a version', notes: []}]);
});
