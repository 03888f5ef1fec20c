// What is known of the versions that were met. A distribution's build may hold fixes that its number
// does not show, so this is told as what releases of that number have, never as a finding.
import {
  compareVersions,
  hasFix,
  parseServerVersion,
  type ServerVersion,
} from '../etcd/server-version.ts';
import type {VersionNote, VersionReport} from './doctor-report.ts';
import {type KnownBug, knownBugs} from './version-table.ts';

export function versionReports(versions: readonly string[]): readonly VersionReport[] {
  return [...new Set(versions)].toSorted().map(reportOf);
}

/** Whether releases of this number put data itself at risk. */
export function putsDataAtRisk(text: string): boolean {
  const version = parseServerVersion(text);
  return (
    version !== undefined && knownBugs.some(bug => bug.isGrave === true && affects(bug, version))
  );
}

function reportOf(text: string): VersionReport {
  const version = parseServerVersion(text);
  if (version === undefined) return {version: text, notes: []};
  const open = knownBugs.filter(bug => affects(bug, version));
  const fixedBy = releaseWithAll(open, version);
  return {
    version: text,
    notes: open.map(noteOf),
    ...(fixedBy !== undefined && {fixedBy}),
  };
}

function affects({fixedIn, since}: KnownBug, version: ServerVersion): boolean {
  if (version.major !== 3 || hasFix(version, fixedIn)) return false;
  const first = since === undefined ? undefined : parseServerVersion(since);
  if (first === undefined) return true;
  return compareVersions(version, first) >= 0;
}

// The newest of the fixes on the version's own line; where one of them has none there, none is named.
function releaseWithAll(open: readonly KnownBug[], version: ServerVersion): string | undefined {
  const fixes = open.map(({fixedIn}) =>
    fixedIn
      .map(text => parseServerVersion(text) as ServerVersion)
      .find(({minor}) => minor === version.minor),
  );
  if (fixes.length === 0 || fixes.some(fix => fix === undefined)) return undefined;
  const patches = fixes.map(fix => fix?.patch ?? 0);
  return `${version.major}.${version.minor}.${Math.max(...patches)}`;
}

function noteOf({reference, summary, fixedIn}: KnownBug): VersionNote {
  return {reference, summary, fixedIn};
}
