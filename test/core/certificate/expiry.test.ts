import fc from 'fast-check';
import {
  DEFAULT_EXPIRY_THRESHOLDS,
  expiryThreshold,
  thresholdName,
  thresholdSpan,
} from '../../../lib/core/certificate/expiry';
import { DAY, HOUR, NOW } from '../../support/observations';

/** The threshold that a certificate of a lifetime has passed when so much is left. */
const passed = (lifetime: number, left: number): string | undefined => {
  const threshold = expiryThreshold({ notBefore: NOW + left - lifetime, notAfter: NOW + left }, NOW);
  return threshold && thresholdName(threshold);
};

test.each([
  ['398 days, bought by the year', 398 * DAY, 30 * DAY],
  ['200 days', 200 * DAY, 30 * DAY],
  ['100 days', 100 * DAY, 30 * DAY],
  ['90 days, renewed at 60', 90 * DAY, 30 * DAY],
  ['64 days, renewed at a third', 64 * DAY, (64 / 3) * DAY],
  ['47 days, renewed at a third', 47 * DAY, (47 / 3) * DAY],
  ['45 days, renewed at a third', 45 * DAY, 15 * DAY],
  ['160 hours, renewed with three days left', 160 * HOUR, 3 * DAY],
  ['160 hours, renewed with two days left', 160 * HOUR, 2 * DAY],
])('a certificate of %s passes no threshold until its usual day', (_, lifetime, left) => {
  expect(passed(lifetime, left)).toBeUndefined();
});

test.each([
  ['90 days', 90 * DAY, 4 * DAY],
  ['64 days', 64 * DAY, 4 * DAY],
  ['47 days', 47 * DAY, 3 * DAY],
  ['45 days', 45 * DAY, 3 * DAY],
  ['160 hours', 160 * HOUR, 6 * HOUR],
])('a certificate of %s may be renewed late without an alert', (_, lifetime, late) => {
  const usual = lifetime === 90 * DAY ? 30 * DAY : lifetime === 160 * HOUR ? 2 * DAY : lifetime / 3;
  expect(passed(lifetime, usual - late)).toBeUndefined();
});

test.each([
  [90, 21.1, '21d/25%', 20.9],
  [90, 7, '7d/10%', 6.9],
  [90, 2, '2d/5%', 1.9],
  [398, 21.1, '21d/25%', 20.9],
  [47, 11.8, '21d/25%', 11.7],
  [47, 4.8, '7d/10%', 4.6],
  [6, 1.6, '21d/25%', 1.4],
  [6, 0.7, '7d/10%', 0.5],
])('of %d days with %d left it has not passed %s, with %d it has', (lifetime, before, name, after) => {
  expect(passed(lifetime * DAY, before * DAY)).not.toBe(name);
  expect(passed(lifetime * DAY, after * DAY)).toBe(name);
});

test('what has expired passes no threshold any more: it is told as expired', () => {
  expect(passed(90 * DAY, -1)).toBeUndefined();
  expect(passed(90 * DAY, 0)).toBe('2d/5%');
});

test('thresholds come in any order, and none means none', () => {
  const certificate = { notBefore: NOW - 89 * DAY, notAfter: NOW + DAY };
  expect(expiryThreshold(certificate, NOW, [...DEFAULT_EXPIRY_THRESHOLDS].reverse())).toEqual({ days: 2, share: 0.05 });
  expect(expiryThreshold(certificate, NOW, [])).toBeUndefined();
});

test('over any lifetime thresholds only tighten as the end comes nearer, and the tighter of days and share counts', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: HOUR, max: 3650 * DAY }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lifetime, a, b) => {
        const span = (left: number): number => {
          const threshold = expiryThreshold({ notBefore: NOW + left - lifetime, notAfter: NOW + left }, NOW);
          return threshold === undefined ? Infinity : thresholdSpan(threshold, lifetime);
        };
        const [nearer, farther] = [Math.floor(Math.min(a, b) * lifetime), Math.floor(Math.max(a, b) * lifetime)];
        expect(span(nearer)).toBeLessThanOrEqual(span(farther));
        expect(farther >= lifetime / 4 || farther >= 21 * DAY ? span(farther) : Infinity).toBe(Infinity);
        expect(nearer < span(nearer)).toBe(true);
      },
    ),
  );
});
