// Text for the terminal's clipboard (OSC 52), which works over SSH where the terminal allows it.
// tmux and screen take their own sequences off the stream, so inside them it is wrapped as well.

/** More is refused by most terminals. */
export const clipboardBytesMax = 1_000_000;

/** The sequence that makes the terminal copy the text; writes nothing on the screen. */
export function clipboardSequence(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const plain = `\x1b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\x07`;
  const {TMUX = '', STY = '', TERM = ''} = environment;
  if (TMUX !== '') {
    // Plain for `set-clipboard on`, wrapped for `allow-passthrough on`: tmux drops what it may not do.
    return `${plain}\x1bPtmux;${plain.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
  }
  return STY !== '' || TERM.startsWith('screen') ? inPieces(plain) : plain;
}

/** screen passes device control strings of at most 768 bytes on, and joins nothing itself. */
const pieceLength = 600;

function inPieces(sequence: string): string {
  const count = Math.ceil(sequence.length / pieceLength);
  return Array.from({length: count}, (_, at) => {
    const piece = sequence.slice(at * pieceLength, (at + 1) * pieceLength);
    return `\x1bP${piece}\x1b\\`;
  }).join('');
}
