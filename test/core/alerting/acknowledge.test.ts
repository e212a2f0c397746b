import {
  acknowledged,
  acknowledgementOf,
  applyEvent,
  coverageAlert,
  coverageRestored,
  expired,
  remind,
  withdrawn,
  withImpact,
} from '../../../lib/core/alerting';
import type { Alert } from '../../../lib/core/model';
import {
  DAY,
  HOUR,
  NOW,
  POLICY,
  event,
  expired as expiredCertificate,
  found,
  impact,
  openAlert,
  opening,
} from './alerts';

const by = { by: 'alice', reason: 'the new certificate is ordered' };
const opened = openAlert(expiredCertificate(), impact());
const changed = (next: Alert | undefined): Alert => {
  if (next === undefined) throw new Error('nothing changed');
  return next;
};
const seen = changed(acknowledged(opened, by, NOW + HOUR));
const forms = ({ notices }: Alert) => notices.map(({ form }) => form);
const ends = ({ acknowledgements = [] }: Alert) => acknowledgements.map(({ ended }) => ended?.why);

test('who, when, why, until when, and the alert as it was', () => {
  expect(changed(acknowledged(opened, { ...by, until: NOW + DAY }, NOW + HOUR))).toMatchObject({
    version: 2,
    status: 'open',
    acknowledgements: [{ ...by, at: NOW + HOUR, until: NOW + DAY, severity: 'error', domains: 1 }],
  });
  expect(forms(seen)).toEqual(['opened']);
});

test('the same again changes nothing, another replaces it and leaves it on record', () => {
  expect(acknowledged(seen, by, NOW + 2 * HOUR)).toBeUndefined();
  const other = changed(acknowledged(seen, { by: 'bob', reason: 'mine' }, NOW + 2 * HOUR));
  expect(other).toMatchObject({
    version: 3,
    acknowledgements: [{ ...by, ended: { at: NOW + 2 * HOUR, why: 'replaced', by: 'bob' } }, { by: 'bob' }],
  });
  expect(acknowledgementOf(other, NOW + 2 * HOUR)?.by).toBe('bob');
});

test('there is no reminder until it is withdrawn', () => {
  expect(remind(opened, NOW + 30 * DAY, POLICY)).toBeDefined();
  expect(remind(seen, NOW + 30 * DAY, POLICY)).toBeUndefined();
  const back = changed(withdrawn(seen, 'bob', NOW + 30 * DAY));
  expect(back).toMatchObject({
    version: 3,
    acknowledgements: [{ ended: { at: NOW + 30 * DAY, why: 'withdrawn', by: 'bob' } }],
  });
  expect(remind(back, NOW + 30 * DAY, POLICY)).toBeDefined();
  expect(withdrawn(back, 'bob', NOW + 31 * DAY)).toBeUndefined();
});

test('there is no reminder until its end; then they go on, and the end is noted', () => {
  const until = changed(acknowledged(opened, { ...by, until: NOW + 10 * DAY }, NOW));
  expect(remind(until, NOW + 10 * DAY - 1, POLICY)).toBeUndefined();
  expect(remind(until, NOW + 10 * DAY, POLICY)).toBeDefined();
  expect(expired(until, NOW + 10 * DAY - 1)).toBeUndefined();
  expect(ends(changed(expired(until, NOW + 10 * DAY)))).toEqual(['expired']);
  const over = changed(expired(until, NOW + 12 * DAY));
  expect(over.acknowledgements).toMatchObject([{ ended: { at: NOW + 10 * DAY, why: 'expired' } }]);
  expect(expired(over, NOW + 12 * DAY)).toBeUndefined();
  // One that was not looked at since it passed is noted as expired, not as replaced.
  expect(ends(changed(acknowledged(until, by, NOW + 11 * DAY)))).toEqual(['expired', undefined]);
});

test('a resolved alert drops it', () => {
  const over = changed(
    applyEvent(
      seen,
      event('finding-resolved', { finding: expiredCertificate(), openedAt: NOW }, { at: NOW + DAY }),
      impact(),
      POLICY,
    ),
  );
  expect(over).toMatchObject({
    version: 3,
    status: 'resolved',
    acknowledgements: [{ ended: { at: NOW + DAY, why: 'resolved' } }],
  });
  expect(forms(over)).toEqual(['opened', 'resolved']);
});

test('so does what could not be seen, when it is seen again', () => {
  const blind = changed(
    acknowledged(coverageAlert({ kind: 'vantage-blocked', detail: '', targets: 3 }, NOW, POLICY), by, NOW),
  );
  expect(coverageRestored(blind, NOW + DAY, POLICY)).toMatchObject({
    status: 'resolved',
    acknowledgements: [{ ended: { at: NOW + DAY, why: 'resolved' } }],
  });
});

