// What is around the key-value calls: plain pages, status, members, alarms, authentication that is
// off, and the answers to wrong paths and methods.
import {type Behaviour, byRelease, ok, refused} from './behaviour.ts';
import type {Session} from './session.ts';

const notFound = {status: 404, type: 'text/plain; charset=utf-8', text: '404 page not found\n'};
const wrongMethod = byRelease(({generation}) =>
  generation === 'v1'
    ? {status: 405, type: 'text/plain; charset=utf-8', text: 'Method Not Allowed\n'}
    : {status: 501, body: {code: 12, message: 'Method Not Allowed'}},
);
const unknownCall = byRelease(({generation}) =>
  generation === 'v1'
    ? {status: 404, type: 'text/plain; charset=utf-8', text: 'Not Found\n'}
    : {status: 404, body: {code: 5, message: 'Not Found'}},
);

export const pageBehaviours: readonly Behaviour[] = [
  {
    claim: 'version names server and cluster',
    act: session => session.request('GET', '/version'),
    expected: byRelease(({version, minor}) =>
      ok({etcdserver: version, etcdcluster: `3.${minor}.0`}),
    ),
  },
  {
    claim: 'health is JSON in text',
    act: session => session.request('GET', '/health'),
    expected: byRelease(({minor}) => ({
      status: 200,
      type: 'text/plain; charset=utf-8',
      text: minor < 5 ? '{"health":"true"}' : '{"health":"true","reason":""}',
    })),
  },
  {
    claim: 'readyz and livez are there since 3.5',
    act: session => Promise.all(['/readyz', '/livez'].map(path => session.request('GET', path))),
    expected: byRelease(({minor}) => {
      const page = {status: 200, type: 'text/plain; charset=utf-8', text: 'ok\n'};
      return minor < 5 ? [notFound, notFound] : [page, page];
    }),
  },
  {
    claim: 'metrics tell leader and revisions',
    act: async session => {
      await session.put('a', 'one');
      await session.put('a', 'two');
      const {text} = await session.probe.request('GET', '/metrics');
      const gauge = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
      return {
        leader: gauge('etcd_server_has_leader'),
        isLeader: gauge('etcd_server_is_leader'),
        revision: gauge('etcd_debugging_mvcc_current_revision') - Number(session.revision(0)),
        hasCompactRevision: !Number.isNaN(gauge('etcd_debugging_mvcc_compact_revision')),
      };
    },
    expected: {
      leader: 1,
      isLeader: 1,
      revision: 2,
      hasCompactRevision: true,
    },
  },
  {
    claim: 'status has these fields, and the member that answers leads',
    act: async session => {
      const {text} = await session.probe.post('/maintenance/status', {});
      const status = JSON.parse(text);
      const leads = status.leader === status.header.member_id;
      return {fields: Object.keys(status).sort(), leads, version: status.version};
    },
    expected: {
      fields: byRelease(({minor}) => [
        'dbSize',
        ...(minor < 4 ? [] : ['dbSizeInUse']),
        'header',
        'leader',
        ...(minor < 4 ? [] : ['raftAppliedIndex']),
        'raftIndex',
        'raftTerm',
        'version',
      ]),
      leads: true,
      version: byRelease(({version}) => version),
    },
  },
  {
    claim: 'the member list has names and URLs, and a header without a revision',
    act: async session => {
      const {text} = await session.probe.post('/cluster/member/list', {});
      const {header, members} = JSON.parse(text);
      const [member] = members;
      return {
        header: Object.keys(header).sort(),
        count: members.length,
        fields: Object.keys(member).sort(),
        name: member.name,
        urls: [member.peerURLs.length, member.clientURLs.length],
      };
    },
    expected: {
      header: ['cluster_id', 'member_id', 'raft_term'],
      count: 1,
      fields: ['ID', 'clientURLs', 'name', 'peerURLs'],
      name: 'm1',
      urls: [1, 1],
    },
  },
  {
    claim: 'no alarms are an empty answer, with a header since 3.5',
    act: session => session.post('/maintenance/alarm', {}),
    expected: byRelease(({minor}) => ok(minor < 5 ? {} : {header: {revision: 0}})),
  },
  {
    claim: 'a hash is a JSON number',
    act: async session => {
      const {text} = await session.probe.post('/maintenance/hash', {});
      return typeof JSON.parse(text).hash;
    },
    expected: 'number',
  },
  {
    claim: 'hashkv tells the compact revision, since 3.5',
    act: async session => {
      await session.put('a', 'one');
      await session.put('a', 'two');
      await session.post('/kv/compaction', {revision: session.revision(1), physical: true});
      const answer = await session.post('/maintenance/hashkv', {});
      const {status, body} = answer as {status: number; body?: Record<string, unknown>};
      return {status, compactRevision: body?.compact_revision};
    },
    expected: byRelease(({minor}) =>
      minor < 5 ? {status: 404, compactRevision: undefined} : {status: 200, compactRevision: 1},
    ),
  },
  {
    claim: 'where authentication is off, nobody gets a token',
    act: session => session.post('/auth/authenticate', {name: 'root', password: 'x'}),
    expected: refused(
      byRelease(({minor}) => (minor < 5 ? 412 : 400)),
      9,
      'etcdserver: authentication is not enabled',
    ),
  },
  {
    claim: 'auth/status says so since 3.5',
    act: session => session.post('/auth/status', {}),
    expected: byRelease(({minor}) =>
      minor < 5 ? unknownCall : ok({header: {revision: 0}, authRevision: '1'}),
    ),
  },
  {
    claim: 'an unknown token that nobody needs is ignored since 3.5',
    act: session => session.post('/kv/range', {key: session.key('a')}, {authorization: 'whatever'}),
    expected: byRelease(({minor}) =>
      minor < 5 ? refused(401, 16, 'etcdserver: invalid auth token') : ok({header: {revision: 0}}),
    ),
  },
  {
    claim: 'unknown paths outside the API are not found',
    act: session =>
      Promise.all(
        ['/', '/nope', '/v3alpha/kv/range', '/v2nope', '/v3x'].map(path =>
          session.request('GET', path),
        ),
      ),
    expected: [
      notFound,
      notFound,
      // 3.3 still takes the older name of its API.
      byRelease(({minor}) => (minor < 4 ? wrongMethod : notFound)),
      notFound,
      notFound,
    ],
  },
  {
    claim: '3.3 answers below v3beta only, later releases below both',
    act: async session => {
      const body = JSON.stringify({key: session.key('none')});
      const paths = ['/v3/kv/range', '/v3beta/kv/range'];
      return Promise.all(paths.map(path => session.request('POST', path, body)));
    },
    expected: [
      byRelease(({minor}) => (minor < 4 ? notFound : ok({header: {revision: 0}}))),
      ok({header: {revision: 0}}),
    ],
  },
  {
    claim: 'unknown calls of the API are not found, in the shape of the generation',
    act: session => session.post('/kv/nosuch', {}),
    expected: unknownCall,
  },
  {
    claim: 'anything but POST is the wrong method',
    act: async session => {
      const calls = ['/kv/range', '/watch', '/maintenance/status'];
      return Promise.all(calls.map(call => getCall(session, call)));
    },
    expected: [wrongMethod, wrongMethod, wrongMethod],
  },
  {
    claim: 'answers name their type and length',
    act: async session => {
      const {headers} = await session.probe.post('/kv/range', {key: session.key('none')});
      return {
        type: headers['content-type'],
        grpcType: headers['grpc-metadata-content-type'],
        hasLength: headers['content-length'] !== undefined,
        cors: headers['access-control-allow-origin'],
      };
    },
    expected: {
      type: 'application/json',
      grpcType: 'application/grpc',
      hasLength: true,
      cors: byRelease(({minor}) => (minor < 4 ? undefined : '*')),
    },
  },
];

async function getCall(session: Session, call: string): Promise<unknown> {
  const {text} = await session.probe.request('GET', '/version');
  const isOld = JSON.parse(text).etcdserver.startsWith('3.3.');
  return session.request('GET', `${isOld ? '/v3beta' : '/v3'}${call}`);
}
