// Both ways to read everything, side by side: by pages, as is done here, and in one answer, as APISIX
// does; with the size of that answer against the limit of old gateways. Tried or predicted.
import {
  type AnswerFit,
  answerBytes,
  answerFit,
  messageBytesMax,
  whyNotAtOnce,
} from '../sync/one-shot.ts';
import {cutLine, padText, wrapText} from './display-width.ts';
import {type Line, type Role, span} from './lines.ts';
import {bytesText, countOf, countText, durationText} from './number-text.ts';
import {printable} from './printable.ts';
import type {OneShotView, ProgressView, ViewModel} from './view-model.ts';

export function oneShotLines(model: ViewModel, width: number): Line[] {
  const {progress, oneShot} = model;
  const title: Line = [span(' Both ways to read everything', 'heading')];
  const {startedTimeMs, finishedTimeMs} = progress;
  if (finishedTimeMs === undefined || startedTimeMs === undefined) {
    const later: Line = [span('   compared once the sync is done', 'dim')];
    return [title, later].map(line => cutLine(line, width));
  }
  const seconds = (finishedTimeMs - startedTimeMs) / 1000;
  const paged = {keys: progress.keysDone, bytes: progress.bytes, seconds};
  const note = `${countOf(progress.pages, 'page')}, as here`;
  return [
    title,
    wayLine('by pages', {...paged, note}),
    oneShotLine(oneShot, progress),
    ...verdictLines(model, width),
  ].map(line => cutLine(line, width));
}

/** Whether APISIX can't read everything, or soon will not. */
export function isTrouble(model: ViewModel): boolean {
  const {role} = verdict(model);
  return model.progress.finishedTimeMs !== undefined && (role === 'error' || role === 'warning');
}

type Way = {
  readonly keys?: number;
  readonly bytes?: number;
  readonly seconds?: number;
  readonly note: string;
  readonly role?: Role;
};

function wayLine(name: string, {keys, bytes, seconds, note, role = 'dim'}: Way): Line {
  const cell = (amount: number | undefined, words: (amount: number) => string, columns: number) =>
    (amount === undefined ? '-' : words(amount)).padStart(columns);
  return [
    span(`   ${padText(name, 9)}`),
    span(cell(keys, countText, 9), 'number'),
    span(cell(bytes, bytesText, 9)),
    span(cell(seconds, durationText, 8)),
    span(`  ${note}`, role),
  ];
}

function oneShotLine(oneShot: OneShotView | undefined, progress: ProgressView): Line {
  const name = 'at once';
  switch (oneShot?.outcome) {
    case undefined: {
      const read = {keys: progress.keysDone, bytes: progress.bytes};
      return wayLine(name, {...read, note: whyNotAtOnce(read, false) ?? 'not tried'});
    }
    case 'asking':
      return wayLine(name, {note: 'asked for, as APISIX does', role: 'warning'});
    case 'answered':
      return wayLine(name, {...oneShot, note: 'as APISIX does'});
    case 'refused': {
      const note = oneShot.isTooLarge ? 'refused: too large' : 'refused';
      return wayLine(name, {seconds: oneShot.seconds, note, role: 'error'});
    }
  }
}

/** What it means for APISIX: tried where it was, else by what is known of the version. */
function verdictLines(model: ViewModel, width: number): Line[] {
  const {glyph, role, text} = verdict(model);
  const [first = '', ...rest] = wrapText(text, Math.max(10, width - 6));
  return [
    [span(`   ${glyph} `, role), span(first, role)],
    ...rest.map((row): Line => [span(`     ${row}`, role)]),
  ];
}

type Verdict = {readonly glyph: '✓' | '✗' | '!' | '?'; readonly role: Role; readonly text: string};

function verdict({oneShot, progress, etcdVersion}: ViewModel): Verdict {
  const read = {keys: progress.keysDone, bytes: progress.bytes};
  const bytes = answerBytes(read, progress.keysTotal);
  if (oneShot?.outcome === 'refused') {
    const reason = printable(oneShot.reason);
    const after = oneShot.isTooLarge ? `: ${tooLargeText}` : '';
    return {glyph: '✗', role: 'error', text: `${reason}${after}`};
  }
  const was = oneShot?.outcome === 'answered' ? '' : 'predicted: ';
  return fitVerdict(answerFit(bytes, etcdVersion), {
    etcd: `etcd ${printable(etcdVersion ?? 'of an unknown version')}`,
    size: bytesText(bytes),
    share: `${Math.round((bytes / messageBytesMax) * 100)} %`,
    was,
  });
}

const limitText = '4.2 MB (4 MiB)';
const tooLargeText =
  "APISIX can't read everything at once; by pages and etcdctl it works; etcd 3.4.17 and 3.5.0 have no such limit";

function fitVerdict(
  fit: AnswerFit,
  {etcd, size, share, was}: Readonly<Record<'etcd' | 'size' | 'share' | 'was', string>>,
): Verdict {
  const ofLimit = `${size} of ${limitText}, the most that the gateway of ${etcd} passes: ${share}`;
  switch (fit) {
    case 'no limit':
      return {
        glyph: '✓',
        role: 'ok',
        text: `${was}${size}, ${share} of the 4 MiB that old gateways pass; ${etcd} has no such limit`,
      };
    case 'fits':
      return {glyph: '✓', role: 'ok', text: `${was}${ofLimit}`};
    case 'near':
      return {glyph: '!', role: 'warning', text: `${was}${ofLimit}; above it APISIX reads nothing`};
    case 'too large':
      return {glyph: '✗', role: 'error', text: `${was}${ofLimit}; ${tooLargeText}`};
    case 'unknown':
      return {
        glyph: '?',
        role: 'unknown',
        text: `${size} at once: before 3.4.17 and 3.5.0 the gateway passes ${limitText} at most; the version is not known`,
      };
  }
}
