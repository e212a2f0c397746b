import { coverageAlert, coverageChanged, coverageRestored } from '../../../lib/core/alerting/coverage';
import type { Alert, CoverageNotice } from '../../../lib/core/model';
import { DAY, HOUR, NOW, openAlert, POLICY, expired } from './alerts';

const blocked: CoverageNotice = { kind: 'vantage-blocked', detail: '', targets: 3 };
const failing: CoverageNotice = { kind: 'channel-failing', detail: 'slack', targets: 1 };
const open = coverageAlert(blocked, NOW, POLICY);
const noticesOf = ({ notices }: Alert) => notices.map(({ id, form, at, channels }) => [id, form, at, channels]);
const isNews = (): boolean => true;

test('an alert about the checks themselves hits nobody, and is sent once whatever its severity', () => {
  expect(open).toEqual({
    id: `coverage/vantage-blocked@${NOW}`,
    version: 1,
    status: 'open',
    severity: 'warning',
    worst: 'warning',
    openedAt: NOW,
    cause: { coverage: blocked },
    impact: { domains: 0, sample: [], enforcing: 0, undeliverable: 0 },
    notices: [expect.objectContaining({ id: `coverage/vantage-blocked@${NOW}#opened`, form: 'coverage', at: NOW })],
  });
  expect(coverageAlert({ ...blocked, kind: 'mx-not-observed' }, NOW, POLICY)).toMatchObject({
    severity: 'info',
    worst: 'info',
    notices: [{ form: 'coverage' }],
  });
});

test('two channels may fail at a time: each is an alert of its own', () => {
  expect(coverageAlert(failing, NOW, POLICY).id).toBe(`coverage/channel-failing/slack@${NOW}`);
});

describe('when it is another way now', () => {
  test.each<[string, CoverageNotice]>([
    ['more targets', { ...blocked, targets: 4 }],
    ['another detail', { ...blocked, detail: 'since noon' }],
    ['another kind', { ...blocked, kind: 'mx-mostly-silent' }],
  ])('%s: it is corrected, and sent again if that is news', (_, now) => {
    const grown = coverageChanged(open, now, { at: NOW + HOUR, policy: POLICY, isNews });
    expect(grown).toMatchObject({ id: open.id, version: 2, status: 'open', cause: { coverage: now } });
    expect(noticesOf(grown!)).toEqual([
      ...noticesOf(open),
      [`${open.id}#grown@${NOW + HOUR}`, 'escalated', NOW + HOUR, POLICY.channels],
    ]);
    const corrected = coverageChanged(open, now, { at: NOW + HOUR, policy: POLICY, isNews: () => false });
    expect(corrected).toMatchObject({ version: 2, cause: { coverage: now } });
    expect(noticesOf(corrected!)).toEqual(noticesOf(open));
  });

  test('whether it is news is asked of what it was', () => {
    const asked: CoverageNotice[] = [];
    coverageChanged(
      open,
      { ...blocked, targets: 9 },
      { at: NOW, policy: POLICY, isNews: (before) => asked.push(before) > 1 },
    );
    expect(asked).toEqual([blocked]);
  });

  test('the same, one that is over, or an alert about a finding is left alone', () => {
    const more = { ...blocked, targets: 4 };
    expect(coverageChanged(open, { ...blocked }, { at: NOW, policy: POLICY, isNews })).toBeUndefined();
    expect(coverageChanged({ ...open, status: 'resolved' }, more, { at: NOW, policy: POLICY, isNews })).toBeUndefined();
    expect(coverageChanged(openAlert(expired()), more, { at: NOW, policy: POLICY, isNews })).toBeUndefined();
  });
});

describe('when all can be checked again', () => {
  test('it is over, once', () => {
    const over = coverageRestored(open, NOW + DAY, POLICY);
    expect(over).toMatchObject({ version: 2, status: 'resolved', resolvedAt: NOW + DAY });
    expect(noticesOf(over!)).toEqual([
      ...noticesOf(open),
      [`${open.id}#resolved`, 'resolved', NOW + DAY, POLICY.channels],
    ]);
    expect(coverageRestored(over!, NOW + 2 * DAY, POLICY)).toBeUndefined();
  });

  test('a channel that works again is not alerted that it does: it was not alerted that it did not', () => {
    const alert = coverageAlert(failing, NOW, { ...POLICY, channels: ['terminal'] });
    const grown = coverageChanged(
      alert,
      { ...failing, targets: 2 },
      { at: NOW + HOUR, policy: { ...POLICY, channels: [] }, isNews },
    );
    const over = coverageRestored(grown!, NOW + DAY, POLICY);
    expect(over?.notices.at(-1)?.channels).toEqual(['terminal']);
  });

  test('all else is sent to channels that are new since as well', () => {
    const alert = coverageAlert(blocked, NOW, { ...POLICY, channels: ['terminal'] });
    expect(coverageRestored(alert, NOW + DAY, POLICY)?.notices.at(-1)?.channels).toEqual(POLICY.channels);
  });
});
