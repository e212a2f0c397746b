import { applyEvent, coverageAlert, coverageRestored, groupMessages } from '../../../lib/core/alerting';
import type { AlertMessage, Finding } from '../../../lib/core/model';
import { domainTarget } from '../../../lib/core/model';
import { NOW, POLICY, event, expired, found, impact, openAlert, text, told, toldDrift } from './alerts';

const many = (finding: Finding, count: number): AlertMessage[] =>
  Array.from({ length: count }, (_, n) => {
    const name = `d${n}.example`;
    const own = { ...finding, subject: { ...finding.subject, name }, fingerprint: `${finding.kind}|${name}` };
    return told(openAlert(own, impact({ sample: [name] })));
  });

test('what is alike at many domains is one message that names twenty and counts the rest', () => {
  const messages = many(found('policy-host-unreachable'), 312);
  const grouped = groupMessages(messages);
  expect(grouped.map(text)).toEqual([
    [
      '[error] Senders find no usable MTA-STS policy for mail to 312 domains: the policy host is not reachable from here.',
      '1. Check that the web server of mta-sts.d0.example is running, and that its addresses are right.',
      '2. Open port 443 to the whole Internet on each of them.',
      '3. Do the same for the other 311 domains: the steps above are for d0.example.',
      `Domains: ${Array.from({ length: 20 }, (_, n) => `d${n}.example`).join(', ')} and 292 more`,
      'Since: 2026-11-23 12:04 UTC',
    ].join('\n'),
  ]);
  expect(grouped[0]?.tells).toEqual(messages.flatMap(({ tells }) => tells));
  expect(grouped[0]?.impact).toMatchObject({ domains: 312, enforcing: 312 });
});

test('five are told one by one', () => {
  expect(groupMessages(many(found('policy-host-unreachable'), 5))).toHaveLength(5);
});

test.each([
  [many(found('mx-host-starttls-missing'), 40), '40 MX hosts: an MX host does not offer STARTTLS.'],
  [many(found('mx-host-tlsa-insecure'), 6), '6 MX hosts: TLSA records without DNSSEC.'],
  [
    many(found('policy-host-certificate-expiring'), 6),
    "Soon senders will find no usable MTA-STS policy for mail to 6 domains: the policy host's certificate expires soon.",
  ],
])('headlines of many: %#', (messages, headline) => {
  expect(groupMessages(messages)[0]?.headline).toBe(headline);
});

test.each([2, 100])('%i MX hosts that one domain alone names are one message with its name', (count) => {
  const hosts = many(found('mx-host-unreachable'), count).map((message) => ({
    ...message,
    impact: impact({ sample: ['a.example'], undeliverable: 1 }),
  }));
  const [message, ...more] = groupMessages(hosts);
  expect(more).toEqual([]);
  expect(message).toMatchObject({
    headline: `${count} MX hosts of a.example: an MX host is not reachable from here.`,
    impact: { domains: 1 },
    tells: hosts.flatMap(({ tells }) => tells),
  });
});

test('drift and resolutions are counted as well', () => {
  const moved = Array.from({ length: 6 }, (_, n) => ({
    ...toldDrift('mx-set-changed', { before: 'a', after: 'b' }),
    subject: domainTarget(`d${n}.example`),
  }));
  expect(groupMessages(moved)[0]?.headline).toBe('6 domains: the MX records have changed.');
  const over = many(found('policy-http-status'), 6).map((message): AlertMessage => ({
    ...message,
    form: 'resolved',
    fix: '',
    fixSteps: [],
  }));
  expect(groupMessages(over)[0]).toMatchObject({
    headline: 'Solved for 6 domains: the policy host answers with another status than 200.',
    fix: '',
  });
});

test('the gravest first, what is over last', () => {
  const open = openAlert(expired(), impact({ undeliverable: 1 }));
  const over = applyEvent(open, event('finding-resolved', { finding: expired(), openedAt: NOW }), impact(), POLICY);
  if (over === undefined) throw new Error('not resolved');
  const messages = [
    told(over),
    told(openAlert(found('tlsrpt-multiple'))),
    told(open),
    told(openAlert(found('policy-invalid'))),
  ];
  expect(groupMessages(messages).map(({ form, severity }) => `${severity} ${form}`)).toEqual([
    'critical opened',
    'error opened',
    'warning opened',
    'critical resolved',
  ]);
});

