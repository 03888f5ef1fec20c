// Data that several behaviours start from, and short views of answers.
import {base64, type Session} from './session.ts';

/** Five keys, a to e, at the revisions 1 to 5. */
export async function fillFive(session: Session): Promise<void> {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await session.put(name, `v${name}`);
}

/** Three revisions of one key, compacted at the second. */
export async function fillAndCompact(session: Session): Promise<void> {
  for (const value of ['1', '2', '3']) await session.put('a', value);
  await session.post('/kv/compaction', {revision: session.revision(2), physical: true});
}

/** So many keys, each at a revision of its own. */
export async function fillMany(session: Session, count: number): Promise<void> {
  for (let at = 0; at < count; at += 20) {
    await Promise.all(Array.from({length: 20}, (_, one) => session.put(`${at + one}`, 'v')));
  }
}

/** A transaction of a hundred keys, 1.1 MB in all. */
export async function putLarge(session: Session): Promise<void> {
  const value = base64('x'.repeat(11_000));
  const success = Array.from({length: 100}, (_, at) => ({
    request_put: {key: session.key(String(at).padStart(3, '0')), value},
  }));
  await session.post('/kv/txn', {success});
}

export function keysOf(answer: unknown): unknown {
  const {body} = answer as {body: {kvs?: readonly {key: string}[]}};
  return body.kvs?.map(({key}) => key);
}
