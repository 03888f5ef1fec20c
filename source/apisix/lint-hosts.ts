// Traps in etcd.host, prefix and the times.
import type {ApisixFinding} from './apisix-connection.ts';
import {type ConfigNode, nodeAt} from './config-node.ts';
import {isUnresolved} from './config-values.ts';
import {readHost} from './host-syntax.ts';
import {findingOn, type Lint, type LintInput, pathText} from './lint-input.ts';

export const lintHosts: Lint = input => {
  const path = [...input.block.path, 'host'];
  const node = nodeAt(input.merged, path);
  const block = nodeAt(input.merged, input.block.path);
  if (node === undefined) return block?.kind === 'map' ? [noHost(input, block)] : [];
  const items = node.kind === 'list' ? node.items : [node];
  const texts = items.filter(({kind}) => kind === 'scalar');
  return [
    ...(node.kind === 'scalar' ? [bareHost(input, node)] : []),
    ...(items.length === 0 ? [noHost(input, node)] : []),
    ...items.flatMap(item => hostFindings(input, item)),
    ...mixedSchemes(input, texts),
    ...twice(input, texts),
  ];
};

export const lintPrefix: Lint = input => {
  const node = nodeAt(input.merged, [...input.block.path, 'prefix']);
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return [];
  const prefix = node.value;
  if (isUnresolved(prefix)) return [];
  const findings: ApisixFinding[] = [];
  if (prefix.endsWith('/')) {
    findings.push(
      findingOn(input, node, {
        id: 'prefix-slash',
        severity: 'error',
        summary: `the prefix ends with a slash: APISIX reads and writes keys like ${prefix}/routes/1`,
        evidence: [`prefix: ${prefix}`],
        remedy: `Remove the slash: prefix: ${prefix.replace(/\/+$/, '') || '/apisix'}`,
        reference: 'apisix #4143',
      }),
    );
  }
  if (!prefix.startsWith('/')) {
    findings.push(
      findingOn(input, node, {
        id: 'cfg-prefix',
        severity: 'warning',
        summary: `the prefix ${JSON.stringify(prefix)} does not start with a slash: these are other keys than /${prefix}`,
        evidence: [`prefix: ${prefix}`],
        remedy: `Write prefix: /${prefix}, unless the keys in etcd really start that way.`,
      }),
    );
  }
  return findings;
};

export const lintTimes: Lint = input =>
  ['timeout', 'watch_timeout'].flatMap(name => {
    const node = nodeAt(input.merged, [...input.block.path, name]);
    if (node?.kind !== 'scalar' || node.value === null) return [];
    const {value} = node;
    const isWhole = typeof value === 'number' && Number.isInteger(value) && value >= 1;
    if (!isWhole) {
      return [
        findingOn(input, node, {
          id: 'cfg-type',
          severity: 'error',
          summary: `${name} has to be a whole number of seconds, 1 or more`,
          evidence: [`${name}: ${String(value)}`],
          remedy: `Write seconds without unit and quotes: ${name}: 30`,
        }),
      ];
    }
    return value < 600 ? [] : [longTime(input, node, name, value)];
  });

function hostFindings(input: LintInput, item: ConfigNode): readonly ApisixFinding[] {
  if (item.kind !== 'scalar' || typeof item.value !== 'string') {
    return [
      findingOn(input, item, {
        id: 'cfg-host-syntax',
        severity: 'error',
        summary: 'an entry of host is no text',
        evidence: [item.kind === 'scalar' ? String(item.value) : `a ${item.kind}`],
        remedy: 'Write one URL an entry, in quotes: - "https://10.0.0.1:2379"',
      }),
    ];
  }
  if (isUnresolved(item.value)) return [];
  const reading = readHost(item.value);
  if (reading.ok) return [];
  const {entry} = reading;
  const better =
    entry === undefined || reading.fault.includes('underscore')
      ? undefined
      : `${entry.scheme}://${entry.host.includes(':') ? `[${entry.host}]` : entry.host}:${entry.port}`;
  return [
    findingOn(input, item, {
      id: 'cfg-host-syntax',
      severity: 'error',
      summary: `the host ${withoutUser(item.value)} ${reading.fault}: APISIX refuses it`,
      evidence: [`invalid http host: ${withoutUser(item.value)}, err: not matched`],
      remedy:
        better === undefined
          ? 'Write scheme, name or address, and port only: letters, digits, dots and hyphens in the name.'
          : `Write it as "${better}".`,
      reference: 'apisix #7008, #2695',
    }),
  ];
}

/** A password may stand in it. */
function withoutUser(text: string): string {
  return text.replace(/\/\/.*@/, '//…@');
}

function mixedSchemes(input: LintInput, items: readonly ConfigNode[]): readonly ApisixFinding[] {
  const schemes = items.map(item => (item.kind === 'scalar' ? schemeOf(item.value) : undefined));
  const odd = items.find(
    (_, index) => schemes[index] !== undefined && schemes[index] !== schemes[0],
  );
  if (odd === undefined) return [];
  return [
    findingOn(input, odd, {
      id: 'cfg-mixed-scheme',
      severity: 'warning',
      summary:
        'http and https stand side by side among the hosts: one of them is wrong on every member',
      evidence: [
        `WARNING: mixed protocols among etcd endpoints (${[...new Set(schemes)].join(', ')})`,
      ],
      remedy:
        'Give every host the scheme that its --listen-client-urls has. 3.0 to 3.5 refuse the mixture.',
    }),
  ];
}

function schemeOf(value: unknown): string | undefined {
  return typeof value === 'string' ? /^(https?):\/\//.exec(value)?.[1] : undefined;
}

function twice(input: LintInput, items: readonly ConfigNode[]): readonly ApisixFinding[] {
  const seen = new Set<unknown>();
  const again = items.find(
    item => item.kind === 'scalar' && (seen.has(item.value) || !seen.add(item.value)),
  );
  if (again?.kind !== 'scalar' || typeof again.value !== 'string') return [];
  return [
    findingOn(input, again, {
      id: 'cfg-host-twice',
      severity: 'info',
      summary: `the host ${withoutUser(again.value)} stands twice`,
      evidence: [],
      remedy: 'Remove one of them.',
    }),
  ];
}

function noHost(input: LintInput, node: ConfigNode): ApisixFinding {
  return findingOn(input, node, {
    id: 'cfg-no-host',
    severity: 'error',
    summary: `${pathText(input.block.path)}.host is empty: APISIX does not start`,
    evidence: [],
    remedy: 'List the client URLs of the members: - "https://10.0.0.1:2379"',
  });
}

function bareHost(input: LintInput, node: ConfigNode): ApisixFinding {
  return findingOn(input, node, {
    id: 'cfg-host-list',
    severity: 'warning',
    summary:
      'host is a single text, not a list: only early 2.x takes that, later ones refuse to start',
    evidence: [],
    remedy: 'Put a hyphen before it, in a line of its own: - "https://10.0.0.1:2379"',
  });
}

function longTime(input: LintInput, node: ConfigNode, name: string, value: number): ApisixFinding {
  return findingOn(input, node, {
    id: 'cfg-time',
    severity: 'warning',
    summary: `${name} is ${value} seconds: it looks like milliseconds`,
    evidence: [`${name}: ${value}`],
    remedy: `Write seconds: ${name}: ${value >= 1000 ? Math.round(value / 1000) : 30}`,
  });
}
