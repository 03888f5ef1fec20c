// What a run of the doctor is given, out of a command's settings and flags: for `doctor` and for the
// Doctor pane alike.
import {isFlagOn, warnDaysOf} from '../config/flag-values.ts';
import {parseDurationMs, parseInteger} from '../config/values.ts';
import {judgeConfiguration} from '../doctor/judge-configuration.ts';
import {judgeFiles} from '../doctor/judge-files.ts';
import {examineFiles} from '../io/doctor-files.ts';
import type {DoctorOptions} from '../io/doctor-run.ts';
import {createClientFactory} from './client-factory.ts';
import type {CommandContext} from './command-context.ts';
import {readPrefix} from './prefix.ts';

const TIMEOUT_MS = 30_000;
/** Reading everything and a minute of watching. */
const DEEP_TIMEOUT_MS = 180_000;
const APISIX_TIMEOUT_SECONDS = 30;

export type DoctorCommandContext = Pick<
  CommandContext,
  'commandLine' | 'settings' | 'tls' | 'environment' | 'debug' | 'apisix'
>;

/** Throws UsageError. Without what is printed on the way. */
export function doctorOptions(
  context: DoctorCommandContext,
): Omit<DoctorOptions, 'onCheck' | 'signal'> {
  const {commandLine, settings, tls, environment, apisix} = context;
  const {values} = commandLine;
  const isDeep = isFlagOn(values, 'deep');
  const timeout = values.get('timeout');
  const rev = values.get('rev');
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
    warnDays: warnDaysOf(values),
    environment,
    now: Date.now,
  };
}
