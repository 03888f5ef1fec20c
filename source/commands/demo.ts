// `etcdscope demo`: the interface on an embedded gateway with APISIX-like data and traffic; needs
// no etcd. Without a terminal the same stream as lines.

import type {ConnectionSettings, Setting} from '../config/settings.ts';
import {parseEndpoints} from '../config/values.ts';
import {startDemo} from '../demo/demo.ts';
import type {Context} from './context.ts';
import {isInteractive, showInterface} from './interface.ts';
import {createLateSource} from './late-source.ts';
import {createLiveSource, type LiveSource} from './live-source.ts';
import {runWatch} from './watch.ts';

export async function runDemo(context: Context): Promise<number> {
  if (!isInteractive(context)) return runDemoLines(context);
  let live: LiveSource | undefined;
  // The first frame is drawn while the gateway still makes its certificates.
  const starting = startDemo({});
  const late = createLateSource(
    starting.then(demo => {
      live = createLiveSource(demoContext(context, demo), prefixOf(demo), true);
      return live;
    }),
  );
  try {
    return await showInterface(context, late);
  } finally {
    live?.close();
    await (await starting).stop();
  }
}

type Demo = Awaited<ReturnType<typeof startDemo>>;

async function runDemoLines(context: Context): Promise<number> {
  const demo = await startDemo({});
  const commandLine = {...context.commandLine, prefix: demo.prefix, prefixGiven: true};
  try {
    return await runWatch({...demoContext(context, demo), commandLine}, true);
  } finally {
    await demo.stop();
  }
}

function prefixOf(demo: Demo) {
  return {bytes: Buffer.from(demo.prefix, 'utf8'), text: demo.prefix};
}

function demoContext(context: Context, demo: Demo): Context {
  const given: Setting<string> = {value: demo.endpoints.join(','), origin: {source: 'default'}};
  const settings: ConnectionSettings = {
    ...context.settings,
    endpoints: {value: parseEndpoints(given, true), origin: given.origin},
  };
  const {ca, cert, key} = demo;
  const tls = {ca: [ca], caSource: 'the demo', cert, key, insecureSkipVerify: false};
  return {...context, settings, tls};
}
