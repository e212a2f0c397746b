import type { Correction } from '../model';
import { quote } from '../text/quote';
import type { ToldProblem } from '../text/problems';
import type { Problem, ProblemSeverity } from '../text/result';
import type { LineFault, MeantField, PolicyField, PolicyLine } from './policy-lines';
import { repairedLine, writeOrSay } from './policy-values';

export type PolicySlipKind = LineFault | 'malformed-line' | 'key-case' | 'unknown-field';

/** A line that senders do not take for the field that its writer meant. */
export interface PolicySlip {
  readonly meant: MeantField;
  readonly line: number;
  readonly problem: Pick<ToldProblem<PolicySlipKind>, 'kind' | 'message' | 'correction'>;
  /** How grave the slip is when the policy has the field on another line; without it, it is an error. */
  readonly besides: ProblemSeverity;
  /** What is said of the line when the policy has the field, if that is not `problem`. */
  readonly extension?: Pick<Problem<PolicySlipKind>, 'kind' | 'severity' | 'message'>;
}

/** A line to write for each field when nothing better is known. */
export const EXAMPLE_LINES: Readonly<Record<PolicyField, string>> = {
  version: 'version: STSv1',
  mode: 'mode: testing',
  mx: 'mx: mail.example.com',
  max_age: 'max_age: 604800',
};

const DIFFER = 'some senders reject the policy for it, others skip the line';

const SLIPS: Readonly<Record<LineFault, string>> = {
  'bare-cr': 'A carriage return (CR) stands in this line without LF after it',
  bullet: 'No list marker is allowed before the key',
  'leading-space': 'No space is allowed before the key',
  'space-before-colon': 'No space is allowed before the colon',
  'no-colon': 'A colon stands between key and value',
  'key-characters': 'The key holds characters that do not belong there',
  'extension-value': 'The value is empty or holds control characters',
  comment: 'A policy has no comments',
};

/** The slip on a line that reads like a field; undefined when it does not. */
export function policySlip(
  reading: PolicyLine & { form: 'extension' | 'malformed' },
  line: number,
): PolicySlip | undefined {
  const { meant } = reading;
  if (meant === undefined) return undefined;
  const repaired = (): string | undefined => repairedLine(meant.field, meant.value);
  const write = (): string => `"${repaired() ?? EXAMPLE_LINES[meant.field]}"`;
  const correction = (): Correction => writeOrSay(meant.field, repaired());
  if (reading.form === 'malformed') {
    return {
      meant,
      line,
      problem: { kind: reading.fault, message: () => `${SLIPS[reading.fault]}: write ${write()}.`, correction },
      besides: 'warning',
    };
  }
  // A lost mx line means an MX host that senders refuse; the other fields are there already.
  const besides = meant.field === 'mx' ? 'warning' : 'info';
  if (reading.key.toLowerCase() === meant.field)
    return {
      meant,
      line,
      problem: { kind: 'key-case', message: () => `Keys are case-sensitive: write ${write()}.`, correction },
      besides,
    };
  const message = (): string =>
    `${quote(reading.key)} is not a field of RFC 8461, so senders ignore this line: did you mean ${meant.field}? Write ${write()}.`;
  const slip: PolicySlip = { meant, line, problem: { kind: 'unknown-field', message, correction }, besides };
  // To write a field that is there already would set it twice.
  return meant.field === 'mx' ? slip : { ...slip, extension: extensionProblem(reading.key) };
}

const extensionProblem = (key: string): Pick<Problem<PolicySlipKind>, 'kind' | 'severity' | 'message'> => ({
  kind: 'unknown-field',
  severity: 'info',
  message: `${quote(key)} is not a field of RFC 8461: senders ignore this line.`,
});

/** What to say of a line that reads like no field. */
export function strayLineProblem(
  reading: PolicyLine & { form: 'extension' | 'malformed' },
  text: string,
  line: number,
): Problem<PolicySlipKind> {
  if (reading.form === 'extension') return { ...extensionProblem(reading.key), line };
  const what =
    reading.fault === 'comment' || reading.fault === 'bare-cr' || reading.fault === 'extension-value'
      ? SLIPS[reading.fault]
      : `${quote(text)} is not a "key: value" line`;
  const kind =
    reading.fault === 'comment' || reading.fault === 'bare-cr' || reading.fault === 'extension-value'
      ? reading.fault
      : 'malformed-line';
  return { kind, severity: 'warning', message: `${what}: ${DIFFER}. Remove it.`, correction: { remove: true }, line };
}
