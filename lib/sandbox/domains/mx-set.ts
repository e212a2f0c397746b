import type { SandboxRow } from '../world/declaration';

/** Faults of the MX records, and of how the policy covers them (RFC 5321, section 5.1; RFC 7505; RFC 8461, section 4.1). */
export const MX_SET_FAULTS: readonly SandboxRow[] = [
  {
    name: 'mx-missing.example',
    says: 'The domain has no MX record and no address.',
    mx: [],
    policy: { mx: ['*.mail.example'] },
    expect: { verdict: 'undeliverable', kinds: ['mx-missing'] },
  },
  {
    name: 'null-mx.example',
    says: 'The domain takes no mail, and uses no MTA-STS.',
    mx: [[0, '.']],
    record: [],
    policyHost: 'none',
    expect: { verdict: 'protected', kinds: [] },
  },
  {
    name: 'null-mx-left-over.example',
    says: 'The domain takes no mail, and its policy outlived the STS record.',
    mx: [[0, '.']],
    record: [],
    policy: { mx: ['*.mail.example'] },
    expect: { verdict: 'protected', kinds: ['sts-record-missing', 'mx-null-with-policy'] },
  },
  {
    name: 'null-mx-with-policy.example',
    says: 'The domain takes no mail, and publishes a policy for MX hosts.',
    mx: [[0, '.']],
    policy: { mx: ['*.mail.example'] },
    expect: { verdict: 'protected', kinds: ['mx-null-with-policy'] },
  },
  {
    name: 'null-mx-not-alone.example',
    says: 'A null MX stands beside a real one.',
    mx: [
      [0, '.'],
      [10, 'mx1.mail.example'],
    ],
    policy: { mx: ['mx1.mail.example'] },
    expect: { verdict: 'protected', kinds: ['mx-null-not-alone'] },
  },
  {
    name: 'implicit-mx.example',
    says: 'The domain has no MX record: its own address takes the mail.',
    mx: [],
    hosts: { '@': {} },
    policy: { mx: ['implicit-mx.example'] },
    expect: { verdict: 'protected', kinds: ['mx-implicit'] },
  },
  {
    name: 'address-mx.example',
    says: 'The only MX record names an address.',
    mx: ['192.0.2.1'],
    policy: { mx: ['mx.address-mx.example'] },
    expect: { verdict: 'undeliverable', kinds: ['mx-is-address', 'policy-mx-unused'] },
  },
  {
    name: 'address-among-mx.example',
    says: 'One of two MX records names an address.',
    mx: ['mx1.mail.example', '192.0.2.1'],
    policy: { mx: ['mx1.mail.example'] },
    expect: { verdict: 'degraded', kinds: ['mx-is-address'] },
  },
  {
    name: 'not-covered.example',
    says: 'The policy covers none of the MX hosts: it was forgotten when the provider changed.',
    policy: { mx: ['mx.old-provider.example'] },
    expect: { verdict: 'undeliverable', kinds: ['mx-not-covered', 'policy-mx-unused'] },
  },
  {
    name: 'partly-covered.example',
    says: 'The policy covers one of two MX hosts.',
    policy: { mx: ['mx1.mail.example'] },
    expect: { verdict: 'degraded', kinds: ['mx-not-covered'] },
  },
  {
    name: 'two-labels.example',
    says: 'The wildcard stands for one label, and the MX host has two.',
    hosts: { 'a.b': {} },
    policy: { mx: ['*.two-labels.example'] },
    expect: { verdict: 'undeliverable', kinds: ['mx-not-covered', 'policy-mx-unused'] },
  },
  {
    name: 'not-covered-testing.example',
    says: 'The policy in testing covers none of the MX hosts.',
    policy: { mode: 'testing', mx: ['mx.old-provider.example'] },
    expect: { verdict: 'testing', kinds: ['policy-mode-testing', 'mx-not-covered', 'policy-mx-unused'] },
  },
];
