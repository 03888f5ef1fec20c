// The certificate files of the connection, before anything is dialed: an old etcd answers every fault
// of them with the same alert, so what is wrong here is told here.
import {finding} from './catalogue.ts';
import {type Found, type Judged, judged, skipped} from './judged.ts';

export type FileFacts = {
  /** "--cert", "conf/config.yaml:12". */
  readonly origin: string;
  readonly path: string;
  readonly role: 'ca' | 'certificate' | 'key';
  readonly state:
    | {readonly kind: 'ok'}
    | {readonly kind: 'unreadable'; readonly message: string}
    /** No PEM block of the kind that belongs there. */
    | {readonly kind: 'no-block'}
    | {readonly kind: 'broken'; readonly message: string}
    | {readonly kind: 'encrypted'};
};

export type FilesFacts = {
  readonly files: readonly FileFacts[];
  /** Of certificate and key, where both can be read; undefined: they fit. */
  readonly pairProblem?: string;
  /** A certificate without a key, or the reverse. */
  readonly isHalf: boolean;
};

export function judgeFiles({files, pairProblem, isHalf}: FilesFacts): Judged {
  if (files.length === 0) return skipped('files', 'none are given');
  const found = [
    ...files.flatMap(fileFindings),
    ...(pairProblem === undefined ? [] : [mismatch(files, pairProblem)]),
    ...(isHalf ? [halfPair(files)] : []),
  ];
  return judged('files', found, files.map(({path}) => path).join(', '));
}

function fileFindings({role, path, origin, state}: FileFacts): readonly Found[] {
  const evidence = [`${origin} ${path}`];
  const given = {severity: 'error', evidence} as const;
  switch (state.kind) {
    case 'ok':
      return [];
    case 'unreadable':
      return [
        finding('tls-file-unreadable', {
          ...given,
          summary: `${path} can't be read: ${state.message}`,
        }),
      ];
    case 'encrypted':
      return [
        finding('tls-key-encrypted', {
          ...given,
          summary: `the private key ${path} is encrypted: no etcd client can use it`,
          remedy: `Decrypt it: openssl pkey -in ${path} -out plain.key`,
        }),
      ];
    default:
      return [unusable({role, path, state}, evidence)];
  }
}

function unusable(
  {role, path, state}: Pick<FileFacts, 'role' | 'path' | 'state'>,
  evidence: readonly string[],
): Found {
  const why = state.kind === 'broken' ? [state.message] : [];
  const given = {severity: 'error', evidence: [...evidence, ...why]} as const;
  if (role === 'ca') {
    const summary = `${path} holds no CA certificate in PEM: nothing is trusted with it`;
    return finding('tls-ca-emptyfile', {...given, summary});
  }
  if (role === 'key') {
    return finding('tls-key-bad', {...given, summary: `${path} holds no private key in PEM`});
  }
  return finding('tls-key-bad', {
    ...given,
    summary: `${path} holds no certificate in PEM`,
    remedy: 'Give a PEM file with the client certificate (-----BEGIN CERTIFICATE-----).',
  });
}

function mismatch(files: readonly FileFacts[], problem: string): Found {
  const names = files.filter(({role}) => role !== 'ca').map(({path}) => path);
  return finding('tls-key-mismatch', {
    severity: 'error',
    summary: `${names.join(' and ')} are no pair`,
    evidence: [problem],
  });
}

function halfPair(files: readonly FileFacts[]): Found {
  const [given] = files.filter(({role}) => role !== 'ca');
  const missing = given?.role === 'key' ? 'certificate' : 'key';
  return finding('tls-client-missing', {
    severity: 'error',
    summary: `${given?.origin ?? ''} is given, its ${missing} is not: no client certificate is shown`,
    remedy: `Give the ${missing} too.`,
  });
}