test('the end of an alert stands before a newer alert about the same matter', () => {
  const notice = { kind: 'clock-wrong', detail: '', targets: 1 } as const;
  const over = coverageRestored(coverageAlert(notice, NOW, POLICY), NOW + 1, POLICY);
  const again = coverageAlert(notice, NOW + 2, POLICY);
  const messages = [again, ...(over === undefined ? [] : [over])].map((alert) => told(alert));
  expect(groupMessages(messages).map(({ form }) => form)).toEqual(['resolved', 'coverage']);
});

describe('one message for many', () => {
  const STARTTLS = 'mx-host-starttls-missing';
  const [one, ...rest] = many(found(STARTTLS), 6);
  if (one === undefined) throw new Error('six messages');
  const together = (messages: readonly AlertMessage[]): AlertMessage => {
    const [message, ...more] = groupMessages(messages);
    if (message === undefined || more.length > 0) throw new Error('not one message');
    return message;
  };
  const steps = ({ fixSteps = [] }: AlertMessage) => fixSteps.map(({ words }) => words);
  const alike = (count: number, more: (n: number) => Partial<AlertMessage>) =>
    many(found(STARTTLS), count).map((message, n) => ({ ...message, ...more(n) }));

  test('is not made of one', () => {
    const alone = { ...one, impact: impact({ sample: ['a.example'] }) };
    expect(groupMessages([alone])).toEqual([alone]);
  });

  test('counts from the first of them, and names up to twenty', () => {
    const names = Array.from({ length: 20 }, (_, n) => `d${n}.example`).join(', ');
    const message = together(alike(20, (n) => ({ since: NOW + Math.abs(n - 7) })));
    expect(message.since).toBe(NOW);
    expect(message.facts).toEqual([
      ['MX hosts', names],
      ['Since', '2026-11-23 12:04 UTC'],
    ]);
  });

  test('adds up whom the MX hosts hit, and names twenty of the domains once each', () => {
    const whom = (n: number) =>
      impact({ domains: 2, sample: ['a.example', `own${n}.example`], testing: 1, undeliverable: 1 });
    expect(together(alike(6, (n) => ({ impact: whom(n) }))).impact).toEqual({
      domains: 12,
      sample: ['a.example', ...Array.from({ length: 6 }, (_, n) => `own${n}.example`)],
      enforcing: 6,
      testing: 6,
      undeliverable: 6,
    });
    expect(together(alike(30, (n) => ({ impact: whom(n) }))).impact.sample).toHaveLength(20);
    const { testing, ...old } = impact({ domains: 2, sample: ['a.example'] });
    expect(testing).toBe(0);
    expect(together(alike(6, () => ({ impact: old }))).impact.testing).toBe(0);
  });

  test('counts a domain that several of them are about once', () => {
    const messages = many(found('policy-http-status'), 6);
    const message = together([...messages, ...messages.slice(0, 1)]);
    expect(message.impact.domains).toBe(6);
  });

  test('says what to do once, and to do it for the others', () => {
    const last = (messages: readonly AlertMessage[]) => steps(together(messages)).at(-1);
    const two = (messages: readonly AlertMessage[]) =>
      messages.map((message, n) => ({ ...message, subject: domainTarget(`d${n % 2}.example`) }));
    const others = 'the steps above are for d0.example.';
    expect(last([one, ...rest])).toBe(`Do the same for the other 5 MX hosts: ${others}`);
    expect(last(alike(2, () => ({ impact: impact() })))).toBe(`Do the same for the other MX host: ${others}`);
    expect(last(two(many(found('policy-http-status'), 6)))).toBe(`Do the same for the other domain: ${others}`);
    const same = alike(6, () => ({ subject: one.subject }) as Partial<AlertMessage>);
    expect(steps(together(same))).toEqual(steps(one));
  });

  test('takes the text of a fix that has no steps as its only one', () => {
    const old = (fix: string) =>
      [one, ...rest].map(({ fixSteps, ...message }) => (fixSteps === undefined ? message : { ...message, fix }));
    expect(steps(together(old('Renew it.')))).toEqual([
      'Renew it.',
      'Do the same for the other 5 MX hosts: the steps above are for d0.example.',
    ]);
    expect(steps(together(old('')))).toEqual([]);
  });
});
