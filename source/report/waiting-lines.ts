// What the Watch pane says while there is nothing to show, or nothing more to come: what is being
// done, what has gone wrong so far in full, and the next step. Never an empty screen.
import type {Clock} from './clock-text.ts';
import {wrapText} from './display-width.ts';
import {type Line, type Role, span} from './lines.ts';
import {countOf, countText} from './number-text.ts';
import {nextStep, phaseWords} from './phase-words.ts';
import {printable} from './printable.ts';
import type {ViewModel} from './view-model.ts';

type WaitingOptions = {readonly width: number; readonly clock: Clock};

/** For a pane without rows. */
export function waitingLines(model: ViewModel, options: WaitingOptions): Line[] {
  if (model.phase.name === 'watching') {
    return quietLines(model, options);
  }
  const words = phaseWords(model, options.clock);
  const reason = words.reason ?? lastError(model);
  return [
    [],
    ...paragraph(`${words.glyph} ${words.text}`, words.role, options),
    ...(reason === undefined ? [] : troubleLines(reason, options)),
  ];
}

/** For a pane that has rows but gets no more, until a person does something. */
export function stoppedLines(model: ViewModel, options: WaitingOptions): Line[] {
  return model.phase.name === 'failed'
    ? [
        ...paragraph('✗ stopped: nothing new is read', 'error', options),
        ...troubleLines(printable(model.phase.reason), options),
        [],
      ]
    : [];
}

function troubleLines(reason: string, options: WaitingOptions): Line[] {
  return [
    [],
    ...paragraph(reason, 'strong', options),
    [],
    ...paragraph(`next: ${nextStep(reason)}`, 'plain', options),
  ];
}

function quietLines(model: ViewModel, options: WaitingOptions): Line[] {
  const {keysTotal, pinnedRevision} = model.progress;
  const where = model.prefix === '' ? 'any key' : `keys under ${printable(model.prefix)}`;
  const known =
    keysTotal === undefined || pinnedRevision === undefined
      ? []
      : paragraph(
          `${countOf(keysTotal, 'key')} at revision ${countText(pinnedRevision)}`,
          'plain',
          options,
        );
  const none =
    keysTotal === 0
      ? paragraph('there is no key there: is the prefix right?', 'warning', options)
      : [];
  return [
    [],
    ...known,
    ...none,
    [],
    ...paragraph(`waiting for changes of ${where}`, 'dim', options),
  ];
}

/** Why earlier attempts failed, while another one runs. */
function lastError({phase, endpoints}: ViewModel): string | undefined {
  const error = endpoints.find(endpoint => endpoint.lastError !== undefined)?.lastError;
  return phase.name !== 'connecting' || error === undefined ? undefined : printable(error);
}

function paragraph(text: string, role: Role, {width}: WaitingOptions): Line[] {
  return wrapText(text, Math.max(10, width - 6)).map(row => [span(`   ${row}`, role)]);
}
