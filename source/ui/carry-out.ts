// What a key asked for outside of the interface's own state, done: quit, suspend, copy, save, ask the
// source. Pure decisions are press-key.ts's; what came of it is told in the last line.
import type {Role} from '../report/lines.ts';
import type {InterfaceSource} from '../report/view-model.ts';
import {clipboardSequence} from './clipboard.ts';
import type {Asked} from './session.ts';

type CarryOutOptions = {
  readonly source: InterfaceSource;
  readonly quit: (keepScreen: boolean) => void;
  readonly suspend: () => void;
  /** Sequences that draw nothing. */
  readonly writeToTerminal: (sequence: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly saveLines?: SaveLines;
  readonly say: (text: string, role: Role) => void;
};

/** Writes lines to a new file and tells its name and size in words; rejects with the reason. */
export type SaveLines = (lines: Iterable<string>) => Promise<string>;

export function createCarryOut(options: CarryOutOptions): (asked: Asked) => void {
  const {source, say} = options;
  return asked => {
    switch (asked.type) {
      case 'quit':
        options.quit(asked.keepScreen);
        break;
      case 'suspend':
        options.suspend();
        break;
      case 'pane-shown':
        source.paneShown(asked.pane);
        break;
      case 'look-again':
        source.lookAgain(asked.pane);
        break;
      case 'copy-text':
        options.writeToTerminal(clipboardSequence(asked.text, options.environment));
        break;
      case 'save-lines':
        void save(asked.lines, options);
        break;
      case 'command':
        void command(asked.name, asked.argument, source, say);
        break;
    }
  };
}

async function save(lines: Iterable<string>, {saveLines, say}: CarryOutOptions): Promise<void> {
  if (saveLines === undefined) {
    say('nothing can be saved here', 'warning');
    return;
  }
  try {
    say(`saved ${await saveLines(lines)}`, 'ok');
  } catch (error) {
    say(`not saved: ${wordsOf(error)}`, 'error');
  }
}

async function command(
  name: string,
  argument: string,
  source: InterfaceSource,
  say: CarryOutOptions['say'],
): Promise<void> {
  if (source.command === undefined) {
    say(`:${name} is not known here`, 'error');
    return;
  }
  try {
    const {text, role} = await source.command(name, argument);
    say(text, role);
  } catch (error) {
    say(`:${name} failed: ${wordsOf(error)}`, 'error');
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
