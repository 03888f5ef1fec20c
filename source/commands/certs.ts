// `etcdscope certs`: one live check, printed once. The exit code tells monitoring what was found.
import type {ConnectionSettings, Endpoint} from '../config/settings.ts';
import {checkCluster} from '../io/cluster-check.ts';
import type {GatewayClient} from '../io/gateway-client.ts';
import type {TlsMaterial} from '../io/tls-material.ts';
import type {CertificatesReport} from '../report/certificates.ts';
import {allFindings, askedVerdicts} from '../report/certificates-findings.ts';
import {certificatesJson} from '../report/certificates-json.ts';
import {certificatesLines} from '../report/certificates-lines.ts';
import {plainText} from '../report/lines.ts';
import {certificatesTextfile} from '../report/textfile.ts';

export type CertsOptions = {
  readonly settings: ConnectionSettings;
  readonly tls: TlsMaterial;
  readonly createClient: (endpoint: Endpoint) => GatewayClient;
  /** Text for stdout, line feeds included. */
  readonly write: (text: string) => void;
  readonly writeOut: 'simple' | 'json';
  readonly warnDays: number;
  /** Where APISIX keeps its keys, when its configuration says so; /apisix/ where absent. */
  readonly prefix?: string;
  /** Columns; used by `simple` only. */
  readonly width: number;
  /** Without Unicode. */
  readonly ascii?: boolean;
  /** Takes the report in Prometheus' text format (--textfile). */
  readonly saveTextfile?: (text: string) => Promise<void>;
  readonly debug?: (line: string) => void;
  readonly now: () => number;
  readonly signal?: AbortSignal;
};

/** 0 nothing wrong, 1 warnings only, 2 an error finding, 3 could not tell. */
export type CertsExitCode = 0 | 1 | 2 | 3;

export async function runCerts(options: CertsOptions): Promise<CertsExitCode> {
  const report = await checkCluster(options);
  options.write(`${render(report, options)}\n`);
  await options.saveTextfile?.(certificatesTextfile(report));
  return exitCodeOf(report);
}

function render(report: CertificatesReport, {writeOut, width, ascii}: CertsOptions): string {
  if (writeOut === 'json') return certificatesJson(report);
  return certificatesLines(report, width, {ascii: ascii === true})
    .map(line => plainText(line).trimEnd())
    .join('\n');
}

// When several apply: 2, then 3, 1, 0 (contract, exit codes).
export function exitCodeOf(report: CertificatesReport): CertsExitCode {
  const severities = new Set(allFindings(report).map(({severity}) => severity));
  const verdicts = new Set(askedVerdicts(report));
  if (severities.has('error') || verdicts.has('fail')) return 2;
  if (verdicts.has('unknown')) return 3;
  return severities.has('warning') ? 1 : 0;
}
