// `etcdscope [PREFIX]`: the interface on a live etcd. Without a terminal: `watch --initial PREFIX`.
import {randomBytes} from 'node:crypto';
import {parseBoolean} from '../config/values.ts';
import {createMasker} from '../report/secrets.ts';
import type {InterfaceSource} from '../report/view-model.ts';
import {colorDepthOf, isUnicodeLocale} from '../ui/theme.ts';
import {type Context, exitCodes} from './context.ts';
import {createLiveSource} from './live-source.ts';
import {readPrefix} from './prefix.ts';
import {runWatch} from './watch.ts';

/** Throws UsageError. */
export async function runInterfaceCommand(context: Context): Promise<number> {
  if (!isInteractive(context)) return runWatch(context, true);
  const prefix = readPrefix(context.commandLine);
  const source = createLiveSource(context, prefix, false);
  try {
    return await showInterface(context, source);
  } finally {
    source.close();
  }
}

/** Whether there is somebody at a terminal that can be drawn on. */
export function isInteractive({stdin, stdout, environment}: Context): boolean {
  return stdin.isTTY === true && stdout.isTTY === true && environment.TERM !== 'dumb';
}

export async function showInterface(context: Context, source: InterfaceSource): Promise<number> {
  const {runInterface} = await import('../ui/run-interface.tsx');
  const showSecrets = context.commandLine.values.get('show-secrets');
  await runInterface({
    source,
    stdin: context.stdin,
    stdout: context.stdout,
    options: {
      showSecrets: showSecrets !== undefined && parseBoolean(showSecrets),
      color: colorDepthOf(context.environment),
      unicode: isUnicodeLocale(context.environment),
      masker: createMasker({keyBytes: randomBytes(32)}),
      now: Date.now,
    },
    signal: context.signal,
  });
  return exitCodes.done;
}
