// Leaves meow's package.json reading out: the search for the file (there is none beside a single
// executable) and the normaliser with its licence lists, about a quarter of the bundle. cli.ts hands
// meow a `pkg`, so neither is ever called; a call says what to do.
import type {Plugin} from 'esbuild';
import {editedDependency} from './edited-dependency.ts';
import {editExpectedText} from './expected-text.ts';

export function meowParserOnly(): readonly Plugin[] {
  const options = 'meow/build/options.js';
  const bundled = 'meow/build/dependencies.js';
  return [
    editedDependency({name: 'meow-options', file: options, edit: text => noPackage(options, text)}),
    editedDependency({name: 'meow-bundled', file: bundled, edit: text => pureTop(bundled, text)}),
  ];
}

function noPackage(file: string, text: string): string {
  const find =
    "import { a as readPackageUpSync, n as normalizePackageData } from './dependencies.js';";
  const replace =
    "const readPackageUpSync = () => { throw new Error('meow needs its option pkg in the bundle'); };\n" +
    'const normalizePackageData = () => {};';
  return editExpectedText(file, text, [{find, replace}]);
}

function pureTop(file: string, text: string): string {
  return editExpectedText(file, text, [
    // Called at the top level; marked, esbuild drops what only the normaliser used.
    {
      find: 'var normalizeExports = requireNormalize();',
      replace: 'var normalizeExports = /* @__PURE__ */ requireNormalize();',
    },
    {
      find: 'const normalizePackageData = getDefaultExportFromCjs(',
      replace: 'const normalizePackageData = /* @__PURE__ */ getDefaultExportFromCjs(',
    },
    // As a default import esbuild copies it, and looking at all of it makes Node load what it defers.
    {
      find: "import require$$0$2, { format } from 'util';",
      replace: "import { format } from 'util';\nconst require$$0$2 = undefined;",
    },
    // Only used for configuration files named by an option that meow does not pass on.
    {find: 'createRequire ? createRequire(import.meta.url) : undefined', replace: 'undefined'},
  ]);
}
