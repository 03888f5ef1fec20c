// Making findings about a configuration: the place of a node, the order in which they are told.
import type {ApisixFinding, ApisixOrigin} from './apisix-connection.ts';

export type FindingWords = Omit<ApisixFinding, 'file' | 'line' | 'column'>;

/** `fallback` names the file where the origin has none (a default, a variable). */
export function findingAt(
  origin: ApisixOrigin,
  fallback: string,
  words: FindingWords,
): ApisixFinding {
  return origin.source === 'file'
    ? {...words, file: origin.file, line: origin.line, column: origin.column}
    : {...words, file: fallback};
}

/** Worst first, then by place. */
export function inOrder(findings: readonly ApisixFinding[]): readonly ApisixFinding[] {
  return [...findings].sort(
    (a, b) => rank[a.severity] - rank[b.severity] || (a.line ?? 0) - (b.line ?? 0),
  );
}

const rank: Readonly<Record<ApisixFinding['severity'], number>> = {error: 0, warning: 1, info: 2};
