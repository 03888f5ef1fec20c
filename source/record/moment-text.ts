// Moments of a recording as people type them: 14:03:02 (the host's time zone, first one at or after
// the start), 2026-11-22T14:03:02Z, +90s and -10s from where it stands.

type MomentContext = {
  readonly startMs: number;
  readonly positionMs: number;
};

/** undefined: it is none of them. */
export function readMoment(text: string, context: MomentContext): number | undefined {
  const step = /^([+-])(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)?$/.exec(text);
  if (step !== null) {
    const size = Number(step[2]) * (unitMs[step[3] ?? 's'] ?? Number.NaN);
    return context.positionMs + (step[1] === '-' ? -size : size);
  }
  if (/^\d{1,2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.test(text)) {
    return timeOfDay(text, context.startMs);
  }
  const parsed = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

const unitMs: Readonly<Record<string, number>> = {ms: 1, s: 1000, m: 60_000, h: 3_600_000};
const dayMs = 24 * 3_600_000;

function timeOfDay(text: string, startMs: number): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  if (hours > 23 || minutes > 59 || seconds >= 60) return undefined;
  const day = new Date(startMs);
  day.setHours(hours, minutes, Math.floor(seconds), Math.round((seconds % 1) * 1000));
  const moment = day.getTime();
  return moment < startMs - 1000 ? moment + dayMs : moment;
}
