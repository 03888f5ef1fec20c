// What is inside an executable, as CycloneDX JSON: npm's own list of the dependencies, cut down to
// the packages that esbuild took into the bundle, and Node with the libraries it is built from.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import type {ExecutableParts} from './executable.ts';
import type {Platform} from './platforms.ts';
import {releaseTime} from './release-time.ts';

type Component = {
  'bom-ref': string;
  type: string;
  name: string;
  version: string;
  readonly [field: string]: unknown;
};

type BillOptions = {
  readonly platform: Platform;
  readonly nodeVersion: string;
  /** process.versions of that Node. */
  readonly nodeLibraries: Readonly<Record<string, string>>;
};

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Throws when npm does not list a package that is in the bundle. */
export function billOfMaterials(parts: ExecutableParts, options: BillOptions): string {
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--omit', 'dev'];
  const printed = execFileSync(npm, [...words, '--omit', 'optional'], {
    cwd: parts.root,
    encoding: 'utf8',
    shell: npm !== 'npm',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const listed = JSON.parse(printed);
  const {name, version} = parts.identity;
  const self = {'bom-ref': `${name}@${version}`, type: 'application', name, version};
  const licenses = [{license: {id: 'Apache-2.0'}}];
  const bundled = bundledComponents(parts, listed.components);
  const components = [...bundled, nodeComponent(options)];
  const bill = {
    $schema: listed.$schema,
    bomFormat: listed.bomFormat,
    specVersion: listed.specVersion,
    serialNumber: serialNumber([version, options.platform.name, ...components.map(refOf)]),
    version: 1,
    metadata: {
      timestamp: new Date(releaseTime(parts.root) * 1000).toISOString(),
      lifecycles: [{phase: 'build'}],
      tools: listed.metadata.tools,
      component: {...self, purl: `pkg:npm/${name}@${version}`, licenses},
      properties: [{name: 'etcdscope:platform', value: options.platform.label}],
    },
    components,
    dependencies: [{ref: self['bom-ref'], dependsOn: components.map(refOf)}],
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function bundledComponents(
  {packages}: ExecutableParts,
  listed: readonly Component[],
): readonly Component[] {
  // Two copies of one version are one component: CycloneDX wants every one once.
  const refs = new Set(packages.map(({name, version}) => `${name}@${version}`));
  return [...refs].map(ref => {
    const found = listed.find(each => `${each.name}@${each.version}` === ref);
    if (found === undefined) {
      throw new Error(`npm sbom does not list ${ref}, which is in the bundle`);
    }
    return found;
  });
}

function nodeComponent({nodeVersion, nodeLibraries}: BillOptions): Component {
  const libraries = Object.entries(nodeLibraries).filter(([name]) => name !== 'node');
  return {
    'bom-ref': `node@${nodeVersion}`,
    type: 'platform',
    name: 'node',
    version: nodeVersion,
    purl: `pkg:generic/node@${nodeVersion}`,
    licenses: [{license: {id: 'MIT'}}],
    components: libraries.map(([name, version]) => ({
      'bom-ref': `node@${nodeVersion}/${name}@${version}`,
      type: 'library',
      name,
      version,
      purl: `pkg:generic/${name}@${encodeURIComponent(version)}`,
    })),
  };
}

function refOf(component: Component): string {
  return component['bom-ref'];
}

/** The same contents, the same number: a random one would make every build another. */
function serialNumber(contents: readonly string[]): string {
  const hex = createHash('sha256').update(contents.join('\n')).digest('hex');
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return `urn:uuid:${groups.join('-')}`;
}
