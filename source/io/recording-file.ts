// The file that a recording is written to: made anew with mode 0600, never over an existing file.
// At half of its limit it is renamed to FILE.1 and begun again, so that the two together stay below
// the limit and hold the newest. Lines wait in memory while the disk is slow, up to a limit; what
// does not fit is counted and said, and nobody waits for it.
import {constants, type FileHandle, open, rename} from 'node:fs/promises';

type RecordingFileOptions = {
  readonly file: string;
  /** Of both files together. */
  readonly bytesMax: number;
  readonly partStart: (part: number) => string;
  readonly missing: (lines: number) => string;
  readonly end: () => string;
  /** A new part began, after its start was written. */
  readonly onPart?: (part: number) => void;
  /** Once; nothing is written after it. */
  readonly onFailure: (error: Error) => void;
};

type RecordingFile = {
  /** Whole lines. */
  write(text: string): void;
  readonly bytesWritten: number;
  close(): Promise<void>;
};

const waitingCharactersMax = 16 * 1024 * 1024;

/** Rejects when the file is there already or can't be made. */
export async function openRecordingFile(options: RecordingFileOptions): Promise<RecordingFile> {
  const {file, bytesMax, missing, onFailure} = options;
  const pieceMax = Math.min(256 * 1024, bytesMax / 16);
  let handle = await create(file);
  let waiting: string[] = [];
  let waitingCharacters = 0;
  let missed = 0;
  let part = 1;
  let partBytes = 0;
  let bytesWritten = 0;
  let working: Promise<void> | undefined;
  let isEnded = false;

  function put(text: string): void {
    waiting.push(text);
    waitingCharacters += text.length;
    working ??= drain().finally(() => {
      working = undefined;
    });
  }

  // Of one: gathers what comes within a turn of the event loop.
  async function drain(): Promise<void> {
    try {
      while (waiting.length > 0) {
        const text = nextPiece();
        waitingCharacters -= text.length;
        await append(text);
        if (partBytes > bytesMax / 2) await rotate();
      }
    } catch (error) {
      isEnded = true;
      waiting = [];
      await handle.close().catch(() => undefined); // the failure before it is what is told
      onFailure(error instanceof Error ? error : new Error(String(error)));
    }
  }

  // Not everything at once, or a part would grow beyond its half of the limit.
  function nextPiece(): string {
    let length = 0;
    let count = 0;
    for (; count < waiting.length && length < pieceMax; count += 1) {
      length += waiting[count]?.length ?? 0;
    }
    return waiting.splice(0, count).join('');
  }

  async function append(text: string): Promise<void> {
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; ) {
      at += (await handle.write(bytes, at)).bytesWritten;
    }
    partBytes += bytes.length;
    bytesWritten += bytes.length;
  }

  async function rotate(): Promise<void> {
    await handle.close();
    await rename(file, `${file}.1`);
    handle = await create(file);
    part += 1;
    partBytes = 0;
    await append(options.partStart(part));
    options.onPart?.(part);
  }

  put(options.partStart(part));
  await working;
  if (isEnded) throw new Error(`${file} can't be written`);
  return {
    get bytesWritten() {
      return bytesWritten;
    },
    write(text) {
      if (isEnded || text === '') return;
      if (waitingCharacters + text.length > waitingCharactersMax && waiting.length > 0) {
        missed += text.split('\n').length - 1;
        return;
      }
      if (missed > 0) put(missing(missed));
      missed = 0;
      put(text);
    },
    async close() {
      if (isEnded) return;
      if (missed > 0) put(missing(missed));
      put(options.end());
      isEnded = true;
      await working;
      await handle.close().catch(() => undefined); // closed already where writing failed
    },
  };
}

function create(file: string): Promise<FileHandle> {
  const {O_WRONLY, O_CREAT, O_EXCL} = constants;
  return open(file, O_WRONLY | O_CREAT | O_EXCL, 0o600);
}
