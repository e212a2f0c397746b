import type { Correction } from '../model';
import { nearest } from '../text/nearest';
import { quote } from '../text/quote';
import type { Problem } from '../text/result';
import { mxPatternProblems, repairMxPattern } from './mx-pattern';
import type { MxPatternProblemKind } from './mx-pattern';
import { POLICY_MODES } from './policy-format';
import type { PolicyMode } from './policy-format';
import type { PolicyField } from './policy-lines';

export type PolicyValueProblemKind =
  'bad-version' | 'bad-mode' | 'bad-max-age' | 'max-age-over-limit' | MxPatternProblemKind;
export type PolicyValueProblem = Pick<Problem<PolicyValueProblemKind>, 'kind' | 'severity' | 'message' | 'correction'>;

/** RFC 8461 section 3.2: the largest max_age, about a year. */
const MAX_AGE_LIMIT = 31557600;

const VERSION = 'STSv1';
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400, w: 604800, y: 31536000 };

/** The mode that the value is, exactly. */
export const policyMode = (value: string): PolicyMode | undefined => POLICY_MODES.find((mode) => mode === value);

/** Seconds, when the value is `1*10DIGIT`. */
export const policyMaxAge = (value: string): number | undefined =>
  /^[0-9]{1,10}$/.test(value) ? Number(value) : undefined;

/** The faults of one field's value; empty when it is valid. */
export function policyValueProblems(field: PolicyField, value: string): PolicyValueProblem[] {
  switch (field) {
    case 'version':
      return versionProblems(value);
    case 'mode':
      return modeProblems(value);
    case 'mx':
      return mxPatternProblems(value);
    case 'max_age':
      return maxAgeProblems(value);
  }
}

/** The line that the writer most likely meant, valid as it stands; undefined when the value cannot be guessed. */
export function repairedLine(field: PolicyField, value: string): string | undefined {
  const valid = policyValueProblems(field, value).every(({ severity }) => severity !== 'error');
  const repaired = valid ? value : repairedValue(field, value);
  return repaired === undefined ? undefined : `${field}: ${repaired}`;
}

/** What to do about a field with a faulty value; `line` is what its writer most likely meant, if that is known. */
export const writeOrSay = (field: PolicyField, line: string | undefined): Correction =>
  line === undefined ? { say: CHOICES[field] } : { write: [line] };

const CHOICES: Readonly<Record<PolicyField, string>> = {
  version: 'set the version to STSv1.',
  mode: 'set the mode to enforce, testing or none.',
  mx: 'write the name of one MX host, as in its MX record.',
  max_age: 'set max_age to a number of seconds, such as 604800 (one week).',
};

function repairedValue(field: PolicyField, value: string): string | undefined {
  switch (field) {
    case 'version':
      return VERSION;
    case 'mode':
      return nearest(value, POLICY_MODES);
    case 'mx':
      return repairMxPattern(value);
    case 'max_age':
      return repairedMaxAge(value);
  }
}

function versionProblems(value: string): PolicyValueProblem[] {
  if (value === VERSION) return [];
  const what =
    value === ''
      ? 'The version is empty.'
      : value.toLowerCase() === VERSION.toLowerCase()
        ? 'The version is case-sensitive.'
        : `${quote(value)} is not a version of MTA-STS.`;
  return [
    {
      kind: 'bad-version',
      severity: 'error',
      message: `${what} Write "version: ${VERSION}".`,
      correction: { write: [`version: ${VERSION}`] },
    },
  ];
}

function modeProblems(value: string): PolicyValueProblem[] {
  if (policyMode(value) !== undefined) return [];
  const meant = nearest(value, POLICY_MODES);
  const choice =
    meant === undefined ? 'Write "mode: enforce", "mode: testing" or "mode: none".' : `Write "mode: ${meant}".`;
  const what =
    value === ''
      ? 'The mode is empty.'
      : meant === value.toLowerCase()
        ? 'Modes are case-sensitive.'
        : `${quote(value)} is not a mode${meant === undefined ? '.' : `: did you mean ${meant}?`}`;
  const correction = writeOrSay('mode', meant && `mode: ${meant}`);
  return [{ kind: 'bad-mode', severity: 'error', message: `${what} ${choice}`, correction }];
}

function maxAgeProblems(value: string): PolicyValueProblem[] {
  const seconds = policyMaxAge(value);
  if (seconds === undefined) {
    const repaired = repairedMaxAge(value);
    const what =
      value === ''
        ? 'max_age is empty.'
        : `${quote(value)} is not a number of seconds: max_age is 1 to 10 digits and nothing else.`;
    const write =
      repaired === undefined ? 'Write for example "max_age: 604800" (one week).' : `Write "max_age: ${repaired}".`;
    const correction = writeOrSay('max_age', repaired && `max_age: ${repaired}`);
    return [{ kind: 'bad-max-age', severity: 'error', message: `${what} ${write}`, correction }];
  }
  if (seconds <= MAX_AGE_LIMIT) return [];
  const message = `${seconds} is more than the maximum of ${MAX_AGE_LIMIT} seconds, about a year: some senders reject the policy, others use the maximum. Write "max_age: ${MAX_AGE_LIMIT}" or less.`;
  const correction = { write: [`max_age: ${MAX_AGE_LIMIT}`] };
  return [{ kind: 'max-age-over-limit', severity: 'warning', message, correction }];
}

/** Digits with a unit, separators, quotes or leading zeros around them, as the seconds that they mean. */
function repairedMaxAge(value: string): string | undefined {
  const [, digits, unit] =
    /^["']?(0*[0-9]{1,3}(?:[,._' ][0-9]{3})+|[0-9]{1,20})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?|y|years?)?["';,.]*$/i.exec(
      value,
    ) ?? [];
  if (digits === undefined) return undefined;
  const seconds = Number(digits.replace(/[^0-9]/g, '')) * (UNITS[unit?.[0]?.toLowerCase() ?? 's'] ?? 1);
  return String(Math.min(seconds, MAX_AGE_LIMIT));
}
