import {
  applyEvent,
  coverageAlert,
  coverageChanged,
  coverageRestored,
  describeAlert,
  messageFor,
  remind,
} from '../../../lib/core/alerting';
import { FINDING_KINDS } from '../../../lib/core/findings';
import type { Alert } from '../../../lib/core/model';
import {
  DAY,
  HOUR,
  NOW,
  POLICY,
  THREE,
  event,
  expired,
  found,
  impact,
  openAlert,
  text,
  told,
  toldDrift,
} from './alerts';

const RENEW = [
  '1. Renew the certificate.',
  '2. Install it with its intermediates on every server behind this name.',
  '3. Reload the service: many servers keep using the old certificate until they are reloaded.',
].join('\n');
const headline = (...[finding, whom]: Parameters<typeof openAlert>): string => told(openAlert(finding, whom)).headline;

test('what happens to whose mail, why, what to do, and the evidence', () => {
  expect(text(told(openAlert(expired(), impact({ ...THREE, enforcing: 3, undeliverable: 3 }))))).toBe(
    [
      '[critical] Mail to 3 domains is being refused: the certificate of mx1.example.com expired 2 hours ago.',
      RENEW,
      'Domains: a.example, b.example and c.example',
      'Subject: CN=example.com',
      'Valid from: 2026-08-25 10:04 UTC',
      'Valid until: 2026-11-23 10:04 UTC',
      'Address: 192.0.2.25',
      'Certificate (SHA-256): 3f0a9b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708',
    ].join('\n'),
  );
});

describe('the same fault is told by whom it hits', () => {
  const because = 'the certificate of mx1.example.com expired 2 hours ago.';
  test.each([
    ['critical', impact({ undeliverable: 1 }), 'Mail to a.example is being refused'],
    [
      'critical',
      impact({ ...THREE, enforcing: 3, undeliverable: 1 }),
      'Mail to a.example is being refused, and 2 more domains have one MX host fewer',
    ],
    [
      'critical',
      impact({ ...THREE, enforcing: 3, undeliverable: 2 }),
      'Mail to 2 domains is being refused, and one more domain has one MX host fewer',
    ],
    [
      'critical',
      impact({ domains: 14_000, sample: ['a.example'], enforcing: 1_400, undeliverable: 1_300, examined: 5_000 }),
      'Mail to at least 1,300 domains is being refused, and 100 more domains have one MX host fewer',
    ],
    ['error', impact({ ...THREE, enforcing: 3 }), 'Senders that enforce MTA-STS skip an MX host of 3 domains'],
    ['error', impact({ ...THREE, enforcing: 1 }), 'Senders that enforce MTA-STS skip an MX host of a.example'],
    [
      'warning',
      impact({ ...THREE, enforcing: 0, testing: 2 }),
      'Mail to 2 domains would be refused at an MX host if their policies were enforced',
    ],
    [
      'info',
      impact({ ...THREE, enforcing: 0 }),
      'Mail to 3 domains is delivered without the protection that TLS should give',
    ],
    ['info', impact({ domains: 0, sample: [], enforcing: 0 }), 'No mail of a watched domain is affected'],
  ] as const)('%s: %j', (severity, whom, effect) => {
    const alert = applyEvent(undefined, event('finding-opened', { finding: expired(), since: NOW }), whom, {
      ...POLICY,
      minimumSeverity: 'info',
    });
    if (alert === undefined) throw new Error('no alert');
    expect(told(alert)).toMatchObject({ severity, headline: `${effect}: ${because}`, impact: whom });
  });
});

