// The end of a case: faults are lifted, a last write has to arrive, the watcher has to end as it
// should, the cluster's own history is read back, and the judge holds the lines against it.
import type {Cluster} from '../support/cluster.ts';
import {passes} from '../support/fault-proxy.ts';
import type {CaseResult} from './fault-case.ts';
import {readHistory} from './history.ts';
import {type Judged, judge} from './judge.ts';
import type {OutputLine} from './output-line.ts';
import {post, revisionOf, type Scene, setAll, stopWriting} from './scene.ts';
import {prefix} from './writer.ts';

type Settling = Pick<Judged, 'compactRevisions'> & {
  /** What was recorded before the cluster was restored. */
  readonly earlier?: Judged['histories'];
};

type Ending = {readonly cluster: Cluster; readonly revision: number; readonly token?: string};

export async function settle(scene: Scene, settling: Settling = {}): Promise<CaseResult> {
  await stopWriting(scene);
  await setAll(scene, passes);
  const {cluster, options, watcher, owed} = scene;
  const others = await Promise.all((options.others ?? []).map(endOf));
  const revision = revisionOf((await post(scene, '/kv/put', lastPut)).body);
  const own = {cluster, revision, ...(scene.token !== undefined && {token: scene.token})};
  await arrival(scene, [own, ...others]);
  await exit(scene);
  const {earlier = [], compactRevisions = []} = settling;
  const last = await (scene.recorder?.until(revision) ?? historyOf(own));
  const histories = [...earlier, last, ...(await Promise.all(others.map(historyOf)))];
  const verdict = judge(watcher.lines, {
    ...owed,
    prefix,
    histories,
    compactRevisions,
    ...(others.length > 0 && {historyAfter: line => 1 + indexOfCluster(others, line)}),
  });
  const {faults, problems, notes} = scene;
  return {verdict, faults, problems, notes};
}

const lastPut = {
  key: Buffer.from(`${prefix}~last`).toString('base64'),
  value: Buffer.from('the last write').toString('base64'),
};

async function endOf(cluster: Cluster): Promise<Ending> {
  return {cluster, revision: revisionOf((await cluster.post('/kv/put', lastPut)).body)};
}

function historyOf({cluster, revision, token}: Ending) {
  return readHistory(cluster, revision, token === undefined ? {} : {token});
}

/** -1: none of these, so the first one's. */
function indexOfCluster(endings: readonly Ending[], {endpoint}: OutputLine): number {
  return endings.findIndex(({cluster}) => cluster.urls.includes(String(endpoint)));
}

/** The last write, of whichever cluster it follows now. */
async function arrival({watcher, problems}: Scene, endings: readonly Ending[]): Promise<void> {
  const isLast = (line: OutputLine) =>
    line.key === `${prefix}~last` && endings.some(({revision}) => line.mod_revision === revision);
  try {
    await watcher.waitFor('last write', isLast, {from: 0});
  } catch (error) {
    problems.push((error as Error).message);
  }
}

async function exit({watcher, problems}: Scene): Promise<void> {
  const {errors} = watcher;
  const code = await watcher.stop();
  if (code !== 143) problems.push(`exit code ${code}, not 143`);
  if (errors.length > 0) problems.push(`on stderr: ${errors.slice(0, 3).join(' ')}`);
}
