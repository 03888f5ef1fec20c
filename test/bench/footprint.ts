// What the executable takes: bytes on disk, and memory while it sits idle in front of somebody.
import {copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {archive} from '../../build/archive.ts';
import {hostPlatform} from '../../build/platforms.ts';
import {startGateway} from '../../source/demo/gateway.ts';
import {executablePath} from '../support/executable.ts';
import {onTerminal} from './pseudo-terminal.ts';
import type {BenchOptions, TableRow} from './table.ts';

/** V8 keeps the pages that a collection has freed for some seconds more. */
const settleMs = 18_000;
const keys = 1000;

export async function footprint({short}: BenchOptions): Promise<readonly TableRow[]> {
  const {resident, anonymous} = await idleMemory();
  return [
    sizeRow('executable', statSync(executablePath).size, 115),
    ...(short ? [] : [sizeRow('executable as .tar.xz', await compressedBytes(), 28)]),
    {what: `idle on ${keys} keys, resident`, value: megabytes(resident)},
    {what: `idle on ${keys} keys, anonymous`, value: megabytes(anonymous)},
  ];
}

function sizeRow(what: string, bytes: number, atMost: number): TableRow {
  return {what, value: megabytes(bytes), ratio: bytes / 1e6, unit: 'MB', atMost};
}

/** As a release packs it; takes a minute. */
async function compressedBytes(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'etcdscope-footprint-'));
  try {
    const inside = join(folder, 'etcdscope');
    mkdirSync(inside);
    copyFileSync(executablePath, join(inside, 'etcdscope'));
    return (await archive(inside, hostPlatform(), 0)).bytes;
  } finally {
    rmSync(folder, {recursive: true});
  }
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
