// Cuts what Ink does only with DEV=true in the environment: it connects to React's devtools, with an
// await at the top level (impossible in CommonJS), and reads its own package.json. `define` can't
// remove the first, since esbuild refuses the await before it drops dead code.
import type {Plugin} from 'esbuild';
import {editedDependency} from './edited-dependency.ts';
import {editExpectedText} from './expected-text.ts';

export function inkWithoutDevtools(): readonly Plugin[] {
  const file = 'ink/build/reconciler.js';
  return [editedDependency({name: 'ink-without-devtools', file, edit: text => cutDev(file, text)})];
}

function cutDev(file: string, text: string): string {
  const edited = editExpectedText(file, text, [
    {find: "        await import('./devtools.js');\n", replace: ''},
    {find: "        import.meta.resolve('react-devtools-core');\n", replace: ''},
    {
      find: "    const content = fs.readFileSync(new URL('../package.json', import.meta.url), 'utf8');\n",
      replace: "    const content = '{}';\n",
    },
    {find: "    const fs = await import('node:fs');\n", replace: ''},
  ]);
  const guard = "process.env['DEV'] === 'true'";
  const guards = edited.split(guard).length - 1;
  if (guards !== 2) {
    throw new Error(`${file} is not the text this build edits: ${guards} DEV blocks, expected 2`);
  }
  return edited.replaceAll(guard, 'false');
}
