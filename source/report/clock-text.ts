// Times of day in a time zone, from milliseconds since the epoch. Without a zone it is the host's,
// read from Date: Intl costs several milliseconds at its first use, which the first frame would pay.

export type Clock = {
  /** 14:02:11.204 */
  time(timeMs: number): string;
  /** 14:02:11 */
  second(timeMs: number): string;
  /** 2026-11-22 14:02:11.204 UTC+01:00 */
  date(timeMs: number): string;
};

export function createClock(timeZone?: string): Clock {
  const partsOf = timeZone === undefined ? hostParts : zoneParts(timeZone);
  return {
    time: timeMs => `${partsOf(timeMs).second}.${milliseconds(timeMs)}`,
    second: timeMs => partsOf(timeMs).second,
    date: timeMs => {
      const {day, second, offset} = partsOf(timeMs);
      return `${day} ${second}.${milliseconds(timeMs)} ${offset}`;
    },
  };
}

/** "12 s ago"; the future, which clocks that disagree produce, is "now". */
export function ageText(timeMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - timeMs) / 1000));
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min ago`;
  }
  return seconds < 172_800
    ? `${Math.floor(seconds / 3600)} h ago`
    : `${Math.floor(seconds / 86_400)} d ago`;
}

type Parts = {readonly day: string; readonly second: string; readonly offset: string};

function hostParts(timeMs: number): Parts {
  const date = new Date(timeMs);
  const offset = -date.getTimezoneOffset();
  const size = Math.abs(offset);
  return {
    day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    second: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
    offset: `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`,
  };
}

function zoneParts(timeZone: string): (timeMs: number) => Parts {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'longOffset',
  });
  return timeMs => {
    const part = Object.fromEntries(format.formatToParts(timeMs).map(p => [p.type, p.value]));
    return {
      day: `${part.year}-${part.month}-${part.day}`,
      second: `${part.hour}:${part.minute}:${part.second}`,
      offset: (part.timeZoneName ?? '').replace(/^GMT/, 'UTC'),
    };
  };
}

function milliseconds(timeMs: number): string {
  return String(Math.floor(((timeMs % 1000) + 1000) % 1000)).padStart(3, '0');
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
