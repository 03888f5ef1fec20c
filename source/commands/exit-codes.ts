// The contract's exit codes, and which of them a report of findings and verdicts ends with. Those of
// signals are cli.ts's own.

export const exitCodes = {done: 0, warnings: 1, failed: 2, unknown: 3} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** When several apply: 2, then 3, 1, 0. */
export function worstExitCode(
  findings: readonly {readonly severity: 'error' | 'warning' | 'info'}[],
  verdicts: readonly ('ok' | 'fail' | 'unknown')[],
): ExitCode {
  const severities = new Set(findings.map(({severity}) => severity));
  if (severities.has('error') || verdicts.includes('fail')) return exitCodes.failed;
  if (verdicts.includes('unknown')) return exitCodes.unknown;
  return severities.has('warning') ? exitCodes.warnings : exitCodes.done;
}
