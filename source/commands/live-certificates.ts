// The certificate check behind its pane: at every new connection, on demand, and again by itself
// while a member can't be reached.
import type {SyncCalls} from '../io/sync-calls.ts';
import type {CertificatesReport} from '../tls/certificates-report.ts';
import {createClientFactory} from './client-factory.ts';
import type {CommandContext} from './command-context.ts';

const lookAgainMs = 15_000;

type LiveCertificates = {
  report(): CertificatesReport | undefined;
  /** Now, or right after the check that is under way: what that one finds may be out of date. */
  check(): void;
};

export function createLiveCertificates({
  context,
  prefix,
  calls,
  onChange,
  signal,
}: {
  readonly context: Pick<CommandContext, 'settings' | 'tls' | 'debug'>;
  readonly prefix: string;
  readonly calls: SyncCalls;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}): LiveCertificates {
  let report: CertificatesReport | undefined;
  let isUnderWay = false;
  let isAskedAgain = false;
  let lookAgain: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', () => clearTimeout(lookAgain), {once: true});

  async function look(): Promise<CertificatesReport> {
    const {checkCluster} = await import('../io/cluster-check.ts');
    return checkCluster({
      settings: context.settings,
      tls: context.tls,
      createClient: createClientFactory(context),
      prefix,
      calls,
      ...(context.debug && {debug: context.debug}),
      // Members out of reach take their time: the first picture does not wait for them.
      onGiven(given) {
        report ??= given;
        onChange();
      },
      now: Date.now,
      signal,
    });
  }

  async function check(): Promise<void> {
    if (signal.aborted) return;
    isAskedAgain = isUnderWay;
    if (isUnderWay) return;
    isUnderWay = true;
    try {
      report = await look();
      onChange();
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      isUnderWay = false;
    }
    if (isAskedAgain) return check();
    // A member that was not to be reached may be back soon, and then nobody would look again.
    clearTimeout(lookAgain);
    if (!signal.aborted && report !== undefined && isUnreachable(report)) {
      lookAgain = setTimeout(() => void check(), lookAgainMs);
    }
  }

  return {report: () => report, check: () => void check()};
}

function isUnreachable({endpoints}: CertificatesReport): boolean {
  return endpoints.some(({findings}) => findings.some(({id}) => id.startsWith('net-')));
}
