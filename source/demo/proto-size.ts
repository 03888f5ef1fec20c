// Sizes of messages as protobuf, which is what etcd measures when it splits watch responses and
// refuses requests. Field numbers of these messages are all below 16: one byte each.
import type {KeyRecord, StoreEvent} from './store.ts';

function eventSize({type, kv, prevKv}: StoreEvent): number {
  const typeSize = type === 'delete' ? 2 : 0;
  return (
    typeSize + nested(recordSize(kv)) + (prevKv === undefined ? 0 : nested(recordSize(prevKv)))
  );
}

/** An event as a member of a list of events: with its tag and length. */
export function listedEventSize(event: StoreEvent): number {
  return nested(eventSize(event));
}

export function putRequestSize(key: string, value: string): number {
  return bytesField(key.length) + bytesField(decodedLength(value));
}

function recordSize(record: KeyRecord): number {
  return (
    bytesField(record.key.length) +
    integerField(record.createRevision) +
    integerField(record.modRevision) +
    integerField(record.version) +
    bytesField(decodedLength(record.value)) +
    integerField(Number(record.lease ?? 0))
  );
}

function decodedLength(base64: string): number {
  return Buffer.byteLength(base64, 'base64');
}

function nested(size: number): number {
  return 1 + integerSize(size) + size;
}

function bytesField(length: number): number {
  return length === 0 ? 0 : nested(length);
}

function integerField(value: number): number {
  return value === 0 ? 0 : 1 + integerSize(value);
}

function integerSize(value: number): number {
  return value < 128 ? 1 : Math.ceil(Math.log2(value + 1) / 7);
}
