import {
  DAY,
  dayHeading,
  duration,
  HOUR,
  MINUTE,
  relative,
  SECOND,
  utcText,
} from '../../../lib/dashboard/page/text/time';

test.each([
  [0, '0 seconds'],
  [59 * SECOND, '59 seconds'],
  [MINUTE, '1 minute'],
  [-90 * MINUTE, '1 hour'],
  [DAY, '1 day'],
  [79 * DAY, '79 days'],
  [119 * DAY, '119 days'],
  [120 * DAY, '4 months'],
  [366 * DAY, '1 year'],
])('%d ms is %s', (ms, words) => expect(duration(ms)).toBe(words));

test('a moment is said from now', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  expect([now, now - 4 * SECOND, now - 2 * HOUR, now + 3 * DAY].map((at) => relative(at, now))).toEqual([
    'just now',
    'just now',
    '2 hours ago',
    'in 3 days',
  ]);
});

test('days are named as people do', () => {
  const noon = new Date(2026, 10, 23, 12).getTime();
  expect([noon, noon - 13 * HOUR, noon - 2 * DAY].map((at) => dayHeading(at, noon))).toEqual([
    'Today',
    'Yesterday',
    'Saturday 21 November',
  ]);
});

test('UTC is whole to the second', () =>
  expect(utcText(Date.UTC(2026, 10, 23, 14, 32, 7, 999))).toBe('2026-11-23 14:32:07 UTC'));
