// The top of the screen: whom we talk to, whether it lives, which panes there are. Each line drops
// its least important parts where the terminal is narrow, and never wraps.
import {gapPart, headroomPart} from './accounting-lines.ts';
import type {Clock} from './clock-text.ts';
import {cutLine, cutMiddle, lineWidth} from './display-width.ts';
import {type Line, type Role, span} from './lines.ts';
import {countText} from './number-text.ts';
import {phaseWords} from './phase-words.ts';
import {printable} from './printable.ts';
import type {ViewModel} from './view-model.ts';

type HeaderOptions = {
  readonly width: number;
  readonly clock: Clock;
  readonly panes: readonly {
    readonly number: number;
    readonly title: string;
    readonly current: boolean;
  }[];
};

/** Three lines: identity, liveness, panes. */
export function headerLines(model: ViewModel, options: HeaderOptions): [Line, Line, Line] {
  const {width, clock} = options;
  return [identityLine(model, width, clock), livenessLine(model, width, clock), panesLine(options)];
}

/** The one line of a screen that has no room for three. */
export function statusLine(model: ViewModel, {width, clock}: HeaderOptions): Line {
  const words = phaseWords(model, clock);
  const reason = words.reason === undefined ? '' : `: ${words.reason}`;
  return joined(
    [
      {line: [span(`${words.glyph} ${words.text}`, words.role), span(reason)], rank: 0},
      {line: [span(badge(model, clock), 'warning')], rank: 1},
      {line: [span(printable(currentUrl(model)))], rank: 2},
    ],
    revisionPart(model),
    width,
  );
}

/** rank: what goes first when there is no room; 0 stays and is cut instead. */
type Part = {readonly line: Line; readonly rank: number};

const gap = 2;

function identityLine(model: ViewModel, width: number, clock: Clock): Line {
  const others = model.endpoints.length - 1;
  const url = cutMiddle(printable(currentUrl(model)), Math.max(24, Math.floor(width * 0.4)));
  return joined(
    [
      {line: [span('etcdscope', 'strong')], rank: 5},
      {line: [span(badge(model, clock), 'warning')], rank: 1},
      {line: [span(url, 'strong'), span(others > 0 ? ` +${others}` : '')], rank: 0},
      {line: [span(named('etcd', model.etcdVersion))], rank: 4},
      {line: [span(named('leader', model.leader))], rank: 7},
      {line: [span(model.security, securityRole(model.security))], rank: 3},
      {line: [span(named('as in', model.configuredBy), 'warning')], rank: 2},
      {line: [span(named('user', model.user))], rank: 6},
      {line: [span('read-only', 'dim')], rank: 8},
    ],
    revisionPart(model),
    width,
  );
}

function livenessLine(model: ViewModel, width: number, clock: Clock): Line {
  const words = phaseWords(model, clock);
  const last = model.lastEventTimeMs;
  const reason: Line = words.reason === undefined ? [] : [span(`: ${words.reason}`)];
  return joined(
    [
      {line: [span(`${words.glyph} ${words.text}`, words.role), ...reason], rank: 0},
      {line: [span(last === undefined ? '' : `last event ${clock.second(last)}`)], rank: 4},
      {line: [span(`${countText(model.eventsPerMinute)} ev/min`)], rank: 3},
      {line: [span(sparkline(model.eventBuckets), 'changed')], rank: 6},
      {line: lagLine(model), rank: 2},
      {line: gapPart(model.accounts), rank: 1},
      {line: headroomPart(model.headroom), rank: 7},
    ],
    {line: [span(prefixText(model.prefix, width), 'key')], rank: 5},
    width,
  );
}

function panesLine({panes, width}: HeaderOptions): Line {
  const wide = panes.map(({number, title, current}) =>
    current ? span(` [${number} ${title}]`, 'heading') : span(`  ${number} ${title} `, 'dim'),
  );
  if (lineWidth(wide) <= width) {
    return wide;
  }
  const close = panes.map(({number, title, current}) =>
    current ? span(` [${number} ${title}]`, 'heading') : span(` ${number} ${title}`, 'dim'),
  );
  const numbers = panes.map(({number, title, current}) =>
    current ? span(` [${number} ${title}]`, 'heading') : span(` ${number}`, 'dim'),
  );
  return cutLine(lineWidth(close) <= width ? close : numbers, width);
}

/** Parts from the left, one at the right edge; the highest ranks are dropped until the rest fits. */
function joined(parts: readonly Part[], right: Part, width: number): Line {
  let left = parts.filter(part => lineWidth(part.line) > 0);
  let edge: Line = right.line;
  const used = () =>
    left.reduce((sum, part) => sum + lineWidth(part.line) + gap, 1) + lineWidth(edge);
  while (used() > width) {
    const worst = Math.max(...left.map(part => part.rank), 0);
    if (worst === 0 && lineWidth(edge) === 0) {
      break;
    }
    if (lineWidth(edge) > 0 && right.rank >= worst) {
      edge = [];
    } else {
      left = left.filter(part => part.rank !== worst);
    }
  }
  const line = [span(' '), ...left.flatMap((part, at) => [...separator(at), ...part.line])];
  const room = Math.max(0, width - lineWidth(line) - lineWidth(edge) - 1);
  return cutLine(lineWidth(edge) === 0 ? line : [...line, span(' '.repeat(room)), ...edge], width);
}

function separator(at: number): Line {
  return at === 0 ? [] : [span(' '.repeat(gap))];
}

function currentUrl(model: ViewModel): string {
  return (model.endpoints.find(endpoint => endpoint.current) ?? model.endpoints[0])?.url ?? '';
}

function revisionPart(model: ViewModel): Part {
  const revision = model.headerRevision;
  const text = revision === undefined ? '' : `rev ${countText(revision)}`;
  return {line: text === '' ? [] : [span(text, 'number')], rank: 2};
}

function lagLine({headerRevision, appliedRevision}: ViewModel): Line {
  if (headerRevision === undefined || appliedRevision === undefined) {
    return [];
  }
  const lag = Math.max(0, headerRevision - appliedRevision);
  return [span(`lag ${countText(lag)}`, lag > 0 ? 'warning' : 'plain')];
}

function named(name: string, value: string | undefined): string {
  return value === undefined || value === '' ? '' : `${name} ${cutMiddle(printable(value), 24)}`;
}

/** What is shown is not a live etcd of somebody's. */
function badge({demo, replay}: ViewModel, clock: Clock): string {
  if (replay === undefined) return demo ? 'DEMO' : '';
  const {positionMs, isPlaying, speed, atEnd} = replay;
  const pace = isPlaying ? `${Number(speed.toFixed(1))}x` : 'stopped';
  return `REPLAY ${clock.second(positionMs)} ${atEnd === undefined ? pace : `end ${atEnd}`}`.trim();
}

function securityRole(security: ViewModel['security']): Role {
  return security === 'TLS, not verified' ? 'warning' : 'plain';
}

function prefixText(prefix: string, width: number): string {
  return prefix === '' ? 'every key' : cutMiddle(printable(prefix), Math.floor(width / 3));
}

const bars = '▁▂▃▄▅▆▇█';

/** One bar a bucket, the tallest for the busiest; all low while nothing happens. */
export function sparkline(buckets: readonly number[]): string {
  const most = Math.max(1, ...buckets);
  return buckets
    .map(count => bars[count === 0 ? 0 : Math.max(1, Math.round((count / most) * 7))])
    .join('');
}
