// Puts, deletes and transactions on the store: what etcd checks before it applies anything, and what
// each operation answers. Requests arrive decoded; JSON is not known here.
import {
  duplicateKey,
  emptyKey,
  keyNotFound,
  leaseNotFound,
  leaseProvided,
  tooManyOps,
  valueProvided,
} from './etcd-error.ts';
import {contains, type KeyInterval} from './key-interval.ts';
import {answerRange, type RangeQuery, type RangeResult} from './range-query.ts';
import type {KeyRecord, Store, Writer} from './store.ts';

export type PutRequest = {
  readonly key: string;
  readonly value: string;
  readonly lease: string;
  readonly prevKv: boolean;
  readonly ignoreValue: boolean;
  readonly ignoreLease: boolean;
};

export type DeleteRequest = KeyInterval & {readonly prevKv: boolean};

export type Compare = KeyInterval & {
  readonly result: 'EQUAL' | 'GREATER' | 'LESS' | 'NOT_EQUAL';
  readonly target:
    | {readonly field: 'version' | 'createRevision' | 'modRevision'; readonly number: number}
    | {readonly field: 'value'; readonly value: string}
    | {readonly field: 'lease'; readonly lease: string};
};

export type TxnRequest = {
  readonly compare: readonly Compare[];
  readonly success: readonly Operation[];
  readonly failure: readonly Operation[];
};

export type Operation =
  | {readonly kind: 'range'; readonly query: RangeQuery}
  | {readonly kind: 'put'; readonly request: PutRequest}
  | {readonly kind: 'delete'; readonly request: DeleteRequest}
  | {readonly kind: 'txn'; readonly request: TxnRequest};

export type PutResult = {readonly revision: number; readonly prevKv?: KeyRecord};
export type DeleteResult = {
  readonly revision: number;
  readonly deleted: number;
  readonly prevKvs: readonly KeyRecord[];
};
export type TxnResult = {
  readonly revision: number;
  readonly succeeded: boolean;
  readonly results: readonly OperationResult[];
};

export type OperationResult =
  | {readonly kind: 'range'; readonly result: RangeResult}
  | {readonly kind: 'put'; readonly result: PutResult}
  | {readonly kind: 'delete'; readonly result: DeleteResult}
  | {readonly kind: 'txn'; readonly result: TxnResult};

const txnOpsMax = 128;

/** Applies one operation as its own revision. */
export function runOperation(store: Store, operation: Operation): OperationResult {
  checkOperation(operation);
  return store.write(writer => {
    if (operation.kind === 'txn') checkReads(operation.request, writer);
    return apply(writer, operation);
  });
}

function checkOperation(operation: Operation): void {
  switch (operation.kind) {
    case 'range':
      if (operation.query.key === '') throw emptyKey();
      return;
    case 'delete':
      if (operation.request.key === '') throw emptyKey();
      return;
    case 'put':
      checkPut(operation.request);
      return;
    case 'txn':
      checkTxn(operation.request);
      writtenBy([operation]);
  }
}

function checkPut({key, value, lease, ignoreValue, ignoreLease}: PutRequest): void {
  if (key === '') throw emptyKey();
  if (ignoreValue && value !== '') throw valueProvided();
  if (ignoreLease && lease !== '0') throw leaseProvided();
}

function checkTxn({compare, success, failure}: TxnRequest): void {
  if (Math.max(compare.length, success.length, failure.length) > txnOpsMax) throw tooManyOps();
  if (compare.some(({key}) => key === '')) throw emptyKey();
  for (const operation of [...success, ...failure]) checkOperation(operation);
}

type Written = {readonly puts: readonly string[]; readonly deletes: readonly KeyInterval[]};

/** What a branch writes; a key that it writes twice is refused. Two branches never both run. */
function writtenBy(branch: readonly Operation[]): Written {
  const parts = branch.map(writtenByOne);
  const puts = parts.flatMap(part => [...new Set(part.puts)]);
  const deletes = parts.flatMap(part => part.deletes);
  const isTwice = new Set(puts).size < puts.length;
  const direct = branch.flatMap(one => (one.kind === 'put' ? [one.request.key] : []));
  const isDeletedToo = direct.some(key => deletes.some(interval => contains(interval, key)));
  if (isTwice || isDeletedToo) throw duplicateKey();
  return {puts, deletes};
}

