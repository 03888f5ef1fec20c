// An esbuild plugin that edits one file of a dependency. It also throws when the bundle was made
// without that file being seen: then the dependency has moved it, and the edit silently did nothing.
import {readFile} from 'node:fs/promises';
import {sep} from 'node:path';
import type {Plugin} from 'esbuild';

type DependencyEdit = {
  readonly name: string;
  /** Path inside node_modules, with forward slashes. */
  readonly file: string;
  /** Throws when the text is not what it expects. */
  edit(text: string): string;
  /** Some bundles have no use for the dependency at all. */
  readonly optional?: boolean;
};

export function editedDependency({name, file, edit, optional}: DependencyEdit): Plugin {
  return {
    name,
    setup(build) {
      let seen = false;
      build.onLoad({filter: fileFilter(file)}, async ({path}) => {
        seen = true;
        return {contents: edit(await readFile(path, 'utf8')), loader: 'js'};
      });
      build.onEnd(() => {
        if (!seen && !optional) {
          throw new Error(`${name}: the bundle did not load ${file}, which this plugin edits`);
        }
      });
    },
  };
}

function fileFilter(file: string): RegExp {
  const separator = sep === '\\' ? '\\\\' : '/';
  const pattern = `node_modules/${file}`.replaceAll('.', '\\.').replaceAll('/', separator);
  return new RegExp(`${pattern}$`);
}
