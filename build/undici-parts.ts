// Bundles the client half of undici. Its index pulls in fetch, WebSocket, caches, mocks and cookies,
// two thirds of its size; here `undici` is a module with named exports only for what talks HTTP to
// etcd, so esbuild refuses an import of anything else by name: add it to the list then.
import {readFile} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {Plugin} from 'esbuild';

const parts = {
  Agent: './lib/dispatcher/agent.js',
  Client: './lib/dispatcher/client.js',
  Dispatcher: './lib/dispatcher/dispatcher.js',
  Pool: './lib/dispatcher/pool.js',
  buildConnector: './lib/core/connect.js',
  errors: './lib/core/errors.js',
};

export function undiciParts(): Plugin {
  return {
    name: 'undici-parts',
    setup(build) {
      build.onLoad({filter: /node_modules[\\/]undici[\\/]index\.js$/}, async ({path}) => ({
        contents: partsModule(path, await readFile(path, 'utf8')),
        loader: 'js',
        resolveDir: dirname(path),
      }));
    },
  };
}

function partsModule(file: string, text: string): string {
  const imports = Object.entries(parts).map(([name, path]) => `import ${name} from '${path}';`);
  return [
    ...imports,
    "import api from './lib/api/index.js';",
    "import {getGlobalDispatcher} from './lib/global.js';",
    "import util from './lib/core/util.js';",
    'const {InvalidArgumentError} = errors;',
    'Object.assign(Dispatcher.prototype, api);',
    makeDispatcherText(file, text),
    'const request = makeDispatcher(api.request);',
    'const stream = makeDispatcher(api.stream);',
    `export {${[...Object.keys(parts), 'request', 'stream'].join(', ')}};`,
  ].join('\n');
}

function makeDispatcherText(file: string, text: string): string {
  const start = text.indexOf('function makeDispatcher (fn) {');
  const end = text.indexOf('module.exports.setGlobalDispatcher = ');
  const missing = Object.values(parts).find(path => !text.includes(path.replace(/\.js$/, '')));
  if (start < 0 || end < start || missing !== undefined) {
    throw new Error(`${file} is not the text this build edits: ${missing ?? 'makeDispatcher'}`);
  }
  return text.slice(start, end);
}
