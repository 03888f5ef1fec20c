// `etcdscope [PREFIX]`: the interface on a live etcd. Without a terminal: `watch --initial PREFIX`.
import type {CommandContext} from './command-context.ts';
import {readPrefix} from './prefix.ts';
import {isInteractive, showRecordable} from './show-interface.ts';
import {createSwitchingSource} from './switching-source.ts';
import {runWatch} from './watch.ts';

/** Throws UsageError. */
export async function runInterfaceCommand(context: CommandContext): Promise<number> {
  if (!isInteractive(context)) return runWatch(context, true);
  const prefix = readPrefix(context.commandLine);
  const source = createSwitchingSource(context, prefix, false);
  try {
    return await showRecordable(context, source);
  } finally {
    source.close();
  }
}
