import { retryAfterMs } from '../../../lib/core/text/retry-after';

const NOW = Date.UTC(2026, 10, 30, 12);

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Mon, 30 Nov 2026 12:01:00 GMT', 60_000],
  ['Mon, 30 Nov 2026 11:00:00 GMT', 0],
  ['', undefined],
  ['soon', undefined],
])('%j', (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});
