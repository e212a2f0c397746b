import type { FindingKind, FixStep, TextEvidence, TextProblem } from '../../model';
import { lines, step, stepText } from '../../text/fix';
import type { Entries, Fault } from '../entry';
import { rfc } from '../references';
import { nothingHappens, policyUnusable, someSenders } from '../senders';
import { bounded, capital, duration, firstProblem, listed, textLines } from '../words';

const NEW_ID = step('Change the id in the STS record after that, or senders keep using their cached policy.');

/** What to do about each problem, the lines from the last to the first: a line that goes or comes moves those below it. */
function corrected({ evidence: { problems } }: Fault<TextEvidence>): readonly FixStep[] {
  const steps = [...problems].sort((a, b) => (b.line ?? 0) - (a.line ?? 0)).map(correction);
  // A line with two faults is corrected once.
  return [...new Map(steps.map((one) => [stepText(one), one])).values(), NEW_ID];
}

function correction({ message, line, correction: how }: TextProblem): FixStep {
  const place = line === undefined ? 'the policy' : `line ${line} of the policy`;
  // An older release stored the message alone.
  if (how === undefined) return step(`Correct ${place}: ${bounded(message.split('\n')[0] ?? '').replace(/:$/, '.')}`);
  if ('policy' in how) return step('Publish this policy in its place:', lines('policy', ...how.policy));
  if ('remove' in how) return step(`Remove ${place}.`);
  if ('say' in how) return step(line === undefined ? capital(how.say) : `In ${place}, ${how.say}`);
  return step(
    line === undefined ? 'Add to the policy:' : `Replace ${place} with:`,
    lines('policy-lines', ...how.write),
  );
}

const about = {
  area: 'policy',
  subject: 'domain',
  reminders: 'by-interval',
  speaksFor: {},
  repair: { otherwise: 'The fault is in the policy, or in how it is served.' },
} as const;

