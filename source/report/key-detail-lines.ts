// One key in full: what etcd keeps about it, its value as it was in the version chosen, and its
// history, newest first, as far back as it was read.
import {base64Bytes} from '../etcd/base64-bytes.ts';
import type {Base64, KeyValue} from '../etcd/messages.ts';
import type {PutEntry} from '../sync/entries.ts';
import {changeWords} from './change-words.ts';
import {cutLine, wrapLine, wrapText} from './display-width.ts';
import {type Line, span} from './lines.ts';
import {bytesText, countText} from './number-text.ts';
import {printable, printableBase64} from './printable.ts';
import type {Masker} from './secrets.ts';
import {type ValueMode, valueLines} from './value-lines.ts';

/** Why no older version is known. */
export type HistoryEnd =
  | {readonly type: 'reading'}
  /** There are older ones; not read yet. */
  | {readonly type: 'more'}
  /** The oldest version read created the key. */
  | {readonly type: 'created'}
  | {readonly type: 'absent'}
  | {readonly type: 'compacted'}
  | {readonly type: 'failed'; readonly reason: string};

export type KeyDetail = {
  readonly key: Base64;
  /** Newest first. */
  readonly versions: readonly KeyValue[];
  /** Which of them is shown. */
  readonly shown: number;
  readonly end: HistoryEnd;
};

type KeyDetailOptions = {
  readonly width: number;
  readonly mode: ValueMode;
  /** undefined: secrets are shown. */
  readonly masker: Masker | undefined;
  readonly wrap: boolean;
};

export function keyDetailLines(detail: KeyDetail, options: KeyDetailOptions): Line[] {
  const {width, wrap} = options;
  const shown = detail.versions[Math.min(detail.shown, detail.versions.length - 1)];
  const head: Line[] = [[span(printableBase64(detail.key), 'strong')]];
  if (shown === undefined) {
    return [...head, [], ...endLines(detail.end, width)].flatMap(line => wrapLine(line, width));
  }
  const value = versionLines(detail, shown, options);
  return [
    ...[...head, ...factLines(detail, shown, width)].flatMap(line => wrapLine(line, width)),
    [],
    ...(wrap ? value.flatMap(line => wrapLine(line, width)) : value),
    [],
    [span('history', 'heading')],
    ...detail.versions.map((version, at) => historyLine(detail, version, at, options)),
    ...endLines(detail.end, width),
  ];
}

/** The version as the change that made it. */
function entryOfVersion(kv: KeyValue, older: KeyValue | undefined): PutEntry {
  const isNext = older !== undefined && older.version === kv.version - 1;
  return {
    type: 'put',
    key: kv.key,
    value: kv.value,
    createRevision: kv.createRevision,
    modRevision: kv.modRevision,
    version: kv.version,
    ...(isNext && {prevValue: older.value}),
    timeMs: 0,
    origin: 'watch',
  };
}

function versionLines(detail: KeyDetail, shown: KeyValue, options: KeyDetailOptions): Line[] {
  const {mode, masker, width, wrap} = options;
  const older = detail.versions[detail.versions.indexOf(shown) + 1];
  const {prevValue} = entryOfVersion(shown, older);
  const shared = {key: detail.key, masker, width, folded: wrap};
  // Of the newest version the value is wanted, of an older one what it changed.
  const isDifference = mode === 'difference' && detail.shown > 0;
  return isDifference
    ? valueLines(shown.value, prevValue, {...shared, mode})
    : valueLines(shown.value, undefined, {...shared, mode});
}

function factLines({versions}: KeyDetail, shown: KeyValue, width: number): Line[] {
  const newest = versions[0];
  const age =
    newest === shown ? 'newest' : `before the one at ${countText(laterOf(versions, shown))}`;
  const facts: [string, string][] = [
    [
      'revision',
      `changed at ${countText(shown.modRevision)} · created at ${countText(shown.createRevision)}`,
    ],
    ['version', `${countText(shown.version)} · ${age}`],
    ['size', bytesText(base64Bytes(shown.value))],
    ...(shown.lease === undefined ? [] : [['lease', shown.lease] satisfies [string, string]]),
  ];
  return facts.flatMap(([name, text]) =>
    wrapText(text, Math.max(8, width - 10)).map(
      (row, at): Line => [span((at === 0 ? name : '').padEnd(10), 'dim'), span(row)],
    ),
  );
}

function laterOf(versions: readonly KeyValue[], shown: KeyValue): number {
  return versions[versions.indexOf(shown) - 1]?.modRevision ?? 0;
}

function historyLine(
  detail: KeyDetail,
  version: KeyValue,
  at: number,
  {masker, width}: KeyDetailOptions,
): Line {
  const entry = entryOfVersion(version, detail.versions[at + 1]);
  const isKnown = entry.prevValue !== undefined || entry.version === 1;
  const size = bytesText(base64Bytes(version.value));
  const words = isKnown ? changeWords(entry, {masker, columnsMax: width}) : [span(size, 'dim')];
  const mark = at === detail.shown ? '>' : ' ';
  const revision = countText(version.modRevision).padStart(9);
  return cutLine(
    [
      span(mark, 'heading'),
      span(`${revision}  v${version.version}`.padEnd(15), 'number'),
      span('  '),
      ...words,
    ],
    width,
  );
}

function endLines(end: HistoryEnd, width: number): Line[] {
  const words = endWords(end);
  return wrapText(words, width - 2).map(row => [
    span(`  ${row}`, end.type === 'failed' ? 'error' : 'dim'),
  ]);
}

function endWords(end: HistoryEnd): string {
  switch (end.type) {
    case 'reading':
      return 'reading …';
    case 'more':
      return '… older versions: [ reads on';
    case 'created':
      return 'created there: the key did not exist before, or was deleted';
    case 'absent':
      return 'the key does not exist';
    case 'compacted':
      return 'what is older is compacted away';
    case 'failed':
      return `not read: ${printable(end.reason)}; Ctrl-R tries again`;
  }
}
