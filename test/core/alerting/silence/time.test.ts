import { endedLast, isInForce, overFrom } from '../../../../lib/core/alerting';
import { SILENCE_STATES, silenceState } from '../../../../lib/core/alerting/silence/time';

const NOON = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const window = { from: NOON, until: NOON + HOUR };

test('a window holds from its first moment up to its end, and not at its end', () => {
  expect([NOON - 1, NOON, NOON + HOUR - 1, NOON + HOUR].map((at) => isInForce(window, at))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect([NOON - 1, NOON, NOON + HOUR, NOON + WEEK].map((at) => endedLast(window, at))).toEqual([
    undefined,
    undefined,
    NOON + HOUR,
    NOON + HOUR,
  ]);
  expect(overFrom(window)).toBe(NOON + HOUR);
});

test('without an end it holds until it is lifted', () => {
  expect(isInForce({ from: NOON }, NOON + 500 * WEEK)).toBe(true);
  const lifted = { from: NOON, lifted: { by: 'bob', at: NOON + HOUR } };
  expect([NOON + HOUR - 1, NOON + HOUR].map((at) => isInForce(lifted, at))).toEqual([true, false]);
  expect(endedLast(lifted, NOON + WEEK)).toBe(NOON + HOUR);
  expect([overFrom({ from: NOON }), overFrom(lifted)]).toEqual([Infinity, NOON + HOUR]);
});

test('one that was lifted before it began never held', () => {
  const lifted = { ...window, lifted: { by: 'bob', at: NOON - HOUR } };
  expect([NOON - 2 * HOUR, NOON, NOON + HOUR].map((at) => isInForce(lifted, at))).toEqual([false, false, false]);
  const weekly = { ...lifted, weekly: true as const };
  expect([lifted, weekly].map((silence) => endedLast(silence, NOON))).toEqual([NOON - HOUR, NOON - HOUR]);
});

test('a weekly window comes again at the same time of each week', () => {
  const weekly = { ...window, weekly: true as const };
  for (const week of [0, 1, 7]) {
    const from = NOON + week * WEEK;
    expect([from, from + HOUR - 1, from + HOUR, from + WEEK - 1].map((at) => isInForce(weekly, at))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(endedLast(weekly, from + WEEK - 1)).toBe(from + HOUR);
  }
  expect(isInForce(weekly, NOON - WEEK)).toBe(false);
  expect(overFrom(weekly)).toBe(Infinity);
});

test('a weekly window that was lifted comes no more', () => {
  const lifted = { ...window, weekly: true as const, lifted: { by: 'bob', at: NOON + WEEK + HOUR / 2 } };
  expect(isInForce(lifted, NOON + WEEK)).toBe(true);
  expect([NOON + WEEK + HOUR / 2, NOON + 2 * WEEK, NOON + 3 * WEEK].map((at) => isInForce(lifted, at))).toEqual([
    false,
    false,
    false,
  ]);
  expect(endedLast(lifted, NOON + 3 * WEEK)).toBe(NOON + WEEK + HOUR / 2);
  const between = { ...window, weekly: true as const, lifted: { by: 'bob', at: NOON + 2 * HOUR } };
  expect(isInForce(between, NOON + WEEK)).toBe(false);
  expect(endedLast(between, NOON + WEEK)).toBe(NOON + HOUR);
});

test('it is to come, in force, or over; a weekly one is to come between two windows', () => {
  const stateAt = (silence: Parameters<typeof silenceState>[0], ...times: readonly number[]) =>
    times.map((at) => silenceState(silence, at));
  expect(SILENCE_STATES).toEqual(['in-force', 'to-come', 'over']);
  expect(stateAt(window, NOON - 1, NOON, NOON + HOUR - 1, NOON + HOUR)).toEqual([
    'to-come',
    'in-force',
    'in-force',
    'over',
  ]);
  const weekly = { ...window, weekly: true as const };
  expect(stateAt(weekly, NOON - 1, NOON, NOON + HOUR, NOON + WEEK)).toEqual([
    'to-come',
    'in-force',
    'to-come',
    'in-force',
  ]);
  expect(endedLast(weekly, NOON - 1)).toBeUndefined();
  expect(endedLast({ ...window, from: NOON, until: NOON }, NOON)).toBe(NOON);
  expect(stateAt({ ...weekly, lifted: { by: 'bob', at: NOON + WEEK } }, NOON + WEEK - 1, NOON + WEEK)).toEqual([
    'to-come',
    'over',
  ]);
});
