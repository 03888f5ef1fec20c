// The live certificate check: every endpoint is looked at in parallel (observe-endpoint.ts) and then
// judged by the rules of tls/. The X.509 library is loaded here, at first use.
import {WARN_DAYS_DEFAULT} from '../config/flag-values.ts';
import type {ConnectionSettings, Endpoint} from '../config/settings.ts';
import type {CertificatesReport} from '../tls/certificates-report.ts';
import type {CheckContext} from '../tls/observations.ts';
import type {ParsedCertificate} from '../tls/parsed-certificate.ts';
import type {GatewayClient} from './gateway-client.ts';
import {observeEndpoint} from './observe-endpoint.ts';
import type {TlsMaterial} from './tls-material.ts';

export type CertificatesCheckOptions = {
  readonly settings: ConnectionSettings;
  readonly tls: TlsMaterial;
  /** Closed here after use. */
  readonly createClient: (endpoint: Endpoint) => GatewayClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
  /** Certificates with fewer days left get a finding. Default 30. */
  readonly warnDays?: number;
};

/** Never rejects because of a server: what went wrong is in the report. */
export async function checkCertificates(
  options: CertificatesCheckOptions,
): Promise<CertificatesReport> {
  const {settings, tls} = options;
  const [{assess}, {chainFacts}, context] = await Promise.all([
    import('../tls/assess.ts'),
    import('../tls/certificate-facts.ts'),
    gatherContext(options),
  ]);
  const endpoints = await Promise.all(
    settings.endpoints.value.map(async endpoint => {
      const client = options.createClient(endpoint);
      try {
        const seen = await observeEndpoint({
          endpoint,
          tls,
          client,
          dialTimeoutMs: settings.dialTimeoutMs.value,
          commandTimeoutMs: settings.commandTimeoutMs.value,
          ...(options.signal && {signal: options.signal}),
        });
        return assess(seen, context);
      } finally {
        await client.close();
      }
    }),
  );
  return {
    endpoints,
    client: chainFacts(context.client, context.nowMs),
    checkedTimeMs: context.nowMs,
  };
}

async function gatherContext(options: CertificatesCheckOptions): Promise<CheckContext> {
  const {settings, tls} = options;
  const {createSignatureVerifier} = await import('../tls/certificate-signature.ts');
  const usesTls = settings.endpoints.value.some(endpoint => endpoint.tls);
  return {
    ...(usesTls && (await filesAsGo(options))),
    client: tls.cert === undefined ? [] : await readCertificates([tls.cert], 'the certificate'),
    roots: usesTls ? await readCertificates(tls.ca ?? [], tls.caSource) : [],
    rootsSource: tls.caSource,
    rootsAreOwn: settings.cacert !== undefined,
    insecureSkipVerify: tls.insecureSkipVerify,
    hasUser: settings.user !== undefined,
    nowMs: options.now(),
    warnDays: options.warnDays ?? WARN_DAYS_DEFAULT,
    verifySignature: createSignatureVerifier(),
  };
}

// What our own TLS reads and etcdctl does not: a byte order mark, a key among the CAs, other labels.
async function filesAsGo({
  settings,
  tls,
}: CertificatesCheckOptions): Promise<Pick<CheckContext, 'goRoots' | 'goFileFault'>> {
  const {loadPairAsGo, loadPoolAsGo} = await import('../tls/go-files.ts');
  const seen = (name: string, text: string) => ({name, bytes: Buffer.from(text, 'latin1')});
  const isOwn = settings.cacert !== undefined && tls.ca !== undefined;
  const pools = (isOwn ? (tls.ca ?? []) : []).map(text =>
    loadPoolAsGo(seen(tls.caSource, text), {}),
  );
  const faults = pools.map(({fault}) => fault);
  if (tls.cert !== undefined && tls.key !== undefined) {
    const names = [settings.cert?.value ?? '--cert', settings.key?.value ?? '--key'] as const;
    faults.push(loadPairAsGo(seen(names[0], tls.cert), seen(names[1], tls.key), {}).fault);
  }
  const goFileFault = faults.find(fault => fault !== undefined && fault.isUncertain !== true);
  const isSound = faults.every(fault => fault === undefined);
  return {
    ...(goFileFault !== undefined && {goFileFault}),
    ...(isOwn && isSound && {goRoots: pools.flatMap(({certificates}) => certificates)}),
  };
}

// The files were checked for being readable when they were loaded; what is odd in them is skipped
// here, as Go skips it.
async function readCertificates(
  texts: readonly string[],
  name: string,
): Promise<readonly ParsedCertificate[]> {
  const {readCertificateFile} = await import('../tls/certificate-file.ts');
  return texts.flatMap(text => readCertificateFile(Buffer.from(text, 'latin1'), name).certificates);
}
