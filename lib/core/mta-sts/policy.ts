import { isHostName } from '../text/domain-name';
import { ProblemList } from '../text/problems';
import { quote } from '../text/quote';
import type { ParseResult, Problem } from '../text/result';
import { fieldsOnOneLine, wholeBodyProblem } from './policy-body';
import type { PolicyBodyProblemKind } from './policy-body';
import type { StsPolicy } from './policy-format';
import { POLICY_FIELDS, policyLines, readPolicyLine } from './policy-lines';
import type { PolicyField } from './policy-lines';
import { octetsProblem } from './policy-octets';
import type { OctetsProblem, PolicyOctetsProblemKind } from './policy-octets';
import { EXAMPLE_LINES, policySlip, strayLineProblem } from './policy-slips';
import type { PolicySlip, PolicySlipKind } from './policy-slips';
import { policyMaxAge, policyMode, policyValueProblems, repairedLine } from './policy-values';
import type { PolicyValueProblemKind } from './policy-values';

export type StsPolicyProblemKind =
  | PolicyBodyProblemKind
  | PolicyOctetsProblemKind
  | PolicySlipKind
  | PolicyValueProblemKind
  | 'byte-order-mark'
  | 'too-large'
  | 'blank-line'
  | 'fields-on-one-line'
  | 'duplicate-field'
  | 'duplicate-mx'
  | 'missing-version'
  | 'missing-mode'
  | 'missing-mx'
  | 'missing-max-age'
  | 'max-age-zero'
  | 'max-age-short';

/** RFC 8461 section 3.3: the bound that senders are advised to set on the body, in octets. */
const POLICY_SIZE_LIMIT = 64 * 1024;

const ONE_WEEK = 604800;
const EXAMPLE_HOST = 'mail.example.com';
/** Of more misspelt lines than this the values are left alone. */
const JUDGED_SLIPS = 50;

const NO_MX = 'There is no mx line, which only mode: none may omit. Add a line for each MX host';

type Missing = Pick<Problem<StsPolicyProblemKind>, 'kind' | 'message' | 'correction'>;

const missing = (field: PolicyField, mxHosts: readonly string[] | undefined): Missing =>
  field !== 'mx'
    ? MISSING[field]
    : {
        kind: 'missing-mx',
        message: mxHosts
          ? `${NO_MX}:\n${mxHosts.map((host) => `mx: ${host}`).join('\n')}`
          : `${NO_MX}, such as "mx: ${EXAMPLE_HOST}".`,
        correction:
          mxHosts === undefined || mxHosts.length === 0 || !mxHosts.every(isHostName)
            ? { say: 'add an mx line for each MX host.' }
            : { write: mxHosts.map((host) => `mx: ${host}`) },
      };

const MISSING: Readonly<Record<Exclude<PolicyField, 'mx'>, Missing>> = {
  version: {
    kind: 'missing-version',
    message: 'There is no version. Add the line "version: STSv1".',
    correction: { write: [EXAMPLE_LINES.version] },
  },
  mode: {
    kind: 'missing-mode',
    message: 'There is no mode. Add the line "mode: testing" to begin with, or "mode: enforce".',
    correction: { write: [EXAMPLE_LINES.mode] },
  },
  max_age: {
    kind: 'missing-max-age',
    message: 'There is no max_age. Add the line "max_age: 604800" (one week) or more.',
    correction: { write: [EXAMPLE_LINES.max_age] },
  },
};

/**
 * Parses the body of a policy (RFC 8461 section 3.2), decoded as UTF-8 with a byte order mark left in place.
 * Never throws; time and the number of problems are bounded by the body's length and a constant.
 * @param mxHosts the domain's, where they are known: lines to write name them
 * @param isUtf8 whether the octets of the body are UTF-8, where that is known
 */
