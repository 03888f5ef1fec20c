// The manual page: everything of the flag table and the help is in it, and roff reads it.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {test} from 'node:test';
import {flags} from '../../source/config/flags.ts';
import {commandHelp} from '../../source/report/help.ts';
import {manualPage} from '../../source/report/manual-page.ts';

const page = manualPage({version: '1.2.3', date: '2026-01-31'});
const plain = page.replaceAll('\\-', '-').replaceAll('\\e', '\\');

test('the manual page has every command, flag and variable', () => {
  const expected = [
    ...Object.values(commandHelp).map(({usage}) => usage),
    ...flags.map(({name}) => `--${name}`),
    ...flags.flatMap(({variable}) => variable ?? []),
  ];
  assert.deepEqual(
    expected.filter(each => !plain.includes(each)),
    [],
  );
});

test('the manual page names its version and date', () => {
  assert.match(page, /^\.TH ETCDSCOPE 1 "2026-01-31" "etcdscope 1\.2\.3"/);
});

test('no line of text is taken for a request', () => {
  const requests = page.split('\n').filter(line => /^[.']/.test(line));
  const known = /^\.(TH|SH|SS|TP|PP|B|BR|RS|RE|nf|fi|br)\b/;
  assert.deepEqual(
    requests.filter(line => !known.test(line)),
    [],
  );
});

const mandoc = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], {
  input: page,
  encoding: 'utf8',
});

test('mandoc has nothing to say about the page', {skip: mandoc.error && 'no mandoc here'}, () => {
  assert.equal(mandoc.stdout, '');
});
