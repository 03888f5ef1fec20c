// A session for frames: no terminal, a clock that stands, secrets masked with a known key; and the
// log and model that the frames of review are made from.

import type {KeySource} from '../../source/report/key-source.ts';
import {createMasker} from '../../source/report/secrets.ts';
import type {ViewModel} from '../../source/report/view-model.ts';
import type {Entry} from '../../source/sync/entries.ts';
import {createSession, type Session, type SessionOptions} from '../../source/ui/session.ts';
import {
  changeEntry,
  fixtureSource,
  putEntry,
  quietModel,
  startMs,
  statusEntry,
} from './fixture-source.ts';

export function frameSession(given: {
  readonly log?: readonly Entry[];
  readonly model?: ViewModel;
  readonly keys?: KeySource;
  readonly options?: Partial<SessionOptions>;
}): Session {
  const source = {...fixtureSource(given.log, given.model), keys: given.keys};
  return createSession(source, {...frameOptions, ...given.options});
}

export const frameOptions: SessionOptions = {
  showSecrets: false,
  color: 'none',
  unicode: true,
  masker: createMasker({keyBytes: Buffer.alloc(16, 7)}),
  now: () => startMs + 12_000,
  timeZone: 'UTC',
};

const route = {
  uri: '/pay/*',
  methods: ['GET', 'POST'],
  host: 'api.example',
  upstream_id: '7',
  plugins: {'key-auth': {}, 'limit-count': {count: 100, time_window: 60}},
  status: 1,
};
const upstream = {name: 'pay', type: 'roundrobin', nodes: {'10.0.0.3:80': 1, '10.0.0.4:80': 1}};

const burst: readonly Entry[] = Array.from({length: 12}, (_, at) => ({
  ...changeEntry(`/apisix/routes/${20 + at}`, route, {...route, labels: {release: '65e584b'}}),
  modRevision: 81_230,
  timeMs: startMs + 3000,
}));

/** What a shift at night may see. */
export const frameLog: readonly Entry[] = [
  statusEntry('synced', {keys: 206, revision: 81_200}),
  putEntry('/apisix/routes/18', route, {modRevision: 81_210}),
  putEntry('/apisix/upstreams/7', upstream, {modRevision: 81_211}),
  {
    ...changeEntry('/apisix/upstreams/7', upstream, {
      ...upstream,
      nodes: {'10.0.0.3:80': 0, '10.0.0.5:80': 1},
    }),
    modRevision: 81_212,
  },
  {
    ...changeEntry('/apisix/routes/18', route, {...route, status: 0, plugins: {'key-auth': {}}}),
    modRevision: 81_213,
  },
  ...burst,
  statusEntry('disconnected', {reason: 'read ECONNRESET', timeMs: startMs + 5000}),
  statusEntry('resumed', {
    fromRevision: 81_231,
    toRevision: 81_236,
    outageSeconds: 29,
    timeMs: startMs + 34_000,
  }),
  {...putEntry('/apisix/ssls/1', {snis: ['pay.example'], key: 'very secret'}), modRevision: 81_237},
  {
    ...changeEntry('/apisix/consumers/日本語', {desc: 'ワイド文字'}, {desc: '文字 😀'}),
    modRevision: 81_238,
  },
  {
    type: 'delete',
    key: Buffer.from('/apisix/routes/17').toString('base64'),
    modRevision: 81_239,
    prevValue: Buffer.from(JSON.stringify(route)).toString('base64'),
    timeMs: startMs + 40_000,
    origin: 'watch',
  },
];

export const frameModel: ViewModel = quietModel;
