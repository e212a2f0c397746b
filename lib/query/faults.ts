import type { DraftFault } from '../core/alerting';
import { ProblemError } from './problem';

/** Each field of a body that says something impossible. */
export const faultsProblem = (faults: readonly DraftFault[]): ProblemError =>
  new ProblemError(400, faults.map(({ field, says }) => `${field}: ${says}`).join(' '), {
    errors: faults.map(({ field, says }) => ({ parameter: field, detail: says })),
  });
