import {
  alertIdOf,
  applyEvent,
  coverageAlert,
  delivered,
  remind,
  remindersAround,
  untold,
  withImpact,
} from '../../../lib/core/alerting';
import type { Alert } from '../../../lib/core/model';
import { DAY, HOUR, NOW, POLICY, event, expired, found, impact, openAlert, opening } from './alerts';

const finding = expired();
const openedAt = NOW;
const resolving = (at = NOW + HOUR) => event('finding-resolved', { finding, openedAt }, { at });
const hear = (alert: Alert): Alert => ({
  ...alert,
  notices: alert.notices.map((notice) => ({ ...notice, deliveredTo: notice.channels })),
});
const forms = (alert: Alert | undefined) => alert?.notices.map(({ form }) => form);

describe('a finding', () => {
  test('opens an alert with one notice, for the channels of that time', () => {
    const event = opening(finding);
    expect(applyEvent(undefined, event, impact(), POLICY)).toMatchObject({
      id: `${finding.fingerprint}@${NOW}`,
      version: 1,
      status: 'open',
      severity: 'error',
      openedAt: NOW,
      notices: [{ id: event.id, form: 'opened', at: NOW, channels: ['terminal', 'slack'], deliveredTo: [] }],
    });
  });

  test('that was opened before and comes again is another alert', () => {
    expect(alertIdOf(opening(finding, NOW))).not.toBe(alertIdOf(opening(finding, NOW + 1)));
  });

  test('of no consequence is told to nobody', () => {
    expect(alertIdOf(opening(found('tlsrpt-missing')))).toBeUndefined();
  });

  test('that hits nobody who enforces makes an alert that is not told, until it does', () => {
    const silent = openAlert(finding, impact({ enforcing: 0 }));
    expect(silent).toMatchObject({ severity: 'info', notices: [] });
    const grown = withImpact(silent, impact({ enforcing: 0, testing: 1 }), NOW + HOUR, POLICY);
    expect(grown).toMatchObject({
      severity: 'warning',
      version: 2,
      notices: [{ id: `${silent.id}#warning`, form: 'opened', at: NOW + HOUR }],
    });
  });

  test('that gets worse is told again', () => {
    const alert = openAlert(found('mx-host-certificate-expiring', { threshold: '21d/25%' }));
    const tighter = found('mx-host-certificate-expiring', { threshold: '7d/10%' });
    const worse = applyEvent(
      alert,
      event('finding-escalated', { finding: tighter, since: NOW, openedAt }),
      impact(),
      POLICY,
    );
    expect(worse).toMatchObject({ version: 2, cause: { finding: tighter } });
    expect(forms(worse)).toEqual(['opened', 'escalated']);
  });

  test('that becomes worth telling is opened then', () => {
    const worse = applyEvent(
      undefined,
      event('finding-escalated', { finding, since: NOW, openedAt: NOW - DAY }),
      impact(),
      POLICY,
    );
    expect(worse).toMatchObject({ id: `${finding.fingerprint}@${NOW - DAY}`, openedAt: NOW - DAY });
    expect(forms(worse)).toEqual(['opened']);
  });

  test('that nobody heard of and gets worse is told as new', () => {
    const silent = openAlert(finding, impact({ enforcing: 0 }));
    const worse = applyEvent(
      silent,
      event('finding-escalated', { finding, since: NOW, openedAt }, { at: NOW + HOUR }),
      impact(),
      POLICY,
    );
    expect([forms(silent), forms(worse)]).toEqual([[], ['opened']]);
  });

  test('that is gone is told once', () => {
    const over = applyEvent(openAlert(finding), resolving(), impact(), POLICY);
    expect(over).toMatchObject({ status: 'resolved', resolvedAt: NOW + HOUR });
    expect(forms(over)).toEqual(['opened', 'resolved']);
    expect(applyEvent(over, resolving(), impact(), POLICY)).toBeUndefined();
  });

  test('that nobody heard of ends in silence', () => {
    expect(forms(applyEvent(openAlert(finding, impact({ enforcing: 0 })), resolving(), impact(), POLICY))).toEqual([]);
  });

  test.each([{ supersededBy: 'another' }, { unwatched: true as const }])(
    'that ends as %j is closed without a word, and what was not told yet is not told',
    (end) => {
      const open = openAlert(finding);
      const half: Alert = { ...open, notices: open.notices.map((notice) => ({ ...notice, deliveredTo: ['slack'] })) };
      const over = applyEvent(half, event('finding-resolved', { finding, openedAt, ...end }), impact(), POLICY);
      expect(over?.status).toBe('resolved');
      expect(over && [untold(over, 'terminal'), untold(over, 'slack')]).toEqual([[], []]);
    },
  );
});

