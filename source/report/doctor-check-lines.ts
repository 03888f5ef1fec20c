// Checks as rows, as they come: a glyph, the check, what it showed, how long it took. What was not
// tried for one and the same reason is one row.
import type {Check} from '../doctor/doctor-report.ts';
import {hanging} from './certificates-marks.ts';
import {padText} from './display-width.ts';
import {checkMarks, tookText} from './doctor-mark.ts';
import {type Line, span} from './lines.ts';
import {printable} from './printable.ts';

type CheckRows = {
  /** Rows that are complete now. */
  add(check: Check, endpoint: string | undefined): Line[];
  /** What was held back to be joined. */
  end(): Line[];
};

const NAME_COLUMNS = 14;

type Skipped = {
  readonly ids: string[];
  readonly check: Check;
  readonly endpoint: string | undefined;
};

/** `only`: the one endpoint that was given, which need not be named in every row. */
export function createCheckRows(options: {
  readonly width: number;
  readonly only?: string | undefined;
}): CheckRows {
  const {width, only} = options;
  let held: Skipped | undefined;
  const where = (endpoint: string | undefined) =>
    endpoint === undefined || endpoint === only ? '' : `${printable(endpoint)}  `;
  const release = (): Line[] => {
    if (held === undefined) return [];
    const {ids, check, endpoint} = held;
    held = undefined;
    const cause = check.causedBy === undefined ? '' : `, ${check.causedBy}`;
    const text = `${where(endpoint)}not tried: ${ids.join(', ')} (${check.summary}${cause})`;
    return hanging(`   ${checkMarks.skipped.glyph} `, text, width, 'dim');
  };
  return {
    add(check, endpoint) {
      if (isIdle(check)) return [];
      if (check.status === 'skipped') {
        if (isSame(held, check, endpoint)) {
          held?.ids.push(check.id);
          return [];
        }
        const rows = release();
        held = {ids: [check.id], check, endpoint};
        return rows;
      }
      return [...release(), ...checkRows(check, where(endpoint), width)];
    },
    end: release,
  };
}

const IDLE = new Set<Check['id']>(['files', 'tls', 'members']);

// Nothing was wanted there, or there was nothing to go by: the list of members comes from the API.
function isIdle({id, status, causedBy}: Check): boolean {
  return status === 'skipped' && causedBy === undefined && IDLE.has(id);
}

function isSame(held: Skipped | undefined, check: Check, endpoint: string | undefined): boolean {
  return held !== undefined && held.endpoint === endpoint && held.check.summary === check.summary;
}

function checkRows(check: Check, where: string, width: number): Line[] {
  const {glyph, role} = checkMarks[check.status];
  const took = check.seconds === undefined ? '' : ` (${tookText(check.seconds)})`;
  const id = check.failure === undefined ? '' : `${check.failure}: `;
  const lead = `   ${glyph} ${padText(check.id, NAME_COLUMNS)}`;
  const follows = check.causedBy === undefined ? '' : `; follows from ${check.causedBy}`;
  const textRole = check.causedBy === undefined ? 'plain' : 'dim';
  const text = `${where}${id}${check.summary}${took}${follows}`;
  const [first = [], ...others] = hanging(lead, text, width, textRole);
  return [
    [span(`   ${glyph} `, role), span(padText(check.id, NAME_COLUMNS)), ...first.slice(1)],
    ...others,
  ];
}
