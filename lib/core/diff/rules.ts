import type { TargetState } from '../model';

/**
 * The number of the rules that findings are judged by. It grows with each release that judges the same observation
 * otherwise: a kind of finding is new, or covers more or fewer cases, or has another severity.
 */
export const RULES = 1;

/**
 * Whether the check is the first of a known target by these rules. What it shows otherwise than the release before did
 * may be as old as the target, so nothing is opened, made graver or resolved before the next check shows the same.
 */
export const isFirstByRules = (remembered: TargetState | undefined): boolean =>
  remembered !== undefined && remembered.judgedBy !== RULES;
