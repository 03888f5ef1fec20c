// What the executable takes: bytes on disk, and memory while it sits idle in front of somebody.
import {readFileSync, statSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';
import {startGateway} from '../../source/demo/gateway.ts';
import {executablePath} from '../support/executable.ts';
import {onTerminal} from './pseudo-terminal.ts';
import type {TableRow} from './table.ts';

const settleMs = 5000;
const keys = 1000;

export async function footprint(): Promise<readonly TableRow[]> {
  const {resident, anonymous} = await idleMemory();
  return [
    {what: 'executable', value: megabytes(statSync(executablePath).size)},
    {what: `idle on ${keys} keys, resident`, value: megabytes(resident)},
    {what: `idle on ${keys} keys, anonymous`, value: megabytes(anonymous)},
  ];
}

/** The gateway is this process, so that only the interface's own memory is counted. */
async function idleMemory(): Promise<{resident: number; anonymous: number}> {
  const gateway = await startGateway();
  for (let key = 0; key < keys; key += 1) {
    gateway.put(`/apisix/routes/${key}`, JSON.stringify({uri: `/${key}/*`, upstream_id: `${key}`}));
  }
  const args = ['--endpoints', gateway.url, '/apisix/'];
  const terminal = onTerminal(executablePath, args);
  await terminal.untilOutput('etcdscope');
  await delay(settleMs);
  const rollup = readFileSync(`/proc/${terminal.pid()}/smaps_rollup`, 'utf8');
  terminal.type('q');
  await terminal.untilExit();
  await gateway.close();
  return {resident: bytesOf(rollup, 'Rss'), anonymous: bytesOf(rollup, 'Anonymous')};
}

function bytesOf(rollup: string, name: string): number {
  const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup)?.[1];
  return Number(kilobytes) * 1024;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
