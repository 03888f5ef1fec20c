// The answer to Cluster/MemberList as protobuf (api/etcdserverpb/rpc.proto), for the one call that is
// made over gRPC: the fields that say who the members are and where they listen, the rest skipped.
// Bytes that are no such message give undefined.
import type {Member} from './messages.ts';

export type MemberList = {
  /** The member that answered, lower-case hex. */
  readonly memberId: string;
  readonly members: readonly Member[];
};

/** ResponseHeader header = 1; repeated Member members = 2. */
export function decodeMemberListMessage(bytes: Uint8Array): MemberList | undefined {
  const fields = readFields(bytes);
  if (fields === undefined) return undefined;
  // ResponseHeader: uint64 cluster_id = 1; uint64 member_id = 2.
  const header = readFields(bytesOf(fields, 1)[0] ?? new Uint8Array());
  const members = bytesOf(fields, 2).map(decodeMember);
  if (header === undefined || !members.every(member => member !== undefined)) return undefined;
  return {memberId: idOf(header, 2), members};
}

// uint64 ID = 1; string name = 2; repeated string peerURLs = 3, clientURLs = 4; bool isLearner = 5.
function decodeMember(bytes: Uint8Array): Member | undefined {
  const fields = readFields(bytes);
  if (fields === undefined) return undefined;
  return {
    id: idOf(fields, 1),
    name: textsOf(fields, 2)[0] ?? '',
    peerUrls: textsOf(fields, 3),
    clientUrls: textsOf(fields, 4),
    isLearner: fields.some(({number, value}) => number === 5 && value === 1n),
  };
}

type Field = {readonly number: number; readonly value: bigint | Uint8Array};

function bytesOf(fields: readonly Field[], number: number): readonly Uint8Array[] {
  return fields.flatMap(field =>
    field.number === number && typeof field.value !== 'bigint' ? [field.value] : [],
  );
}

function textsOf(fields: readonly Field[], number: number): readonly string[] {
  return bytesOf(fields, number).map(bytes => Buffer.from(bytes).toString('utf8'));
}

function idOf(fields: readonly Field[], number: number): string {
  const found = fields.find(field => field.number === number);
  return typeof found?.value === 'bigint' ? found.value.toString(16) : '0';
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** Of the wire types with a fixed size: 64 and 32 bit. */
const FIXED_BYTES: Readonly<Record<number, number>> = {1: 8, 5: 4};

function readFields(bytes: Uint8Array): readonly Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (tag === undefined) return undefined;
    const read = readValue(bytes, tag.next, Number(tag.value & 7n));
    if (read === undefined || read.next > bytes.length) return undefined;
    fields.push({number: Number(tag.value >> 3n), value: read.value});
    at = read.next;
  }
  return fields;
}

function readValue(
  bytes: Uint8Array,
  at: number,
  wireType: number,
): {value: bigint | Uint8Array; next: number} | undefined {
  if (wireType === VARINT) return readVarint(bytes, at);
  const fixed = FIXED_BYTES[wireType];
  if (fixed !== undefined) return {value: bytes.subarray(at, at + fixed), next: at + fixed};
  if (wireType !== LENGTH_DELIMITED) return undefined;
  const length = readVarint(bytes, at);
  if (length === undefined || length.value > BigInt(bytes.length)) return undefined;
  const next = length.next + Number(length.value);
  return {value: bytes.subarray(length.next, next), next};
}

// At most ten bytes, seven bits each, the lowest first.
function readVarint(bytes: Uint8Array, start: number): {value: bigint; next: number} | undefined {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return {value: BigInt.asUintN(64, value), next: start + index + 1};
  }
  return undefined;
}
