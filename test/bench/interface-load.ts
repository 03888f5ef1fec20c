// What the interface costs at 120x40 while events stream past: its processor time beside that of
// `watch` at the same rate, the bytes it writes while the list scrolls and while nothing happens,
// and how long a key takes until the frame that it asks for is written. The gateway is a process of
// its own.
import {setTimeout as delay} from 'node:timers/promises';
import {executablePath} from '../support/executable.ts';
import {type GatewayProcess, withGatewayProcess} from './gateway-process.ts';
import {median} from './measure.ts';
import {countText} from './measured-text.ts';
import {idleMeter, processorShare} from './processor-time.ts';
import {type OnTerminal, onTerminal} from './pseudo-terminal.ts';
import type {BenchOptions, TableRow} from './table.ts';
import {startMeasured} from './whole-run.ts';

const rates = [100, 1000, 5000, 20_000];
const keysRate = 20_000;
const scrollRate = 1000;
const prefix = '/apisix/';
const settleMs = 2000;

export function interfaceLoad({short}: BenchOptions): Promise<readonly TableRow[]> {
  const overMs = short ? 4000 : 10_000;
  return withGatewayProcess(async gateway => {
    const rows: TableRow[] = [];
    for (const rate of rates) {
      const watch = await watchShare(gateway, rate, overMs);
      const {share, bytesASecond} = await interfaceShare(gateway, rate, overMs);
      rows.push(
        {what: `${rate} events/s: watch -w json`, value: `${watch.toFixed(1)} %`},
        {
          what: '  the interface, and how much more that is',
          value: `${share.toFixed(1)} %`,
          ratio: share - watch,
          unit: '%',
          atMost: 25,
        },
        rate === scrollRate
          ? {what: '  it writes', value: '', ratio: bytesASecond / 1000, unit: 'KB/s', atMost: 60}
          : {what: '  it writes', value: `${(bytesASecond / 1000).toFixed(1)} KB/s`},
      );
    }
    return [...rows, ...(await keyRows(gateway, short ? 60 : 400)), await idleRow(gateway, short)];
  });
}

async function watchShare(gateway: GatewayProcess, rate: number, overMs: number): Promise<number> {
  const args = ['watch', prefix, '-w', 'json', '--endpoints', gateway.url];
  const {child, ended} = startMeasured(executablePath, args, ['ignore', 'ignore', 'inherit']);
  gateway.writeAt(rate);
  await delay(settleMs);
  const share = await processorShare(child.pid, overMs);
  gateway.writeAt(0);
  child.kill('SIGTERM');
  await ended;
  return share;
}

function interfaceShare(
  gateway: GatewayProcess,
  rate: number,
  overMs: number,
): Promise<{readonly share: number; readonly bytesASecond: number}> {
  return withInterface(gateway, async terminal => {
    gateway.writeAt(rate);
    await delay(settleMs);
    const bytes = terminal.bytes();
    const share = await processorShare(terminal.pid(), overMs);
    const written = terminal.bytes() - bytes;
    return {share, bytesASecond: (1000 * written) / overMs};
  });
}

/** The help opens and closes; each has words of its own in the last line, past what is the same. */
async function keyRows(gateway: GatewayProcess, presses: number): Promise<readonly TableRow[]> {
  const {taken, rate, idle} = await withInterface(gateway, async terminal => {
    gateway.writeAt(keysRate);
    await delay(settleMs);
    const ms: number[] = [];
    const startedMs = performance.now();
    const before = await gateway.written();
    const idleShare = idleMeter();
    for (let press = 0; press < presses; press += 1) {
      // Not in step with the frames.
      await delay(100 + ((press * 37) % 100));
      ms.push(await terminal.answerMs('?', press % 2 === 0 ? 'k scroll' : '? help'));
    }
    const seconds = (performance.now() - startedMs) / 1000;
    const written = (await gateway.written()) - before;
    return {taken: ms, rate: written / seconds, idle: idleShare()};
  });
  const sorted = taken.toSorted((a, b) => a - b);
  const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;
  return [
    {
      what: `${keysRate} events/s: key to frame, median of ${presses}`,
      value: `${median(taken).toFixed(1)} ms`,
    },
    {what: '  99th percentile', value: '', ratio: p99, unit: 'ms', atMost: 50},
    {what: '  the slowest', value: `${Math.max(...taken).toFixed(1)} ms`},
    {what: '  written meanwhile', value: `${countText(Math.round(rate))} events/s`},
    {what: '  of all cores idle meanwhile', value: `${idle.toFixed(0)} %`},
  ];
}

async function idleRow(gateway: GatewayProcess, short: boolean): Promise<TableRow> {
  const seconds = short ? 15 : 60;
  const written = await withInterface(gateway, async terminal => {
    await delay(settleMs);
    const before = terminal.bytes();
    await delay(seconds * 1000);
    return terminal.bytes() - before;
  });
  return {
    what: `bytes written in ${seconds} s without an event`,
    value: '',
    ratio: written,
    unit: 'B',
    atMost: 0,
  };
}

/** Opens one, hands it over once it is live, and ends it and the writing however that goes. */
async function withInterface<Result>(
  gateway: GatewayProcess,
  use: (terminal: OnTerminal) => Promise<Result>,
): Promise<Result> {
  const terminal = onTerminal(executablePath, ['--endpoints', gateway.url, prefix]);
  try {
    await terminal.nextOutput('asked every');
    return await use(terminal);
  } finally {
    gateway.writeAt(0);
    await terminal.quit();
  }
}
