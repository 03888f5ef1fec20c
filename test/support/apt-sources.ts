// Reads the machine's own apt sources and rewrites them for another Debian release: the same
// mirrors and the same keys, only the suite's name differs. Both forms are understood: one-line
// lists and deb822 stanzas. Text in, text out; nothing here runs apt.
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';

type AptSource = {
  readonly uris: string;
  readonly suites: readonly string[];
  readonly signedBy: string | undefined;
};

/** A deb822 file for the release; undefined where no source of the host's own suite is found. */
export function sourcesForRelease(
  files: readonly SourceFile[],
  hostSuite: string,
  release: string,
): string | undefined {
  const own = files.flatMap(parseSources).filter(source => source.suites.includes(hostSuite));
  const stanzas = new Set(own.map(source => stanza(source, release)));
  return stanzas.size === 0 ? undefined : [...stanzas].join('\n');
}

type SourceFile = {readonly name: string; readonly text: string};

export async function readSourceFiles(directory: string): Promise<readonly SourceFile[]> {
  const parts = await readdir(join(directory, 'sources.list.d')).catch(() => []);
  const names = ['sources.list', ...parts.map(name => join('sources.list.d', name))];
  const wanted = names.filter(name => name.endsWith('.list') || name.endsWith('.sources'));
  const texts = wanted.map(async name => {
    const text = await readFile(join(directory, name), 'utf8').catch(() => '');
    return {name, text};
  });
  return Promise.all(texts);
}

function parseSources({name, text}: SourceFile): readonly AptSource[] {
  return name.endsWith('.sources') ? parseStanzas(text) : parseLines(text);
}

function parseLines(text: string): readonly AptSource[] {
  return text.split('\n').flatMap(line => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+\S/.exec(line);
    if (match === null) return [];
    const [, options = '', uris = '', suite = ''] = match;
    return [{uris, suites: [suite], signedBy: /signed-by=(\S+)/.exec(options)?.[1]}];
  });
}

function parseStanzas(text: string): readonly AptSource[] {
  const uncommented = text.replaceAll(/^#.*\n?/gm, '');
  return uncommented.split(/\n\s*\n/).flatMap(block => {
    // A value goes on in lines that start with a blank: keys may be written into the file itself.
    const field = (name: string) =>
      new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t].*)*)`, 'im').exec(block)?.[1];
    const uris = field('URIs');
    const suites = field('Suites')?.trim().split(/\s+/) ?? [];
    const isBinary = field('Types')?.split(/\s+/).includes('deb') ?? false;
    const isEnabled = field('Enabled')?.trim().toLowerCase() !== 'no';
    if (uris === undefined || !isBinary || !isEnabled) return [];
    return [{uris: uris.trim(), suites, signedBy: field('Signed-By')}];
  });
}

function stanza({uris, signedBy}: AptSource, release: string): string {
  const lines = ['Types: deb', `URIs: ${uris}`, `Suites: ${release}`, 'Components: main'];
  if (signedBy !== undefined) lines.push(`Signed-By: ${signedBy}`);
  return `${lines.join('\n')}\n`;
}
