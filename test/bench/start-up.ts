// How long the executable takes to answer --version and to draw the demo's first frame, against the
// shortest program that the same Node can run.
import {executablePath} from '../support/executable.ts';
import {alternate, untilExit} from './measure.ts';
import {onTerminal} from './pseudo-terminal.ts';
import type {TableRow} from './table.ts';

const rounds = 15;
const node = process.execPath;

export async function startUp(): Promise<readonly TableRow[]> {
  const plain = await alternate(
    {
      node: () => untilExit(node, ['-e', '0']),
      version: () => untilExit(executablePath, ['--version']),
    },
    rounds,
  );
  const terminal = await alternate(
    {
      node: () => onTerminal(node, ['-e', '0']).untilExit(),
      frame: firstFrame,
    },
    rounds,
  );
  return [
    {what: 'node -e 0', value: milliseconds(plain.node)},
    {
      what: 'etcdscope --version',
      value: milliseconds(plain.version),
      ratio: plain.version / plain.node,
      atMost: 1.3,
    },
    {what: 'node -e 0 on a pseudo-terminal', value: milliseconds(terminal.node)},
    {
      what: "etcdscope demo's first frame there",
      value: milliseconds(terminal.frame),
      ratio: terminal.frame / terminal.node,
      atMost: 4,
    },
  ];
}

async function firstFrame(): Promise<number> {
  const terminal = onTerminal(executablePath, ['demo']);
  const ms = await terminal.untilOutput('DEMO');
  terminal.type('q');
  await terminal.untilExit();
  return ms;
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}
