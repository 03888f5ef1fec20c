// npm run bench: every benchmark of this folder in one run, as tables; exit code 1 when a figure is
// over its limit. `npm run bench -- NAME...` runs those alone, `--short` does less of everything,
// for a quick look. A new one is a line in `benchmarks`.
import {existsSync} from 'node:fs';
import {executablePath} from '../support/executable.ts';
import {footprint} from './footprint.ts';
import {interfaceLoad} from './interface-load.ts';
import {interfaceMemory} from './interface-memory.ts';
import {latency} from './latency.ts';
import {replay} from './replay.ts';
import {startUp} from './start-up.ts';
import {syncSpeed} from './sync-speed.ts';
import {type BenchOptions, overLimit, type TableRow, tableText} from './table.ts';
import {watchMemory} from './watch-memory.ts';

const benchmarks: Readonly<
  Record<string, (options: BenchOptions) => Promise<readonly TableRow[]>>
> = {
  'start-up': startUp,
  footprint,
  interface: interfaceLoad,
  'interface-memory': interfaceMemory,
  sync: syncSpeed,
  replay,
  latency,
  memory: watchMemory,
};

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const names = words.filter(word => word !== '--short');
  const options = {short: names.length < words.length};
  const unknown = names.find(name => !Object.hasOwn(benchmarks, name));
  if (unknown !== undefined || !existsSync(executablePath)) {
    const known = Object.keys(benchmarks).join(', ');
    process.stderr.write(
      unknown === undefined
        ? 'bench: dist/etcdscope is missing: run npm run build first\n'
        : `bench: no benchmark ${unknown}: there is ${known}\n`,
    );
    return 3;
  }
  let code = 0;
  for (const [name, measure] of Object.entries(benchmarks)) {
    if (names.length === 0 || names.includes(name)) {
      const rows = await measure(options);
      process.stdout.write(`${name}\n${tableText(rows)}\n\n`);
      code = overLimit(rows).length > 0 ? 1 : code;
    }
  }
  return code;
}
