// The Sync pane: how far the full sync is and at what pace, whether anything was lost, the read by
// pages beside the one that APISIX makes, what each endpoint last said, and how many keys there are.
import {accountingLines} from './accounting-lines.ts';
import type {Clock} from './clock-text.ts';
import {cutLine, cutText, displayWidth, padText, wrapText} from './display-width.ts';
import {type Line, type Span, span} from './lines.ts';
import {bytesText, countOf, countText, durationText} from './number-text.ts';
import {isTrouble, oneShotLines} from './one-shot-lines.ts';
import {nextStep, phaseWords, progressPercent} from './phase-words.ts';
import {printable} from './printable.ts';
import type {EndpointView, ProgressView, ResourceCount, ViewModel} from './view-model.ts';

type SyncLinesOptions = {
  readonly width: number;
  readonly clock: Clock;
  /** For the time taken while a sync runs; it moves only when something else does. */
  readonly nowMs: number;
};

export function syncLines(model: ViewModel, options: SyncLinesOptions): Line[] {
  const ways = oneShotLines(model, options.width);
  // What hurts APISIX is not looked for below a long list.
  const isFirst = isTrouble(model);
  const sections = [
    progressSection(model, options),
    accountingLines(model, options),
    ...(isFirst ? [ways] : []),
    endpointsSection(model, options.width),
    resourcesSection(model.resources, options.width),
    ...(isFirst ? [] : [ways]),
  ];
  return sections.flatMap((section, at) => (at === 0 ? section : [[], ...section]));
}

function progressSection(model: ViewModel, options: SyncLinesOptions): Line[] {
  const {progress} = model;
  const elapsed = elapsedSeconds(progress, options.nowMs);
  return [
    [span(' Full sync', 'heading')],
    ...phaseLines(model, options),
    indented(barSpans(progress, options.width)),
    ...(progress.requests === 0 ? [] : [indented([span(figures(progress, elapsed))])]),
    indented([span(timing(progress, elapsed))]),
  ].map(line => cutLine(line, options.width));
}

function phaseLines(model: ViewModel, {clock, width}: SyncLinesOptions): Line[] {
  const words = phaseWords(model, clock);
  const before = model.phase.name === 'watching' ? 'synced, ' : '';
  const line = indented([span(`${words.glyph} ${before}${words.text}`, words.role)]);
  if (words.reason === undefined) {
    return [line];
  }
  const room = Math.max(10, width - 5);
  return [
    line,
    ...wrapText(words.reason, room).map(row => [span(`     ${row}`)]),
    ...wrapText(`next: ${nextStep(words.reason)}`, room).map(row => [
      span(`     ${row}`, 'strong'),
    ]),
  ];
}

function barSpans(progress: ProgressView, width: number): Span[] {
  const percent = progressPercent(progress);
  if (percent === undefined) {
    return [span('waiting for the first page', 'dim')];
  }
  const columns = Math.max(10, Math.min(60, width - 44));
  const full = Math.round((percent / 100) * columns);
  const keys = `${countText(progress.keysDone)} of ${countOf(progress.keysTotal ?? 0, 'key')}`;
  return [
    span('█'.repeat(full), 'ok'),
    span('░'.repeat(columns - full), 'dim'),
    span(`  ${percent} %  ${keys}`),
  ];
}

function figures(progress: ProgressView, elapsed: number | undefined): string {
  const pace =
    elapsed === undefined || elapsed <= 0 ? [] : [`${bytesText(progress.bytes / elapsed)}/s`];
  return [
    bytesText(progress.bytes),
    countOf(progress.pages, 'page'),
    countOf(progress.requests, 'request'),
    progress.retries === 0 ? 'no retries' : countRetries(progress.retries),
    ...pace,
  ].join(' · ');
}

function countRetries(retries: number): string {
  return retries === 1 ? '1 retry' : `${countText(retries)} retries`;
}

