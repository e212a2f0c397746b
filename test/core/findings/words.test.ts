import { ago, ahead, bounded, duration, listed, newRecordId, utc } from '../../../lib/core/findings/words';
import { DAY, HOUR, NOW } from '../../support/observations';

test.each([
  [0, 'less than a second'],
  [999, 'less than a second'],
  [1000, '1 second'],
  [59_999, '59 seconds'],
  [60_000, '1 minute'],
  [2 * HOUR, '2 hours'],
  [DAY, '1 day'],
  [400 * DAY, '400 days'],
  [NaN, 'less than a second'],
])('%d ms: %s', (ms, words) => {
  expect(duration(ms)).toBe(words);
});

test('past and future', () => {
  expect(ago(NOW - 2 * HOUR, NOW)).toBe('2 hours ago');
  expect(ago(NOW + HOUR, NOW)).toBe('just now');
  expect(ahead(NOW + 3 * DAY, NOW)).toBe('in 3 days');
  expect(ahead(NOW, NOW)).toBe('within a minute');
});

test('times in UTC, and such as no calendar has', () => {
  expect(utc(NOW)).toBe('2026-11-23 12:00 UTC');
  expect(utc(8.64e15)).toContain('UTC');
  expect(utc(8.64e15 + 1)).toBe('at no time that can be read');
  expect(utc(NaN)).toBe('at no time that can be read');
});

test('lists', () => {
  expect(listed([])).toBe('none');
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b'])).toBe('a and b');
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  expect(listed(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
  expect(listed(['x'.repeat(500)])).toHaveLength(201);
});

test('a foreign text is cut, and not within a character', () => {
  expect(bounded('short')).toBe('short');
  expect(bounded(`${'x'.repeat(199)}\u{1f4e7}`)).toBe(`${'x'.repeat(199)}…`);
});

test('a record id is what RFC 8461 allows, whatever the clock says', () => {
  expect(newRecordId(NOW)).toBe('20261123120000Z');
  for (const now of [0, -1, 8.64e15, NaN, Infinity]) expect(newRecordId(now)).toMatch(/^[A-Za-z0-9]{1,32}$/);
});
