import {
  applyEvent,
  delivered,
  heldBack,
  isHeldBack,
  lastSilencedUntil,
  messageFor,
  released,
  remind,
  silencesOf,
  untold,
} from '../../../../lib/core/alerting';
import type { Alert, Silence } from '../../../../lib/core/model';
import { DAY, HOUR, NOW, POLICY, THREE, event, expired, found, impact, openAlert } from '../alerts';

const silence = (more: Partial<Silence> = {}): Silence => ({
  id: 's',
  version: 1,
  purpose: 'maintenance',
  subject: '*',
  from: NOW - HOUR,
  until: NOW + HOUR,
  reason: 'new disks',
  by: 'alice',
  at: NOW - DAY,
  ...more,
});
const changed = (next: Alert | undefined): Alert => {
  if (next === undefined) throw new Error('nothing changed');
  return next;
};
const resolving = (at: number) => event('finding-resolved', { finding: expired(), openedAt: NOW }, { at });
const waiting = (alert: Alert) =>
  ['terminal', 'slack'].map((channel) => untold(alert, channel).map(({ form }) => form));

describe('which alerts a silence means', () => {
  const host = openAlert(expired(), impact({ ...THREE, enforcing: 3 }));
  const domain = openAlert(found('sts-record-multiple'));
  const holds = (alert: Alert, ...more: readonly Partial<Silence>[]) =>
    silencesOf(alert, more.map(silence), NOW).length > 0;

  test.each<[string, Partial<Silence>, boolean, boolean]>([
    ['everything', {}, true, true],
    ['a name, whatever has it', { subject: 'a.example' }, false, true],
    ['a typed name', { subject: 'domain/a.example' }, false, true],
    ['the other type', { subject: 'mx-host/a.example' }, false, false],
    ['an MX host', { subject: 'mx1.example.com' }, true, false],
    ['all below a domain', { subject: '*.example.com' }, true, false],
    ['not the domain itself', { subject: '*.a.example' }, false, false],
    ['all of a type', { subject: 'domain/*' }, true, true],
    ['a kind, wherever', { kind: 'sts-record-multiple' }, false, true],
    ['a kind of one subject', { kind: 'mx-host-certificate-expired', subject: 'mx1.example.com' }, true, false],
    ['a kind of another subject', { kind: 'mx-host-certificate-expired', subject: 'mx2.example.com' }, false, false],
    ['stars in the middle', { subject: 'm*1.*.com' }, true, false],
    ['a star for nothing', { subject: 'a*.example' }, false, true],
    ['no overlap of what stands around a star', { subject: 'mx1.example*example.com' }, false, false],
    ['yet to come', { from: NOW + 1 }, false, false],
    ['over', { until: NOW }, false, false],
    ['lifted', { lifted: { by: 'bob', at: NOW } }, false, false],
  ])('%s', (_name, more, meansHost, meansDomain) => {
    expect([holds(host, more), holds(domain, more)]).toEqual([meansHost, meansDomain]);
  });

  test('a fault of an MX host is held back when all domains that it hits are, and not when one is left', () => {
    const two = [{ subject: 'a.example' }, { subject: 'b.example' }];
    expect(holds(host, ...two)).toBe(false);
    expect(holds(host, ...two, { subject: 'c.example', kind: 'mx-host-certificate-expired' })).toBe(true);
    expect(holds(host, ...two, { subject: 'c.example', kind: 'sts-record-multiple' })).toBe(false);
    expect(holds({ ...host, impact: { ...host.impact, domains: 4 } }, ...two, { subject: 'c.example' })).toBe(false);
    expect(holds({ ...host, impact: { ...host.impact, domains: 0, sample: [] } }, ...two)).toBe(false);
  });

  test('what is about no target is meant by everything alone', () => {
    const coverage: Alert = { ...domain, cause: { coverage: { kind: 'vantage-blocked', detail: '', targets: 1 } } };
    delete (coverage as { -readonly [K in keyof Alert]?: Alert[K] }).subject;
    expect(
      [{}, { subject: 'domain/*' }, { kind: 'vantage-blocked' }, { kind: 'https-blocked' }].map((more) =>
        holds(coverage, more),
      ),
    ).toEqual([true, false, true, false]);
  });

  test('many stars take no time', () => {
    const alert = openAlert(found('sts-record-multiple'), impact(), NOW);
    const long: Alert = { ...alert, subject: { type: 'domain', name: 'a'.repeat(250) } };
    expect(holds(long, { subject: `${'*a'.repeat(120)}*b` })).toBe(false);
  });

  test('when it ended last counts what helped, too', () => {
    const all = [
      silence({ subject: 'a.example', until: NOW + HOUR }),
      silence({ subject: 'mx1.example.com', until: NOW + 2 * HOUR }),
      silence({ subject: 'other.example', until: NOW + 3 * HOUR }),
    ];
    expect(lastSilencedUntil(host, all, NOW + DAY)).toBe(NOW + 2 * HOUR);
    expect(lastSilencedUntil(host, all, NOW + 90 * 60_000)).toBe(NOW + HOUR);
    expect(lastSilencedUntil(host, all, NOW)).toBeUndefined();
  });
});

