// What came of asking a Control API: the workers' views, or why there are none. Somebody else may answer
// at that port, and often does: the wrong port is named for what it is.
import type {WorkerView} from './loaded-resources.ts';

export type ControlAnswers =
  | {readonly ok: true; readonly workers: readonly WorkerView[]; readonly apisixVersion?: string}
  | {readonly ok: false; readonly fault: ControlFault; readonly apisixVersion?: string};

export type ControlFault = {
  /** control-refused, control-timeout, control-wrong-port, control-not-found, control-too-large. */
  readonly id: string;
  readonly summary: string;
  readonly remedy: string;
};

/** One HTTP answer. */
export type ControlAnswer = {
  readonly status: number;
  readonly contentType: string;
  /** The Server header. */
  readonly server: string;
  readonly text: string;
};

/** "APISIX/3.9.1" in a Server header. */
export function versionIn({server}: ControlAnswer): string | undefined {
  return /\bAPISIX\/(\d+\.\d+(?:\.\d+)?)/.exec(server)?.[1];
}

/** Why an answer to /v1/routes is none of a Control API; undefined: it may be one. */
export function faultOf(url: string, answer: ControlAnswer): ControlFault | undefined {
  const {status, contentType, text} = answer;
  if (status === 200 && !isHtml(answer)) return undefined;
  const other = otherServer(answer);
  if (other !== undefined) {
    return {
      id: 'control-wrong-port',
      summary: `${url} is ${other}, not the Control API`,
      remedy:
        'Name it with --control-api HOST:PORT; apisix.control in config.yaml says where it listens (127.0.0.1:9090).',
    };
  }
  if (status === 404) {
    return {
      id: 'control-not-found',
      summary: `${url} answers 404 for /v1/routes: another service, or an APISIX before 2.10`,
      remedy: 'Name the Control API with --control-api HOST:PORT, or upgrade APISIX.',
    };
  }
  const first = JSON.stringify(text.trim().slice(0, 60));
  return {
    id: 'control-wrong-port',
    summary: `${url} answers ${status} ${contentType || 'without a content type'}: ${first}`,
    remedy: 'Name the Control API with --control-api HOST:PORT.',
  };
}

/** A list that can't be read as one. */
export function unreadableAnswer(url: string, path: string, fault: string): ControlFault {
  return {
    id: 'control-wrong-port',
    summary: `${url}${path} answers ${fault}`,
    remedy: 'Name the Control API with --control-api HOST:PORT.',
  };
}

export function disabledControl(file: string): ControlFault {
  return {
    id: 'control-disabled',
    summary: `the Control API is switched off: enable_control: false in ${file}`,
    remedy: 'Set apisix: enable_control: true and reload; it listens on 127.0.0.1 only.',
  };
}

function otherServer(answer: ControlAnswer): string | undefined {
  const {text, status} = answer;
  if (/404 Route Not Found/.test(text)) return 'the port of the gateway itself (node_listen)';
  if (/failed to check token|missing apikey/i.test(text)) return 'the Admin API';
  if (/^# (HELP|TYPE) /m.test(text)) return 'the Prometheus exporter';
  if (/etcdserver|etcdcluster/.test(text)) return 'etcd';
  if (status === 400 && /HTTPS port/.test(text)) return 'a TLS port';
  return isHtml(answer) && status !== 404 ? 'a web server' : undefined;
}

function isHtml({contentType, text}: ControlAnswer): boolean {
  return /html/i.test(contentType) || /^\s*<(!doctype|html)/i.test(text);
}