describe('events that come again, or late', () => {
  test('change nothing', () => {
    const first = opening(finding);
    const alert = applyEvent(undefined, first, impact(), POLICY);
    expect(applyEvent(alert, first, impact(), POLICY)).toBeUndefined();
    const over = alert && applyEvent(alert, resolving(), impact(), POLICY);
    expect(applyEvent(over, first, impact(), POLICY)).toBeUndefined();
    expect(
      applyEvent(over, event('finding-escalated', { finding, since: NOW, openedAt }), impact(), POLICY),
    ).toBeUndefined();
  });

  test('an end without a beginning is nothing', () => {
    expect(applyEvent(undefined, resolving(), impact(), POLICY)).toBeUndefined();
  });
});

describe('drift', () => {
  const gone = (over: object = {}) => event('sts-record-vanished', { before: 'v=STSv1; id=1;', after: null }, over);

  test('is told once and ends with that', () => {
    const vanished = gone();
    const alert = applyEvent(undefined, vanished, impact(), POLICY);
    expect(alert).toMatchObject({
      id: vanished.id,
      version: 1,
      status: 'told',
      severity: 'error',
      notices: [{ id: vanished.id, form: 'drift' }],
    });
    expect(applyEvent(alert, vanished, impact(), POLICY)).toBeUndefined();
  });

  test('that something else of the same look tells is not told', () => {
    expect(alertIdOf(gone({ toldBy: ['sts-record-missing|domain/a.example'] }))).toBeUndefined();
  });

  test('that is usual is not told', () => {
    const replaced = event('certificate-replaced', {
      before: 'a',
      after: 'b',
      address: '192.0.2.1',
      beforeCertificate: 'aa',
      afterCertificate: 'bb',
    });
    expect(alertIdOf(replaced)).toBeUndefined();
    expect(alertIdOf(event('verdict-changed', { before: null, after: 'protected', reasons: [] }))).toBeUndefined();
  });

  test('below the least severity to tell is not told', () => {
    const appeared = event('sts-record-appeared', { before: null, after: 'v=STSv1; id=1;' });
    expect(applyEvent(undefined, appeared, impact(), POLICY)).toBeUndefined();
    expect(applyEvent(undefined, appeared, impact(), { ...POLICY, minimumSeverity: 'info' })).toBeDefined();
  });
});

describe('whom it hits', () => {
  test('growing graver than ever is told, once', () => {
    const open = hear(openAlert(finding));
    const critical = withImpact(open, impact({ undeliverable: 1 }), NOW, POLICY);
    expect(forms(critical)).toEqual(['opened', 'escalated']);
    const eased = critical && withImpact(critical, impact(), NOW, POLICY);
    expect(eased).toMatchObject({ severity: 'error', worst: 'critical' });
    expect(forms(eased && withImpact(eased, impact({ undeliverable: 1 }), NOW, POLICY))).toEqual([
      'opened',
      'escalated',
    ]);
  });

  test('a domain more is not told', () => {
    const more = withImpact(
      openAlert(finding),
      impact({ domains: 2, sample: ['a.example', 'b.example'], enforcing: 2 }),
      NOW,
      POLICY,
    );
    expect(more?.version).toBe(2);
    expect(forms(more)).toEqual(['opened']);
  });

  test('the same again is no change, and neither is anything after the end', () => {
    const open = openAlert(finding);
    expect(withImpact(open, impact(), NOW, POLICY)).toBeUndefined();
    const over = applyEvent(open, resolving(), impact(), POLICY);
    expect(over && withImpact(over, impact({ undeliverable: 1 }), NOW, POLICY)).toBeUndefined();
  });

  test('a domain that was not looked into may enforce', () => {
    expect(openAlert(finding, impact({ domains: 1_000, enforcing: 0, examined: 500 })).severity).toBe('error');
  });
});

