// A masker of its own for each output: its tags can't be compared with those of another run.
import {randomBytes} from 'node:crypto';
import {createMasker, type Masker} from '../report/secrets.ts';

export function newMasker(): Masker {
  return createMasker({keyBytes: randomBytes(32)});
}
