// Names for what arrives from the keyboard. Keys typed fast arrive in one read as one string, so
// one input gives any number of names: 'jj' is j twice.

/** The flags that Ink sets beside the input. */
type KeyFlags = {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly pageDown: boolean;
  readonly pageUp: boolean;
  readonly home: boolean;
  readonly end: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly tab: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
  readonly meta: boolean;
};

/** Printable characters name themselves, except space; others: enter, esc, ctrl-d, shift-tab, … */
export function keyNames(input: string, flags: KeyFlags): string[] {
  const special = specialName(flags);
  if (special !== undefined) {
    return [special];
  }
  if (flags.meta) {
    return [];
  }
  if (flags.ctrl) {
    return input.length === 1 ? [`ctrl-${input}`] : [];
  }
  return [...input].map(characterName).filter(name => name !== '');
}

function specialName(flags: KeyFlags): string | undefined {
  if (flags.escape) {
    return 'esc';
  }
  if (flags.tab) {
    return flags.shift ? 'shift-tab' : 'tab';
  }
  return named.find(([flag]) => flags[flag])?.[1];
}

const named: readonly (readonly [keyof KeyFlags, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageDown', 'pagedown'],
  ['pageUp', 'pageup'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

function characterName(character: string): string {
  switch (character) {
    case ' ':
      return 'space';
    case '\r':
    case '\n':
      return 'enter';
    case '\t':
      return 'tab';
    case '\x7f':
    case '\b':
      return 'backspace';
    case '\x1b':
      return 'esc';
    default:
      return character < ' ' ? `ctrl-${controlLetter(character)}` : character;
  }
}

function controlLetter(character: string): string {
  return String.fromCharCode((character.codePointAt(0) ?? 0) + 0x60);
}
