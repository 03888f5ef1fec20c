// Bytes as the doctor's findings tell them: no more digits than a decision needs.

/** 800 → "800 B", 4200 → "4.2 kB", 12_300_000 → "12 MB". */
export function sizeText(bytes: number): string {
  if (bytes < 1e3) return `${bytes} B`;
  if (bytes < 1e5) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
