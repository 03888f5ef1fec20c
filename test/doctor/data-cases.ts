// Placeholder
// until written.
import type {DoctorCase} from './doctor-case.ts';

export const dataCases: readonly DoctorCase[] = [];
