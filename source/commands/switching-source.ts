// A live source that can be told to go elsewhere: another prefix, an earlier revision, another
// endpoint. Each time a new connection takes the place of the old one, behind the same interface.
import {parseEndpoints} from '../config/values.ts';
import type {CommandAnswer, InterfaceSource, PaneName} from '../report/view-model.ts';
import {createLiveSource, type LiveSource, type LiveStart} from './live-source.ts';
import type {Prefix} from './prefix.ts';

type SourceContext = Parameters<typeof createLiveSource>[0];
type Target = {readonly context: SourceContext; readonly prefix: Prefix};

export function createSwitchingSource(
  context: SourceContext,
  prefix: Prefix,
  demo: boolean,
): InterfaceSource & {close(): void} {
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  let target: Target = {context, prefix};
  let live = open({});
  let shown: PaneName | undefined;

  function open(start: LiveStart): LiveSource {
    const source = createLiveSource(target.context, target.prefix, demo, start);
    source.subscribe(changed);
    return source;
  }
  function goTo(next: Partial<Target>, start: LiveStart): void {
    live.close();
    target = {...target, ...next};
    live = open(start);
    if (shown !== undefined) live.paneShown(shown);
    changed();
  }
  const commands: Readonly<Record<string, (argument: string) => CommandAnswer>> = {
    prefix(text) {
      goTo({prefix: {bytes: Buffer.from(text, 'utf8'), text}}, {});
      return ok(text === '' ? 'watching every key' : `watching ${text}`);
    },
    rev(text) {
      const fromRevision = Number(text.replaceAll(',', ''));
      goTo({}, {fromRevision});
      return ok(`watching from revision ${fromRevision}`);
    },
    endpoint(text) {
      const settings = withEndpointFirst(target.context.settings, text);
      if (typeof settings === 'string') return refused(settings);
      const {appliedRevision} = live.view();
      const after = appliedRevision === undefined ? {} : {fromRevision: appliedRevision + 1};
      goTo({context: {...target.context, settings}}, {log: live.log, ...after});
      return ok(`asking ${settings.endpoints.value[0]?.url}`);
    },
  };
  return {
    view: () => live.view(),
    get log() {
      return live.log;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    paneShown(pane) {
      shown = pane;
      live.paneShown(pane);
    },
    lookAgain: pane => live.lookAgain(pane),
    get keys() {
      return live.keys;
    },
    reach: () => live.reach?.() ?? {endpoint: '', apiPrefix: '/v3', insecureSkipVerify: false},
    async command(name, argument) {
      const own = commands[name];
      if (own !== undefined) return own(argument);
      const answer = await live.command?.(name, argument);
      return answer ?? refused(`:${name} is not known: rev, prefix, endpoint, record, q are`);
    },
    close: () => live.close(),
  };
}

type Settings = SourceContext['settings'];

/** The settings, or why not in words. */
function withEndpointFirst(settings: Settings, text: string): Settings | string {
  const {endpoints} = settings;
  const known = endpoints.value;
  const isNumber = /^\d+$/.test(text);
  const wanted = isNumber ? known[Number(text) - 1]?.url : endpointUrl(text, known);
  const first = known.find(({url}) => url === wanted);
  if (first === undefined) {
    const listed = known.map(({url}, at) => `${at + 1} ${url}`).join(', ');
    return `:endpoint ${text}: expected one of ${listed}`;
  }
  const others = known.filter(endpoint => endpoint !== first);
  return {...settings, endpoints: {...endpoints, value: [first, ...others]}};
}

function endpointUrl(text: string, known: readonly {readonly tls: boolean}[]): string | undefined {
  try {
    const given = {value: text, origin: {source: 'default'}} as const;
    return parseEndpoints(given, known[0]?.tls === true)[0]?.url;
  } catch {
    return undefined;
  }
}

function ok(text: string): CommandAnswer {
  return {text, role: 'ok'};
}

function refused(text: string): CommandAnswer {
  return {text, role: 'error'};
}
