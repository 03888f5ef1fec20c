// `etcdscope doctor [PREFIX]`: every layer in order, printed as it is done; then the cause and what to
// do. The exit code tells monitoring what was found.
import type {DoctorReport} from '../doctor/doctor-report.ts';
import {runDoctorProbes} from '../io/doctor-run.ts';
import {writeTextfile} from '../io/textfile-write.ts';
import {asciiLine} from '../report/certificates-marks.ts';
import {createCheckRows} from '../report/doctor-check-lines.ts';
import {conclusionLines} from '../report/doctor-finding-lines.ts';
import {doctorJson} from '../report/doctor-json.ts';
import {doctorTextfile} from '../report/doctor-textfile.ts';
import {type Line, printedText} from '../report/lines.ts';
import type {CommandContext} from './command-context.ts';
import {doctorOptions} from './doctor-options.ts';
import {exitCodes} from './exit-codes.ts';
import {textFormOf, textWidthOf} from './text-form.ts';

/** Throws UsageError. */
export async function runDoctor(context: CommandContext): Promise<number> {
  const isText = context.writeOut === 'simple';
  const options = doctorOptions(context);
  const [first, ...others] = context.settings.endpoints.value;
  const rows = createCheckRows({
    width: textWidthOf(context.stdout),
    ...(others.length === 0 && {only: first?.url}),
  });
  const report = await runDoctorProbes({
    ...options,
    signal: context.signal,
    ...(isText && {onCheck: (check, endpoint) => print(context, rows.add(check, endpoint))}),
  });
  if (isText) {
    print(context, [...rows.end(), [], ...conclusionLines(report, textWidthOf(context.stdout))]);
  } else context.output.write(`${doctorJson(report)}\n`);
  const textfile = context.commandLine.values.get('textfile');
  if (textfile !== undefined) await writeTextfile(textfile, doctorTextfile(report));
  return exitCodeOf(report);
}

function exitCodeOf({verdict}: DoctorReport): number {
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

function print(context: CommandContext, lines: readonly Line[]): void {
  if (lines.length === 0) return;
  const shown = textFormOf(context).ascii ? lines.map(asciiLine) : lines;
  context.output.write(`${printedText(shown)}\n`);
}
