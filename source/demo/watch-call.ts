// The watch call over HTTP: requests are read from the body as they come, results leave one JSON
// object a line. Like etcd it sends no headers before the first line, keeps the response open after
// a cancel, and over keep-alive HTTP/1.1 sends nothing at all while the request's body is open.
import {type Answer, errorAnswer, refusalOf} from './answers.ts';
import {watchRefusalFor} from './authorization.ts';
import {headerOf, type MemberView} from './cluster.ts';
import {EtcdError} from './etcd-error.ts';
import {type Incoming, type Outgoing, sendAnswer, withCors} from './http-exchange.ts';
import {createObjectCutter} from './json-objects.ts';
import {eventJson} from './kv-json.ts';
import {type Fields, readFields} from './request-fields.ts';
import {createWatchStream, type WatchRequest, type WatchResult} from './watch-stream.ts';

type WatchCallOptions = {
  readonly request: Incoming;
  readonly response: Outgoing;
  readonly view: MemberView;
  readonly progressNotifyIntervalMs: number;
};

/** etcd looks for watches that are behind every 100 ms; there is no reason to make tests wait. */
const replayDelayMs = 5;

export function serveWatch(options: WatchCallOptions): void {
  const {request, view} = options;
  const writer = createLineWriter(options);
  const stream = createWatchStream({
    store: view.cluster.store,
    send: result => writer.line(`${JSON.stringify({result: resultJson(result, view)})}\n`),
    defer: step => void setTimeout(step, replayDelayMs),
    refusal: () => watchRefusalFor(request.headers, view),
    release: view.release,
  });
  const progress = setInterval(stream.notifyProgress, options.progressNotifyIntervalMs);
  options.response.once('close', () => {
    clearInterval(progress);
    stream.close();
  });
  const fail = (error: EtcdError) => failBeforeFirstLine(error, view, writer);
  readRequests(request, view, stream.receive, fail);
}

type LineWriter = {
  readonly line: (text: string) => void;
  /** An answer instead of a stream: only before the first line. */
  readonly refuse: (answer: Answer) => void;
};

function createLineWriter({request, response, view}: WatchCallOptions): LineWriter {
  let isOpen = isFullDuplex(request);
  let hasStarted = false;
  const held: string[] = [];
  const flush = () => {
    if (!isOpen || held.length === 0) return;
    if (!hasStarted) response.writeHead(200, withCors(streamHeaders, view.release));
    hasStarted = true;
    for (const text of held.splice(0)) response.write(text);
  };
  request.once('end', () => {
    isOpen = true;
    flush();
  });
  return {
    line: text => {
      held.push(text);
      flush();
    },
    refuse: answer => {
      if (hasStarted || held.length > 0) return;
      sendAnswer(response, {...answer, headers: withCors(answer.headers, view.release)});
    },
  };
}

const streamHeaders = {
  'content-type': 'application/json',
  'grpc-metadata-content-type': 'application/grpc',
};

/** Go's HTTP/1.1 server wants to drain the request before it replies, unless the connection ends. */
function isFullDuplex({httpVersionMajor, headers}: Incoming): boolean {
  return httpVersionMajor >= 2 || /\bclose\b/i.test(headers.connection ?? '');
}

function readRequests(
  request: Incoming,
  view: MemberView,
  receive: (request: WatchRequest) => void,
  fail: (error: EtcdError) => void,
): void {
  const cutter = createObjectCutter();
  let hasFailed = false;
  const guarded = (step: () => void) => {
    if (hasFailed) return;
    try {
      step();
    } catch (error) {
      hasFailed = true;
      fail(refusalOf(error));
    }
  };
  const take = (text: string) => {
    const read = readWatchRequest(readFields(text, view.release.generation));
    if (read !== undefined) receive(read);
  };
  request.setEncoding('utf8');
  request.on('data', (text: string) => guarded(() => cutter.push(text).forEach(take)));
  request.once('end', () => guarded(() => cutter.rest() !== '' && take(cutter.rest())));
  // Cut connections end here too; the response's close event does the tidying.
  request.on('error', () => {});
}

function readWatchRequest(fields: Fields): WatchRequest | undefined {
  const create = fields.child('create_request');
  if (create !== undefined) return {kind: 'create', create: readCreate(create)};
  const cancel = fields.child('cancel_request');
  if (cancel !== undefined) return {kind: 'cancel', watchId: cancel.id('watch_id')};
  return fields.has('progress_request') ? {kind: 'progress'} : undefined;
}

function readCreate(fields: Fields) {
  const filterType = 'etcdserverpb.WatchCreateRequest_FilterType';
  return {
    // Without a key etcd watches from the lowest one.
    key: fields.bytes('key') || '\0',
    rangeEnd: fields.bytes('range_end'),
    startRevision: fields.integer('start_revision'),
    prevKv: fields.flag('prev_kv'),
    progressNotify: fields.flag('progress_notify'),
    fragment: fields.flag('fragment'),
    filters: fields.choices('filters', ['NOPUT', 'NODELETE'] as const, filterType),
    watchId: fields.id('watch_id'),
  };
}

/** The second generation leaves the client waiting for ever; the first answers 500. */
function failBeforeFirstLine(error: EtcdError, {release}: MemberView, writer: LineWriter): void {
  if (release.generation === 'v2') return;
  writer.refuse(errorAnswer(new EtcdError(2, error.message, true), release));
}

function resultJson(result: WatchResult, view: MemberView): unknown {
  const {watchId, created, canceled, fragment, compactRevision, cancelReason, events} = result;
  return {
    header: headerOf(view, result.revision),
    ...(watchId === '0' ? {} : {watch_id: watchId}),
    ...(created === true ? {created} : {}),
    ...(canceled === true ? {canceled} : {}),
    ...(compactRevision === undefined ? {} : {compact_revision: String(compactRevision)}),
    ...(cancelReason === undefined ? {} : {cancel_reason: cancelReason}),
    ...(fragment === true ? {fragment} : {}),
    ...(events === undefined ? {} : {events: events.map(eventJson)}),
  };
}
