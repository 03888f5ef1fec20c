// Numbers as people read them: grouped counts, decimal byte units, durations. The decimal comma of
// a locale is left out on purpose: two people must be able to compare screens.

const byteUnits = ['kB', 'MB', 'GB', 'TB'];

/** 81240 → 81,240 */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** 412 → "412 B", 1234 → "1.2 kB" (1 kB is 1,000 bytes). */
export function bytesText(bytes: number): string {
  if (bytes < 999.5) {
    return `${Math.round(bytes)} B`;
  }
  let amount = bytes / 1000;
  let unit = 0;
  while (amount >= 999.5 && unit < byteUnits.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${amount < 99.95 ? amount.toFixed(1) : Math.round(amount)} ${byteUnits[unit]}`;
}

/** 0.21 → "0.21 s", 29 → "29 s", 125 → "2 min 5 s", 7300 → "2 h 1 min". */
export function durationText(seconds: number): string {
  if (seconds < 10) {
    return `${Number(seconds.toFixed(seconds < 1 ? 2 : 1))} s`;
  }
  if (seconds < 60) {
    return `${Math.round(seconds)} s`;
  }
  if (seconds < 3600) {
    return twoUnits(seconds, 60, 'min', 's');
  }
  return seconds < 86_400
    ? twoUnits(seconds / 60, 60, 'h', 'min')
    : twoUnits(seconds / 3600, 24, 'd', 'h');
}

/** 1 → "1 key", 2 → "2 keys". */
export function countOf(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function twoUnits(amount: number, base: number, large: string, small: string): string {
  const whole = Math.floor(amount);
  const rest = whole % base;
  const head = `${Math.floor(whole / base)} ${large}`;
  return rest === 0 ? head : `${head} ${rest} ${small}`;
}