export function parsePolicy(
  body: string,
  mxHosts?: readonly string[],
  isUtf8?: boolean,
): ParseResult<StsPolicy, StsPolicyProblemKind> {
  const problems = new ProblemList<StsPolicyProblemKind>();
  const whole = wholeBodyProblem(body, mxHosts);
  if (whole !== undefined) {
    problems.add(whole);
    return problems.result<StsPolicy>(undefined);
  }
  const octets = Buffer.byteLength(body);
  if (octets > POLICY_SIZE_LIMIT)
    problems.add({
      kind: 'too-large',
      severity: 'warning',
      message: `The policy has ${octets} octets, and senders may stop reading after ${POLICY_SIZE_LIMIT}. Shorten it.`,
      correction: { say: 'shorten the policy.' },
    });
  const draft = new PolicyDraft(problems, mxHosts, isUtf8);
  policyLines(body).forEach((line, index) => draft.read(line, index + 1));
  return problems.result(draft.finish());
}

/** A policy as its lines are read: what counts, what was meant, and what is wrong. */
class PolicyDraft {
  /** The first line of each field that may not repeat. */
  private readonly fields = new Map<PolicyField, { readonly value: string; readonly line: number }>();
  private readonly mx: string[] = [];
  /** The line on which each mx stands first, by its lower-case form. */
  private readonly mxLines = new Map<string, number>();
  private readonly slips: { readonly slip: PolicySlip; readonly octets: OctetsProblem | undefined }[] = [];
  private readonly joined = new Set<PolicyField>();

  constructor(
    private readonly problems: ProblemList<StsPolicyProblemKind>,
    private readonly mxHosts: readonly string[] | undefined,
    private readonly isUtf8: boolean | undefined,
  ) {}

  read(text: string, line: number): void {
    if (line === 1 && text.startsWith('\ufeff')) {
      const message =
        'The policy begins with a byte order mark (U+FEFF), and some senders do not recognise its first key then. Save it as UTF-8 without one.';
      this.problems.add({
        kind: 'byte-order-mark',
        severity: 'warning',
        message,
        correction: { say: 'remove the byte order mark (U+FEFF) at the beginning.' },
        line,
        part: { from: 0, to: 1 },
      });
      this.readLine(text.slice(1), line, 1);
    } else this.readLine(text, line, 0);
  }

  /** The policy, as far as it is complete; undefined when a field is missing or has no usable value. */
  finish(): StsPolicy | undefined {
    const mode = policyMode(this.fields.get('mode')?.value ?? '');
    const maxAge = policyMaxAge(this.fields.get('max_age')?.value ?? '');
    const has = (field: PolicyField): boolean =>
      field === 'mx' ? this.mx.length > 0 || mode === 'none' : this.fields.has(field);
    this.slips.forEach(({ slip, octets }, index) => {
      const extension = has(slip.meant.field) ? (octets ?? slip.extension) : undefined;
      if (extension !== undefined) this.problems.add({ ...extension, line: slip.line });
      else this.judgeSlip(slip, !has(slip.meant.field), index < JUDGED_SLIPS);
    });
    const meant = new Set(this.slips.map(({ slip }) => slip.meant.field));
    for (const field of POLICY_FIELDS) {
      if (!has(field) && !meant.has(field) && !this.joined.has(field))
        this.problems.add({ ...missing(field, this.mxHosts), severity: 'error' });
    }
    if (mode === undefined || maxAge === undefined) return undefined;
    this.judgeMaxAge(maxAge, mode);
    return { mode, mx: this.mx, maxAge };
  }

  private readLine(text: string, line: number, offset: number): void {
    const reading = readPolicyLine(text);
    if (reading.form === 'blank') {
      const message = 'This line is blank: some senders reject the policy for it, others skip it. Remove it.';
      this.problems.add({ kind: 'blank-line', severity: 'warning', message, correction: { remove: true }, line });
    } else if (reading.form !== 'extension' && this.readJoined(text, line)) return;
    else if (reading.form === 'field') this.readField(reading.field, reading.value, line, offset + reading.valueFrom);
    else {
      const slip = policySlip(reading, line);
      const octets = reading.form === 'extension' ? octetsProblem(reading.key, text, this.isUtf8) : undefined;
      if (slip !== undefined) this.slips.push({ slip, octets });
      else this.problems.add(octets === undefined ? strayLineProblem(reading, text, line) : { ...octets, line });
    }
  }

