// A pasted line of a log made comparable: escapes of terminals, times, quoting and spacing taken off,
// so that what is left is the message, however the line was copied.

/** Lower case, one space between words. */
export function messageText(line: string): string {
  return unescaped(line.slice(0, LINE_CHARACTERS_MAX))
    .replace(ANSI, '')
    .replace(CONTROLS, ' ')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** What is compared of a line; a pasted file is not. */
const LINE_CHARACTERS_MAX = 16_384;

const ANSI = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
const CONTROLS = /[\u0000-\u001f\u007f]/g;

// JSON in a log line: \" and > stand for what was said.
function unescaped(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/\\+(["'/])/g, '$1')
    .replace(/\\[nrt]/g, ' ');
}
