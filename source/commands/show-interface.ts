// The interface on this terminal, whatever its source is. Loads nothing that talks to etcd: the
// first frame does not wait for it.
import {isFlagOn} from '../config/flag-values.ts';
import {parseSize} from '../config/values.ts';
import {settleMemory} from '../io/settle-memory.ts';
import {bytesText, countOf} from '../report/number-text.ts';
import type {InterfaceSource} from '../report/view-model.ts';
import {colorDepthOf, isUnicodeLocale} from '../ui/theme.ts';
import type {CommandContext} from './command-context.ts';
import {exitCodes} from './exit-codes.ts';
import {newMasker} from './new-masker.ts';
import {makeRecordable} from './recordable-source.ts';

/** With --record and :record. Throws UsageError. */
export async function showRecordable(
  context: CommandContext,
  source: InterfaceSource,
): Promise<number> {
  const recordable = await makeRecordable(context, source);
  try {
    return await showInterface(context, recordable.source);
  } finally {
    await recordable.close();
  }
}

/** Whether there is somebody at a terminal that can be drawn on. */
export function isInteractive({
  stdin,
  stdout,
  environment,
}: Pick<CommandContext, 'stdin' | 'stdout' | 'environment'>): boolean {
  const {TERM, INK_SCREEN_READER} = environment;
  // A screen that is redrawn is read aloud anew each time: lines that only come are what reads well.
  const isRead = INK_SCREEN_READER !== undefined && /^(1|true)$/i.test(INK_SCREEN_READER);
  return stdin.isTTY === true && stdout.isTTY === true && TERM !== 'dumb' && !isRead;
}

/** Connected, synced and drawn, as a rule; flags set before would void the build's code cache. */
const startIsOverMs = 5000;

type TerminalContext = Pick<
  CommandContext,
  'commandLine' | 'stdin' | 'stdout' | 'environment' | 'signal'
>;

/** now: the moment that is shown; a replay's is not the clock's. */
export async function showInterface(
  context: TerminalContext,
  source: InterfaceSource,
  now: () => number = Date.now,
): Promise<number> {
  const {runInterface} = await import('../ui/run-interface.tsx');
  const {values} = context.commandLine;
  const bytesPerSecond = values.get('max-bytes-per-second');
  const callOff = settleMemory(startIsOverMs);
  await runInterface({
    source,
    stdin: context.stdin,
    stdout: context.stdout,
    options: {
      showSecrets: isFlagOn(values, 'show-secrets'),
      color: colorDepthOf(context.environment),
      unicode: isUnicodeLocale(context.environment),
      masker: newMasker(),
      now,
      ...(bytesPerSecond && {bytesPerSecondMax: parseSize(bytesPerSecond)}),
      environment: context.environment,
      saveLines: saveHere,
    },
    signal: context.signal,
  }).finally(callOff);
  return exitCodes.done;
}

async function saveHere(lines: Iterable<string>): Promise<string> {
  const [{saveLines}, {writingError}] = await Promise.all([
    import('../io/saved-lines.ts'),
    import('../io/file-error.ts'),
  ]);
  const directory = process.cwd();
  const saved = await saveLines(lines, {directory, nowMs: Date.now()}).catch(cause => {
    const text = `to ${directory}: ${writingError(cause)}; start etcdscope elsewhere`;
    throw new Error(text, {cause});
  });
  return `${countOf(saved.lines, 'line')}, ${bytesText(saved.bytes)} to ${saved.path}`;
}