  private readJoined(text: string, line: number): boolean {
    const fields = fieldsOnOneLine(text);
    if (fields.length === 0) return false;
    const repaired = fields.map(({ field, value }) => repairedLine(field, value));
    const lines = fields.map(({ field }, index) => repaired[index] ?? EXAMPLE_LINES[field]);
    this.problems.add({
      kind: 'fields-on-one-line',
      severity: 'error',
      message: `Each field has a line of its own. Write:\n${lines.join('\n')}`,
      correction: repaired.includes(undefined) ? { say: 'write each field on a line of its own.' } : { write: lines },
      line,
    });
    for (const { field } of fields) this.joined.add(field);
    return true;
  }

  private readField(field: PolicyField, value: string, line: number, from: number): void {
    const part = { from, to: from + value.length };
    const duplicate = field === 'mx' ? this.addMx(value, line) : this.addField(field, value, line);
    if (duplicate !== undefined) this.problems.add({ ...duplicate, line, part });
    else for (const problem of policyValueProblems(field, value)) this.problems.add({ ...problem, line, part });
  }

  private addField(field: PolicyField, value: string, line: number): Problem<StsPolicyProblemKind> | undefined {
    const first = this.fields.get(field);
    if (first === undefined) {
      this.fields.set(field, { value, line });
      return undefined;
    }
    const message = `${field} is set again; the first counts (RFC 8461 section 3.2), which is ${quote(first.value)} on line ${first.line}. Remove one of the two.`;
    const correction = { say: `remove ${field}, or remove it from line ${first.line}: the first one counts.` };
    return { kind: 'duplicate-field', severity: 'warning', message, correction };
  }

  private addMx(pattern: string, line: number): Problem<StsPolicyProblemKind> | undefined {
    this.mx.push(pattern);
    const key = pattern.toLowerCase();
    const first = this.mxLines.get(key);
    if (first !== undefined)
      return {
        kind: 'duplicate-mx',
        severity: 'info',
        message: `${quote(pattern)} is on line ${first} already. Remove this line.`,
        correction: { remove: true },
      };
    this.mxLines.set(key, line);
    return undefined;
  }

  private judgeSlip(slip: PolicySlip, missing: boolean, valueToo: boolean): void {
    this.problems.add({ ...slip.problem, severity: missing ? 'error' : slip.besides, line: slip.line });
    if (!missing || !valueToo) return;
    for (const problem of policyValueProblems(slip.meant.field, slip.meant.value))
      this.problems.add({ ...problem, line: slip.line });
  }

  private judgeMaxAge(maxAge: number, mode: StsPolicy['mode']): void {
    const line = this.fields.get('max_age')?.line;
    const at = line === undefined ? {} : { line };
    if (maxAge === 0 && mode !== 'none') {
      this.problems.add({
        kind: 'max-age-zero',
        severity: 'warning',
        message:
          'Senders forget this policy at once, so it protects nobody. Write "max_age: 604800" (one week) or more.',
        correction: { write: [EXAMPLE_LINES.max_age] },
        ...at,
      });
    } else if (maxAge < ONE_WEEK && mode === 'enforce') {
      const message = `${maxAge} seconds are short: RFC 8461 section 3.2 expects weeks or more, because each expiry gives an attacker a chance. Write "max_age: 604800" (one week) or more.`;
      const correction = { write: [EXAMPLE_LINES.max_age] };
      this.problems.add({ kind: 'max-age-short', severity: 'info', message, correction, ...at });
    }
  }
}
