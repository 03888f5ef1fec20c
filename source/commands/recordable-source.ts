// A source that can be recorded: from the start by --record FILE, or by ":record FILE" in the
// interface, and ":record" alone to end it.
import {isFlagOn} from '../config/flag-values.ts';
import {UsageError} from '../config/usage-error.ts';
import {parseSize} from '../config/values.ts';
import {writingError} from '../io/file-error.ts';
import type {RecorderOptions} from '../record/recorder.ts';
import {bytesText} from '../report/number-text.ts';
import type {CommandAnswer, InterfaceSource} from '../report/view-model.ts';
import {version} from '../version.ts';
import type {CommandContext} from './command-context.ts';
import {newMasker} from './new-masker.ts';
import {readPrefix} from './prefix.ts';
import {isOfReplay} from './replay-commands.ts';
import {recordSource, type SourceRecording} from './source-recording.ts';

type RecordableSource = {
  readonly source: InterfaceSource;
  /** Resolves once the recording, if there is one, is on disk. */
  close(): Promise<void>;
};

/** Throws UsageError where --record names a file that can't be made. */
export async function makeRecordable(
  context: CommandContext,
  source: InterfaceSource,
): Promise<RecordableSource> {
  const {values} = context.commandLine;
  let recording: SourceRecording | undefined;
  let failure: string | undefined;

  async function start(file: string): Promise<void> {
    recording = await recordSource({
      ...recorderOptions(context, source),
      source,
      file,
      bytesMax: recordingBytes(context),
      onFailure(error) {
        recording = undefined;
        failure = error.message;
      },
    });
  }

  async function stop(): Promise<SourceRecording | undefined> {
    const ended = recording;
    recording = undefined;
    await ended?.close();
    return ended;
  }

  async function answer(file: string): Promise<CommandAnswer> {
    const ended = await stop();
    const said = ended === undefined ? '' : `recorded ${describe(ended)}`;
    if (file === '') return endAnswer(said, failure);
    try {
      await start(file);
    } catch (error) {
      if (!isOfFileSystem(error)) throw error;
      const text = `:record ${file}: ${notMadeWords(error)}`;
      return {text: [said, text].filter(part => part !== '').join('; '), role: 'error'};
    }
    failure = undefined;
    const now = `recording to ${file} (${maskedWords(context)}); :record ends it`;
    return {text: [said, now].filter(text => text !== '').join('; '), role: 'ok'};
  }

  async function command(name: string, argument: string): Promise<CommandAnswer> {
    if (name === 'record') return answer(argument.trim());
    if (isOfReplay(name)) return {text: `:${name} is for a replay`, role: 'dim'};
    if (source.command !== undefined) return source.command(name, argument);
    return {text: `:${name} is not known here`, role: 'error'};
  }

  const given = values.get('record');
  if (given !== undefined) await startGiven(given.value, () => start(given.value));
  return {
    // The same source, whose parts may be getters, with one function in front.
    source: Object.create(source, {command: {value: command}}) as InterfaceSource,
    async close() {
      await stop();
    },
  };
}

export function recorderOptions(
  context: CommandContext,
  source?: InterfaceSource,
): Omit<RecorderOptions, 'timeMs'> {
  const view = source?.view();
  const prefix =
    view === undefined ? readPrefix(context.commandLine).bytes : Buffer.from(view.prefix, 'utf8');
  const shown = view?.endpoints.map(({url}) => url) ?? [];
  const configured = context.settings.endpoints.value.map(({url}) => url);
  return {
    header: {
      program: `etcdscope ${version}`,
      prefix: Buffer.from(prefix).toString('base64'),
      endpoints: shown.length > 0 ? shown : configured,
    },
    ...(!showsSecrets(context) && {masker: newMasker()}),
  };
}

export function recordingBytes({commandLine}: CommandContext): number {
  const setting = commandLine.values.get('record-bytes');
  return setting === undefined ? 256 * 1024 ** 2 : parseSize(setting);
}

/** An error of the file system is bad usage: the flag named the file. */
export async function startGiven<Result>(
  file: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isOfFileSystem(error)) throw error;
    throw new UsageError(`--record ${file}: ${notMadeWords(error)}`, {cause: error});
  }
}

/** Why, and what to do. */
function notMadeWords(error: NodeJS.ErrnoException): string {
  const isTaken = error.code === 'EEXIST' || error.code === 'EISDIR';
  const next = isTaken
    ? 'name a new file'
    : error.code === 'ENOENT'
      ? 'make the directory first, or name another one'
      : 'name a file that can be written';
  return `can't record there: ${writingError(error)}; ${next}`;
}

function isOfFileSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}

function endAnswer(said: string, failure: string | undefined): CommandAnswer {
  if (said !== '') return {text: said, role: 'ok'};
  return failure === undefined
    ? {text: 'nothing is being recorded: :record FILE starts', role: 'dim'}
    : {text: `the recording ended: ${failure}`, role: 'error'};
}

function describe({file, bytesWritten}: SourceRecording): string {
  return `${bytesText(bytesWritten)} to ${file}`;
}

function maskedWords(context: CommandContext): string {
  return showsSecrets(context) ? 'with secrets' : 'secrets masked';
}

function showsSecrets({commandLine}: CommandContext): boolean {
  return isFlagOn(commandLine.values, 'show-secrets');
}
