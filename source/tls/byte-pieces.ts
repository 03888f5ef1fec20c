// Bytes that arrive in pieces and are taken off the front in runs of known length. Pieces are joined
// only when a run is complete, and then once: neither byte by byte nor many short runs in one piece
// cost more than the bytes themselves.

export type Pieces = {
  add(bytes: Uint8Array): void;
  /** The first bytes, left where they are; undefined while there are fewer. */
  peek(length: number): Uint8Array | undefined;
  /** The first bytes, taken off; undefined while there are fewer. */
  take(length: number): Uint8Array | undefined;
};

export function createPieces(): Pieces {
  let pieces: Uint8Array[] = [];
  let bytesHeld = 0;
  const gather = (length: number) => {
    if (bytesHeld < length) return undefined;
    const first = pieces[0];
    if (first === undefined || first.length >= length) return first ?? new Uint8Array();
    const joined = Buffer.concat(pieces);
    pieces = [joined];
    return joined;
  };
  return {
    add(bytes) {
      if (bytes.length === 0) return;
      pieces.push(bytes);
      bytesHeld += bytes.length;
    },
    peek: length => gather(length)?.subarray(0, length),
    take(length) {
      const front = gather(length);
      if (front === undefined) return undefined;
      pieces[0] = front.subarray(length);
      bytesHeld -= length;
      return front.subarray(0, length);
    },
  };
}