export const POLICY_TEXT = {
  'policy-invalid': {
    ...about,
    speaksFor: {
      'policy-appeared': 'while-open',
      'policy-body-changed': 'while-open',
      'policy-changed-under-same-id': 'while-open',
      'mx-uncovered': 'while-open',
    },
    severity: 'error',
    mail: 'unprotected',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The policy is not valid',
    title: ({ subject }) => `The policy of ${subject.name} is not valid`,
    why: 'Senders do not use a policy that breaks the grammar. Those without an older one in their cache deliver to the domain as if it had none.',
    fix: corrected,
    references: [rfc(8461, '3.2')],
    resultType: 'sts-policy-invalid',
    senders: policyUnusable,
    because: ({ subject, evidence }) => `the policy of ${subject.name} is not valid (${firstProblem(evidence)})`,
    evidenceLines: ({ evidence }) => textLines('Policy', evidence),
    example: {
      text: 'version: STSv1\nmode: enforcer\nmx: mx1.example.com\nmax_age: 604800\n',
      problems: [
        {
          kind: 'bad-mode',
          message: '"enforcer" is not a mode: did you mean enforce? Write "mode: enforce".',
          correction: { write: ['mode: enforce'] },
          line: 2,
        },
      ],
    },
  },
  'policy-ambiguous': {
    ...about,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'published',
    heading: 'Senders differ about the policy',
    title: ({ subject }) => `Senders differ about the policy of ${subject.name}`,
    why: 'Part of the policy is outside the grammar, or written twice. Some senders read over it, some reject the policy, some read it another way.',
    fix: corrected,
    references: [rfc(8461, '3.2')],
    resultType: 'sts-policy-invalid',
    senders: someSenders(
      'Applies the policy if it reads over the fault; otherwise delivers as if the domain had no policy.',
    ),
    because: ({ subject, evidence }) =>
      `senders differ about the policy of ${subject.name} (${firstProblem(evidence)})`,
    evidenceLines: ({ evidence }) => textLines('Policy', evidence),
    example: {
      text: 'version: STSv1\nmode: enforce\n\nmx: mx1.example.com\nmax_age: 604800\n',
      problems: [
        {
          kind: 'blank-line',
          message: 'This line is blank: some senders reject the policy for it, others skip it. Remove it.',
          correction: { remove: true },
          line: 3,
        },
      ],
    },
  },
  'policy-mode-testing': {
    ...about,
    severity: 'info',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The policy is in mode testing',
    title: ({ subject }) => `The policy of ${subject.name} is in mode testing`,
    why: 'Senders report failures and deliver all the same: mail has no protection yet.',
    fix: ({ evidence }) => [
      step(
        'When the reports have shown no failures for some weeks, write this in the policy:',
        lines('policy-lines', 'mode: enforce', ...(evidence.maxAge === undefined ? [] : ['max_age: 604800'])),
      ),
      NEW_ID,
    ],
    references: [rfc(8461, '5')],
    resultType: null,
    senders: someSenders('Delivers in any case, and reports failures if the domain has a TLSRPT record.'),
    because: ({ subject }) => `the policy of ${subject.name} is in mode testing`,
    evidenceLines: () => [['Mode', 'testing']],
    example: {},
  },
  'policy-mode-none': {
    ...about,
    severity: 'info',
    mail: 'unprotected',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The policy is in mode none',
    title: ({ subject }) => `The policy of ${subject.name} is in mode none`,
    why: 'Mode none tells senders that the domain has given up MTA-STS. It is the step before the record and the policy are removed.',
    fix: () => [
      step(
        'To stop using MTA-STS, wait until the max_age of the previous policy has passed, then remove the STS record and the policy host.',
      ),
      step('To protect mail instead, publish a policy in testing mode and change it to enforce mode later.'),
      NEW_ID,
    ],
    references: [rfc(8461, '8.3'), rfc(8461, '5')],
    resultType: null,
    senders: someSenders('Delivers as if the domain had no policy.'),
    because: ({ subject }) => `the policy of ${subject.name} is in mode none`,
    evidenceLines: () => [['Mode', 'none']],
    example: {},
  },
  'policy-max-age-short': {
    ...about,
    severity: 'warning',
    mail: 'at-risk',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The policy is kept only for a short time',
    title: ({ subject }) => `The policy of ${subject.name} has a short max_age`,
    why: 'A sender is protected against an attacker who hides the record or the policy only as long as it holds the policy in its cache. RFC 8461 expects weeks or more.',
    fix: () => [
      step('Set max_age to one week or more in the policy:', lines('policy-lines', 'max_age: 604800')),
      NEW_ID,
    ],
    references: [rfc(8461, '3.2'), rfc(8461, '10.2')],
    resultType: null,
    senders: someSenders(
      'Applies the policy, and forgets it when max_age ends. If it cannot fetch it again then, it delivers as if the domain had none.',
    ),
    because: ({ subject, evidence }) =>
      `senders forget the policy of ${subject.name} ${evidence.maxAge === 0 ? 'at once' : `after ${duration(evidence.maxAge * 1000)}`}`,
    evidenceLines: ({ evidence }) => [
      ['max_age', `${evidence.maxAge} (${evidence.maxAge === 0 ? 'not kept' : duration(evidence.maxAge * 1000)})`],
    ],
    example: { maxAge: 3600 },
  },
  'policy-mx-unused': {
    ...about,
    severity: 'info',
    mail: 'none',
    confirm: 'at-once',
    clear: 'published',
    heading: 'The policy names MX hosts that the domain does not have',
    title: ({ subject }) => `The policy of ${subject.name} names MX hosts that the domain does not have`,
    why: 'It does no harm during a move to other MX hosts. Left there, it lets an attacker who controls such a name receive mail.',
    fix: ({ evidence }) => [
      step('Keep the lines that match the MX hosts of the domain, or add such lines.'),
      step(`If the domain will not use these names soon, remove ${mxLines(evidence.patterns)} from the policy.`),
      NEW_ID,
    ],
    references: [rfc(8461, '4.1'), rfc(8461, '8.1')],
    resultType: null,
    senders: nothingHappens,
    because: ({ subject, evidence }) => `no MX record of ${subject.name} matches ${listed(evidence.patterns, 3)}`,
    evidenceLines: ({ evidence }) => [['Patterns without an MX record', listed(evidence.patterns, 20)]],
    example: { patterns: ['old-mx.example.com'] },
  },
} satisfies Partial<Entries<FindingKind>>;

/** Lines to remove are quoted in a sentence. */
const mxLines = (patterns: readonly string[]): string =>
  listed(
    patterns.map((pattern) => `"mx: ${bounded(pattern, 255)}"`),
    20,
  );