describe('an alert that gets worse than what was acknowledged is told', () => {
  test('more domains are hit', () => {
    const more = impact({ domains: 2, sample: ['a.example', 'b.example'] });
    const grown = changed(withImpact(seen, more, NOW + DAY, POLICY));
    expect(grown).toMatchObject({ version: 3, acknowledgements: [{ ended: { at: NOW + DAY, why: 'worse' } }] });
    expect(forms(grown)).toEqual(['opened', 'escalated']);
    // Without an acknowledgement a domain more is not told.
    expect(forms(changed(withImpact(opened, more, NOW + DAY, POLICY)))).toEqual(['opened']);
    expect(withImpact(grown, more, NOW + 2 * DAY, POLICY)).toBeUndefined();
  });

  test('its severity rises', () => {
    const grown = changed(withImpact(seen, impact({ undeliverable: 1 }), NOW + DAY, POLICY));
    expect(grown).toMatchObject({ severity: 'critical', acknowledgements: [{ ended: { why: 'worse' } }] });
    expect(forms(grown)).toEqual(['opened', 'escalated']);
  });

  test('its severity rises to where it was before it was acknowledged', () => {
    const worst = changed(withImpact(opened, impact({ undeliverable: 1 }), NOW + HOUR, POLICY));
    const better = changed(withImpact(worst, impact(), NOW + 2 * HOUR, POLICY));
    const again = changed(
      withImpact(changed(acknowledged(better, by, NOW + 3 * HOUR)), impact({ undeliverable: 1 }), NOW + DAY, POLICY),
    );
    expect(forms(again)).toEqual(['opened', 'escalated', 'escalated']);
    expect(forms(changed(withImpact(better, impact({ undeliverable: 1 }), NOW + DAY, POLICY)))).toEqual([
      'opened',
      'escalated',
    ]);
  });

  test('a tighter threshold has passed: once, by its own notice', () => {
    const alert = changed(
      acknowledged(openAlert(found('mx-host-certificate-expiring', { threshold: '21d/25%' })), by, NOW),
    );
    const worse = changed(
      applyEvent(
        alert,
        event(
          'finding-escalated',
          { finding: found('mx-host-certificate-expiring', { threshold: '7d/10%' }), since: NOW, openedAt: NOW },
          { at: NOW + DAY },
        ),
        impact(),
        POLICY,
      ),
    );
    expect(forms(worse)).toEqual(['opened', 'escalated']);
    expect(ends(worse)).toEqual(['worse']);
  });

  test('it is not worse when it hits as many, others or fewer', () => {
    const others = changed(withImpact(seen, impact({ sample: ['c.example'] }), NOW + DAY, POLICY));
    expect(ends(others)).toEqual([undefined]);
    expect(forms(others)).toEqual(['opened']);
  });

  test('it is not worse when it hits fewer', () => {
    const two = changed(
      acknowledged(
        openAlert(expiredCertificate(), impact({ domains: 2, sample: ['a.example', 'b.example'] })),
        by,
        NOW,
      ),
    );
    const fewer = changed(withImpact(two, impact({ sample: ['c.example'] }), NOW + DAY, POLICY));
    expect(ends(fewer)).toEqual([undefined]);
    expect(forms(fewer)).toEqual(['opened']);
  });
});

test('one that nobody was alerted of is told as new when it outgrows its acknowledgement', () => {
  const quiet = { ...POLICY, minimumSeverity: 'critical' } as const;
  const silent = changed(applyEvent(undefined, opening(expiredCertificate()), impact(), quiet));
  const more = impact({ domains: 2, sample: ['a.example', 'b.example'] });
  const grown = changed(withImpact(changed(acknowledged(silent, by, NOW + HOUR)), more, NOW + DAY, POLICY));
  expect(forms(silent)).toEqual([]);
  expect(grown.notices).toMatchObject([{ id: `${silent.id}#outgrown#${NOW + HOUR}`, form: 'opened', at: NOW + DAY }]);
});

test('a look that began before the acknowledgement ends it no sooner than it began', () => {
  const worse = changed(
    applyEvent(
      seen,
      event('finding-escalated', { finding: expiredCertificate(), since: NOW, openedAt: NOW }, { at: NOW + HOUR / 2 }),
      impact(),
      POLICY,
    ),
  );
  expect(worse.acknowledgements?.[0]?.ended).toEqual({ at: NOW + HOUR, why: 'worse' });
});

test('only so many are kept', () => {
  let alert = opened;
  for (let n = 1; n <= 250; n += 1) alert = changed(acknowledged(alert, { by: 'alice', reason: `${n}` }, NOW + n));
  expect(alert.acknowledgements).toHaveLength(100);
  expect(alert.acknowledgements?.at(-1)?.reason).toBe('250');
});
