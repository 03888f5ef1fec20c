// Key-value requests out of JSON fields and results into JSON, as the gateway writes them:
// proto names, 64-bit integers as strings, zero values left out.
import type {RangeQuery, RangeResult} from './range-query.ts';
import type {Fields} from './request-fields.ts';
import type {KeyRecord, StoreEvent} from './store.ts';
import type {
  Compare,
  DeleteRequest,
  DeleteResult,
  Operation,
  OperationResult,
  PutRequest,
  PutResult,
  TxnRequest,
  TxnResult,
} from './txn.ts';

/** Makes the header of an answer for a revision. */
type HeaderAt = (revision: number) => unknown;

export function readRange(fields: Fields): RangeQuery {
  const choiceOf = 'etcdserverpb.RangeRequest_Sort';
  return {
    key: fields.bytes('key'),
    rangeEnd: fields.bytes('range_end'),
    limit: fields.integer('limit'),
    revision: fields.integer('revision'),
    sortOrder: fields.choice('sort_order', ['NONE', 'ASCEND', 'DESCEND'], `${choiceOf}Order`),
    sortTarget: fields.choice(
      'sort_target',
      ['KEY', 'VERSION', 'CREATE', 'MOD', 'VALUE'],
      `${choiceOf}Target`,
    ),
    keysOnly: fields.flag('keys_only'),
    countOnly: fields.flag('count_only'),
    minModRevision: fields.integer('min_mod_revision'),
    maxModRevision: fields.integer('max_mod_revision'),
    minCreateRevision: fields.integer('min_create_revision'),
    maxCreateRevision: fields.integer('max_create_revision'),
  };
}

export function readPut(fields: Fields): PutRequest {
  return {
    key: fields.bytes('key'),
    value: fields.base64('value'),
    lease: fields.id('lease'),
    prevKv: fields.flag('prev_kv'),
    ignoreValue: fields.flag('ignore_value'),
    ignoreLease: fields.flag('ignore_lease'),
  };
}

export function readDelete(fields: Fields): DeleteRequest {
  return {
    key: fields.bytes('key'),
    rangeEnd: fields.bytes('range_end'),
    prevKv: fields.flag('prev_kv'),
  };
}

export function readTxn(fields: Fields): TxnRequest {
  return {
    compare: fields.children('compare').map(readCompare),
    success: fields.children('success').flatMap(readOperation),
    failure: fields.children('failure').flatMap(readOperation),
  };
}

function readOperation(fields: Fields): readonly Operation[] {
  const range = fields.child('request_range');
  if (range !== undefined) return [{kind: 'range', query: readRange(range)}];
  const put = fields.child('request_put');
  if (put !== undefined) return [{kind: 'put', request: readPut(put)}];
  const remove = fields.child('request_delete_range');
  if (remove !== undefined) return [{kind: 'delete', request: readDelete(remove)}];
  const txn = fields.child('request_txn');
  return txn === undefined ? [] : [{kind: 'txn', request: readTxn(txn)}];
}

function readCompare(fields: Fields): Compare {
  const results = ['EQUAL', 'GREATER', 'LESS', 'NOT_EQUAL'] as const;
  return {
    key: fields.bytes('key'),
    rangeEnd: fields.bytes('range_end'),
    result: fields.choice('result', results, 'etcdserverpb.Compare_CompareResult'),
    target: readTarget(fields),
  };
}

function readTarget(fields: Fields): Compare['target'] {
  const targets = ['VERSION', 'CREATE', 'MOD', 'VALUE', 'LEASE'] as const;
  const target = fields.choice('target', targets, 'etcdserverpb.Compare_CompareTarget');
  switch (target) {
    case 'VERSION':
      return {field: 'version', number: fields.integer('version')};
    case 'CREATE':
      return {field: 'createRevision', number: fields.integer('create_revision')};
    case 'MOD':
      return {field: 'modRevision', number: fields.integer('mod_revision')};
    case 'VALUE':
      return {field: 'value', value: fields.base64('value')};
    case 'LEASE':
      return {field: 'lease', lease: fields.id('lease')};
  }
}

export function rangeJson({records, more, count, revision}: RangeResult, header: HeaderAt) {
  return {
    header: header(revision),
    ...(records.length === 0 ? {} : {kvs: records.map(recordJson)}),
    ...(more ? {more} : {}),
    ...integer('count', count),
  };
}

export function putJson({revision, prevKv}: PutResult, header: HeaderAt) {
  return {
    header: header(revision),
    ...(prevKv === undefined ? {} : {prev_kv: recordJson(prevKv)}),
  };
}

export function deleteJson({revision, deleted, prevKvs}: DeleteResult, header: HeaderAt) {
  return {
    header: header(revision),
    ...integer('deleted', deleted),
    ...(prevKvs.length === 0 ? {} : {prev_kvs: prevKvs.map(recordJson)}),
  };
}

export function txnJson({revision, succeeded, results}: TxnResult, header: HeaderAt) {
  return {
    header: header(revision),
    ...(succeeded ? {succeeded} : {}),
    ...(results.length === 0 ? {} : {responses: results.map(operationJson)}),
  };
}

function operationJson(operation: OperationResult): unknown {
  // Inside a transaction headers hold nothing but the revision.
  const header = (revision: number) => ({revision: String(revision)});
  switch (operation.kind) {
    case 'range':
      return {response_range: rangeJson(operation.result, header)};
    case 'put':
      return {response_put: putJson(operation.result, header)};
    case 'delete':
      return {response_delete_range: deleteJson(operation.result, header)};
    case 'txn':
      // A transaction in a transaction does not even tell the revision.
      return {response_txn: txnJson(operation.result, () => ({}))};
  }
}

export function eventJson({type, kv, prevKv}: StoreEvent): unknown {
  return {
    ...(type === 'delete' ? {type: 'DELETE'} : {}),
    kv: recordJson(kv),
    ...(prevKv === undefined ? {} : {prev_kv: recordJson(prevKv)}),
  };
}

function recordJson(record: KeyRecord): unknown {
  return {
    key: Buffer.from(record.key, 'latin1').toString('base64'),
    ...integer('create_revision', record.createRevision),
    ...integer('mod_revision', record.modRevision),
    ...integer('version', record.version),
    ...(record.value === '' ? {} : {value: record.value}),
    ...(record.lease === undefined ? {} : {lease: record.lease}),
  };
}

function integer(name: string, value: number): Record<string, string> {
  return value === 0 ? {} : {[name]: String(value)};
}
