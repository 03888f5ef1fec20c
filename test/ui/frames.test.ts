// Every pane as a person sees it, at 60, 80, 120 and 200 columns, kept as text files that are read in
// review: test/fixtures/frames. After a wanted change write them anew and look at what git shows:
// node_modules/.bin/node --import tsx test/ui/frames.test.ts --write
import assert from 'node:assert/strict';
import {globSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import type {DriftReport} from '../../source/apisix/drift-report.ts';
import {displayWidth} from '../../source/report/display-width.ts';
import type {ViewModel} from '../../source/report/view-model.ts';
import {panes} from '../../source/ui/panes.ts';
import {clusterReport} from '../support/cluster-report.ts';
import {doctorReport} from '../support/doctor-report.ts';
import {driftReport} from '../support/drift-report.ts';
import {apisixKeys} from './fixture-keys.ts';
import {frameLog, frameModel, frameSession} from './frame-session.ts';

const folder = resolve(import.meta.dirname, '../fixtures/frames');
const sizes = [
  [60, 20],
  [80, 24],
  [120, 30],
  [200, 30],
] as const;

/** Names of the files, with the keys that lead there. */
const scenes: Readonly<Record<string, string>> = {
  ...Object.fromEntries(panes.map(({name, number}) => [name, String(number)])),
  'certificates-being-checked': '3',
  'doctor-while-it-runs': '5',
  'doctor-in-a-replay': '5',
  'drift-without-apisix': '6',
  'sync-refused-at-once': '2',
  'watch-rows-wrapped': 'w',
  'watch-rows-wrapped-detail': 'w k k enter',
  'watch-filtered-and-folded': '/ r o u t e s enter b',
  'watch-selected-and-marked': 'k k m k',
  'watch-detail-difference': 'g j j j enter',
  'watch-detail-hex': 'g j j j enter v v v',
  'watch-detail-of-a-gap': 'E enter',
  'watch-bursts-folded': 'b',
  'watch-filtered': '/ ~ r o u t e s / 1 \\ d $ enter',
  'watch-filter-finds-nothing': '/ ~ r o u t e s / \\ d $ enter',
  'watch-paused': 'space',
  'watch-secrets-shown': '!',
  'keys-open': '4 G enter g j j enter',
  'keys-found': '4 / r t s 2 enter',
  'keys-value': '4 / r o u t e s / 1 enter enter',
  'keys-older-version': '4 / r o u t e s / 1 enter enter [',
  help: '?',
  'help-found': '? / c o p y enter',
  command: ': r e v',
};

const {fault, ...withoutFault} = driftReport;
const noApisix: DriftReport = {
  verdict: 'unknown',
  controlApi: 'http://127.0.0.1:9090',
  answers: 0,
  rejected: [],
  ...(fault && {
    fault: {
      ...fault,
      summary: 'nothing listens at http://127.0.0.1:9090',
      remedy: 'Start APISIX, or say where its Control API listens: --control-api HOST:PORT.',
    },
  }),
  bugs: [],
  checkedTimeMs: driftReport.checkedTimeMs,
};
const checks = doctorReport.endpoints.flatMap(each => each.checks);

/** What there is to say in a scene, where it is not the usual. */
const models: Readonly<Record<string, Partial<ViewModel>>> = {
  certificates: {certificates: clusterReport()},
  doctor: {doctor: {isRunning: false, done: [], report: doctorReport}},
  'doctor-while-it-runs': {
    doctor: {
      isRunning: true,
      done: checks.slice(0, 4).map(check => ({check, endpoint: 'https://10.0.0.1:2379'})),
    },
  },
  drift: {drift: {isChecking: false, report: withoutFault}},
  'drift-without-apisix': {drift: {isChecking: false, report: noApisix}},
  sync: {oneShot: {outcome: 'answered', keys: 1234, bytes: 1_200_000, seconds: 0.33}},
  'sync-refused-at-once': {
    etcdVersion: '3.3.25',
    progress: {...frameModel.progress, bytes: 6_200_000},
    oneShot: {
      outcome: 'refused',
      isTooLarge: true,
      reason: 'grpc: received message larger than max (6291598 vs. 4194304)',
      seconds: 0.21,
    },
  },
};

async function framesOf(name: string, keys: string): Promise<string> {
  const model = {...frameModel, ...models[name]};
  const frames: string[] = [];
  for (const [columns, rows] of sizes) {
    const session = frameSession({log: frameLog, model, keys: apisixKeys()});
    session.frame({columns, rows});
    for (const key of keys.split(' ')) {
      session.press([key]);
      session.frame({columns, rows});
      // What a key asks for of the key space comes in a later turn.
      await turn();
    }
    session.frame({columns, rows});
    await turn();
    const shown = session.frame({columns, rows}).map(plain);
    assert.equal(shown.length, rows);
    assert.ok(shown.every(row => displayWidth(row) <= columns));
    frames.push(`${columns} columns, ${rows} rows`, ...shown.map(row => row.trimEnd()), '');
    session.close();
  }
  return frames.join('\n');
}

function plain(row: string): string {
  return row.replaceAll(/\x1b\[[\d;]*m/g, '');
}

if (process.argv.includes('--write')) {
  mkdirSync(folder, {recursive: true});
  for (const [name, keys] of Object.entries(scenes)) {
    writeFileSync(join(folder, `${name}.txt`), await framesOf(name, keys));
  }
} else {
  for (const [name, keys] of Object.entries(scenes)) {
    test(`${name} looks as in test/fixtures/frames/${name}.txt (${keys})`, async () => {
      const kept = readFileSync(join(folder, `${name}.txt`), 'utf8');
      assert.equal(await framesOf(name, keys), kept, 'wanted? test/ui/frames.test.ts --write');
    });
  }
  test('every file of frames is of a scene', () => {
    const files = globSync('*.txt', {cwd: folder}).sort();
    assert.deepEqual(
      files,
      Object.keys(scenes)
        .map(name => `${name}.txt`)
        .sort(),
    );
  });
}
