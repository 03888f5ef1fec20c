// `etcdscope doctor [PREFIX]`: every layer in order, printed as it is done; then the cause and what to
// do. The exit code tells monitoring what was found.
import {parseBoolean, parseDurationMs, parseInteger} from '../config/values.ts';
import type {DoctorReport} from '../doctor/doctor-report.ts';
import {judgeConfiguration} from '../doctor/judge-configuration.ts';
import {judgeFiles} from '../doctor/judge-files.ts';
import {examineFiles} from '../io/doctor-files.ts';
import {type DoctorOptions, runDoctorProbes} from '../io/doctor-run.ts';
import {writeTextfile} from '../io/textfile-write.ts';
import {asciiLine} from '../report/certificates-marks.ts';
import {createCheckRows} from '../report/doctor-check-lines.ts';
import {conclusionLines} from '../report/doctor-finding-lines.ts';
import {doctorJson} from '../report/doctor-json.ts';
import {doctorTextfile} from '../report/doctor-textfile.ts';
import {type Line, plainText} from '../report/lines.ts';
import {isUnicodeLocale} from '../ui/theme.ts';
import {createClientFactory} from './client-factory.ts';
import {type Context, exitCodes} from './context.ts';
import {readPrefix} from './prefix.ts';

const TEXT_COLUMNS = 100;
const TIMEOUT_MS = 30_000;
/** Reading everything and a minute of watching. */
const DEEP_TIMEOUT_MS = 180_000;
const APISIX_TIMEOUT_SECONDS = 30;

/** Throws UsageError. */
export async function runDoctor(context: Context): Promise<number> {
  const isText = context.writeOut === 'simple';
  const options = doctorOptions(context);
  const rows = createCheckRows({
    width: context.stdout.columns ?? TEXT_COLUMNS,
    namesEndpoints: context.settings.endpoints.value.length > 1,
  });
  const report = await runDoctorProbes({
    ...options,
    ...(isText && {onCheck: (check, endpoint) => print(context, rows.add(check, endpoint))}),
  });
  if (isText) {
    const width = context.stdout.columns ?? TEXT_COLUMNS;
    print(context, [...rows.end(), [], ...conclusionLines(report, width)]);
  } else context.output.write(`${doctorJson(report)}\n`);
  const textfile = context.commandLine.values.get('textfile');
  if (textfile !== undefined) await writeTextfile(textfile, doctorTextfile(report));
  return exitCodeOf(report);
}

export function exitCodeOf({verdict}: DoctorReport): number {
  switch (verdict) {
    case 'pass':
      return exitCodes.done;
    case 'warn':
      return exitCodes.warnings;
    case 'fail':
      return exitCodes.failed;
    case 'unknown':
      return exitCodes.unknown;
  }
}

/** Throws UsageError. Without what is printed on the way. */
export function doctorOptions(
  context: Pick<
    Context,
    'commandLine' | 'settings' | 'tls' | 'environment' | 'signal' | 'debug' | 'apisix'
  >,
): Omit<DoctorOptions, 'onCheck'> {
  const {commandLine, settings, tls, environment, signal, apisix} = context;
  const {values} = commandLine;
  const deep = values.get('deep');
  const isDeep = deep !== undefined && parseBoolean(deep);
  const timeout = values.get('timeout');
  const rev = values.get('rev');
  const warnDays = values.get('warn-days');
  const standard = isDeep ? DEEP_TIMEOUT_MS : TIMEOUT_MS;
  const prefix = readPrefix(commandLine);
  return {
    context: {
      settings,
      isApisix: apisix !== undefined,
      timeoutSeconds: apisix?.timeoutSeconds.value ?? APISIX_TIMEOUT_SECONDS,
      prefix,
      nowMs: Date.now(),
    },
    tls,
    createClient: createClientFactory(context),
    earlier: [
      judgeConfiguration({settings, apisix, environment}),
      judgeFiles(examineFiles(settings)),
    ],
    isDeep,
    timeoutMs: timeout === undefined ? standard : parseDurationMs(timeout),
    ...(rev !== undefined && {askedRevision: parseInteger(rev, 1)}),
    ...(warnDays !== undefined && {warnDays: parseInteger(warnDays)}),
    environment,
    now: Date.now,
    signal,
  };
}

function print({output, environment}: Context, lines: readonly Line[]): void {
  const shown = isUnicodeLocale(environment) ? lines : lines.map(asciiLine);
  for (const line of shown) output.write(`${plainText(line).trimEnd()}\n`);
}
