// Instantiates yoga's wasm while its module is evaluated. As published it awaits at the top level,
// which CommonJS can't, and its loader calls fetch, which starts Node's own HTTP stack: 80 to 100 ms
// and 7 MB at start. Emscripten's instantiateWasm hook does the same without either.
import type {Plugin} from 'esbuild';
import {editedDependency} from './edited-dependency.ts';
import {editExpectedText} from './expected-text.ts';

export function yogaSynchronous(): readonly Plugin[] {
  const entry = 'yoga-layout/dist/src/index.js';
  const binary = 'yoga-layout/dist/binaries/yoga-wasm-base64-esm.js';
  return [
    editedDependency({
      name: 'yoga-entry',
      file: entry,
      edit: text => synchronousEntry(entry, text),
    }),
    editedDependency({name: 'yoga-wasm', file: binary, edit: text => exportedWasm(binary, text)}),
  ];
}

function synchronousEntry(file: string, text: string): string {
  return editExpectedText(file, text, [
    {
      find: "import loadYoga from '../binaries/yoga-wasm-base64-esm.js';",
      replace: "import loadYoga, {wasmBase64} from '../binaries/yoga-wasm-base64-esm.js';",
    },
    {
      find: 'const Yoga = wrapAssembly(await loadYoga());',
      // The hook is given the imports and must hand the instance back before it returns; the object
      // that the loader is given is the one that its promise would resolve to.
      replace: `const library = {
  instantiateWasm(imports, ready) {
    const wasm = new WebAssembly.Module(Buffer.from(wasmBase64, 'base64'));
    const instance = new WebAssembly.Instance(wasm, imports);
    ready(instance);
    return instance.exports;
  },
};
loadYoga(library);
const Yoga = wrapAssembly(library);`,
    },
  ]);
}

function exportedWasm(file: string, text: string): string {
  const prefix = 'H="data:application/octet-stream;base64,';
  const start = text.indexOf(prefix) + prefix.length;
  const end = text.indexOf('"', start);
  const base64 = text.slice(start, end);
  // AGFzbQ is the base64 of a wasm module's first bytes, \0asm.
  if (start < prefix.length || !base64.startsWith('AGFzbQ')) {
    throw new Error(`${file} is not the text this build edits: no wasm after ${prefix}`);
  }
  return editExpectedText(file, text, [
    {find: base64, replace: ''},
    {find: 'var _scriptDir = import.meta.url;', replace: "var _scriptDir = '';"},
    {
      find: 'export default loadYoga;',
      replace: `export const wasmBase64 = '${base64}';\nexport default loadYoga;`,
    },
  ]);
}
