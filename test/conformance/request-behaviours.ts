// How requests may be written, and what becomes of those that are miswritten: names, enums, base64,
// cut and empty bodies. Here the generations of the gateway differ most.
import {type Behaviour, byRelease, ok, refused} from './behaviour.ts';
import {fillFive, keysOf} from './session-data.ts';

export const requestBehaviours: readonly Behaviour[] = [
  {
    claim:
      'names may be camelCase, integers numbers, enums numbers, and unknown fields are ignored',
    act: async session => {
      await fillFive(session);
      const {key, range_end} = session.all();
      const query = {key, rangeEnd: range_end, limit: 1, sort_order: 2, nonsense: {deep: []}};
      return keysOf(await session.post('/kv/range', query));
    },
    expected: ['e'],
  },
  {
    claim: 'an unknown enum name is refused by the first generation and ignored by the second',
    act: session => session.post('/kv/range', {key: session.key('a'), sort_order: 'SIDEWAYS'}),
    expected: byRelease(({generation}) =>
      generation === 'v2'
        ? ok({header: {revision: 0}})
        : refused(400, 3, 'unknown value "SIDEWAYS" for enum etcdserverpb.RangeRequest_SortOrder'),
    ),
  },
  {
    claim: 'what is not base64 is refused',
    act: session => session.post('/kv/range', '{"key":"%%%"}'),
    expected: byRelease(({generation}) =>
      generation === 'v1'
        ? refused(400, 3, 'illegal base64 data at input byte 0')
        : refused(400, 3, 'proto: (line 1:8): invalid value for bytes field key: "%%%"'),
    ),
  },
  {
    claim: 'the message about bad base64 points at its place',
    act: async session => [
      await session.post('/kv/range', '{"limit":1,\n "range_end": "AAAA*A=="}'),
      await session.post('/kv/range', '{"key":"AAAAA"}'),
    ],
    expected: byRelease(({generation}) =>
      generation === 'v1'
        ? [
            refused(400, 3, 'illegal base64 data at input byte 4'),
            refused(400, 3, 'illegal base64 data at input byte 4'),
          ]
        : [
            refused(
              400,
              3,
              'proto: (line 2:15): invalid value for bytes field rangeEnd: "AAAA*A=="',
            ),
            refused(400, 3, 'proto: (line 1:8): invalid value for bytes field key: "AAAAA"'),
          ],
    ),
  },
  {
    claim: 'base64 without padding or of the URL alphabet is for the second generation only',
    act: async session => [
      await session.post('/kv/range', {key: 'bm9uZQ'}),
      await session.post('/kv/range', {key: '_-8='}),
    ],
    expected: byRelease(({generation}) =>
      generation === 'v2'
        ? [ok({header: {revision: 0}}), ok({header: {revision: 0}})]
        : [
            refused(400, 3, 'illegal base64 data at input byte 4'),
            refused(400, 3, 'illegal base64 data at input byte 0'),
          ],
    ),
  },
  {
    claim: 'a cut body is refused',
    act: async session => [
      await session.post('/kv/range', '{"key":'),
      await session.post('/kv/range', '{"key":"Zm9v'),
      await session.post('/kv/range', '{"key":"Zm9v"'),
    ],
    expected: [
      refused(400, 3, 'unexpected EOF'),
      refused(400, 3, 'unexpected EOF'),
      refused(400, 3, 'unexpected EOF'),
    ],
  },
  {
    claim: 'an empty body is an empty request, except on 3.3',
    act: session => session.post('/kv/range', ''),
    expected: byRelease(({minor}) =>
      minor < 4 ? refused(400, 3, 'EOF') : refused(400, 3, 'etcdserver: key is not provided'),
    ),
  },
];
