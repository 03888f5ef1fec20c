// What several commands ask of a command line's flags alike: is one on, which form of output, how
// many days before expiry is soon.
import type {Setting} from './settings.ts';
import {parseBoolean, parseInteger, refused} from './values.ts';

type FlagValues = ReadonlyMap<string, Setting<string>>;

export type WriteOut = 'simple' | 'json';

/** Throws UsageError. */
export function isFlagOn(values: FlagValues, name: string): boolean {
  const setting = values.get(name);
  return setting !== undefined && parseBoolean(setting);
}

/** Throws UsageError. */
export function writeOutOf(values: FlagValues): WriteOut {
  const setting = values.get('write-out');
  if (setting === undefined) return 'simple';
  if (!isWriteOut(setting.value)) throw refused(setting, 'simple or json');
  return setting.value;
}

export function isWriteOut(value: string): value is WriteOut {
  return value === 'simple' || value === 'json';
}

/** Certificates with fewer days left get a finding. */
export const WARN_DAYS_DEFAULT = 30;

/** Throws UsageError. */
export function warnDaysOf(values: FlagValues): number {
  const setting = values.get('warn-days');
  return setting === undefined ? WARN_DAYS_DEFAULT : parseInteger(setting);
}
