// The forms in which a value can follow its flag, made one: --name=value. -wjson, -w=json, -w json
// and --dump - all are what users of etcdctl and curl type; the splitter takes some of them for
// something else.
import {type Flag, flags} from './flags.ts';
import {UsageError} from './usage-error.ts';

/** Arguments up to the first `--`, which stays out. Throws UsageError where a value is missing. */
export function joinValues(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  const typed = end === -1 ? args : args.slice(0, end);
  const joined: string[] = [];
  for (let index = 0; index < typed.length; index++) {
    const arg = typed[index] as string;
    const found = flagOf(arg);
    if (found === undefined) {
      joined.push(arg);
      continue;
    }
    if (found.flag.kind === 'optional-text') {
      joined.push(`--${found.flag.name}=${found.value ?? ''}`);
      continue;
    }
    const value = found.value ?? typed[++index];
    if (value === undefined || (found.value === undefined && flagOf(value) !== undefined)) {
      throw new UsageError(`--${found.flag.name} needs a value: ${found.flag.value ?? 'VALUE'}`);
    }
    joined.push(`--${found.flag.name}=${value}`);
  }
  return joined;
}

/** A known flag that takes a value, with the value where it is in the same argument. */
function flagOf(arg: string): {flag: Flag; value: string | undefined} | undefined {
  const long = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(arg);
  const short = /^-([a-z])(?:=?(.+))?$/s.exec(arg);
  const flag = flags.find(
    ({name, short: letter, kind}) =>
      kind !== 'boolean' && (name === long?.[1] || (letter !== undefined && letter === short?.[1])),
  );
  if (flag === undefined) return undefined;
  const value = long === null ? short?.[2] : long[2];
  return {flag, value};
}
