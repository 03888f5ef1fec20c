// Entries of the catalogue as text: what it is, what is seen, what to do; and what is known of a
// server version. Of several entries that fit, the first is the likeliest.
import {remedyOf} from '../doctor/catalogue.ts';
import type {CatalogueEntry} from '../doctor/catalogue-entry.ts';
import type {VersionReport} from '../doctor/doctor-report.ts';
import type {Match} from '../doctor/explain.ts';
import {hanging} from './certificates-marks.ts';
import {padText} from './display-width.ts';
import {type Line, span} from './lines.ts';

export function explanationLines(matches: readonly Match[], width: number): Line[] {
  const [first, ...others] = matches;
  if (first === undefined) return [];
  return [
    ...entryLines(first, width),
    ...(others.length === 0
      ? []
      : [
          [],
          [span(' The same text also fits', 'heading')],
          ...others.flatMap(each => otherLines(each, width)),
        ]),
  ];
}

function entryLines({entry, seen}: Match, width: number): Line[] {
  const {id, cause, reference} = entry;
  return [
    [span(` ${id}`, 'heading')],
    ...hanging('   ', cause, width),
    ...(seen === undefined
      ? entry.seen.flatMap(text => hanging('     seen: ', text, width, 'dim'))
      : hanging('     seen: ', seen, width, 'dim')),
    ...hanging('   → ', remedyOf(entry, undefined), width, 'strong'),
    ...(entry.olderRemedy === undefined
      ? []
      : hanging(
          `   → before ${entry.olderRemedy.before.join(', ')}: `,
          entry.olderRemedy.remedy,
          width,
        )),
    ...(reference === undefined ? [] : hanging('     ', `see ${reference}`, width, 'dim')),
    ...hanging('     ', foundText(entry), width, 'dim'),
  ];
}

function foundText({found}: CatalogueEntry): string {
  switch (found) {
    case 'doctor':
      return 'etcdscope doctor finds it on a live connection';
    case 'drift':
      return 'etcdscope drift finds it on a host with APISIX';
    case 'message':
      return 'only its message tells: it can not be seen from outside';
  }
}

function otherLines({entry}: Match, width: number): Line[] {
  return [
    ...hanging(`   ${entry.id}: `, entry.cause, width),
    ...hanging('     → ', remedyOf(entry, undefined), width, 'dim'),
  ];
}

export function idLines(entries: readonly CatalogueEntry[], width: number): Line[] {
  const columns = Math.max(...entries.map(({id}) => id.length)) + 3;
  return entries.flatMap(({id, cause}) => hanging(` ${padText(id, columns)}`, cause, width));
}

export function versionNoteLines({version, notes, fixedBy}: VersionReport, width: number): Line[] {
  const none = ' nothing is known of it that touches HTTP, watches or authentication';
  return [
    [span(` etcd ${version}`, 'heading')],
    ...(notes.length === 0 ? hanging('  ', none.trim(), width) : []),
    ...notes.flatMap(({reference, summary, fixedIn}) => [
      ...hanging('   ', summary, width),
      ...hanging('     ', `${reference}, fixed in ${fixedIn.join(', ')}`, width, 'dim'),
    ]),
    ...(fixedBy === undefined
      ? []
      : hanging('   → ', `Upgrade to ${fixedBy} or newer.`, width, 'strong')),
    ...hanging(
      '     ',
      "Told by the number of the release: a distribution's build may hold fixes already.",
      width,
      'dim',
    ),
  ];
}
