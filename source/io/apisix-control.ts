// Asks the Control API of the APISIX on this host what its workers have loaded. One worker answers a
// connection, whichever the kernel picks, so several connections are made, one after the other: the
// gateway has other things to do. Reads only.
import http from 'node:http';
import {
  type ControlAnswer,
  type ControlAnswers,
  type ControlFault,
  faultOf,
  unreadableAnswer,
  versionIn,
} from '../apisix/control-answers.ts';
import {
  type ComparedKind,
  comparedKinds,
  controlPaths,
  type LoadedKind,
  readLoaded,
  type WorkerView,
} from '../apisix/loaded-resources.ts';

export type ControlApi = {readonly host: string; readonly port: number};

type AskControlOptions = {
  readonly api: ControlApi;
  /** Connections. */
  readonly samples: number;
  /** Without a byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly debug?: (line: string) => void;
};

/** Every route with its plugins: some MB for thousands. */
const answerBytesMax = 256 * 1024 * 1024;
/** Further connections would cost the gateway more than they tell. */
const allBytesMax = 512 * 1024 * 1024;

export async function askControlApi(options: AskControlOptions): Promise<ControlAnswers> {
  const workers: WorkerView[] = [];
  let apisixVersion: string | undefined;
  let bytes = 0;
  for (let sample = 0; sample < options.samples && bytes < allBytesMax; sample++) {
    const asked = await askOnce(options);
    bytes += asked.bytes;
    apisixVersion ??= asked.apisixVersion;
    const about = {...(apisixVersion !== undefined && {apisixVersion})};
    if (asked.fault !== undefined) return {ok: false, fault: asked.fault, ...about};
    workers.push(asked.view);
  }
  return {ok: true, workers, ...(apisixVersion !== undefined && {apisixVersion})};
}

export function controlUrl({host, port}: ControlApi): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

type Asked = {
  readonly view: WorkerView;
  readonly bytes: number;
  readonly apisixVersion?: string;
  readonly fault?: ControlFault;
};

/** One connection, kept open over all kinds. */
async function askOnce(options: AskControlOptions): Promise<Asked> {
  const agent = new http.Agent({keepAlive: true, maxSockets: 1});
  const view = new Map<ComparedKind, LoadedKind>();
  const url = controlUrl(options.api);
  let bytes = 0;
  let apisixVersion: string | undefined;
  const done = (fault?: ControlFault): Asked => ({
    view,
    bytes,
    ...(apisixVersion !== undefined && {apisixVersion}),
    ...(fault && {fault}),
  });
  try {
    for (const kind of comparedKinds) {
      const answer = await get(options, controlPaths[kind], agent);
      bytes += answer.text.length;
      apisixVersion ??= versionIn(answer);
      // Older ones tell fewer kinds; routes are told by every one that tells any.
      if (kind !== 'routes' && answer.status === 404) continue;
      const fault = faultOf(url, answer);
      if (fault !== undefined) return done(fault);
      const reading = readLoaded(kind, answer.text);
      if (!reading.ok) return done(unreadableAnswer(url, controlPaths[kind], reading.fault));
      view.set(kind, reading.loaded);
    }
    return done();
  } catch (error) {
    if (options.signal?.aborted) throw error;
    return done(failureOf(url, error, options));
  } finally {
    agent.destroy();
  }
}

class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

class SilentError extends Error {
  override readonly name = 'SilentError';
}

function get(options: AskControlOptions, path: string, agent: http.Agent): Promise<ControlAnswer> {
  const {api, timeoutMs, signal, debug} = options;
  debug?.(`GET ${controlUrl(api)}${path}`);
  return new Promise((resolve, reject) => {
    const request = http.get({
      ...api,
      path,
      agent,
      headers: {accept: 'application/json'},
      timeout: timeoutMs,
      ...(signal && {signal}),
    });
    request.on('timeout', () => request.destroy(new SilentError(`nothing for ${timeoutMs} ms`)));
    request.on('error', reject);
    request.on('response', response => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > answerBytesMax) request.destroy(new AnswerTooLargeError(path));
        else chunks.push(chunk);
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          server: String(response.headers.server ?? ''),
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
  });
}

function failureOf(url: string, error: unknown, {timeoutMs}: AskControlOptions): ControlFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof AnswerTooLargeError) {
    return {
      id: 'control-too-large',
      summary: `${url}${error.message} answers more than ${answerBytesMax} bytes`,
      remedy: 'Compare single resources by hand: curl /v1/route/ID, modifiedIndex against etcd.',
    };
  }
  if (error instanceof SilentError || code === 'ETIMEDOUT') {
    return {
      id: 'control-timeout',
      summary: `${url} does not answer in ${timeoutMs} ms`,
      remedy: 'Look whether its workers are busy (top), or name another place with --control-api.',
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      id: 'control-refused',
      summary: `nothing listens at ${url}`,
      remedy:
        'Start APISIX, set apisix: enable_control: true, or say where it listens: --control-api HOST:PORT.',
    };
  }
  const text = error instanceof Error ? error.message : String(error);
  return {
    id: code.startsWith('HPE_') ? 'control-wrong-port' : 'control-failed',
    summary: `${url}: ${code.startsWith('HPE_') ? 'no HTTP/1.1 is spoken there' : text}`,
    remedy: 'Name the Control API with --control-api HOST:PORT (apisix.control in config.yaml).',
  };
}
