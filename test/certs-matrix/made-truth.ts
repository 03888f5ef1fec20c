// The made scenarios as the matrix reads scenarios: files in a directory of their own, and what was
// measured with them (test/fixtures/made-certificates.json: start, https, gateway, grpc; - not asked).
import {mkdtemp, readFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {writeMadeScenario} from './made-files.ts';
import {madeScenarios} from './made-scenarios.ts';
import type {Outcome, Scenario} from './scenario-setup.ts';

/** By name of the scenario, then by version of etcd. */
export type Measured = Readonly<Record<string, Readonly<Record<string, string>>>>;

type MadeTruth = {
  /** The caller removes it. */
  readonly directory: string;
  readonly truth: Readonly<Record<string, Scenario>>;
};

const fixture = resolve(import.meta.dirname, '../fixtures/made-certificates.json');

export async function readMeasured(): Promise<Measured> {
  return JSON.parse(await readFile(fixture, 'utf8'));
}

export async function writeMadeTruth(isWanted: (name: string) => boolean): Promise<MadeTruth> {
  const measured = await readMeasured();
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-made-'));
  const truth: Record<string, Scenario> = {};
  for (const [name, made] of Object.entries(madeScenarios)) {
    if (!isWanted(name)) continue;
    const scenario = await writeMadeScenario(made, join(directory, name));
    truth[name] = {...scenario, etcd: outcomesOf(measured[name] ?? {})};
  }
  return {directory, truth};
}

function outcomesOf(words: Readonly<Record<string, string>>): Record<string, Outcome> {
  return Object.fromEntries(
    Object.entries(words).map(([version, text]) => [version, outcomeOf(text)]),
  );
}

function outcomeOf(text: string): Outcome {
  const [start, https, gateway, grpc] = text.split(' ');
  if (start === 'fail') return {starts: false};
  return {
    ...(https !== '-' && {node26: https === 'ok' ? 'ok' : 'fail'}),
    gateway: gateway === '-' ? 'unreached' : gateway === 'ok' ? 'ok' : 'fail',
    ...(grpc !== '-' && {grpc: grpc === 'ok' ? 'ok' : 'fail'}),
  };
}
