// What is asked of the executable on a bare host: each case is a claim, an environment, and either
// arguments with what they must print, or a look at the interface.
import type {Host} from './bare-host.ts';

export type HostCase = {
  readonly claim: string;
  readonly env: Host['env'];
  readonly hasProc: boolean;
  readonly args: readonly string[];
  /** Instead of the executable; absolute. */
  readonly program?: string;
  /** undefined: it is on a terminal, ended with q. */
  readonly code: number | undefined;
  /** In what it prints. */
  readonly prints: RegExp;
  /** Ended by SIGTERM once this is printed. */
  readonly isEndless?: boolean;
};

const bare = {env: {}, hasProc: true} as const;

/** Says who it is and where its home, then tries what must not work. */
const bareness = `exec 2>&1
echo "user $(id -u), home $HOME."
touch /usr/local/bin/new
cp /bin/true /tmp/true && /tmp/true
test $? -eq 126`;

/** `endpoint` is a gateway with three keys under /apisix/. */
export function hostCases(endpoint: string): readonly HostCase[] {
  const sync = ['sync', '/apisix/', '--endpoints', endpoint];
  const synced = {args: sync, code: 0, prints: /3 keys/};
  return [
    {
      claim: '(the host is as said: nobody, no home, read-only, nothing runs from /tmp)',
      ...bare,
      program: '/bin/sh',
      args: ['-c', bareness],
      code: 0,
      prints: /^user 65534, home \.\n.*Read-only file system\n.*Permission denied\n$/s,
    },
    {
      claim: 'without any environment it says its version',
      ...bare,
      args: ['--version'],
      code: 0,
      prints: /^etcdscope \d/,
    },
    {claim: 'it prints its licences', ...bare, args: ['licenses'], code: 0, prints: /OpenSSL/},
    {claim: 'without HOME and PATH it syncs', ...bare, ...synced},
    {claim: 'with LANG=C it syncs', ...bare, ...synced, env: {LANG: 'C', LC_ALL: 'C'}},
    {claim: 'without /proc it syncs', ...synced, env: {}, hasProc: false},
    {
      claim: "a HOME that is not there and the host's NODE_OPTIONS change nothing",
      ...bare,
      ...synced,
      env: {HOME: '/nonexistent', NODE_OPTIONS: '--require /nonexistent'},
    },
    {
      claim: 'a dump into a read-only file system fails and says why',
      ...bare,
      args: [...sync, '--dump', '/keys.ndjson'],
      code: 3,
      prints: /\/keys\.ndjson.*(EROFS|read-only)/is,
    },
    {
      claim: 'a recording into a read-only file system is refused and says why',
      ...bare,
      args: ['watch', '/apisix/', '--endpoints', endpoint, '--record', '/recording.ndjson'],
      code: 3,
      prints: /--record.*(EROFS|read-only)/is,
    },
    {
      claim: 'the doctor needs no home to remember clusters in',
      ...bare,
      args: ['doctor', '/apisix/', '--endpoints', endpoint],
      code: 0,
      prints: /nothing wrong on 1 endpoint/,
    },
    {
      claim: 'it checks the certificates of an endpoint without TLS',
      ...bare,
      args: ['certs', '--endpoints', endpoint],
      code: 0,
      prints: /gateway/,
    },
    {
      claim: 'without a terminal the demo is a stream, ended by SIGTERM',
      ...bare,
      args: ['demo'],
      code: 143,
      prints: /routes\/\d/,
      isEndless: true,
    },
    {
      claim: 'without TERM it draws the interface',
      ...bare,
      args: ['demo'],
      code: undefined,
      prints: /DEMO/,
    },
    {
      claim: 'with LANG=C and TERM=vt100 it draws the interface',
      ...bare,
      env: {LANG: 'C', TERM: 'vt100'},
      args: ['demo'],
      code: undefined,
      prints: /DEMO/,
    },
  ];
}