describe('reminders', () => {
  const due = (alert: Alert, after: number) => remind(alert, NOW + after, POLICY) !== undefined;

  test('are as seldom as the alert is slight', () => {
    expect(POLICY.remindAfter).toEqual(remindersAround(7 * DAY));
    const open = openAlert(finding);
    expect([7 * DAY - 1, 7 * DAY].map((after) => due(open, after))).toEqual([false, true]);
    const critical = openAlert(finding, impact({ undeliverable: 1 }));
    expect([DAY - 1, DAY].map((after) => due(critical, after))).toEqual([false, true]);
  });

  test('count from what was told last, and are numbered', () => {
    const first = remind(openAlert(finding), NOW + 7 * DAY, POLICY);
    if (first === undefined) throw new Error('no reminder');
    expect(first.notices.at(-1)).toMatchObject({ id: `${first.id}#reminder#1`, form: 'reminder', at: NOW + 7 * DAY });
    expect(due(first, 14 * DAY - 1)).toBe(false);
    expect(remind(first, NOW + 14 * DAY, POLICY)?.notices.at(-1)?.id).toBe(`${first.id}#reminder#2`);
  });

  test('are numbered from 1, whatever else was told in between', () => {
    const open = openAlert(finding);
    const [first] = open.notices;
    if (first === undefined) throw new Error('no notice');
    const grown: Alert = {
      ...open,
      notices: [first, { ...first, id: `${open.id}#outgrown#${NOW}`, form: 'escalated' }],
    };
    expect(remind(grown, NOW + 7 * DAY, POLICY)?.notices.at(-1)?.id).toBe(`${open.id}#reminder#1`);
  });

  test('do not let an alert grow, when they are told', () => {
    let alert = openAlert(finding);
    for (let week = 1; week <= 100; week++) alert = remind(hear(alert), NOW + week * 7 * DAY, POLICY) ?? alert;
    expect(alert.notices.map(({ id }) => id)).toEqual([alert.notices[0]?.id, `${alert.id}#reminder#100`]);
  });

  test('are not made of what is over, was never told, is expiring, or is so by choice', () => {
    const year = 365 * DAY;
    const over = applyEvent(openAlert(finding), resolving(), impact(), POLICY);
    expect(over && due(over, year)).toBe(false);
    expect(due(openAlert(finding, impact({ enforcing: 0 })), year)).toBe(false);
    expect(due(openAlert(found('mx-host-certificate-expiring')), year)).toBe(false);
    expect(due(coverageAlert({ kind: 'mx-not-observed', detail: '', targets: 1 }, NOW, POLICY), year)).toBe(false);
    expect(due(coverageAlert({ kind: 'vantage-blocked', detail: '', targets: 1 }, NOW, POLICY), year)).toBe(true);
  });
});

describe('what a channel told', () => {
  test('is marked for that channel, once', () => {
    const alert = openAlert(finding);
    const ids = alert.notices.map(({ id }) => id);
    const marked = delivered(alert, 'slack', ids);
    expect(marked).toMatchObject({ version: 2, notices: [{ deliveredTo: ['slack'] }] });
    expect(marked && delivered(marked, 'slack', ids)).toBeUndefined();
    expect(marked && untold(marked, 'terminal').map(({ id }) => id)).toEqual(ids);
  });

  test('is marked notice by notice', () => {
    const alert = applyEvent(openAlert(finding), resolving(), impact(), POLICY);
    const ids = alert?.notices.map(({ id }) => id) ?? [];
    const half = alert && delivered(alert, 'slack', ids.slice(0, 1));
    expect(half?.notices.map(({ deliveredTo }) => deliveredTo)).toEqual([['slack'], []]);
    const both = half && delivered(half, 'slack', ids);
    expect(both?.notices.map(({ deliveredTo }) => deliveredTo)).toEqual([['slack'], ['slack']]);
  });
});
