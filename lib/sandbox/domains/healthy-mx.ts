import type { SandboxRow } from '../world/declaration';

const PROTECTED = { verdict: 'protected', kinds: [] } as const;

/** Unusual MX sets and MX hosts that nothing is wrong with: a finding here is a false alarm. */
export const HEALTHY_MX: readonly SandboxRow[] = [
  { name: 'one-mx.example', says: 'One MX host is enough.', mx: ['mx1.mail.example'], expect: PROTECTED },
  {
    name: 'upper-case-mx.example',
    says: 'The MX record is in upper case; names have no case.',
    mx: ['MX1.MAIL.EXAMPLE'],
    policy: { mx: ['mx1.mail.example'] },
    expect: PROTECTED,
  },
  {
    name: 'ipv6-mx.example',
    says: 'The only MX host has only an IPv6 address.',
    hosts: { mx: { ipv6: true } },
    expect: PROTECTED,
  },
  {
    name: 'two-addresses-mx.example',
    says: 'The MX host has two addresses.',
    hosts: { mx: { also: [{}] } },
    expect: PROTECTED,
  },
  {
    name: 'tls13-mx.example',
    says: 'The MX host speaks TLS 1.3 only.',
    hosts: { mx: { minVersion: 'TLSv1.3' } },
    expect: PROTECTED,
  },
  {
    name: 'tls12-mx.example',
    says: 'The MX host speaks TLS 1.2 only.',
    hosts: { mx: { maxVersion: 'TLSv1.2' } },
    expect: PROTECTED,
  },
  {
    name: 'wildcard-certificate-mx.example',
    says: 'The MX host’s certificate is for `*.` the domain.',
    hosts: { mx: { certificate: { names: ['*.wildcard-certificate-mx.example'] } } },
    expect: PROTECTED,
  },
  {
    name: 'short-lived-mx.example',
    says: 'The MX host’s certificate lasts six days, and was renewed yesterday.',
    hosts: { mx: { certificate: { from: -1, until: 5 } } },
    expect: PROTECTED,
  },
  {
    name: 'root-served-mx.example',
    says: 'The MX host serves the root too, which nobody needs.',
    hosts: { mx: { certificate: { key: 'rsa', serveAlso: 'root' } } },
    expect: PROTECTED,
  },
  {
    name: 'load-balanced-mx.example',
    says: 'The MX host’s nodes serve the old and the renewed certificate in turn.',
    hosts: {
      mx: {
        rotating: [
          { from: -60, until: 30 },
          { from: 0, until: 90 },
        ],
      },
    },
    expect: PROTECTED,
  },
  {
    name: 'lower-case-starttls.example',
    says: 'The MX host offers `starttls`, in lower case.',
    hosts: { mx: { keywords: ['size 1000000', 'starttls'] } },
    expect: PROTECTED,
  },
  {
    name: 'padded-starttls.example',
    says: 'The MX host offers STARTTLS with a space behind it.',
    hosts: { mx: { keywords: ['PIPELINING', 'STARTTLS '] } },
    expect: PROTECTED,
  },
  {
    name: 'only-starttls.example',
    says: 'STARTTLS is all that the MX host offers.',
    hosts: { mx: { keywords: ['STARTTLS'] } },
    expect: PROTECTED,
  },
  {
    name: 'long-greeting-mx.example',
    says: 'The MX host greets in several lines.',
    hosts: { mx: { greeting: ['220-mx.long-greeting-mx.example ESMTP', '220-No unsolicited mail', '220 Welcome'] } },
    expect: PROTECTED,
  },
  {
    name: 'late-greeting-mx.example',
    says: 'The MX host greets 300 ms late, to deter spammers.',
    hosts: { mx: { greetingLateBy: 300 } },
    expect: PROTECTED,
  },
  {
    name: 'slow-mx.example',
    says: 'The MX host greets after four seconds.',
    hosts: { mx: { greetingLateBy: 4_000 } },
    expect: PROTECTED,
  },
  {
    name: 'slow-policy.example',
    says: 'The policy host wakes up first: the policy comes after four seconds.',
    policyHost: { lateBy: 4_000 },
    expect: PROTECTED,
  },
  {
    name: 'one-session-mx.example',
    says: 'The MX host takes one session at a time.',
    hosts: { mx: { maxConnections: 1 } },
    expect: PROTECTED,
  },
];
