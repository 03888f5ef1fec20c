// Lines written to a new file of mode 0600 in the working directory: what Ctrl-S saves. In pieces, so
// that keys are answered while a million of them are written.
import {open} from 'node:fs/promises';
import {join} from 'node:path';

/** Its name and how much is in it. Rejects with the system's reason, the name in it. */
export async function saveLines(
  lines: Iterable<string>,
  {directory, nowMs}: {readonly directory: string; readonly nowMs: number},
): Promise<{readonly path: string; readonly lines: number; readonly bytes: number}> {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d+Z$/g, '');
  const path = join(directory, `etcdscope-${stamp}Z.ndjson`);
  // wx: a file of that name, or a link that somebody put there, is never written to.
  const file = await open(path, 'wx', 0o600);
  let count = 0;
  let bytes = 0;
  let piece = '';
  const writePiece = async (): Promise<void> => {
    bytes += Buffer.byteLength(piece, 'utf8');
    await file.appendFile(piece);
    piece = '';
  };
  try {
    for (const line of lines) {
      count++;
      piece += `${line}\n`;
      if (piece.length >= pieceLength) await writePiece();
    }
    await writePiece();
  } finally {
    await file.close();
  }
  return {path, lines: count, bytes};
}

const pieceLength = 256 * 1024;