test.each([
  [
    found('mx-host-certificate-expiring'),
    impact(THREE),
    'From 2026-11-29 09:30 UTC senders will refuse an MX host of a.example: the certificate of mx1.example.com expires in 5 days.',
  ],
  [
    found('mx-host-certificate-expiring', { role: 'intermediate', spare: true }),
    impact(),
    'Mail to a.example is at risk: the intermediate certificate CN=example.com that mx1.example.com serves expires in 5 days.',
  ],
  [
    found('mx-host-certificate-expiring', { role: 'intermediate' }),
    impact(),
    'Mail to a.example is at risk: the intermediate certificate CN=example.com that mx1.example.com serves expires in 5 days.',
  ],
  [
    found('mx-is-address'),
    impact(),
    'No mail reaches an MX host of a.example: an MX record of a.example holds the address 192.0.2.25 where a name must stand.',
  ],
  [
    found('mx-is-address'),
    impact({ undeliverable: 1 }),
    'Mail to a.example cannot be delivered: an MX record of a.example holds the address 192.0.2.25 where a name must stand.',
  ],
  [
    found('mx-host-tls-failed'),
    impact(),
    'Senders that enforce MTA-STS skip an MX host of a.example: the TLS handshake with mx1.example.com fails.',
  ],
  [
    found('mx-host-tls-failed', { cause: 'reset' }),
    impact(),
    'Senders that enforce MTA-STS skip an MX host of a.example: the TLS handshake with mx1.example.com fails (the connection is reset).',
  ],
  [
    found('mx-host-unreachable'),
    impact(THREE),
    'Mail may not reach an MX host of 3 domains: mx1.example.com is not reachable from here (no answer in time).',
  ],
  [
    found('mx-host-unreachable'),
    impact({ undeliverable: 1 }),
    'Mail to a.example may not get through: mx1.example.com is not reachable from here (no answer in time).',
  ],
  [
    found('mx-host-unresolvable'),
    impact(THREE),
    'No mail reaches an MX host of 3 domains: mx1.example.com has no address.',
  ],
  [
    found('mx-host-unresolvable'),
    impact({ ...THREE, undeliverable: 3 }),
    'Mail to 3 domains cannot be delivered: mx1.example.com has no address.',
  ],
  [
    found('mx-host-certificate-weak'),
    impact(THREE),
    'Mail to 3 domains is at risk: a certificate that mx1.example.com serves has weaknesses: RSA key of 1024 bits and signature sha1WithRSAEncryption.',
  ],
  [
    found('policy-http-status', { status: 404, addresses: ['192.0.2.81'], partly: true, servedAt: ['192.0.2.80'] }),
    impact(),
    'Some senders find no usable MTA-STS policy for mail to a.example: mta-sts.a.example answers with HTTP status 404 instead of the policy (at 192.0.2.81).',
  ],
  [
    found('mx-not-covered'),
    impact(),
    'Senders that enforce MTA-STS skip an MX host of a.example: the policy of a.example does not cover mx3.example.net.',
  ],
  [
    found('mx-not-covered', { all: true }, 'critical'),
    impact({ undeliverable: 1 }),
    'Mail to a.example is being refused: the policy of a.example covers none of its MX hosts.',
  ],
  [
    found('mx-not-covered', {}, 'warning'),
    impact({ enforcing: 0, testing: 1 }),
    'Mail to a.example would be refused at an MX host if the policy were enforced: the policy of a.example does not cover mx3.example.net.',
  ],
  [
    found('mx-missing'),
    impact({ enforcing: 0 }),
    'Mail to a.example cannot be delivered: a.example has neither an MX record nor an address.',
  ],
  [
    found('policy-invalid'),
    impact(),
    'Senders find no usable MTA-STS policy for mail to a.example: the policy of a.example is not valid ("enforcer" is not a mode).',
  ],
  [
    found('policy-host-certificate-expiring'),
    impact(),
    'From 2026-11-29 09:30 UTC senders will find no usable MTA-STS policy for mail to a.example: the certificate of mta-sts.a.example expires in 5 days.',
  ],
  [
    found('policy-max-age-short'),
    impact(),
    'Mail to a.example is at risk: senders forget the policy of a.example after 1 hour.',
  ],
  [
    found('tlsrpt-multiple'),
    impact(),
    'Senders cannot report what goes wrong with mail to a.example: _smtp._tls.a.example has 2 TLSRPT records, and senders then use none.',
  ],
])('a headline: %#', (finding, whom, expected) => {
  expect(headline(finding, whom)).toBe(expected);
});

