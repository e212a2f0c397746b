import { inOrder } from '../../../lib/core/alerting/in-order';
import { isTold, isWorse, rank, remindersAround } from '../../../lib/core/alerting/policy';
import { restated } from '../../../lib/core/alerting/impact';
import { alertSeverity, dependsOnImpact, eventSeverity } from '../../../lib/core/alerting/severity';
import { SEVERITIES } from '../../../lib/core/model';
import type { AlertMessage, Finding, VerdictName } from '../../../lib/core/model';
import { DAY, event, found, HOUR, impact, NOW, openAlert, told } from './alerts';

test('reminders come as often as the fault is grave, around the setting for an error', () => {
  expect(remindersAround(7 * DAY)).toEqual({ critical: DAY, error: 7 * DAY, warning: 28 * DAY, info: 28 * DAY });
  expect(remindersAround(21 * DAY)).toMatchObject({ critical: 3 * DAY, warning: 84 * DAY });
  // What stops all mail is worth one a day, not more.
  expect(remindersAround(HOUR)).toMatchObject({ critical: DAY, error: HOUR });
});

test('severities have an order', () => {
  expect(SEVERITIES.map(rank)).toEqual([0, 1, 2, 3]);
  expect(SEVERITIES.map((severity) => isWorse(severity, 'warning'))).toEqual([true, true, false, false]);
  expect(SEVERITIES.map((severity) => isTold(severity, { minimumSeverity: 'warning' }))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

describe('how grave a finding is for the domains that it hits', () => {
  const host = found('mx-host-certificate-expired');
  const NONE = { domains: 0, sample: [], enforcing: 0, testing: 0, undeliverable: 0 };
  test.each<[string, Finding, Parameters<typeof alertSeverity>[1], string]>([
    ['an MX host, enforced', host, impact(), 'error'],
    ['in testing mode', host, impact({ enforcing: 0, testing: 1 }), 'warning'],
    ['without a policy', host, impact({ enforcing: 0 }), 'info'],
    ['not all domains examined: some may enforce', host, impact({ enforcing: 0, domains: 5, examined: 4 }), 'error'],
    ['all of them examined', host, impact({ enforcing: 0, domains: 5, examined: 5 }), 'info'],
    ['no MX host is left to a domain', host, impact({ undeliverable: 1 }), 'critical'],
    [
      'nobody left, but the fault rejects nobody',
      found('mx-host-certificate-expiring'),
      impact({ undeliverable: 1 }),
      'warning',
    ],
    ["a domain's own, as it was judged", found('policy-invalid', {}, 'warning'), NONE, 'warning'],
    [
      "a domain's own that rejects, and no MX host is left",
      found('mx-not-covered', {}, 'error'),
      impact({ undeliverable: 1 }),
      'critical',
    ],
    ["a domain's own that rejects nobody", found('policy-invalid', {}, 'error'), impact({ undeliverable: 1 }), 'error'],
  ])('%s', (_, finding, whom, expected) => {
    expect(alertSeverity(finding, whom)).toBe(expected);
  });

  test('an impact that an earlier release stored has nobody in testing mode', () => {
    const { testing, ...old } = impact({ enforcing: 0 });
    expect(testing).toBe(0);
    expect(alertSeverity(host, old)).toBe('info');
  });

  test('whom it hits is asked again where that counts', () => {
    expect(
      [host, found('mx-host-certificate-expiring'), found('mx-not-covered'), found('policy-invalid')].map(
        dependsOnImpact,
      ),
    ).toEqual([true, true, true, false]);
  });
});

test('how grave what an event shows is: a fault as it is, a verdict as what it means, and no more once it is over', () => {
  const finding = found('policy-invalid', {}, 'error');
  const verdict = (after: VerdictName) => event('verdict-changed', { before: null, after, reasons: [] });
  expect(
    [
      event('finding-opened', { finding, since: NOW }),
      event('finding-escalated', { finding, since: NOW, openedAt: NOW }),
      event('finding-resolved', { finding, openedAt: NOW }),
      event('mx-set-changed', { before: 'a', after: 'b' }),
      event('addresses-changed', { before: 'a', after: 'b' }),
      ...(['undeliverable', 'degraded', 'unprotected', 'testing', 'protected'] as const).map(verdict),
    ].map(eventSeverity),
  ).toEqual(['error', 'error', 'info', 'warning', 'info', 'critical', 'error', 'warning', 'info', 'info']);
});

test('an open alert follows what its finding says, without a notice', () => {
  const one = found('mx-not-covered');
  const other = found('mx-not-covered', { exchanges: ['mx9.example.net'] });
  const alert = openAlert(one);
  const next = restated(alert, other);
  expect(next).toMatchObject({ version: alert.version + 1, cause: { finding: other }, notices: alert.notices });
  expect(restated(alert, one)).toBeUndefined();
  expect(restated({ ...alert, status: 'resolved' }, other)).toBeUndefined();
});

describe('messages of one delivery', () => {
  const message = (over: Partial<AlertMessage>): AlertMessage => ({
    ...told(openAlert(found('policy-invalid'))),
    ...over,
  });
  const names = (messages: readonly AlertMessage[]) =>
    inOrder(messages).map(({ form, severity, subject }) => `${form} ${severity} ${subject?.name}`);
  const of = (name: string) => ({ subject: { type: 'domain' as const, name } });

  test('the gravest first, what is over last', () => {
    expect(
      names([
        message({ form: 'resolved', severity: 'critical', ...of('a.example') }),
        message({ severity: 'warning', ...of('b.example') }),
        message({ severity: 'critical', ...of('c.example') }),
      ]),
    ).toEqual(['opened critical c.example', 'opened warning b.example', 'resolved critical a.example']);
  });

  test('two open alerts about one matter stand where each belongs, and those alike as they came', () => {
    const older = message({ severity: 'critical', since: NOW, ...of('a.example') });
    const newer = message({ severity: 'warning', since: NOW + HOUR, ...of('a.example') });
    expect(names([message({ severity: 'error', ...of('b.example') }), older, newer])).toEqual([
      'opened critical a.example',
      'opened error b.example',
      'opened warning a.example',
    ]);
    const alike = ['c.example', 'a.example', 'b.example'];
    expect(names(alike.map((name) => message(of(name))))).toEqual(alike.map((name) => `opened error ${name}`));
  });

  test('the end of an alert stands before a newer one about the same matter', () => {
    const over = message({ form: 'resolved', severity: 'warning', since: NOW, ...of('a.example') });
    const newer = message({ severity: 'error', since: NOW + HOUR, ...of('a.example') });
    const between = message({ severity: 'error', kind: 'sts-record-missing', since: NOW, ...of('b.example') });
    expect(names([newer, between, over])).toEqual([
      'resolved warning a.example',
      'opened error a.example',
      'opened error b.example',
    ]);
    // Of another domain, of another kind of target, or older, it is another matter.
    for (const other of [
      of('b.example'),
      { subject: { type: 'mx-host' as const, name: 'a.example' } },
      { ...of('a.example'), since: NOW },
    ])
      expect(names([message({ severity: 'error', since: NOW + HOUR, ...other }), over]).at(-1)).toBe(
        'resolved warning a.example',
      );
  });
});
