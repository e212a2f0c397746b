import type { FixedState, SandboxRow } from '../world/declaration';

const PROTECTED = { verdict: 'protected', kinds: [] } as const;

const policy = (...lines: string[]): string => lines.join('\r\n');

/** As an advice prints it. */
const NEW_RECORD = ['v=STSv1; id=20261130000000Z;'];

/** A domain that takes up MTA-STS: in testing mode first. */
const TAKING_UP: readonly FixedState[] = [
  { record: NEW_RECORD, policyHost: undefined, policy: { mode: 'testing' }, leaves: ['policy-mode-testing'] },
  { record: NEW_RECORD, policyHost: undefined, policy: undefined },
];

/** Given up to the end; what says so then tells how to take it up again. */
const GIVING_UP: readonly FixedState[] = [
  { record: [], policyHost: 'none', leaves: ['mta-sts-not-used'] },
  ...TAKING_UP,
];

/** Nothing is wrong with these, however unusual they look: a finding here is a false alarm. */
export const HEALTHY: readonly SandboxRow[] = [
  { name: 'healthy.example', says: 'All as it should be.', expect: PROTECTED },
  { name: 'shares-a.example', says: 'Shares its MX hosts with the next two.', expect: PROTECTED },
  { name: 'shares-b.example', says: 'Shares its MX hosts.', expect: PROTECTED },
  { name: 'shares-c.example', says: 'Shares its MX hosts.', expect: PROTECTED },
  { name: 'xn--mnchen-3ya.example', says: 'An internationalised name, as the DNS has it.', expect: PROTECTED },
  { name: `${'long'.repeat(15)}.example`, says: 'A name with a label of sixty characters.', expect: PROTECTED },

  // STS record
  {
    name: 'record-alias.example',
    says: 'The STS record is a CNAME to a provider’s.',
    record: [],
    zone: { '_mta-sts': { CNAME: '_mta-sts.healthy.example' } },
    expect: PROTECTED,
  },
  {
    name: 'record-alias-chain.example',
    says: 'The STS record is behind two CNAMEs.',
    record: [],
    zone: { '_mta-sts': { CNAME: 'sts.record-alias-chain.example' }, sts: { CNAME: '_mta-sts.healthy.example' } },
    expect: PROTECTED,
  },
  {
    name: 'record-strings.example',
    says: 'The STS record comes as several strings.',
    record: [['v=STSv1; id=2026', '0101T', '000000;']],
    expect: PROTECTED,
  },
  {
    name: 'record-among-others.example',
    says: 'Other TXT records are at the same name.',
    record: ['google-site-verification=x', 'v=STSv1; id=1;', 'v=spf1 -all'],
    expect: PROTECTED,
  },
  {
    name: 'record-over-tcp.example',
    says: 'The TXT answer is too long for UDP.',
    record: ['v=STSv1; id=1;', Array<string>(8).fill('x'.repeat(250))],
    expect: PROTECTED,
  },
  {
    name: 'record-extension.example',
    says: 'The STS record has an extension field, and no final semicolon.',
    record: ['v=STSv1;id=1;ext=https://x'],
    expect: PROTECTED,
  },

  // Policy and its host
  {
    name: 'policy-host-alias.example',
    says: 'The policy host is a CNAME to a hosting company; the certificate is the policy host’s.',
    zone: { 'mta-sts': { CNAME: 'mta-sts.healthy.example' } },
    expect: PROTECTED,
  },
  {
    name: 'policy-host-rsa.example',
    says: 'The policy host has an RSA chain.',
    policyHost: { certificate: { key: 'rsa' } },
    expect: PROTECTED,
  },
  {
    name: 'policy-host-wildcard.example',
    says: 'The policy host’s certificate is for `*.` the domain.',
    policyHost: { certificate: { names: ['*.policy-host-wildcard.example'] } },
    expect: PROTECTED,
  },
  {
    name: 'policy-host-tls12.example',
    says: 'The policy host speaks TLS 1.2 only.',
    policyHost: { maxVersion: 'TLSv1.2' },
    expect: PROTECTED,
  },
  {
    name: 'policy-host-many-names.example',
    says: 'The policy host’s certificate is for fifty names.',
    policyHost: {
      certificate: {
        names: [
          ...Array.from({ length: 49 }, (_, n) => `mta-sts.customer${n}.example`),
          'mta-sts.policy-host-many-names.example',
        ],
      },
    },
    expect: PROTECTED,
  },
  {
    name: 'policy-host-slow.example',
    says: 'The name of the policy host takes 300 ms to resolve.',
    zone: { 'mta-sts': { lateBy: 300 } },
    expect: PROTECTED,
  },
  {
    name: 'policy-lf.example',
    says: 'The policy’s lines end with LF, and the last one does not end.',
    policy: 'version: STSv1\nmode: enforce\nmx: mx1.mail.example\nmx: mx2.mail.example\nmax_age: 604800',
    expect: PROTECTED,
  },
  {
    name: 'policy-order.example',
    says: 'The policy’s fields come in another order, without spaces, and with an extension.',
    policy: policy(
      'max_age:604800',
      'mx:mx2.mail.example',
      'x-note: a:b',
      'mode:enforce',
      'mx:mx1.mail.example',
      'version:STSv1',
    ),
    expect: PROTECTED,
  },
  {
    name: 'policy-markup.example',
    says: 'The policy holds markup and terminal escapes in an extension field.',
    policy: policy(
      'version: STSv1',
      'mode: enforce',
      'mx: *.mail.example',
      'max_age: 604800',
      'x-note: <script>alert(1)</script>&"\'`',
    ),
    expect: PROTECTED,
  },
  {
    name: 'wildcard-mx.example',
    says: 'The policy covers the MX hosts by a wildcard.',
    policy: { mx: ['*.mail.example'] },
    expect: PROTECTED,
  },

  // TLSRPT
  {
    name: 'tlsrpt-https.example',
    says: 'Reports go to an address and to a web server.',
    tlsRpt: ['v=TLSRPTv1;rua=mailto:a@tlsrpt-https.example , https://tlsrpt-https.example/v1/tlsrpt;'],
    expect: PROTECTED,
  },
  {
    name: 'tlsrpt-alias.example',
    says: 'The TLSRPT record is a CNAME to a provider’s.',
    tlsRpt: [],
    zone: { '_smtp._tls': { CNAME: '_smtp._tls.healthy.example' } },
    expect: PROTECTED,
  },

  // Weaker on purpose
  {
    name: 'testing.example',
    says: 'The policy is in testing.',
    policy: { mode: 'testing' },
    fixed: { policy: { mode: 'enforce' } },
    expect: { verdict: 'testing', kinds: ['policy-mode-testing'] },
  },
  {
    name: 'testing-short.example',
    says: 'The policy is in testing, and kept for a day: enforced, that is too short.',
    policy: { mode: 'testing', maxAge: 86_400 },
    fixed: { policy: { maxAge: 604_800 } },
    expect: { verdict: 'testing', kinds: ['policy-mode-testing'] },
  },
  {
    name: 'mode-none.example',
    says: 'MTA-STS is being removed: the policy says none.',
    policy: { mode: 'none', mx: [] },
    fixed: GIVING_UP,
    expect: { verdict: 'unprotected', kinds: ['policy-mode-none'] },
  },
  {
    name: 'not-used.example',
    says: 'The domain does not use MTA-STS.',
    record: [],
    policyHost: 'none',
    fixed: TAKING_UP,
    expect: { verdict: 'unprotected', kinds: ['mta-sts-not-used'] },
  },
  {
    name: 'not-used-wildcard-alias.example',
    says: 'The domain does not use MTA-STS; a DNS wildcard makes every name an alias of its web server.',
    record: [],
    policyHost: 'none',
    zone: Object.fromEntries(
      ['_mta-sts', '_mta-sts-watch', '_smtp._tls', '_mta-sts-watch._tls'].map((label) => [
        label,
        { CNAME: 'www.not-used-wildcard-alias.example' },
      ]),
    ),
    fixed: TAKING_UP.map((state) => ({ ...state, zone: {} })),
    expect: { verdict: 'unprotected', kinds: ['mta-sts-not-used', 'tlsrpt-missing'] },
  },
  {
    name: 'not-used-wildcard.example',
    says: 'The domain does not use MTA-STS; a DNS wildcard leads every name to some web server and some TXT record.',
    record: ['v=spf1 -all'],
    policyHost: 'none',
    zone: { 'mta-sts': { A: ['127.0.0.1'] } },
    fixed: TAKING_UP,
    expect: { verdict: 'unprotected', kinds: ['mta-sts-not-used'] },
  },
  {
    name: 'leaving.example',
    says: 'The last step of giving up MTA-STS: the record is gone, the policy says none.',
    record: [],
    policy: { mode: 'none', mx: [] },
    fixed: GIVING_UP,
    expect: { verdict: 'unprotected', kinds: ['mta-sts-not-used', 'policy-mode-none'] },
  },
];
