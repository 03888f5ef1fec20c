// YAML text to a tree with places. Up to 3.9 APISIX reads YAML with tinyyaml, which knows no anchors
// and keeps the first of two equal keys; from 3.10 on with lyaml (YAML 1.1), which keeps the last.
// What the file does beyond that is a finding with line and column.
import {
  type Alias,
  isAlias,
  isMap,
  isSeq,
  isScalar as isYamlScalar,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
  type YAMLError,
} from 'yaml';
import type {ApisixFinding, ApisixOrigin} from './apisix-connection.ts';
import {type ConfigEntry, type ConfigMap, type ConfigNode, isScalar} from './config-node.ts';

/** Which library of APISIX reads the file. */
export type YamlDialect = 'tinyyaml' | 'lyaml';

type ParsedConfig =
  | {readonly ok: true; readonly root: ConfigMap; readonly findings: readonly ApisixFinding[]}
  | {readonly ok: false; readonly findings: readonly ApisixFinding[]};

/** A configuration has a few hundred values; more come from aliases that multiply. */
const nodesMax = 100_000;
const depthMax = 100;

export function parseConfig(file: string, text: string, dialect: YamlDialect): ParsedConfig {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    // Its own messages quote the line, and the line may hold a password.
    prettyErrors: false,
    uniqueKeys: false,
    version: dialect === 'lyaml' ? '1.1' : '1.2',
    merge: true,
    logLevel: 'silent',
  });
  const [document] = Array.isArray(documents) ? documents : [];
  if (document === undefined) return emptyConfig(file);
  const [error] = document.errors;
  if (error !== undefined) return {ok: false, findings: [syntaxFinding(file, error, lines)]};
  const reading: Reading = {
    file,
    lines,
    dialect,
    findings: [],
    nodes: 0,
    resolve: alias => {
      const target = alias.resolve(document);
      return target === undefined ? undefined : target;
    },
  };
  if (document.contents === null) return emptyConfig(file);
  let root: ConfigNode;
  try {
    root = toNode(document.contents, reading, 0);
  } catch (error) {
    if (error instanceof TooLargeError) return {ok: false, findings: [tooLarge(file, error)]};
    if (error instanceof LooseAliasError) {
      return {ok: false, findings: [looseAlias(file, error.alias, lines)]};
    }
    throw error;
  }
  if (root.kind === 'scalar' && root.value === null) return emptyConfig(file);
  if (root.kind !== 'map') return {ok: false, findings: [notMapping(file, root)]};
  if (documents.length > 1) reading.findings.push(moreDocuments(file));
  visit(document, {Alias: (_key, alias) => noteAlias(alias, reading)});
  return {ok: true, root, findings: reading.findings};
}

type Reading = {
  readonly file: string;
  readonly lines: LineCounter;
  readonly dialect: YamlDialect;
  readonly findings: ApisixFinding[];
  nodes: number;
  readonly resolve: (alias: Alias) => Node | undefined;
};

class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

class LooseAliasError extends Error {
  override readonly name = 'LooseAliasError';
  readonly alias: Alias;
  constructor(alias: Alias) {
    super(alias.source);
    this.alias = alias;
  }
}

function toNode(node: Node | null, reading: Reading, depth: number): ConfigNode {
  if (++reading.nodes > nodesMax) throw new TooLargeError(`more than ${nodesMax} values`);
  if (depth > depthMax) throw new TooLargeError(`values nested deeper than ${depthMax}`);
  const origin = originOf(node, reading);
  if (isAlias(node)) {
    if (reading.dialect === 'tinyyaml') return {kind: 'scalar', origin, value: `*${node.source}`};
    const target = reading.resolve(node);
    if (target === undefined) throw new LooseAliasError(node);
    return {...toNode(target, reading, depth + 1), origin};
  }
  if (isMap<Node, Node | null>(node)) {
    return {kind: 'map', origin, entries: entriesOf(node.items, reading, depth)};
  }
  if (isSeq<Node>(node)) {
    const items = node.items.map(item => toNode(item, reading, depth + 1));
    return {kind: 'list', origin, items};
  }
  const value: unknown = isYamlScalar(node) ? node.value : null;
  return {kind: 'scalar', origin, value: isScalar(value) ? value : String(value)};
}

type Pair = {readonly key: Node; readonly value: Node | null};

function entriesOf(
  pairs: readonly Pair[],
  reading: Reading,
  depth: number,
): ReadonlyMap<string, ConfigEntry> {
  const entries = new Map<string, ConfigEntry>();
  const merged: ConfigNode[] = [];
  for (const {key, value} of pairs) {
    const name = isYamlScalar(key) ? String(key.value) : undefined;
    const node = toNode(value, reading, depth + 1);
    if (name === undefined) continue;
    if (isYamlScalar(key) && isMergeKey(key.value)) {
      merged.push(...(node.kind === 'list' ? node.items : [node]));
      continue;
    }
    const keyOrigin = originOf(key, reading);
    const earlier = entries.get(name);
    if (earlier !== undefined) reading.findings.push(duplicate(name, earlier, keyOrigin, reading));
    if (earlier === undefined || reading.dialect === 'lyaml') entries.set(name, {keyOrigin, node});
  }
  for (const node of merged) {
    if (node.kind !== 'map') continue;
    for (const [name, entry] of node.entries) if (!entries.has(name)) entries.set(name, entry);
  }
  return entries;
}