function timing(progress: ProgressView, elapsed: number | undefined): string {
  const pinned =
    progress.pinnedRevision === undefined
      ? 'not pinned to a revision yet'
      : `pinned to revision ${countText(progress.pinnedRevision)}`;
  if (elapsed === undefined) {
    return pinned;
  }
  const verb = progress.finishedTimeMs === undefined ? 'running for' : 'took';
  const syncs = progress.syncsDone > 1 ? ` · ${countOf(progress.syncsDone, 'sync')} done` : '';
  return `${pinned} · ${verb} ${durationText(elapsed)}${timeLeft(progress, elapsed)}${syncs}`;
}

function timeLeft(progress: ProgressView, elapsed: number): string {
  const {keysDone, keysTotal, finishedTimeMs} = progress;
  if (finishedTimeMs !== undefined || keysTotal === undefined || keysDone === 0) {
    return '';
  }
  const seconds = Math.max(0, (elapsed / keysDone) * (keysTotal - keysDone));
  return ` · about ${durationText(Math.ceil(seconds))} left`;
}

function elapsedSeconds(progress: ProgressView, nowMs: number): number | undefined {
  const {startedTimeMs, finishedTimeMs} = progress;
  return startedTimeMs === undefined
    ? undefined
    : Math.max(0, ((finishedTimeMs ?? nowMs) - startedTimeMs) / 1000);
}

function endpointsSection(model: ViewModel, width: number): Line[] {
  const urls = model.endpoints.map(({url}) => printable(url));
  const urlWidth = Math.min(Math.max(8, ...urls.map(displayWidth)), Math.floor(width * 0.4));
  const title = padText('   endpoint', urlWidth + 5);
  return [
    [span(' Endpoints', 'heading')],
    [
      span(
        `${title}${'etcd'.padEnd(10)}${'revision'.padStart(12)}${'lag'.padStart(9)}  last error`,
        'dim',
      ),
    ],
    ...model.endpoints.map(endpoint => endpointLine(endpoint, model, urlWidth)),
  ].map(line => cutLine(line, width));
}

function endpointLine(endpoint: EndpointView, model: ViewModel, urlWidth: number): Line {
  const {headerRevision} = endpoint;
  const url = padText(cutText(printable(endpoint.url), urlWidth), urlWidth);
  const error = endpoint.lastError;
  return [
    span(endpoint.current ? ' ● ' : '   ', 'ok'),
    span(`${url}  `, endpoint.current ? 'strong' : 'plain'),
    span(cutText(printable(endpoint.etcdVersion ?? '?'), 9).padEnd(10)),
    span((headerRevision === undefined ? '?' : countText(headerRevision)).padStart(12), 'number'),
    lagSpan(endpoint, model),
    error === undefined ? span('') : span(`  ${printable(error)}`, 'error'),
  ];
}

// Of the others it is what they were behind when they were last looked at, not what they told long ago.
function lagSpan({current, headerRevision: own, lag}: EndpointView, model: ViewModel): Span {
  const {headerRevision: highest} = model;
  const isKnown = own !== undefined && highest !== undefined;
  const behind = current && isKnown ? Math.max(0, highest - own) : lag;
  const text = behind === undefined ? '?' : countText(behind);
  return span(text.padStart(9), behind !== undefined && behind > 0 ? 'warning' : 'plain');
}

function resourcesSection(resources: readonly ResourceCount[], width: number): Line[] {
  if (resources.length === 0) {
    return [[span(' Keys by resource', 'heading')], indented([span('none', 'dim')])];
  }
  const names = resources.map(({name}) => printable(name));
  const nameWidth = Math.min(Math.max(8, ...names.map(displayWidth)), Math.floor(width * 0.4));
  const most = Math.max(1, ...resources.map(({keys}) => keys));
  const columns = Math.max(0, Math.min(40, width - nameWidth - 30));
  return [
    [span(' Keys by resource', 'heading')],
    ...resources.map(({name, keys, bytes}) => [
      span(`   ${padText(cutText(printable(name), nameWidth), nameWidth)}`, 'key'),
      span(countText(keys).padStart(11), 'number'),
      span(bytesText(bytes).padStart(11)),
      span(`  ${'█'.repeat(Math.ceil((keys / most) * columns))}`, 'dim'),
    ]),
  ].map(line => cutLine(line, width));
}

function indented(spans: readonly Span[]): Line {
  return [span('   '), ...spans];
}