test('the silences that hold an alert back are those that mean it, or all domains that it hits', () => {
  const host = openAlert(expired(), impact({ ...THREE, domains: 2, sample: ['a.example', 'b.example'] }));
  const [a, b, other] = ['a.example', 'b.example', 'c.example'].map((subject) => silence({ id: subject, subject }));
  if (a === undefined || b === undefined || other === undefined) throw new Error('three silences');
  expect(silencesOf(host, [a, other, b], NOW)).toEqual([a, b]);
  const direct = silence({ subject: 'mx1.example.com' });
  expect(silencesOf(host, [a, direct, b], NOW)).toEqual([direct]);
});

describe('what opened in a silence', () => {
  const opened = openAlert(expired());
  const held = changed(heldBack(opened, [silence()], NOW + 1));

  test('waits for no channel, and is on record', () => {
    expect(held).toMatchObject({
      version: 2,
      status: 'open',
      notices: [{ form: 'opened', channels: [], deliveredTo: [], heldFor: ['terminal', 'slack'] }],
    });
    expect(waiting(held)).toEqual([[], []]);
    expect(isHeldBack(held)).toBe(true);
    expect(heldBack(held, [silence()], NOW + 2)).toBeUndefined();
  });

  test('is held back also when it is to be told after the end: a look in the silence showed it', () => {
    expect(isHeldBack(changed(heldBack(opened, [silence()], NOW + DAY)))).toBe(true);
    expect(heldBack(opened, [silence({ until: NOW })], NOW + DAY)).toBeUndefined();
  });

  test('and still stands is told then, by the notice that there was, once', () => {
    const after = changed(released(held, NOW + DAY));
    expect(after).toMatchObject({
      version: 3,
      notices: [{ id: opened.notices[0]?.id, form: 'opened', at: NOW + DAY, channels: ['terminal', 'slack'] }],
    });
    expect(after.notices[0]).not.toHaveProperty('heldFor');
    expect(released(after, NOW + DAY)).toBeUndefined();
    expect(heldBack(after, [silence()], NOW + DAY)).toBeUndefined();
    expect(messageFor(after, 'slack', NOW + DAY)).toMatchObject({ form: 'opened' });
  });

  test('and got worse in it is told as what it is, not as having got worse', () => {
    const worse = changed(
      heldBack(
        changed(
          applyEvent(
            held,
            event('finding-escalated', { finding: expired(), since: NOW, openedAt: NOW }, { at: NOW + 2 }),
            impact(),
            POLICY,
          ),
        ),
        [silence()],
        NOW + 3,
      ),
    );
    expect(messageFor(changed(released(worse, NOW + DAY)), 'slack', NOW + DAY)).toMatchObject({
      form: 'opened',
      tells: worse.notices.map(({ id }) => id),
    });
  });

  test('and is over in it, or before it is told, is never told', () => {
    for (const at of [NOW + 10, NOW + DAY]) {
      const over = changed(heldBack(changed(applyEvent(held, resolving(at), impact(), POLICY)), [silence()], at));
      expect(waiting(over)).toEqual([[], []]);
      expect(released(over, NOW + 2 * DAY)).toBeUndefined();
    }
    const both = changed(applyEvent(opened, resolving(NOW + 10), impact(), POLICY));
    expect(waiting(changed(heldBack(both, [silence()], NOW + DAY)))).toEqual([[], []]);
  });

  test('makes no reminder until it is told', () => {
    expect(remind(held, NOW + 30 * DAY, POLICY)).toBeUndefined();
    const after = changed(released(held, NOW + 30 * DAY));
    expect(remind(after, NOW + 31 * DAY, POLICY)).toBeUndefined();
    expect(remind(after, NOW + 37 * DAY, POLICY)).toBeDefined();
  });
});

