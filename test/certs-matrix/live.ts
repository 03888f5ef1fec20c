// The scenarios on real etcd: what a real call shows must be what was measured, what the rules predict
// must be what a call shows wherever they answer, and nothing may be called healthy that is not.
import {join} from 'node:path';
import {type EtcdBuild, listEtcds, listUnavailableEtcds} from '../support/etcd-packages.ts';
import {observeScenario} from './observe-scenario.ts';
import {predictScenario, type Scenario} from './scenario-setup.ts';
import {liveTruthOf} from './scoring.ts';

type LiveFigures = {
  right: number;
  wrong: number;
  unknown: number;
  notAsked: number;
  readonly complaints: string[];
};

type LiveOptions = {
  readonly scenarios: readonly (readonly [name: string, scenario: Scenario])[];
  readonly directory: string;
  readonly write: (line: string) => void;
};

/** false: something was wrong, or no etcd can be had. */
export async function runLive({scenarios, directory, write}: LiveOptions): Promise<boolean> {
  const builds = await listEtcds();
  for (const {release, reason} of await listUnavailableEtcds()) {
    write(`skipped: etcd of ${release}: ${reason}`);
  }
  const figures: LiveFigures = {right: 0, wrong: 0, unknown: 0, notAsked: 0, complaints: []};
  for (const [name, scenario] of scenarios) {
    const words = await Promise.all(
      builds.map(build =>
        runOne({name, scenario, directory: join(directory, name), build}, figures),
      ),
    );
    write(`${name.padEnd(44)} ${words.join('   ')}`);
  }
  for (const complaint of figures.complaints) write(`WRONG ${complaint}`);
  const {right, wrong, unknown, notAsked} = figures;
  write(
    `live: ${scenarios.length} scenarios on ${builds.map(({version}) => version).join(', ')}: ${right} right, ${wrong} wrong, ${unknown} not answered, ${notAsked} not measured`,
  );
  return builds.length > 0 && wrong === 0;
}

type One = {
  readonly name: string;
  readonly scenario: Scenario;
  readonly directory: string;
  readonly build: EtcdBuild;
};

const HOPS = ['https', 'gateway', 'grpc'] as const;

async function runOne({name, scenario, directory, build}: One, figures: LiveFigures) {
  const {version} = build;
  const outcome = scenario.etcd[version];
  if (outcome === undefined) return `${version} not measured`;
  const seen = await observeScenario(scenario, directory, build);
  const complain = (what: string) => {
    figures.wrong++;
    figures.complaints.push(`${name} ${version}: ${what}`);
  };
  if (!seen.starts || outcome.starts === false) {
    const same = seen.starts === (outcome.starts !== false);
    if (same) figures.right++;
    else complain(seen.starts ? 'etcd starts' : `etcd does not start: ${seen.refusal.slice(-160)}`);
    return `${version} no start`;
  }
  for (const hop of HOPS) {
    const truth = liveTruthOf(name, outcome, hop);
    const observed = seen.observed[hop];
    if (truth === undefined) figures.notAsked++;
    else if (observed === 'unknown') figures.unknown++;
    else if (observed === truth) figures.right++;
    else complain(`${hop}: a call shows ${observed}, measured was ${truth}`);
    const predicted = seen.predicted[hop];
    if (predicted === 'ok' && observed === 'fail' && seen.complaints.length === 0) {
      complain(`${hop}: called healthy, and a call fails`);
    }
  }
  const files = predictScenario(scenario, directory, version);
  return `${version} ${HOPS.map(hop => `${mark(seen.observed[hop])}${mark(seen.predicted[hop])}${mark(files[hop].verdict)}`).join(' ')}`;
}

function mark(verdict: string): string {
  return verdict === 'ok' ? '+' : verdict === 'fail' ? '-' : '?';
}