function writtenByOne(operation: Operation): Written {
  switch (operation.kind) {
    case 'range':
      return {puts: [], deletes: []};
    case 'put':
      return {puts: [operation.request.key], deletes: []};
    case 'delete':
      return {puts: [], deletes: [operation.request]};
    case 'txn': {
      const branches = [operation.request.success, operation.request.failure].map(writtenBy);
      return {
        puts: branches.flatMap(branch => branch.puts),
        deletes: branches.flatMap(branch => branch.deletes),
      };
    }
  }
}

/** Refused before anything is applied, so that a transaction never stops half way. */
function checkReads(request: TxnRequest, writer: Writer): void {
  for (const operation of chosenBranch(request, writer)) {
    if (operation.kind === 'range') writer.read({key: '\0'}, operation.query.revision);
    if (operation.kind === 'put' && operation.request.lease !== '0') throw leaseNotFound();
    if (operation.kind === 'put') checkKept(operation.request, writer);
    if (operation.kind === 'txn') checkReads(operation.request, writer);
  }
}

function checkKept({key, ignoreValue, ignoreLease}: PutRequest, writer: Writer): void {
  if (!ignoreValue && !ignoreLease) return;
  if (writer.read({key}).records.length === 0) throw keyNotFound();
}

function apply(writer: Writer, operation: Operation): OperationResult {
  switch (operation.kind) {
    case 'range':
      return {kind: 'range', result: answerRange(operation.query, writer.read)};
    case 'put':
      return {kind: 'put', result: applyPut(writer, operation.request)};
    case 'delete':
      return {kind: 'delete', result: applyDelete(writer, operation.request)};
    case 'txn':
      return {kind: 'txn', result: applyTxn(writer, operation.request)};
  }
}

function applyPut(writer: Writer, request: PutRequest): PutResult {
  if (request.lease !== '0') throw leaseNotFound();
  checkKept(request, writer);
  const [before] = writer.read({key: request.key}).records;
  const value = request.ignoreValue ? (before?.value ?? '') : request.value;
  const lease = request.ignoreLease ? before?.lease : undefined;
  const prevKv = writer.put({key: request.key, value, ...(lease === undefined ? {} : {lease})});
  const revision = writer.revision();
  return request.prevKv && prevKv !== undefined ? {revision, prevKv} : {revision};
}

function applyDelete(writer: Writer, request: DeleteRequest): DeleteResult {
  const gone = writer.deleteRange(request);
  const prevKvs = request.prevKv ? gone : [];
  return {revision: writer.revision(), deleted: gone.length, prevKvs};
}

function applyTxn(writer: Writer, request: TxnRequest): TxnResult {
  const succeeded = request.compare.every(compare => holds(compare, writer));
  const branch = succeeded ? request.success : request.failure;
  const results = branch.map(operation => apply(writer, operation));
  return {revision: writer.revision(), succeeded, results};
}

function chosenBranch(request: TxnRequest, writer: Writer): readonly Operation[] {
  const succeeded = request.compare.every(compare => holds(compare, writer));
  return succeeded ? request.success : request.failure;
}

function holds(compare: Compare, writer: Writer): boolean {
  const {records} = writer.read(compare);
  if (records.length > 0) return records.every(record => holdsFor(compare, record));
  // An absent key has version and revisions 0, but no value that anything could be compared with.
  if (compare.target.field === 'value') return false;
  const absent = {key: '', value: '', createRevision: 0, modRevision: 0, version: 0};
  return holdsFor(compare, absent);
}

function holdsFor({result, target}: Compare, record: KeyRecord): boolean {
  const order = orderOf(target, record);
  switch (result) {
    case 'EQUAL':
      return order === 0;
    case 'NOT_EQUAL':
      return order !== 0;
    case 'GREATER':
      return order > 0;
    case 'LESS':
      return order < 0;
  }
}

function orderOf(target: Compare['target'], record: KeyRecord): number {
  if (target.field === 'value') {
    return Buffer.compare(Buffer.from(record.value, 'base64'), Buffer.from(target.value, 'base64'));
  }
  if (target.field === 'lease') return Number(BigInt(record.lease ?? 0) - BigInt(target.lease));
  return record[target.field] - target.number;
}
