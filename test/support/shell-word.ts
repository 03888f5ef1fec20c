// A word for a POSIX shell, taken as it stands.

export function shellWord(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
