// What the tree must look like, as rules over one file's path and text: layers, bans, size, names.
// A rule returns what is wrong with the file, in words; nothing is wrong: an empty list.

export type TreeFile = {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
};

type TidyRule = {
  readonly claim: string;
  /** Files it does not look at. */
  readonly applies: (path: string) => boolean;
  readonly violations: (file: TreeFile) => readonly string[];
};

const inSource = (path: string) => /^source\/.*\.tsx?$/.test(path);
const isCode = (path: string) => /\.(ts|tsx|mjs|cjs)$/.test(path);

/** Which other folders of source/ a folder may import from. Folders that aren't here: any. */
const layers: Readonly<Record<string, readonly string[]>> = {
  etcd: [],
  config: ['etcd'],
  apisix: ['etcd', 'config'],
  tls: ['etcd'],
  sync: ['etcd', 'config'],
  doctor: ['etcd', 'config', 'apisix', 'tls', 'sync'],
  report: ['etcd', 'config', 'apisix', 'tls', 'sync', 'doctor'],
  record: ['etcd', 'config', 'tls', 'sync', 'report'],
  ui: ['etcd', 'config', 'apisix', 'tls', 'sync', 'doctor', 'report'],
  io: ['etcd', 'config', 'apisix', 'tls', 'sync', 'doctor', 'report', 'record'],
  demo: ['etcd', 'config', 'io'],
};

/** Where a package may be imported: folders of source/ (with a slash) or single files. */
const packagePlaces: readonly {
  readonly packages: RegExp;
  readonly places: readonly string[];
}[] = [
  {packages: /^(react|ink)([/-].*)?$/, places: ['ui/']},
  {packages: /^undici$/, places: ['io/']},
  {packages: /^@grpc\//, places: ['io/']},
  {packages: /^meow$/, places: ['cli.ts']},
  {packages: /^yaml$/, places: ['config/', 'apisix/']},
  {
    packages: /^(node:)?(fs|net|http|https|http2|tls|dns|dgram|child_process)(\/.*)?$/,
    places: ['io/', 'demo/', 'commands/', 'version.ts'],
  },
];

/** These look at text; they open nothing. */
const pureNetImport = /^import \{((, )?(isIP(v4|v6)?|SocketAddress))+\} from 'node:net';$/gm;

const clockPlaces = ['io/', 'demo/', 'ui/', 'commands/', 'cli.ts'];

const bannedText: readonly {readonly text: RegExp; readonly places: readonly string[]}[] = [
  {text: /\bprocess\.(exit|reallyExit|abort)\(/, places: ['cli.ts']},
  {text: /\bconsole\.\w+/, places: []},
  {text: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/, places: clockPlaces},
  {text: /\b(setTimeout|setInterval|setImmediate)\b/, places: clockPlaces},
  {text: /\bMath\.random\b|\brandom(UUID|Bytes|Int)\b/, places: clockPlaces},
];

/** Longer than 300 lines, each with the reason why it has still one subject. */
export const longFiles: Readonly<Record<string, string>> = {
  'test/sync/step.test.ts': 'scripts of one state machine through one helper',
};

export const tidyRules: readonly TidyRule[] = [
  {claim: 'imports go one way', applies: inSource, violations: againstLayers},
  {claim: 'packages stay in their place', applies: inSource, violations: misplacedPackages},
  {claim: 'clocks, exits and consoles stay in their place', applies: inSource, violations: banned},
  {claim: 'files have at most 300 lines', applies: isCode, violations: tooLong},
  {claim: 'file names say what is in them', applies: isCode, violations: emptyName},
  {claim: 'nothing is exported as default', applies: isCode, violations: defaultExport},
  {claim: 'files open with what they are for', applies: isCode, violations: noHeader},
  {claim: 'no host of a package registry is named', applies: () => true, violations: registryHost},
];

function againstLayers({path, text}: TreeFile): readonly string[] {
  const layer = layerOf(path);
  const allowed = layers[layer];
  if (allowed === undefined) {
    return [];
  }
  return importsOf(text)
    .filter(name => name.startsWith('.'))
    .map(name => ({name, target: layerOf(new URL(name, `file:///${path}`).pathname.slice(1))}))
    .filter(({target}) => target !== layer && target !== 'version.ts' && !allowed.includes(target))
    .map(({name}) => `${layer}/ may not import ${name}`);
}

function misplacedPackages({path, text}: TreeFile): readonly string[] {
  return importsOf(text.replace(pureNetImport, '')).filter(name =>
    packagePlaces.some(({packages, places}) => packages.test(name) && !isIn(path, places)),
  );
}

function banned({path, text}: TreeFile): readonly string[] {
  const code = withoutComments(text);
  return bannedText
    .filter(({places}) => !isIn(path, places))
    .flatMap(({text: pattern}) => pattern.exec(code)?.[0] ?? []);
}

function tooLong({path, text}: TreeFile): readonly string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > 300 && longFiles[path] === undefined ? [`${lines} lines`] : [];
}

function emptyName({path}: TreeFile): readonly string[] {
  const name = path.split('/').at(-1) ?? '';
  return /^(utils?|helpers?|types?|index|common|misc)\./.test(name) ? [name] : [];
}

function defaultExport({text}: TreeFile): readonly string[] {
  const pattern = /^export default\b|^export\s*\{[^}]*\bas default\b/m;
  return pattern.test(withoutComments(text)) ? ['default export'] : [];
}

function noHeader({text}: TreeFile): readonly string[] {
  const lines = text.replace(/^#!.*\n/, '').split('\n');
  const length = lines.findIndex(line => !line.startsWith('//'));
  return length < 1 || length > 5 ? [`opens with ${length} lines of comment`] : [];
}

function registryHost({text}: TreeFile): readonly string[] {
  return [/registry\.[a-z]+\.(org|com|io)\b/, /"resolved": +"http/, /_auth(Token)?=/].flatMap(
    pattern => pattern.exec(text)?.[0] ?? [],
  );
}

function layerOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function isIn(path: string, places: readonly string[]): boolean {
  return places.some(place => path.startsWith(`source/${place}`));
}

function importsOf(text: string): readonly string[] {
  const pattern =
    /^\s*(?:import\s*|(?:import|export)\b[^'"`;]*?\bfrom\s*)['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;
  return [...withoutComments(text).matchAll(pattern)].map(match => match[1] ?? match[2] ?? '');
}

function withoutComments(text: string): string {
  return text.replace(/^\s*(\/\/|\/\*|\*).*$/gm, '').replace(/\s\/\/ .*$/gm, '');
}
