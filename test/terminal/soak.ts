// A soak by hand: the built executable's interface at 5,000 events a second for ten minutes (or
// `soak.ts SECONDS`), keys pressed all the while, its memory, processor time and output looked at
// every ten seconds. Exit code 1 when memory keeps growing, a key is not answered, or it ends.
import {readFileSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';
import {withGatewayProcess} from '../bench/gateway-process.ts';
import {processorMs} from '../bench/processor-time.ts';
import {type OnTerminal, onTerminal} from '../bench/pseudo-terminal.ts';
import {executablePath} from '../support/executable.ts';

const eventsASecond = 5000;
const lookEverySeconds = 10;
/** Over what it was at half time, when the history is full. */
const growthBytesMax = 30e6;
const answerMsMax = 2000;

process.exitCode = await soak(Number(process.argv[2] ?? 600));

function soak(seconds: number): Promise<number> {
  return withGatewayProcess(async gateway => {
    const terminal = onTerminal(executablePath, ['--endpoints', gateway.url, '/apisix/']);
    try {
      await terminal.nextOutput('asked every');
      gateway.writeAt(eventsASecond);
      return verdict(await looks(terminal, seconds));
    } finally {
      gateway.writeAt(0);
      await terminal.quit();
    }
  });
}

type Looks = {readonly halfTime: number; readonly last: number; readonly slowestMs: number};

async function looks(terminal: OnTerminal, seconds: number): Promise<Looks> {
  const pid = terminal.pid();
  let halfTime = 0;
  let last = 0;
  let slowestMs = 0;
  for (let at = lookEverySeconds; at <= seconds; at += lookEverySeconds) {
    const before = {processor: processorMs(pid), bytes: terminal.bytes()};
    await delay(lookEverySeconds * 1000);
    slowestMs = Math.max(slowestMs, await answerMs(terminal));
    last = anonymousBytes(pid);
    if (at <= seconds / 2) halfTime = last;
    const share = (processorMs(pid) - before.processor) / (lookEverySeconds * 10);
    const rate = (terminal.bytes() - before.bytes) / lookEverySeconds / 1000;
    const megabytes = (last / 1e6).toFixed(1);
    say(`${at} s  ${megabytes} MB  ${share.toFixed(0)} % CPU  ${rate.toFixed(1)} KB/s`);
  }
  return {halfTime, last, slowestMs};
}

function verdict({halfTime, last, slowestMs}: Looks): number {
  const growth = last - halfTime;
  say(`grown since half time: ${(growth / 1e6).toFixed(1)} MB, at most ${growthBytesMax / 1e6}`);
  say(`slowest answer to a key: ${slowestMs.toFixed(0)} ms, at most ${answerMsMax}`);
  return growth <= growthBytesMax && slowestMs <= answerMsMax ? 0 : 1;
}

/** The help opens and closes again. */
async function answerMs(terminal: OnTerminal): Promise<number> {
  const opened = await terminal.answerMs('?', 'k scroll');
  return Math.max(opened, await terminal.answerMs('?', '? help'));
}

function anonymousBytes(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Anonymous:\s+(\d+) kB$/m.exec(rollup)?.[1]) * 1024;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
