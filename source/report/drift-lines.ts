// What APISIX has loaded against etcd, as text: a headline, the kinds as a table, the resources that
// differ, what to do, and the known bugs of this version. The command and the pane print the same.
import type {KindDrift, ResourceDrift} from '../apisix/drift.ts';
import {type DriftReport, driftRemedy} from '../apisix/drift-report.ts';
import {asciiLine, hanging, MARKS} from './certificates-marks.ts';
import type {Clock} from './clock-text.ts';
import {cutLine, lineWidth, wrapLine} from './display-width.ts';
import {type Line, type Role, span} from './lines.ts';
import {countOf, countText} from './number-text.ts';
import {printable} from './printable.ts';
import type {DriftView} from './view-model.ts';

const RESOURCES_MAX = 100;

type DriftLinesOptions = {
  readonly width: number;
  readonly ascii?: boolean;
};

export function driftLines(report: DriftReport, options: DriftLinesOptions): readonly Line[] {
  const {width, ascii = false} = options;
  const lines = [
    ...headline(report, width),
    ...aboutLines(report, width),
    ...faultLines(report, width),
    ...kindLines(report, width),
    ...resourceLines(report, width),
    ...remedyLines(report, width),
    ...bugLines(report, width),
    ...notComparedLines(report, width),
  ].map(line => cutLine(line, width));
  return ascii ? lines.map(asciiLine) : lines;
}

/** The pane: the same with the time of the look, and what there is before the first. */
export function driftPaneLines(
  drift: DriftView | undefined,
  {width, clock}: {readonly width: number; readonly clock: Clock},
): readonly Line[] {
  if (drift === undefined) {
    return [
      [],
      ...hanging('   ', 'there is no APISIX beside this etcd to compare with', width, 'dim'),
    ];
  }
  const {report, isChecking} = drift;
  const looking: Line[] = isChecking
    ? [[span('   ○ comparing what APISIX has loaded with etcd', 'warning')]]
    : [];
  if (report === undefined) return [[], ...looking];
  const when = `looked at ${clock.time(report.checkedTimeMs)}, Ctrl-R looks again`;
  const elsewhere = report.fault?.id === 'control-refused' ? [elsewhereText] : [];
  return [
    ...driftLines(report, {width}),
    [],
    ...looking,
    ...[...elsewhere, when].flatMap(text => hanging('   ', text, width, 'dim')),
  ];
}

const elsewhereText =
  'Is there no APISIX on this host? Then nothing is wrong here: open this pane on a gateway host.';

function headline(report: DriftReport, width: number): Line[] {
  const {verdict, comparison} = report;
  const words = {
    pass: {mark: MARKS.ok, role: 'ok', text: 'APISIX has loaded what etcd holds'},
    fail: {
      mark: MARKS.error,
      role: 'error',
      text: `APISIX differs from etcd: ${sums(comparison?.kinds)}`,
    },
    unknown: {mark: '?', role: 'unknown', text: 'could not be told'},
  } as const;
  const {mark, role, text} = words[verdict];
  return hanging(` ${mark} `, text, width, role);
}

function sums(kinds: readonly KindDrift[] = []): string {
  const total = (state: (typeof states)[number]) =>
    kinds.reduce((sum, kind) => sum + kind[state], 0);
  return states
    .map(state => ({state, count: total(state)}))
    .filter(({count}) => count > 0)
    .map(({state, count}) => `${countText(count)} ${state}`)
    .join(', ');
}

const states = ['missing', 'ghost', 'ahead', 'stale'] as const;

function aboutLines(
  {etcd, controlApi, apisixVersion, answers, comparison}: DriftReport,
  width: number,
): Line[] {
  const apisix = `APISIX ${apisixVersion ?? 'of unknown version'} at ${controlApi}`;
  const views = comparison?.views ?? 0;
  const workers =
    answers === 0
      ? ''
      : `, ${countOf(answers, 'answer')}${views > 1 ? ` with ${views} different pictures: the workers don't agree` : ', all alike'}`;
  const store =
    etcd === undefined
      ? []
      : hanging(
          '   ',
          `etcd ${etcd.endpoint}, ${etcd.prefix} at revision ${countText(etcd.revision)}`,
          width,
          'dim',
        );
  return [...store, ...hanging('   ', `${apisix}${workers}`, width, views > 1 ? 'warning' : 'dim')];
}

function faultLines({fault}: DriftReport, width: number): Line[] {
  if (fault === undefined) return [];
  return [
    [],
    [span(` ${MARKS.error} `, 'error'), span(fault.id, 'strong')],
    ...hanging('   ', fault.summary, width, 'error'),
    ...hanging(`   ${MARKS.remedy} `, fault.remedy, width),
  ];
}

const kindColumns = [
  ['in etcd', 'inEtcd'],
  ['loaded', 'loaded'],
  ['in step', 'inStep'],
  ['stale', 'stale'],
  ['missing', 'missing'],
  ['ghost', 'ghost'],
  ['ahead', 'ahead'],
] as const;

/** Loaded, in a revision that the Control API does not tell. */
const untold = ['unknown', 'unknown'] as const;

type KindColumn = (typeof kindColumns)[number] | typeof untold;

