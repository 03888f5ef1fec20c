// The time that archives and packages carry: the commit's, so that one commit gives the same bytes
// at any hour. SOURCE_DATE_EPOCH (reproducible-builds.org/specs/source-date-epoch) ranks above it.
import {execFileSync} from 'node:child_process';

/** Seconds since 1970. */
export function releaseTime(root: string): number {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given !== undefined && /^\d+$/.test(given)) {
    return Number(given);
  }
  const words = ['-C', root, 'log', '-1', '--format=%ct'];
  return Number(execFileSync('git', words, {encoding: 'utf8'}).trim());
}

/** YYYY-MM-DD, in UTC. */
export function releaseDate(root: string): string {
  return new Date(releaseTime(root) * 1000).toISOString().slice(0, 10);
}
