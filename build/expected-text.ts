// Edits to a dependency's text at build time. An edit is only safe while the text is the one it was
// written for, so every edit names what it expects and throws when that is not there exactly once.

type TextEdit = {readonly find: string; readonly replace: string};

/** Throws, naming the file, unless each `find` occurs exactly once. */
export function editExpectedText(file: string, text: string, edits: readonly TextEdit[]): string {
  return edits.reduce((edited, edit) => replaceOnce(file, edited, edit), text);
}

function replaceOnce(file: string, text: string, {find, replace}: TextEdit): string {
  const occurrences = text.split(find).length - 1;
  if (occurrences !== 1) {
    const shown = find.length > 80 ? `${find.slice(0, 80)}…` : find;
    throw new Error(
      `${file} is not the text this build edits: expected once, found ${occurrences} times: ${shown}`,
    );
  }
  return text.replace(find, () => replace);
}
