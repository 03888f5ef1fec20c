// Whether anything was lost, in figures: what was delivered against etcd's own counters, how far behind
// the store we are, and how long an outage may last before compaction takes what is missed.
import type {Headroom} from '../sync/compaction.ts';
import type {Clock} from './clock-text.ts';
import {cutLine, wrapText} from './display-width.ts';
import {type Line, type Span, span} from './lines.ts';
import {countOf, countText, durationText} from './number-text.ts';
import {printable} from './printable.ts';
import type {AccountsView, ViewModel} from './view-model.ts';

type AccountingOptions = {readonly width: number; readonly clock: Clock};

export function accountingLines(model: ViewModel, {width, clock}: AccountingOptions): Line[] {
  const room = Math.max(10, width - 5);
  const {accounts, headroom} = model;
  if (model.appliedRevision === undefined) {
    const text = '○ nothing to account for before the first full sync';
    return [[span(' Accounts', 'heading')], [span(`   ${text}`, 'dim')]].map(line =>
      cutLine(line, width),
    );
  }
  const [role, glyph] = accounts.isBalanced ? (['ok', '✓'] as const) : (['error', '✗'] as const);
  const [first = '', ...rest] = wrapText(`${verdict(accounts)}: ${sum(accounts)}`, room);
  const proof = accounts.proof === undefined ? [] : wrapText(printable(accounts.proof), room);
  return [
    [span(' Accounts', 'heading')],
    [span(`   ${glyph} `, role), span(first, role)],
    ...rest.map(row => [span(`     ${row}`, role)]),
    ...proof.map(row => [span(`     ${row}`, 'error')]),
    ...keysLine(accounts, clock),
    [span('     '), lagSpan(model)],
    ...wrapped(headroomSpan(headroom), room),
  ].map(line => cutLine(line, width));
}

function wrapped({text, role}: Span, room: number): Line[] {
  return wrapText(text, room).map(row => [span(`     ${row}`, role)]);
}

/** For the header: "headroom ~3 h"; nothing where it is not known. */
export function headroomPart(headroom: Headroom): Line {
  if (headroom.known !== 'seconds') return [];
  return [span(`headroom ${about(headroom.seconds)}`, urgency(headroom.seconds))];
}

/** For the header, where something is wrong. */
export function gapPart(accounts: AccountsView): Line {
  return accounts.isBalanced ? [] : [span(verdict(accounts).toUpperCase(), 'error')];
}

function sum({counted, applied, differences, unseen, isBalanced}: AccountsView): string {
  const parts = [
    `${countOf(applied, 'event')} applied`,
    `${countOf(differences, 'difference')} found by syncing again`,
    ...(unseen > 0 ? [`${countText(unseen)} that compaction took`] : []),
  ];
  const relation = isBalanced ? '=' : 'against';
  return `${countOf(counted, 'change')} by etcd's counters ${relation} ${parts.join(' + ')}`;
}

function verdict({isBalanced, differences, missing, doubled}: AccountsView): string {
  // A difference tells where a key has got to, not how.
  if (isBalanced) return differences === 0 ? 'nothing lost' : 'all accounted for';
  if (missing > 0) return `${countOf(missing, 'event')} missing`;
  return doubled > 0 ? `${countOf(doubled, 'event')} told twice` : 'does not add up';
}

function keysLine({keysCountedTimeMs}: AccountsView, clock: Clock): Line[] {
  if (keysCountedTimeMs === undefined) return [];
  return [[span(`     etcd last counted the keys at ${clock.second(keysCountedTimeMs)}`, 'dim')]];
}

function lagSpan({headerRevision, appliedRevision}: ViewModel): Span {
  if (headerRevision === undefined || appliedRevision === undefined) return span('lag unknown');
  const lag = Math.max(0, headerRevision - appliedRevision);
  return lag === 0
    ? span(`applied up to revision ${countText(appliedRevision)}, the store's`)
    : span(`${countOf(lag, 'revision')} behind the store`, 'warning');
}

function headroomSpan(headroom: Headroom): Span {
  switch (headroom.known) {
    case 'nothing':
      return headroom.compactRevision === undefined
        ? span('compact revision unknown', 'dim')
        : span(`${compacted(headroom.compactRevision)}, measuring the rate of writes`, 'dim');
    case 'never compacted':
      return span('nothing compacted yet');
    case 'nothing written':
      return span(`${compacted(headroom.compactRevision)}, nothing is written`);
    case 'seconds':
      return span(
        `an outage may last ${about(headroom.seconds)}: ${compacted(headroom.compactRevision)}`,
        urgency(headroom.seconds),
      );
  }
}

function compacted(revision: number): string {
  return `compacted up to revision ${countText(revision)}`;
}

/** One unit: it is an estimate. */
function about(seconds: number): string {
  const [unit] = [86_400, 3_600, 60, 1].filter(each => seconds >= each * 2);
  const rounded = Math.floor(seconds / (unit ?? 1)) * (unit ?? 1);
  return `~${durationText(rounded)}`;
}

const shortSeconds = 300;

function urgency(seconds: number): 'warning' | 'plain' {
  return seconds < shortSeconds ? 'warning' : 'plain';
}
