// What people type to find something: text, !text to leave out, ~regex. Lower-case text finds any
// case. A regex is never slower than in proportion to the text: those that could be are run by V8's
// engine that doesn't backtrack, and what that can't run is refused.
import {setFlagsFromString} from 'node:v8';

export type ParsedPattern = {
  /** Without ! and ~. */
  readonly text: string;
  readonly kind: 'text' | 'regex';
  readonly excludes: boolean;
  /** Whether it stands in the text, before ! turns it round. */
  readonly finds: (text: string) => boolean;
  readonly matches: (text: string) => boolean;
};

type PatternResult =
  /** undefined for nothing typed, and for a lone ! or ~, which is somebody still typing. */
  | {readonly ok: true; readonly pattern: ParsedPattern | undefined}
  | {readonly ok: false; readonly message: string};

export function parsePattern(typed: string): PatternResult {
  const excludes = typed.startsWith('!');
  const rest = excludes ? typed.slice(1) : typed;
  const kind = rest.startsWith('~') ? 'regex' : 'text';
  const text = kind === 'regex' ? rest.slice(1) : rest;
  if (text === '') {
    return {ok: true, pattern: undefined};
  }
  try {
    const finds = kind === 'regex' ? regexTest(text) : textTest(text);
    const matches = (searched: string) => finds(searched) !== excludes;
    return {ok: true, pattern: {text, kind, excludes, finds, matches}};
  } catch (error) {
    if (error instanceof SyntaxError) {
      return {ok: false, message: error.message};
    }
    throw error;
  }
}

function textTest(text: string): (searched: string) => boolean {
  return isLowerCase(text)
    ? searched => searched.toLowerCase().includes(text)
    : searched => searched.includes(text);
}

/** Throws SyntaxError. */
function regexTest(text: string): (searched: string) => boolean {
  allowLinearEngine();
  const regex = new RegExp(text);
  if (/\\[pPu]\{/.test(text) || !isLinear(text)) {
    throw new SyntaxError(
      `not run, as it could take for ever: /${text}/ (look-ahead, back reference, \\p{} or large count)`,
    );
  }
  // The flag i would keep the other engine out.
  return isLowerCase(text)
    ? searched => regex.test(searched.toLowerCase())
    : searched => regex.test(searched);
}

let isEngineAllowed = false;

/** V8 then goes on without backtracking where a regex has backtracked too often (V8 8.8). */
function allowLinearEngine(): void {
  if (!isEngineAllowed) {
    isEngineAllowed = true;
    setFlagsFromString('--enable-experimental-regexp-engine');
    setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
    setFlagsFromString('--regexp-backtracks-before-fallback=20000');
  }
}

function isLinear(text: string): boolean {
  try {
    return new RegExp(text, 'l') !== undefined;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return false;
    }
    throw error;
  }
}

/** An escape such as \S is no letter typed in upper case. */
function isLowerCase(text: string): boolean {
  const letters = text.replaceAll(/\\./g, '');
  return letters === letters.toLowerCase();
}