/** The library makes the key of `<<` a symbol. */
function isMergeKey(key: unknown): boolean {
  return key === '<<' || typeof key === 'symbol';
}

function originOf(node: Node | null, {file, lines}: Reading): ApisixOrigin {
  return {source: 'file', file, ...placeAt(node?.range?.[0] ?? 0, lines)};
}

function placeAt(offset: number, lines: LineCounter): {line: number; column: number} {
  const {line, col} = lines.linePos(offset);
  return {line: Math.max(1, line), column: Math.max(1, col)};
}

function syntaxFinding(file: string, error: YAMLError, lines: LineCounter): ApisixFinding {
  return {
    id: 'cfg-yaml',
    severity: 'error',
    summary: `${file} is no YAML from this place on`,
    evidence: [`${error.code}: ${faultWords[error.code] ?? error.message}`],
    remedy:
      error.code === 'TAB_AS_INDENT'
        ? 'Replace the tabs at the start of the line by spaces.'
        : 'Correct the line, or the one above it: look at its indentation, its quotes and its colon.',
    file,
    ...placeAt(error.pos[0], lines),
  };
}

function looseAlias(file: string, alias: Alias, lines: LineCounter): ApisixFinding {
  return {
    id: 'cfg-yaml',
    severity: 'error',
    summary: `${file}: the alias *${alias.source} has no anchor before it`,
    evidence: [`*${alias.source}`],
    remedy: `Write &${alias.source} at the value that is meant, or put the text into quotes.`,
    file,
    ...placeAt(alias.range?.[0] ?? 0, lines),
  };
}

const faultWords: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab is used for indentation',
  BAD_INDENT: 'the indentation does not fit what is around it',
  MISSING_CHAR: 'a closing quote, bracket or comma is missing',
  BAD_ALIAS: 'an alias (*name) has no name or no anchor',
  BLOCK_AS_IMPLICIT_KEY: 'a key holds another key: an indentation or a line break is missing',
  MULTILINE_IMPLICIT_KEY: 'a key runs over several lines: a colon is missing',
  UNEXPECTED_TOKEN: 'something stands where nothing can',
};

function duplicate(
  name: string,
  earlier: ConfigEntry,
  origin: ApisixOrigin,
  {file, dialect}: Reading,
): ApisixFinding {
  const first =
    earlier.keyOrigin.source === 'file' ? `, first in line ${earlier.keyOrigin.line}` : '';
  const kept = dialect === 'lyaml' ? 'the last one counts' : 'the first one counts';
  const place = origin.source === 'file' ? {line: origin.line, column: origin.column} : {};
  return {
    id: 'cfg-duplicate-key',
    severity: 'warning',
    summary: `the key ${name} stands twice in one mapping${first}: ${kept}, the other is dropped without a word`,
    evidence: [
      dialect === 'lyaml' ? 'read as APISIX 3.10 and later does' : 'read as APISIX up to 3.9 does',
    ],
    remedy: `Make one block of the two: APISIX up to 3.9 keeps the first ${name}, from 3.10 on the last.`,
    file,
    ...place,
  };
}

function noteAlias(alias: Alias, reading: Reading): void {
  if (reading.dialect !== 'tinyyaml') return;
  if (reading.findings.some(({id}) => id === 'cfg-anchor')) return;
  reading.findings.push({
    id: 'cfg-anchor',
    severity: 'error',
    summary: `the alias *${alias.source} is plain text to APISIX up to 3.9, whose YAML has no anchors`,
    evidence: [`*${alias.source}`],
    remedy: 'Write the value out where the alias stands.',
    file: reading.file,
    ...placeAt(alias.range?.[0] ?? 0, reading.lines),
  });
}

function emptyConfig(file: string): ParsedConfig {
  const root: ConfigMap = {
    kind: 'map',
    origin: {source: 'file', file, line: 1, column: 1},
    entries: new Map(),
  };
  const finding: ApisixFinding = {
    id: 'cfg-empty',
    severity: 'warning',
    summary: `${file} is empty: APISIX takes its defaults, an etcd at http://127.0.0.1:2379`,
    evidence: [],
    remedy:
      'If that is not meant, look which file APISIX reads: APISIX_PROFILE, or the -c of apisix start.',
    file,
  };
  return {ok: true, root, findings: [finding]};
}

function notMapping(file: string, root: ConfigNode): ApisixFinding {
  const what = root.kind === 'list' ? 'a list' : 'a single value';
  const place = root.origin.source === 'file' ? root.origin : undefined;
  return {
    id: 'cfg-not-mapping',
    severity: 'error',
    summary: `${file} holds ${what}, not a mapping of settings`,
    evidence: [],
    remedy:
      'Name the configuration of APISIX: its first keys are apisix: and deployment: (or etcd: before 3.0).',
    file,
    ...(place && {line: place.line, column: place.column}),
  };
}

function tooLarge(file: string, error: TooLargeError): ApisixFinding {
  return {
    id: 'cfg-too-large',
    severity: 'error',
    summary: `${file} has ${error.message}: that is no configuration of APISIX`,
    evidence: [],
    remedy: 'Look for aliases (*name) that repeat each other, or name the right file.',
    file,
  };
}

function moreDocuments(file: string): ApisixFinding {
  return {
    id: 'cfg-documents',
    severity: 'warning',
    summary: `${file} holds more than one YAML document (---): APISIX reads the first only`,
    evidence: [],
    remedy: 'Put everything into the first document.',
    file,
  };
}
