// What `certs` prints, live against a fake etcd with a scenario's files, and from files alone.
import {printLiveCheck} from '../../source/commands/certs.ts';
import {printFileCheck} from '../../source/commands/certs-files.ts';
import {checkOptions} from './check-one-endpoint.ts';
import {startFakeEtcd} from './fake-etcd-tls.ts';

type SaveTextfile = (text: string) => Promise<void>;

/** The case of the article: the gateway's own call is refused. */
export async function printedLiveCheck(given: {
  readonly writeOut: 'simple' | 'json';
  readonly saveTextfile?: SaveTextfile;
}): Promise<{code: number; output: string; endpoint: string}> {
  const scenario = 'srv-eku-server';
  const gateway = {status: 503, body: '{"code":14,"message":"connection closed"}'};
  const server = await startFakeEtcd({scenario, requestCert: true, gateway});
  let output = '';
  try {
    const code = await printLiveCheck({
      ...checkOptions({port: server.port, scenario}),
      write: text => {
        output += text;
      },
      ...given,
      warnDays: 30,
      width: 80,
      ascii: false,
    });
    return {code, output, endpoint: `https://127.0.0.1:${server.port}`};
  } finally {
    await server.close();
  }
}

export type FileCheck = {
  readonly values: Readonly<Record<string, string>>;
  /** Behind --; absent: none at all. */
  readonly rest?: readonly string[];
  readonly writeOut?: 'simple' | 'json';
  readonly width?: number;
  readonly saveTextfile?: SaveTextfile;
  readonly nowMs?: number;
};

/** Of values the empty ones are left out. */
export async function printedFileCheck(
  given: FileCheck,
): Promise<{code: number; output: string; said: readonly string[]}> {
  const {values, rest, writeOut = 'json', width = 100, saveTextfile} = given;
  let output = '';
  const said: string[] = [];
  const code = await printFileCheck({
    commandLine: {
      values: new Map(
        Object.entries(values)
          .filter(([, value]) => value !== '')
          .map(([name, value]) => [name, {value, origin: {source: 'flag', name}}]),
      ),
      ...(rest !== undefined && {rest}),
    },
    write: text => {
      output += text;
    },
    say: line => said.push(line),
    writeOut,
    width,
    ascii: false,
    ...(saveTextfile && {saveTextfile}),
    nowMs: given.nowMs ?? Date.parse('2027-06-01T00:00:00Z'),
  });
  return {code, output, said};
}
