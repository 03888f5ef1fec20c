// What the interface keeps in memory: while it sits idle in front of somebody, and after a million
// events with the history at its default. The gateway is a process of its own.
import {readFileSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';
import {executablePath} from '../support/executable.ts';
import {type GatewayProcess, withGatewayProcess} from './gateway-process.ts';
import {countText, megabytes} from './measured-text.ts';
import {processorMs} from './processor-time.ts';
import {onTerminal} from './pseudo-terminal.ts';
import type {BenchOptions, TableRow} from './table.ts';

/** V8 keeps the pages that a collection has freed for some seconds more. */
const settleMs = 18_000;
const eventsASecond = 20_000;
const restMs = 1000;
const restsMax = 120;

export function interfaceMemory({short}: BenchOptions): Promise<readonly TableRow[]> {
  return withGatewayProcess(gateway => measure(gateway, short ? 300_000 : 1_000_000));
}

async function measure(gateway: GatewayProcess, events: number): Promise<readonly TableRow[]> {
  const terminal = onTerminal(executablePath, ['--endpoints', gateway.url, '/apisix/']);
  try {
    await terminal.nextOutput('asked every');
    await delay(settleMs);
    const pid = terminal.pid();
    const idle = memoryOf(pid);
    await gateway.write(events, eventsASecond);
    await untilAtRest(pid);
    return memoryRows(idle, memoryOf(pid), events);
  } finally {
    await terminal.quit();
  }
}

type Memory = {readonly resident: number; readonly anonymous: number};

function memoryRows(idle: Memory, after: Memory, events: number): readonly TableRow[] {
  return [
    row('interface, idle on 1,000 keys: anonymous', idle.anonymous, 45),
    row('  resident', idle.resident, 120),
    {what: `  anonymous after ${countText(events)} events`, value: megabytes(after.anonymous)},
    row('  more than idle', after.anonymous - idle.anonymous, 64),
  ];
}

function row(what: string, bytes: number, atMost: number): TableRow {
  return {what, value: '', ratio: bytes / 1e6, unit: 'MB', atMost};
}

function memoryOf(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1]) * 1024;
  return {resident: field('Rss'), anonymous: field('Anonymous')};
}

/** A span in which it used hardly any processor time. */
async function untilAtRest(pid: number): Promise<void> {
  for (let rests = 0; rests < restsMax; rests += 1) {
    const before = processorMs(pid);
    await delay(restMs);
    if (processorMs(pid) - before <= 20) return;
  }
  throw new Error(`the interface is still busy after ${(restsMax * restMs) / 1000} s`);
}