function kindLines({comparison}: DriftReport, width: number): Line[] {
  if (comparison === undefined) return [];
  const {kinds} = comparison;
  const columns = columnsFor(kinds, width);
  const columnWidth = nameWidth + columns.length * 9 + 3 <= width ? 9 : 8;
  const head = columns.map(([title]) => title.padStart(columnWidth)).join('');
  return [
    [],
    [span(`   ${'resource'.padEnd(nameWidth)}${head}`, 'dim')],
    ...kinds.map(kind => [
      span(`   ${kind.kind.padEnd(nameWidth)}`),
      ...columns.map(([, column]) => cell(kind, column, columnWidth)),
    ]),
  ];
}

const nameWidth = 16;

/** Where there is no room for all, those without a fault to tell are left out. */
function columnsFor(kinds: readonly KindDrift[], width: number): readonly KindColumn[] {
  const counted = (column: KindColumn[1]) => kinds.some(kind => kind[column] > 0);
  const columns = counted('unknown') ? [...kindColumns, untold] : kindColumns;
  if (nameWidth + columns.length * 8 + 3 <= width) return columns;
  return columns.filter(
    ([, column]) => !(states as readonly string[]).includes(column) || counted(column),
  );
}

function cell(kind: KindDrift, column: KindColumn[1], columnWidth: number) {
  const count = kind[column];
  const isTold = column !== 'inStep' || kind.unknown === 0;
  const isFault = (states as readonly string[]).includes(column) && count > 0;
  const role: Role = isFault ? 'error' : column === 'inStep' ? 'ok' : 'plain';
  return span((isTold ? countText(count) : '?').padStart(columnWidth), isTold ? role : 'dim');
}

function resourceLines(report: DriftReport, width: number): Line[] {
  const resources = report.comparison?.resources ?? [];
  if (resources.length === 0) return [];
  const more = resources.length - RESOURCES_MAX;
  return [
    [],
    ...resources.slice(0, RESOURCES_MAX).flatMap(drift => resourceRows(drift, report, width)),
    ...(more > 0 ? [[span(`   … and ${countOf(more, 'more resource')}`, 'dim')]] : []),
  ];
}

/** In one row where it fits. */
function resourceRows(drift: ResourceDrift, report: DriftReport, width: number): Line[] {
  const mark = span(` ${MARKS.error} `, 'error');
  const name = `${drift.kind}/${printable(drift.id)}`;
  const state = span(` ${stateText(drift)}`, 'error');
  const more = `${answersText(drift)}${reasonText(drift, report)}`;
  const line = [mark, span(name.padEnd(34), 'key'), state, span(`  ${more}`, 'dim')];
  if (lineWidth(line) <= width) return [line];
  return [
    ...wrapLine([mark, span(name, 'key'), span(' '), state], width),
    ...hanging('     ', more, width, 'dim'),
  ];
}

function stateText({state, behind, loadedRevision, modRevision}: ResourceDrift): string {
  const loaded = loadedRevision === undefined ? '' : `loaded ${countText(loadedRevision)}`;
  const wanted = modRevision === undefined ? '' : `etcd ${countText(modRevision)}`;
  switch (state) {
    case 'stale':
      return `stale by ${countOf(behind ?? 0, 'revision')} (${loaded}, ${wanted})`;
    case 'missing':
      return `missing (${wanted})`;
    case 'ghost':
      return `ghost: ${loaded === '' ? 'loaded' : loaded}, not in etcd`;
    case 'ahead':
      return `ahead: ${loaded}, which etcd has not reached`;
  }
}

function answersText({answers, of}: ResourceDrift): string {
  return answers === of ? 'in every answer' : `in ${answers} of ${of} answers`;
}

function reasonText({kind, id}: ResourceDrift, {rejected}: DriftReport): string {
  const reason = rejected.find(each => each.kind === kind && each.id === id)?.reason;
  return reason === undefined ? '' : `; ${printable(reason)}`;
}

function remedyLines(report: DriftReport, width: number): Line[] {
  const remedy = driftRemedy(report);
  return remedy === undefined ? [] : [[], ...hanging(` ${MARKS.remedy} `, remedy, width)];
}

/** What may be behind a drift; without one it is no news. */
function bugLines({bugs, verdict, apisixVersion}: DriftReport, width: number): Line[] {
  if (verdict !== 'fail' || bugs.length === 0) return [];
  return [
    [],
    [span(`   known bugs of APISIX ${apisixVersion ?? ''} that end like this`, 'heading')],
    ...bugs.flatMap(({id, summary, fixedIn, remedy, reference}) => [
      [
        span(` ${MARKS.info} `, 'dim'),
        span(id, 'strong'),
        span(
          `  ${fixedIn === undefined ? 'not fixed in a release we know' : `fixed in ${fixedIn}`}  (${reference})`,
          'dim',
        ),
      ],
      ...hanging('   ', summary, width),
      ...hanging(`   ${MARKS.remedy} `, remedy, width),
    ]),
  ];
}

function notComparedLines({comparison}: DriftReport, width: number): Line[] {
  if (comparison === undefined) return [];
  const text =
    'not told by the Control API: ssls, consumers, global_rules, plugin_configs, stream_routes, protos, secrets';
  return [[], ...hanging('   ', text, width, 'dim')];
}
