// A running etcd's command line, variables, working directory and start, from Linux's /proc. Nothing
// is asked of the process itself.
import {readFileSync, readlinkSync} from 'node:fs';
import {describeOrigin, type Setting} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';

export type EtcdProcess = {
  readonly args: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly directory: string;
  /** undefined where the kernel does not say. */
  readonly startedMs?: number;
};

/** Throws UsageError. `proc` is for tests. */
export function readEtcdProcess(pid: Setting<string>, proc = '/proc'): EtcdProcess {
  const about = `${describeOrigin(pid.origin)} ${JSON.stringify(pid.value.slice(0, 40))}`;
  if (!/^[1-9]\d{0,9}$/.test(pid.value)) {
    throw new UsageError(`${about}: expected the number of a running etcd`);
  }
  const place = `${proc}/${pid.value}`;
  let parts: {args: readonly string[]; environ: readonly string[]; directory: string};
  try {
    parts = {
      args: readList(`${place}/cmdline`),
      environ: readList(`${place}/environ`),
      directory: readlinkSync(`${place}/cwd`),
    };
  } catch (error) {
    throw new UsageError(`${about}: ${reasonOf(error)}`, {cause: error});
  }
  if (parts.args.length === 0) throw new UsageError(`${about}: it has no command line`);
  const startedMs = startOf(place, proc);
  return {
    args: parts.args,
    variables: Object.fromEntries(parts.environ.map(splitVariable)),
    directory: parts.directory,
    ...(startedMs !== undefined && {startedMs}),
  };
}

function readList(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

function splitVariable(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return [text.slice(0, at), text.slice(at + 1)];
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such process (or no /proc on this system)';
  if (code === 'EACCES' || code === 'EPERM') {
    return "this user may not look at it: run as etcd's user or root";
  }
  return error instanceof Error ? error.message : String(error);
}

/** proc(5): field 22 of stat counts in hundredths of a second since btime of /proc/stat. */
function startOf(place: string, proc: string): number | undefined {
  try {
    const stat = readFileSync(`${place}/stat`, 'utf8');
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    const boot = Number(/^btime (\d+)$/m.exec(readFileSync(`${proc}/stat`, 'utf8'))?.[1]);
    const startedMs = boot * 1000 + ticks * 10;
    return Number.isFinite(startedMs) ? startedMs : undefined;
  } catch {
    // Only the comparison with file times is lost.
    return undefined;
  }
}
