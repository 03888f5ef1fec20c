// `etcdscope demo`: the interface on an embedded gateway with APISIX-like data and traffic; needs
// no etcd. Without a terminal the same stream as lines.
import type {ConnectionSettings, Setting} from '../config/settings.ts';
import {parseEndpoints} from '../config/values.ts';
import type {Demo} from '../demo/demo.ts';
import {createAwaitedSource} from './awaited-source.ts';
import type {CommandContext} from './command-context.ts';
import {isInteractive, showRecordable} from './show-interface.ts';
import type {createSwitchingSource} from './switching-source.ts';

export async function runDemo(context: CommandContext): Promise<number> {
  if (!isInteractive(context)) return runDemoLines(context);
  let live: ReturnType<typeof createSwitchingSource> | undefined;
  const starting = startBehindFirstFrame();
  const late = createAwaitedSource(
    starting.then(async demo => {
      const {createSwitchingSource} = await import('./switching-source.ts');
      live = createSwitchingSource(demoContext(context, demo), prefixOf(demo), true);
      return live;
    }),
  );
  try {
    return await showRecordable(context, late);
  } finally {
    live?.close();
    await (await starting).stop();
  }
}

/** The gateway, its certificates and all that talks to it take longer than the interface itself. */
async function startBehindFirstFrame(): Promise<Demo> {
  await import('../ui/run-interface.tsx');
  // What waits for the same import draws first.
  await new Promise(resolve => setImmediate(resolve));
  const {startDemo} = await import('../demo/demo.ts');
  return startDemo({});
}

async function runDemoLines(context: CommandContext): Promise<number> {
  const {startDemo} = await import('../demo/demo.ts');
  const {runWatch} = await import('./watch.ts');
  const demo = await startDemo({});
  const commandLine = {...context.commandLine, argument: demo.prefix, argumentGiven: true};
  try {
    return await runWatch({...demoContext(context, demo), commandLine}, true);
  } finally {
    await demo.stop();
  }
}

function prefixOf(demo: Demo) {
  return {bytes: Buffer.from(demo.prefix, 'utf8'), text: demo.prefix};
}

function demoContext(context: CommandContext, demo: Demo): CommandContext {
  const given: Setting<string> = {value: demo.endpoints.join(','), origin: {source: 'default'}};
  const settings: ConnectionSettings = {
    ...context.settings,
    endpoints: {value: parseEndpoints(given, true), origin: given.origin},
  };
  const {ca, cert, key} = demo;
  const tls = {ca: [ca], caSource: 'the demo', cert, key, insecureSkipVerify: false};
  const control: Setting<string> = {value: demo.controlApi, origin: {source: 'default'}};
  const values = new Map([...context.commandLine.values, ['control-api', control]]);
  return {...context, settings, tls, commandLine: {...context.commandLine, values}};
}
