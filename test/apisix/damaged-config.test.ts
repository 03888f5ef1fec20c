// Configurations with something wrong at a random place: whatever it is, reading ends with a connection
// or with a finding, never with an exception, and in no longer than a file of that size takes.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {apisixSettings} from '../../source/apisix/apisix-settings.ts';
import {readConfig} from '../../source/apisix/read-config.ts';
import {createPseudoRandom, type PseudoRandom} from '../support/pseudo-random.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'apisix');
const pieces = [
  ...[
    '\t',
    ':',
    ': ',
    '- ',
    '&a ',
    '*a',
    '<<: *a',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '|',
    '>',
    '---\n',
  ],
  ...['!!binary ', '!!js/function ', '? ', '%YAML 9.9\n', '\u0000', '\ufeff', '\ud800', '\u2028'],
  ...['null', '~', 'true', '2001-01-01', '1e999', '0x10', '.nan', '12:30:45', '$', '{{', '}}'],
  ...['host: ', 'etcd:\n', 'deployment: 1\n', '\n\n', '  ', '#', '@', '`'],
];

for (const version of ['2.15', '3.5', '3.14']) {
  test(`a ${version} file with damage at random places never throws`, () => {
    const random = createPseudoRandom(7);
    const text = readFileSync(join(fixtures, version, 'conf', 'config.yaml'), 'utf8');
    for (let round = 0; round < 1500; round++) {
      const damaged = damage(text, random, 1 + (round % 4));
      const source = {user: {file: 'config.yaml', text: damaged}, home: '/h', variables: {}};
      try {
        const reading = readConfig(round % 2 === 0 ? source : {...source, version: '3.9.0'});
        if (reading.ok) apisixSettings(reading.connection, true);
        else assert.ok(reading.findings.length > 0);
      } catch (error) {
        assert.fail(`${String(error)}\n${JSON.stringify(damaged)}`);
      }
    }
  });
}

test('a value that holds itself ends, as do values nested a thousand deep', () => {
  for (const text of ['a: &a [*a]\n', `a: ${'['.repeat(1000)}${']'.repeat(1000)}\n`]) {
    const reading = readConfig({user: {file: 'f', text}, home: '/h', variables: {}});
    assert.equal(reading.ok, false);
  }
});

function damage(text: string, random: PseudoRandom, times: number): string {
  let damaged = text;
  for (let time = 0; time < times; time++) {
    const at = random.below(damaged.length);
    const length = random.below(6);
    const piece = pieces[random.below(pieces.length)] ?? '';
    damaged = damaged.slice(0, at) + piece + damaged.slice(at + length);
  }
  return damaged;
}
