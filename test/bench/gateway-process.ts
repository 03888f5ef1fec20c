// Starts busy-gateway.ts as a process, for a benchmark to read from.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

export type GatewayProcess = {
  readonly url: string;
  /** Writes until told otherwise. */
  writeAt(eventsASecond: number): void;
  /** Writes that many; resolves when the last one is written. */
  write(events: number, eventsASecond: number): Promise<void>;
  /** How many it has written so far. */
  written(): Promise<number>;
  close(): Promise<void>;
};

const script = join(import.meta.dirname, 'busy-gateway.ts');

async function startGatewayProcess(): Promise<GatewayProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({input: child.stdout});
  const [first] = await once(lines, 'line');
  const {url} = JSON.parse(first) as {url: string};
  const order = (rate: number, events: number) =>
    child.stdin.write(`${JSON.stringify({rate, events})}\n`);
  return {
    url,
    writeAt: rate => void order(rate, rate === 0 ? 0 : Number.MAX_SAFE_INTEGER),
    async write(events, rate) {
      const written = once(lines, 'line');
      order(rate, events);
      await written;
    },
    async written() {
      const counted = once(lines, 'line');
      child.stdin.write(`${JSON.stringify({count: true})}\n`);
      const [line] = await counted;
      return (JSON.parse(line) as {counted: number}).counted;
    },
    async close() {
      child.stdin.end();
      await once(child, 'exit');
    },
  };
}

/** Starts one, hands it over, and ends it however that goes. */
export async function withGatewayProcess<Result>(
  use: (gateway: GatewayProcess) => Promise<Result>,
): Promise<Result> {
  const gateway = await startGatewayProcess();
  try {
    return await use(gateway);
  } finally {
    await gateway.close();
  }
}
