// The help, made from the keymap: what each key does in the pane that is open.
// A key that only works elsewhere is left out rather than shown as dead.
import {padText, wrapText} from '../report/display-width.ts';
import {type Line, span} from '../report/lines.ts';
import type {InterfaceState} from './interface-state.ts';
import {keymap, worksIn} from './keymap.ts';

export function helpLines(state: InterfaceState, width: number): Line[] {
  const keysWidth = width < 60 ? 14 : 25;
  const shown = keymap.filter(binding => worksIn(binding, state.pane));
  const rows = shown.flatMap(binding => {
    const keys = wrapText(binding.shown, keysWidth - 1);
    const does = wrapText(binding.does, Math.max(10, width - keysWidth - 4));
    const height = Math.max(keys.length, does.length);
    return Array.from(
      {length: height},
      (_, at): Line => [
        span(`  ${padText(keys[at] ?? '', keysWidth)}`, 'key'),
        span(does[at] ?? ''),
      ],
    );
  });
  return [[span(' Keys', 'heading')], ...rows, [], ...legend(state, width)];
}

function legend(state: InterfaceState, width: number): Line[] {
  if (state.pane !== 'watch') {
    return [];
  }
  const words: Line[] = [
    [span(' Rows', 'heading')],
    [span('  + ', 'created'), span('created')],
    [span('  ~ ', 'changed'), span('changed: path, old value → new value')],
    [span('  - ', 'deleted'), span('deleted')],
    [span('  * ', 'changed'), span('a burst of changes, folded by b; at the left edge: a mark')],
    [span('  ══', 'gap'), span(' a gap: what happened, and whether anything was lost')],
    [span('  ••••#3f9a', 'dim'), span(' a secret; the tag changes when the secret does')],
  ];
  const note = 'Times are when the change was read here: etcd does not keep when it was made.';
  return [...words, [], ...wrapText(note, width - 3).map(row => [span(`  ${row}`, 'dim')])];
}