describe('what was told before a silence', () => {
  const opened = openAlert(expired(), impact(), NOW - DAY);
  const heard = changed(
    delivered(
      opened,
      'slack',
      opened.notices.map(({ id }) => id),
    ),
  );

  test('is told to be over at once, to those who heard of it', () => {
    const over = changed(applyEvent(heard, resolving(NOW), impact(), POLICY));
    const next = changed(heldBack(over, [silence()], NOW));
    expect(waiting(next)).toEqual([[], ['resolved']]);
  });

  test('and gets worse in it is told to have got worse afterwards', () => {
    const worse = changed(
      applyEvent(
        heard,
        event('finding-escalated', { finding: expired(), since: NOW, openedAt: NOW }, { at: NOW }),
        impact(),
        POLICY,
      ),
    );
    const next = changed(heldBack(worse, [silence()], NOW));
    expect(waiting(next)).toEqual([[], []]);
    expect(messageFor(changed(released(next, NOW + DAY)), 'slack', NOW + DAY)).toMatchObject({ form: 'escalated' });
    expect(messageFor(changed(released(next, NOW + DAY)), 'terminal', NOW + DAY)).toMatchObject({ form: 'opened' });
  });
});

test('who heard of a fault hears that it is over, also when it got worse in the silence', () => {
  const opened = openAlert(expired(), impact(), NOW - DAY);
  const ids = opened.notices.map(({ id }) => id);
  const heard = changed(delivered(changed(delivered(opened, 'slack', ids)), 'terminal', ids));
  const worse = changed(
    applyEvent(
      heard,
      event('finding-escalated', { finding: expired(), since: NOW, openedAt: NOW }, { at: NOW }),
      impact(),
      POLICY,
    ),
  );
  const held = changed(heldBack(worse, [silence()], NOW));
  const over = changed(applyEvent(held, resolving(NOW + 1), impact(), POLICY));
  expect(heldBack(over, [silence()], NOW + 1)).toBeUndefined();
  expect(waiting(over)).toEqual([['resolved'], ['resolved']]);
});

test('a channel that was added after a fault opened hears its end, as without a silence', () => {
  const held = changed(heldBack(openAlert(expired()), [silence()], NOW));
  const channels = [...POLICY.channels, 'added'];
  const over = changed(applyEvent(held, resolving(NOW + 1), impact(), { ...POLICY, channels }));
  const next = changed(heldBack(over, [silence()], NOW + 1));
  expect(waiting(next)).toEqual([[], []]);
  expect(untold(next, 'added').map(({ form }) => form)).toEqual(['resolved']);
});

test('what a silence takes from further channels is added to what it took before', () => {
  const opened = openAlert(expired());
  const half: Alert = {
    ...opened,
    notices: opened.notices.map((notice) => ({ ...notice, channels: ['slack'], heldFor: ['terminal'] })),
  };
  expect(changed(heldBack(half, [silence()], NOW)).notices).toMatchObject([
    { channels: [], heldFor: ['terminal', 'slack'] },
  ]);
});

test('a change that was seen in a silence is on record, and not told', () => {
  const drift = changed(applyEvent(undefined, event('mx-set-changed', { before: 'a', after: 'b' }), impact(), POLICY));
  const held = changed(heldBack(drift, [silence()], NOW + DAY));
  expect(waiting(held)).toEqual([[], []]);
  expect(released(held, NOW + DAY)).toBeUndefined();
  expect(held.notices).toMatchObject([{ form: 'drift', heldFor: ['terminal', 'slack'] }]);
});

test('a channel that was down when it was over, with no silence about, hears the last word', () => {
  const over = changed(applyEvent(openAlert(expired()), resolving(NOW + 10), impact(), POLICY));
  expect(heldBack(over, [], NOW + DAY)).toBeUndefined();
  expect(waiting(over)).toEqual([
    ['opened', 'resolved'],
    ['opened', 'resolved'],
  ]);
});

test('that a fault got worse waits with its opening, also when the silence is over meanwhile', () => {
  const held = changed(heldBack(openAlert(expired()), [silence()], NOW));
  const worse: Alert = {
    ...held,
    version: held.version + 1,
    notices: [
      ...held.notices,
      { id: 'worse', form: 'escalated', at: NOW + 2 * HOUR, channels: POLICY.channels, deliveredTo: [] },
    ],
  };
  const waits = changed(heldBack(worse, [silence()], NOW + 2 * HOUR));
  expect(waiting(waits)).toEqual([[], []]);
  const heard = changed(released(waits, NOW + 3 * HOUR));
  expect(messageFor(heard, 'slack', NOW + 3 * HOUR)).toMatchObject({ form: 'opened' });
});
