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
