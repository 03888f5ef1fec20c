// Reads a recording's file line by line, in slices, so that the process stays answerable.
import {open} from 'node:fs/promises';
import {StringDecoder} from 'node:string_decoder';
import {createRecordingReader, type Recording} from '../record/recording.ts';

type LoadOptions = {
  /** More of the file than that is not read. */
  readonly bytesMax?: number;
  readonly signal?: AbortSignal;
};

const bytesMaxDefault = 512 * 1024 * 1024;
const sliceBytes = 256 * 1024;
/** The longest value that etcd takes by default is 1.5 MiB; ten times that, escaped. */
const lineCharactersMax = 64 * 1024 * 1024;

/** Throws DamagedRecording when it is no recording, and what opening and reading throw. */
export async function loadRecording(file: string, options: LoadOptions = {}): Promise<Recording> {
  const reader = createRecordingReader(options.bytesMax ?? bytesMaxDefault);
  const handle = await open(file, 'r');
  try {
    const lines = createLines(reader.push);
    const buffer = Buffer.allocUnsafe(sliceBytes);
    for (;;) {
      options.signal?.throwIfAborted();
      const {bytesRead} = await handle.read(buffer, 0, sliceBytes, null);
      if (bytesRead === 0) break;
      if (!lines.push(buffer.subarray(0, bytesRead))) break;
    }
    if (lines.isUnfinished()) reader.cutOff();
    return reader.finish();
  } finally {
    await handle.close();
  }
}

// The last line is only taken with its newline: without, the writer was cut in the middle of it.
function createLines(take: (line: string) => boolean) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isDone = false;
  return {
    isUnfinished: () => !isDone && rest !== '',
    push(bytes: Buffer): boolean {
      const text = rest + decoder.write(bytes);
      let at = 0;
      // What is left from before holds no newline.
      let end = text.indexOf('\n', rest.length);
      for (; end !== -1; end = text.indexOf('\n', at)) {
        const line = text.slice(at, end);
        at = end + 1;
        if (line !== '' && !take(line)) {
          isDone = true;
          return false;
        }
      }
      rest = text.slice(at);
      if (rest.length <= lineCharactersMax) return true;
      isDone = true;
      take(rest.slice(0, 100));
      return false;
    },
  };
}
