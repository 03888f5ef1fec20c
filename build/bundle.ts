// One CommonJS file of everything, for the executable. Modules reached by `await import()` alone
// keep their bodies in functions that run at first use, so that each command pays for what it needs.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type BuildOptions, build, type Message, type Metafile} from 'esbuild';
import {grpcWithoutSchemas} from './grpc-without-schemas.ts';
import type {Identity} from './identity.ts';
import {inkWithoutDevtools} from './ink-without-devtools.ts';
import {meowParserOnly} from './meow-parser-only.ts';
import {undiciParts} from './undici-parts.ts';
import {yogaSynchronous} from './yoga-synchronous.ts';

export type Bundle = {readonly file: string; readonly bytes: number; readonly metafile: Metafile};

/** How the bundle is run: by the executable's loader, or by the Node of somebody's own. */
export type BundleForm = 'loaded' | 'module';

const forms: Readonly<Record<BundleForm, Pick<BuildOptions, 'target' | 'banner' | 'footer'>>> = {
  loaded: {
    target: 'node24',
    // The loader evaluates the file to a function and calls it with its own require.
    banner: {js: '(function (require, module, exports) {'},
    footer: {js: '})'},
  },
  module: {target: 'node22.19'},
};

/** Throws when esbuild has anything to say, errors and warnings alike. */
export async function bundle(
  entry: string,
  outputFolder: string,
  identity: Identity,
  form: BundleForm = 'loaded',
): Promise<Bundle> {
  const file = join(outputFolder, 'etcdscope.cjs');
  const result = await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    minify: true,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    jsx: 'automatic',
    legalComments: 'none',
    logLevel: 'silent',
    ...forms[form],
    // Built-in modules too: what stays `import()` would need a loader of ES modules at run time.
    supported: {'dynamic-import': false},
    define: definitions(identity),
    plugins: [
      ...yogaSynchronous(),
      ...inkWithoutDevtools(),
      ...meowParserOnly(),
      undiciParts(),
      grpcWithoutSchemas(),
    ],
  });
  refuseWarnings(result.warnings);
  return {file, bytes: (await readFile(file)).length, metafile: result.metafile};
}

function definitions(identity: Identity): Record<string, string> {
  return {
    'process.env.NODE_ENV': '"production"',
    // meow wants to be given one; with its option `pkg` it looks at no file.
    'import.meta': '{"url":"file:///etcdscope"}',
    // undici's own switch: leaves its second, experimental HTTP parser out, which an environment
    // variable would choose (lib/dispatcher/client-h1.js).
    esbuildDetection: '1',
    __ETCDSCOPE_VERSION__: JSON.stringify(identity.version),
    __ETCDSCOPE_COMMIT__: JSON.stringify(identity.commit),
  };
}

function refuseWarnings(warnings: readonly Message[]): void {
  if (warnings.length > 0) {
    const lines = warnings.map(
      ({location, text}) => `${location?.file}:${location?.line}: ${text}`,
    );
    throw new Error(`esbuild warns, and a warning is a fault here:\n${lines.join('\n')}`);
  }
}
