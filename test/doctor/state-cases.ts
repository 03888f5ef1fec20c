// Placeholder
// until written.
import type {DoctorCase} from './doctor-case.ts';

export const stateCases: readonly DoctorCase[] = [];