test('every kind that is told has words: one full sentence, bounded', () => {
  for (const kind of FINDING_KINDS) {
    const finding = found(kind);
    if (finding.severity === 'info') continue;
    const message = told(openAlert(finding));
    expect(message.headline).toMatch(/^[A-Z].*: .*\.$/);
    expect(message.headline).not.toMatch(/undefined|\bnull\b(?! MX)|\$\{|\.\./);
    expect(message.headline.length).toBeLessThan(400);
    expect(message.fix).not.toBe('');
    expect(message.docs).toBe(`findings.md#${kind}`);
  }
});

describe('since when', () => {
  const early = NOW - 2 * HOUR;

  test('is told when it has been so for a while', () => {
    expect(told(openAlert(found('mx-host-starttls-missing'), impact(), NOW, early)).headline).toBe(
      'Senders that enforce MTA-STS skip an MX host of a.example: mx1.example.com does not offer STARTTLS, since 2026-11-23 10:04 UTC.',
    );
  });

  test('is told from ten minutes on', () => {
    const after = (ms: number) => told(openAlert(found('mx-host-starttls-missing'), impact(), NOW, NOW - ms)).headline;
    expect([after(599_999), after(600_000)].map((said) => said.includes(', since '))).toEqual([false, true]);
  });

  test('is not told when the cause says it', () => {
    expect(told(openAlert(expired(), impact(), NOW, early)).headline).toBe(
      'Senders that enforce MTA-STS skip an MX host of a.example: the certificate of mx1.example.com expired 2 hours ago.',
    );
  });

  test('is told by a reminder, in the durations of its day', () => {
    const heard = openAlert(expired(), impact({ undeliverable: 1 }));
    const reminded = remind(heard, NOW + 3 * DAY, POLICY);
    expect(reminded && told(reminded, NOW + 3 * DAY)).toMatchObject({
      form: 'reminder',
      headline: 'Mail to a.example is being refused: the certificate of mx1.example.com expired 3 days ago.',
    });
  });
});

test('the end is told with how long it lasted', () => {
  const finding = expired(0);
  const over = applyEvent(
    openAlert(finding, impact({ ...THREE, undeliverable: 3 })),
    event('finding-resolved', { finding, openedAt: NOW }, { at: NOW + 2 * DAY + HOUR }),
    impact(),
    POLICY,
  );
  expect(over && text(told(over, NOW + 9 * DAY))).toBe(
    [
      '[critical] Solved after 2 days: "The certificate of mx1.example.com has expired".',
      'Domains: a.example, b.example and c.example',
      'From: 2026-11-23 12:04 UTC',
      'To: 2026-11-25 13:04 UTC',
    ].join('\n'),
  );
});

describe('the last word speaks for those before it', () => {
  const finding = expired();
  const open = openAlert(finding);
  const over = applyEvent(
    open,
    event('finding-resolved', { finding, openedAt: NOW }, { id: 'the-end' }),
    impact(),
    POLICY,
  );

  test('on a channel that has told none', () => {
    expect(over && told(over)).toMatchObject({
      form: 'resolved',
      noticeId: 'the-end',
      tells: [open.notices[0]?.id, 'the-end'],
    });
  });

  test('on a channel that has not heard what cannot be seen, though it grew meanwhile', () => {
    const blind = coverageAlert({ kind: 'vantage-blocked', detail: '', targets: 1 }, NOW, POLICY);
    const grown = coverageChanged(
      blind,
      { kind: 'vantage-blocked', detail: '', targets: 9 },
      { at: NOW + HOUR, policy: POLICY, isNews: () => true },
    );
    expect(grown && told(grown)).toMatchObject({ form: 'coverage', tells: grown?.notices.map(({ id }) => id) });
  });

  test('each channel by itself', () => {
    const half = over && {
      ...over,
      notices: over.notices.map((notice, index) => ({ ...notice, deliveredTo: index === 0 ? ['terminal'] : [] })),
    };
    expect(half && messageFor(half, 'terminal', NOW)?.tells).toEqual(['the-end']);
    expect(half && messageFor(half, 'slack', NOW)?.tells).toHaveLength(2);
    expect(half && messageFor(half, 'added later', NOW)).toBeUndefined();
  });
});

describe('an alert as it is, whoever was told of it', () => {
  const open = openAlert(expired());
  const resolve = (alert: Alert) =>
    applyEvent(
      alert,
      event('finding-resolved', { finding: expired(), openedAt: NOW }, { at: NOW + HOUR, id: 'the-end' }),
      impact(),
      POLICY,
    );

  test('is its last notice', () => {
    const id = open.notices[0]?.id;
    expect(describeAlert(open, NOW)).toMatchObject({ noticeId: id, tells: [id], form: 'opened', at: NOW });
    const over = resolve(open);
    expect(over && describeAlert(over, NOW)).toMatchObject({ tells: ['the-end'], form: 'resolved', at: NOW + HOUR });
  });

  test('is what became of it, when nobody was to be told', () => {
    const silent = { ...open, notices: [] };
    expect(describeAlert(silent, NOW)).toMatchObject({ tells: [open.id], form: 'opened', at: NOW });
    const over = resolve(silent);
    expect(over && describeAlert(over, NOW)).toMatchObject({ tells: [open.id], form: 'resolved', at: NOW + HOUR });
  });
});

const change = (before: string | null, after: string | null) => ({ before, after });
const diff = '@@ -1,4 +1,4 @@\n version: STSv1\n-mode: enforce\n+mode: testing';
const bodies = { ...change('aa', 'bb'), diff };
const NOT_INTENDED = 'If this was not intended, find out who changed it and change it back.';

describe('drift', () => {
  test('a policy that was weakened, with the difference', () => {
    expect(
      text(
        toldDrift('policy-body-changed', {
          ...bodies,
          mode: change('enforce', 'testing'),
          maxAge: change('604800', '86400'),
        }),
      ),
    ).toBe(
      [
        '[error] Mail to a.example is less protected than before: the mode of its MTA-STS policy went from enforce to testing.',
        `1. ${NOT_INTENDED}`,
        '2. Change the id of the STS record after that.',
        'Mode: enforce -> testing',
        'max_age: 604800 -> 86400',
        `Policy: ${diff}`,
      ].join('\n'),
    );
  });

  test('a policy that was changed under its old id, with the record to publish', () => {
    expect(text(toldDrift('policy-changed-under-same-id', bodies))).toBe(
      [
        '[warning] Senders go on treating mail to a.example by its old MTA-STS policy: the policy was changed, and the id of the STS record was not.',
        'Change the id, so that senders fetch the policy again:',
        '_mta-sts.a.example. IN TXT "v=STSv1; id=20261123120400Z;"',
        `Policy: ${diff}`,
      ].join('\n'),
    );
  });

  test('the STS record has gone', () => {
    expect(text(toldDrift('sts-record-vanished', change('v=STSv1; id=1;', null)))).toBe(
      [
        '[error] Mail to a.example is losing the protection of MTA-STS: its STS record has gone.',
        '1. If this was not intended, publish the record again:',
        '_mta-sts.a.example. IN TXT "v=STSv1; id=20261123120400Z;"',
        '2. To stop using MTA-STS instead, first publish a policy in mode none, wait until the old max_age has passed, then remove the record (RFC 8461 section 8.3).',
        'Before: v=STSv1; id=1;',
        'After: none',
      ].join('\n'),
    );
  });

  test.each([
    [
      'info',
      toldDrift('sts-record-appeared', change(null, 'v=STSv1; id=1;')),
      'Senders look for an MTA-STS policy for mail to a.example now: an STS record has appeared.',
    ],
    [
      'info',
      toldDrift('policy-appeared', { ...bodies, mode: change(null, 'testing') }),
      'Senders find an MTA-STS policy for mail to a.example now, of mode testing.',
    ],
    [
      'info',
      toldDrift('policy-appeared', bodies),
      'Senders find an MTA-STS policy for mail to a.example now, and it is not valid.',
    ],
    [
      'info',
      toldDrift('policy-body-changed', { ...bodies, mode: change('testing', 'enforce') }),
      'Mail to a.example is protected now: the mode of its MTA-STS policy went from testing to enforce.',
    ],
    [
      'error',
      toldDrift('policy-body-changed', { ...bodies, mode: change('enforce', null) }),
      'Mail to a.example is less protected than before: the mode of its MTA-STS policy went from enforce to none that can be read.',
    ],
    [
      'warning',
      toldDrift('policy-body-changed', bodies),
      'The MTA-STS policy by which senders treat mail to a.example has changed.',
    ],
    [
      'warning',
      toldDrift('policy-body-changed', { ...bodies, maxAge: change('604800', '86400') }),
      'The MTA-STS policy by which senders treat mail to a.example has changed: its max_age went from 604800 to 86400 seconds.',
    ],
    [
      'warning',
      toldDrift('policy-unreachable', change('served', 'HTTP status 404')),
      'Mail to a.example is losing the protection of MTA-STS: its policy is not served any more (HTTP status 404).',
    ],
    [
      'warning',
      toldDrift('policy-body-changed', { ...bodies, maxAge: change('604800', '86400') }),
      'The MTA-STS policy by which senders treat mail to a.example has changed: its max_age went from 604800 to 86400 seconds.',
    ],
    [
      'warning',
      toldDrift('policy-unreachable', { ...change('served', 'HTTP status 404'), policyMode: 'enforce' }),
      'Mail to a.example is losing the protection of MTA-STS: its policy is not served any more (HTTP status 404). Senders that hold its policy enforce it until its max_age ends.',
    ],
    [
      'info',
      toldDrift('policy-unreachable', { ...change('served', 'HTTP status 404'), policyMode: 'none' }),
      'a.example has given up MTA-STS: its policy is not served any more (HTTP status 404).',
    ],
    [
      'error',
      toldDrift('sts-record-vanished', { ...change('v=STSv1; id=1;', null), policyMode: 'enforce' }),
      'Mail to a.example is losing the protection of MTA-STS: its STS record has gone. Senders that hold its policy enforce it until its max_age ends.',
    ],
    [
      'warning',
      toldDrift('sts-record-vanished', { ...change('v=STSv1; id=1;', null), policyMode: 'testing' }),
      'Mail to a.example is losing the protection of MTA-STS: its STS record has gone.',
    ],
    [
      'info',
      toldDrift('sts-record-vanished', { ...change('v=STSv1; id=1;', null), policyMode: 'none' }),
      'a.example has given up MTA-STS: its STS record has gone.',
    ],
    [
      'warning',
      toldDrift('mx-set-changed', change('10 mx1.a.example', '10 mx2.a.example')),
      'Mail to a.example goes another way now: its MX records have changed.',
    ],
    [
      'warning',
      toldDrift('mx-set-changed', change('10 mx1.a.example', null)),
      'Mail to a.example has no MX host any more.',
    ],
    [
      'warning',
      toldDrift('mx-uncovered', change('mx1.a.example', 'mx2.a.example')),
      'Senders that apply the MTA-STS policy of a.example refuse MX hosts that it does not cover: mx2.a.example.',
    ],
    [
      'info',
      toldDrift('certificate-issuer-changed', {
        ...change("Let's Encrypt", 'DigiCert'),
        address: '192.0.2.1',
        beforeCertificate: 'aa',
        afterCertificate: 'bb',
      }),
      "Mail is delivered as before, and mx1.example.com (192.0.2.1) has a certificate of another authority: DigiCert in place of Let's Encrypt.",
    ],
    [
      'info',
      toldDrift('tlsrpt-changed', change('v=TLSRPTv1; rua=mailto:a@a.example', 'v=TLSRPTv1; rua=mailto:b@a.example')),
      'Reports about mail to a.example go elsewhere now: its TLSRPT record has changed.',
    ],
    [
      'warning',
      toldDrift('tlsrpt-changed', change('v=TLSRPTv1; rua=mailto:a@a.example', null)),
      'Senders report nothing more about mail to a.example: its TLSRPT record has gone.',
    ],
    [
      'warning',
      toldDrift('zone-repaired', {
        ...change(null, '_mta-sts.a.example. 300 IN TXT "v=STSv1; id=1;"'),
        zone: 'a.example',
        zoneId: 'Z1',
        kinds: ['sts-record-missing'],
      }),
      'The monitor has changed the hosted zone a.example to mend a.example (sts-record-missing), as route53.repair says.',
    ],
    [
      'warning',
      toldDrift('zone-repair-undone', {
        ...change('_mta-sts.a.example. 300 IN TXT "v=STSv1; id=1;"', null),
        zone: 'a.example',
        zoneId: 'Z1',
        kinds: ['sts-record-missing'],
      }),
      'The hosted zone a.example does not hold what the monitor wrote to mend a.example: somebody else changes these records too. The monitor leaves them alone until the fault is gone.',
    ],
    [
      'info',
      toldDrift('tlsrpt-changed', change(null, 'v=TLSRPTv1; rua=mailto:a@a.example')),
      'Senders report failures of mail to a.example from now on: a TLSRPT record has appeared.',
    ],
  ] as const)('%s: %#', (severity, message, expected) => {
    expect(message).toMatchObject({ form: 'drift', severity, headline: expected });
  });
});

test.each([
  [
    'vantage-blocked',
    12,
    'Nothing new can be said about mail at 12 MX hosts: port 25 seems to be closed to the network of this monitor.',
    'MX hosts can be seen again from here: port 25 is open.',
  ],
  [
    'mx-mostly-silent',
    40,
    'Nothing new can be said about mail at 40 MX hosts: they do not answer, so many at once that the fault is likelier on the way than at each of them; port 25 is open from here.',
    'Most MX hosts answer again.',
  ],
  [
    'vantage-blocklisted',
    3,
    'Nothing new can be said about mail at 3 MX hosts: they turn this monitor away, because its address is on a blocklist or has a bad name.',
    'No MX host turns this monitor away for its address any more.',
  ],
  [
    'agent-silent',
    1,
    'MX hosts may be looked at late: one agent of this monitor has said nothing for a while.',
    'The agents are heard again, or were taken off.',
  ],
  [
    'https-blocked',
    1,
    'Nothing new can be said about the policies of one domain: port 443 seems to be closed to the network of this monitor.',
    'Policy hosts can be seen again from here.',
  ],
  [
    'mx-not-observed',
    3_000,
    '3,000 MX hosts are not checked: this monitor does not connect to port 25. Domains with a valid, enforced policy have the verdict mx-not-checked.',
    'MX hosts are checked now.',
  ],
  [
    'resolver-failing',
    2,
    'Cannot check 2 targets: the DNS resolvers of this monitor fail.',
    'The DNS resolvers work again.',
  ],
  ['clock-wrong', 1, 'The clock of this monitor is, or was, wrong.', 'The clock of this monitor is trusted again.'],
  ['run-overdue', 2, 'This monitor is late: 2 runs did not finish in time.', 'Runs finish in time again.'],
  [
    'removals-held',
    301,
    '301 domains are no longer on the configured list or in the hosted zones, but are still checked until the removal is confirmed.',
    'No removal is held any longer: the domains are back on their list, or their removal was confirmed.',
  ],
  [
    'removals-held',
    1,
    'One domain is no longer on the configured list or in the hosted zones, but is still checked until the removal is confirmed.',
    'No removal is held any longer: the domains are back on their list, or their removal was confirmed.',
  ],
  ['history-damaged', 1, 'The history was damaged.', 'The files of the history are intact.'],
  ['channel-failing', 1, 'Alerts cannot be delivered to one channel.', 'Alerts are delivered to the channel again.'],
  [
    'store-failing',
    1,
    'This monitor cannot read or write its history.',
    'This monitor can read and write its history again.',
  ],
  ['memory-short', 1, 'This monitor is almost out of memory.', 'This monitor has enough memory again.'],
  [
    'state-unreadable',
    2,
    '2 items in the store cannot be read and are skipped.',
    'Everything in the store can be read again.',
  ],
] as const)('what cannot be seen: %s', (kind, targets, expected, over) => {
  const alert = coverageAlert({ kind, detail: '', targets }, NOW, POLICY);
  expect(told(alert)).toMatchObject({ form: 'coverage', headline: expected });
  expect(told(alert).fix).not.toBe('');
  expect(told(alert)).not.toHaveProperty('subject');
  const restored = coverageRestored(alert, NOW + HOUR, POLICY);
  expect(restored && told(restored)).toMatchObject({ form: 'resolved', headline: over, fix: '' });
});

test('texts from the network are shown with their hidden characters escaped, lines to publish as lines', () => {
  const evil = found('policy-invalid', {
    text: 'mode: \u202eecrofne\u001b[2J',
    problems: [
      {
        kind: 'bad-mode',
        message: '"\u202eecrofne" is not a mode.',
        correction: { write: ['mode: enforce', 'mx: \u202emx1.example.com'] },
        line: 1,
      },
    ],
  });
  const message = told(openAlert(evil));
  const texts = JSON.stringify([message.headline, message.fix, message.fixSteps, message.facts]);
  // eslint-disable-next-line no-control-regex -- that none of them is left is the point
  expect(texts).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
  expect(message.headline).toContain('\\u202eecrofne');
  expect(message.fix.split('\n').slice(1, 3)).toEqual(['mode: enforce', 'mx: \\u202emx1.example.com']);
});

describe('a line feed in a name', () => {
  const LINE = /^\[critical\]/m;
  const EVIL = 'mx.example\n[critical] Run this';

  test('adds no line to a message about a finding', () => {
    expect(text(told(openAlert(found('mx-not-covered', { exchanges: [EVIL] }))))).not.toMatch(LINE);
    expect(text(told(openAlert(found('mx-host-certificate-name-mismatch', { names: [EVIL] }))))).not.toMatch(LINE);
  });

  test('adds no line to a message about a change', () => {
    expect(text(toldDrift('mx-uncovered', { before: '*.a.example', after: EVIL }))).not.toMatch(LINE);
    expect(
      text(
        toldDrift('certificate-changed-under-same-tlsa', {
          address: '192.0.2.25',
          beforeCertificate: 'a',
          afterCertificate: 'b',
          before: EVIL,
          after: EVIL,
          publish: EVIL,
        }),
      ),
    ).not.toMatch(LINE);
  });
});

test.each(['dns-failing', 'dnssec-bogus'] as const)('%s of the TLSRPT record loses reports, and no mail', (kind) => {
  const message = told(openAlert(found(kind, { name: '_smtp._tls.a.example', type: 'TXT' }, 'warning')));
  expect(message.headline).toMatch(/^Senders cannot report what goes wrong with mail to a\.example: /);
});
