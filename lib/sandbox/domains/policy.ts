import type { FixedState, SandboxRow } from '../world/declaration';

const policy = (...lines: string[]): string => lines.map((line) => `${line}\r\n`).join('');
const MX = 'mx: *.mail.example';
const INVALID = { verdict: 'unprotected', kinds: ['policy-invalid'] } as const;
const AMBIGUOUS = { verdict: 'protected', kinds: ['policy-ambiguous'] } as const;

/** A policy to begin with: in testing mode first. */
const FIRST_POLICY: readonly FixedState[] = [
  { policy: { mode: 'testing' }, leaves: ['policy-mode-testing'] },
  { policy: undefined },
];

/** Faults of the policy's text (RFC 8461, section 3.2). */
export const POLICY_FAULTS: readonly SandboxRow[] = [
  { name: 'policy-empty.example', says: 'The policy is empty.', policy: '', fixed: FIRST_POLICY, expect: INVALID },
  {
    name: 'policy-web-page.example',
    says: 'The policy is a web page.',
    policy: '<!doctype html><title>404</title>',
    fixed: FIRST_POLICY,
    expect: INVALID,
  },
  {
    name: 'policy-enforcer.example',
    says: 'The mode is `enforcer`, as a translated article prints it.',
    policy: policy('version: STSv1', 'mode: enforcer', MX, 'max_age: 604800'),
    fixed: { policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: INVALID,
  },
  {
    name: 'policy-upper-case.example',
    says: 'The mode is `Enforce`, with a capital.',
    policy: policy('version: STSv1', 'mode: Enforce', MX, 'max_age: 604800'),
    fixed: { policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: INVALID,
  },
  {
    name: 'policy-spaced.example',
    says: 'There are spaces before the colons, as an article prints them.',
    policy: policy('version : STSv1', 'mode : enforce', 'mx : *.mail.example', 'max_age : 604800'),
    fixed: { policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: INVALID,
  },
  {
    name: 'policy-no-version.example',
    says: 'The policy has no version.',
    policy: policy('mode: enforce', MX, 'max_age: 604800'),
    fixed: { policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: INVALID,
  },
  {
    name: 'policy-no-max-age.example',
    says: 'The policy has no max_age.',
    policy: policy('version: STSv1', 'mode: enforce', MX),
    fixed: { policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: INVALID,
  },
  {
    name: 'policy-no-mx.example',
    says: 'The policy enforces, and names no MX host.',
    policy: { mx: [] },
    fixed: { policy: undefined },
    expect: INVALID,
  },
  {
    name: 'policy-bad-wildcard.example',
    says: 'The wildcard is a part of a label.',
    policy: { mx: ['mx*.mail.example'] },
    fixed: { policy: { mx: ['*.mail.example'] } },
    expect: INVALID,
  },
  {
    name: 'policy-bom.example',
    says: 'The policy begins with a byte order mark: senders differ.',
    policy: `\ufeff${policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800')}`,
    fixed: { policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: AMBIGUOUS,
  },
  {
    name: 'policy-blank-line.example',
    says: 'The policy has an empty line: senders differ.',
    policy: policy('version: STSv1', 'mode: enforce', '', MX, 'max_age: 604800'),
    fixed: { policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: AMBIGUOUS,
  },
  {
    name: 'policy-final-dot.example',
    says: 'An mx pattern ends with a dot: senders differ.',
    policy: { mx: ['*.mail.example', 'mx1.mail.example.'] },
    fixed: { policy: { mx: ['*.mail.example', 'mx1.mail.example'] } },
    expect: AMBIGUOUS,
  },
  {
    name: 'policy-utf8.example',
    says: 'An extension holds UTF-8, and the Content-Type names no charset: one sender rejects the policy.',
    policyHost: {
      answer: {
        body: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800', 'contact: M\u00fcller'),
        contentType: 'text/plain',
      },
    },
    fixed: {
      policyHost: {},
      policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800', 'contact: Mueller'),
    },
    expect: AMBIGUOUS,
  },
  {
    name: 'policy-utf8-named.example',
    says: 'An extension holds UTF-8, and the Content-Type says so: every sender reads it.',
    policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800', 'contact: M\u00fcller'),
    expect: { verdict: 'protected', kinds: [] },
  },
  {
    name: 'policy-latin1.example',
    says: 'An extension holds an octet that is not UTF-8: senders differ.',
    policyHost: {
      answer: {
        body: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800', 'contact: M\u00fcller'),
        encoding: 'latin1',
      },
    },
    fixed: { policyHost: {}, policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: AMBIGUOUS,
  },
  {
    name: 'policy-wildcard-address.example',
    says: 'A wildcard is put before an address: senders differ.',
    policy: policy('version: STSv1', 'mode: enforce', MX, 'mx: *.192.0.2.1', 'max_age: 604800'),
    fixed: { policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: { verdict: 'protected', kinds: ['policy-ambiguous', 'policy-mx-unused'] },
  },
  {
    name: 'policy-two-modes.example',
    says: 'The policy has two modes: the first counts.',
    policy: policy('version: STSv1', 'mode: testing', 'mode: enforce', MX, 'max_age: 604800'),
    fixed: { policy: policy('version: STSv1', 'mode: enforce', MX, 'max_age: 604800') },
    expect: { verdict: 'testing', kinds: ['policy-ambiguous', 'policy-mode-testing'] },
  },
  {
    name: 'policy-long-lived.example',
    says: 'The policy’s lifetime is over the maximum of a year: senders differ.',
    policy: { maxAge: 31_557_601 },
    fixed: { policy: { maxAge: 31_557_600 } },
    expect: AMBIGUOUS,
  },
  {
    name: 'policy-short-lived.example',
    says: 'Senders forget the policy after five minutes.',
    policy: { maxAge: 300 },
    fixed: { policy: { maxAge: 604_800 } },
    expect: { verdict: 'protected', kinds: ['policy-max-age-short'] },
  },
  {
    name: 'policy-unused-mx.example',
    says: 'The policy still covers a host that is no MX any more.',
    policy: { mx: ['*.mail.example', 'old.policy-unused-mx.example'] },
    fixed: { policy: { mx: ['*.mail.example'] } },
    expect: { verdict: 'protected', kinds: ['policy-mx-unused'] },
  },
];
