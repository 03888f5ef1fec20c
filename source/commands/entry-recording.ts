// `watch --record FILE`: the entries that are printed, in a file too.
import {openRecordingFile} from '../io/recording-file.ts';
import {createRecorder} from '../record/recorder.ts';
import {endText} from '../record/recording-lines.ts';
import type {Entry} from '../sync/entries.ts';
import type {CommandContext} from './command-context.ts';
import {recorderOptions, recordingBytes, startGiven} from './recordable-source.ts';

type EntryRecording = {
  entries(entries: readonly Entry[]): void;
  close(): Promise<void>;
};

/** Without --record it records nothing. Throws UsageError where the file can't be made. */
export async function openEntryRecording(context: CommandContext): Promise<EntryRecording> {
  const file = context.commandLine.values.get('record')?.value;
  if (file === undefined) return {entries: () => undefined, close: async () => undefined};
  const recorder = createRecorder(recorderOptions(context));
  const opened = startGiven(file, () =>
    openRecordingFile({
      file,
      bytesMax: recordingBytes(context),
      partStart: part => recorder.partStart(part, Date.now()),
      missing: lines => recorder.missing(lines, Date.now()),
      end: () => endText(Date.now()),
      onFailure: error => context.say(`--record: the recording ended: ${error.message}`),
    }),
  );
  const output = await opened;
  return {
    entries: entries => output.write(recorder.entries(entries)),
    close: output.close,
  };
}
