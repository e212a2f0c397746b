import type { Correction } from '../model';
import { isHostName } from '../text/domain-name';
import { policyFields } from './policy-format';
import { POLICY_FIELDS } from './policy-lines';
import type { MeantField, PolicyField } from './policy-lines';
import type { Problem } from '../text/result';

export type PolicyBodyProblemKind = 'empty-policy' | 'not-a-policy' | 'not-utf-8' | 'bare-cr';

const EXAMPLE_HOSTS = ['mail.example.com'];

/** A policy to begin with, as lines. */
const template = (mxHosts: readonly string[] = EXAMPLE_HOSTS): string =>
  policyFields({ mode: 'testing', mx: mxHosts, maxAge: 604800 }).join('\n');

/** The same as a correction: a policy of example names is not one to publish. */
const insteadOf = (mxHosts: readonly string[] | undefined): Correction =>
  mxHosts === undefined || mxHosts.length === 0 || !mxHosts.every(isHostName)
    ? {
        say: 'publish a policy in place of this text: a line each of version, mode and max_age, and one for each MX host.',
      }
    : { policy: policyFields({ mode: 'testing', mx: mxHosts, maxAge: 604800 }) };
/** Longer lines are not a policy that lost its line ends. */
const LONGEST_JOINED = 1024;
const KEYS: Readonly<Record<PolicyField, RegExp>> = {
  version: /(?<=^|[\s,;"'])version[ \t]*:/g,
  mode: /(?<=^|[\s,;"'])mode[ \t]*:/g,
  mx: /(?<=^|[\s,;"'])mx[ \t]*:/g,
  max_age: /(?<=^|[\s,;"'])max_age[ \t]*:/g,
};

/**
 * The one thing to say of a body that is no list of fields at all; undefined when its lines can be read.
 * @param mxHosts the domain's, where they are known, for the policy to write instead
 */
export function wholeBodyProblem(
  body: string,
  mxHosts: readonly string[] | undefined,
): Problem<PolicyBodyProblemKind> | undefined {
  const instead = insteadOf(mxHosts);
  if (body.trim() === '')
    return error('empty-policy', `The policy is empty. Publish for example:\n${template(mxHosts)}`, instead);
  if (body.startsWith('\ufffd\ufffd') || body.slice(0, 2).includes('\0'))
    return error('not-utf-8', 'The policy is UTF-16 text. Save it as UTF-8 without a byte order mark.', {
      say: 'save the policy as UTF-8 without a byte order mark.',
    });
  const first = body.replace(/^\ufeff/, '').trimStart();
  if (first.startsWith('<'))
    return error(
      'not-a-policy',
      `This is a web page, not a policy. The policy host must answer with the policy alone, as text/plain:\n${template(mxHosts)}`,
      instead,
    );
  if (first.startsWith('{') || first.startsWith('['))
    return error(
      'not-a-policy',
      `This is JSON, not a policy. A policy is lines of "key: value":\n${template(mxHosts)}`,
      instead,
    );
  if (/^v\s*=\s*STSv1/i.test(first))
    return error(
      'not-a-policy',
      `This is the text of a DNS record (at _mta-sts.<domain>), not a policy. Publish for example:\n${template(mxHosts)}`,
      instead,
    );
  if (!body.includes('\n') && /\r[^\r]/.test(body))
    return error(
      'bare-cr',
      'The lines end with CR alone, so senders see one long line. End each line with CRLF (or LF).',
      { say: 'end each line of the policy with CRLF or LF.' },
    );
  return undefined;
}

/** The fields of a line that holds several, whether spaces, commas or a literal `\n` stand between them; empty when it does not. */
export function fieldsOnOneLine(line: string): MeantField[] {
  if (line.length > LONGEST_JOINED) return [];
  const text = line.replace(/\\r\\n|\\n|\\r/g, '    ');
  const keys = POLICY_FIELDS.flatMap((field) =>
    [...text.matchAll(KEYS[field])].map(({ 0: key, index }) => ({ field, from: index, to: index + key.length })),
  ).sort((a, b) => a.from - b.from);
  const fields = keys.map(({ field, to }, index) => ({ field, value: bare(text.slice(to, keys[index + 1]?.from)) }));
  const complete = fields.filter(({ value }) => value !== '');
  return complete.length > 1 ? complete : [];
}

const bare = (value: string): string => value.replace(/^[\s"']+/, '').replace(/[\s,;"']+$/, '');

const error = (
  kind: PolicyBodyProblemKind,
  message: string,
  correction: Correction,
): Problem<PolicyBodyProblemKind> => ({ kind, severity: 'error', message, correction });
