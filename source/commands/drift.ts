// `etcdscope drift`: what the APISIX on this host has loaded against etcd, printed once. The exit code
// tells monitoring: 0 in step, 2 a resource differs, 3 could not tell.
import {isIP} from 'node:net';
import type {ApisixFinding} from '../apisix/apisix-connection.ts';
import {defaultControl} from '../apisix/default-config.ts';
import type {DriftReport} from '../apisix/drift-report.ts';
import type {Setting} from '../config/settings.ts';
import {parseInteger, refused} from '../config/values.ts';
import type {ControlApi} from '../io/apisix-control.ts';
import {checkDrift} from '../io/drift-check.ts';
import {createSyncCalls} from '../io/sync-calls.ts';
import {driftJson} from '../report/drift-json.ts';
import {driftLines} from '../report/drift-lines.ts';
import {printedText} from '../report/lines.ts';
import {findingText} from './apisix-configured.ts';
import type {CommandContext} from './command-context.ts';
import {exitCodes} from './exit-codes.ts';
import {textFormOf} from './text-form.ts';

const samplesDefault = 8;
/** Each makes a worker copy all it has loaded. */
const samplesMax = 100;

/** Throws UsageError. */
export async function runDrift(context: CommandContext): Promise<number> {
  const calls = createSyncCalls(context);
  try {
    const report = await checkDrift({...driftOptions(context), calls, signal: context.signal});
    context.output.write(`${render(report, context)}\n`);
    for (const finding of warningsOf(context, report)) context.say(findingText(finding));
    return exitCodeOf(report);
  } finally {
    calls.close();
  }
}

export type DriftContext = Pick<CommandContext, 'settings' | 'commandLine' | 'apisix' | 'debug'>;

/** Where to look, from the configuration and the flags: for the command and for the pane. */
export function driftOptions({settings, commandLine, apisix, debug}: DriftContext) {
  const given = commandLine.values.get('control-api');
  const samples = commandLine.values.get('samples');
  const configured = apisix?.controlApi.value ?? defaultControl;
  return {
    settings,
    api: given === undefined ? dialable(configured) : parseControlApi(given),
    isApiGiven: given !== undefined,
    ...(apisix && {apisix}),
    prefix: driftPrefix(commandLine.argument, apisix?.prefix.value),
    samples:
      samples === undefined ? samplesDefault : Math.min(samplesMax, parseInteger(samples, 1)),
    now: Date.now,
    ...(debug && {debug}),
  };
}

function exitCodeOf({verdict}: DriftReport): number {
  return {pass: exitCodes.done, fail: exitCodes.failed, unknown: exitCodes.unknown}[verdict];
}

/** APISIX's own prefix, also where the PREFIX typed lies within it: /apisix/ */
function driftPrefix(typed: string, configured = '/apisix'): string {
  if (typed === '' || typed === '/') return `${configured.replace(/\/+$/, '')}/`;
  const [whole] = /^.*?(?=\/(routes|services|upstreams|plugin_metadata)(\/|$))/.exec(typed) ?? [
    typed,
  ];
  return `${whole.replace(/\/+$/, '')}/`;
}

/** What is bound to every address is dialed at loopback. */
function dialable({host, port}: ControlApi): ControlApi {
  return {host: host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port};
}

function parseControlApi(setting: Setting<string>): ControlApi {
  const text = setting.value.replace(/^http:\/\//, '').replace(/\/$/, '');
  const [, bracketed, plain, portText] = /^(?:\[([^\]]+)\]|([^:/\s]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(portText);
  const isFine =
    host !== undefined &&
    port >= 1 &&
    port <= 65_535 &&
    (bracketed === undefined || isIP(bracketed) === 6);
  if (!isFine) throw refused(setting, 'host:port of the Control API, as 127.0.0.1:9090');
  return {host, port};
}

function render(report: DriftReport, context: CommandContext): string {
  if (context.writeOut === 'json') return driftJson(report);
  return printedText(driftLines(report, textFormOf(context)));
}

/** Where the two sides could not be compared, the configuration may say why. */
function warningsOf({apisix}: CommandContext, {verdict}: DriftReport): readonly ApisixFinding[] {
  if (verdict !== 'unknown' || apisix === undefined) return [];
  return apisix.findings.filter(({severity}) => severity === 'error');
}
