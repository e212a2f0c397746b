import { alertBroughtToNow, broughtToNow, isFromFuture } from '../../../lib/core/diff/brought-to-now';
import type { Alert } from '../../../lib/core/model';
import { expired } from './checks';

const NOW = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

/** A state with each time that it can hold, all the same. */
function stateAt(at: number) {
  const memory = { value: 'a', since: at, missedChecks: 0 };
  return {
    observedAt: at,
    retiredAt: at,
    facts: {
      policy: { sha256: 'aa', lostAt: at, unannounced: { sha256: 'bb', countedAt: at } },
      lately: { stsRecord: memory, tlsRpt: { ...memory } },
    },
    findings: {
      a: { finding: expired(), status: 'open', firstSeen: at, openedAt: at, countedAt: at, checks: 1, cleanChecks: 0 },
    },
    unknown: [{ aspect: 'mx', cause: 'timeout', since: at, countedAt: at, checks: 1 }],
    recurring: { a: { checks: 'x-x', since: at, aspects: ['mx'], countedAt: at } },
    verdict: { name: 'protected', since: at, reasons: [] },
    repair: { at, outcome: 'made' },
  };
}
const brought = (state: ReturnType<typeof stateAt>) => broughtToNow(state as never, NOW) as unknown as typeof state;

test('no time of a state stays later than now, but when a finding was opened, which names its alert', () => {
  const later = NOW + 24 * 60 * MINUTE;
  const expected = stateAt(NOW);
  expect(brought(stateAt(later))).toEqual({
    ...expected,
    findings: { a: { ...expected.findings.a, openedAt: later } },
  });
});

test('a state without a time that is later is the same object', () => {
  const state = stateAt(NOW);
  expect(brought(state)).toBe(state);
  const bare = { observedAt: NOW, facts: {}, findings: {}, unknown: [] };
  expect(broughtToNow(bare as never, NOW)).toBe(bare);
});

test.each(['observedAt', 'retiredAt'] as const)('%s alone', (field) => {
  expect(brought({ ...stateAt(NOW - MINUTE), [field]: NOW + MINUTE })).toEqual({
    ...stateAt(NOW - MINUTE),
    [field]: NOW,
  });
});

test('earlier times stay as they are beside one that is later', () => {
  const state = stateAt(NOW - MINUTE);
  const [unknown] = state.unknown;
  expect(brought({ ...state, unknown: [{ ...unknown!, since: NOW + 1 }] })).toEqual({
    ...state,
    unknown: [{ ...unknown, since: NOW }],
  });
});

describe('an alert', () => {
  const alertAt = (at: number) => ({
    id: 'a',
    openedAt: at,
    resolvedAt: at,
    notices: [{ id: 'n', at }],
    acknowledgements: [
      { by: 'alice', at, ended: { at, why: 'resolved' } },
      { by: 'bob', at },
    ],
  });
  const broughtAlert = (alert: object) => alertBroughtToNow(alert as Alert, NOW) as unknown;

  test('keeps when it was opened, which is part of its id', () => {
    expect(broughtAlert(alertAt(NOW + MINUTE))).toEqual({ ...alertAt(NOW), openedAt: NOW + MINUTE });
  });

  test('is the same object without a time that is later', () => {
    const alert = alertAt(NOW);
    expect(broughtAlert(alert)).toBe(alert);
    const bare = { id: 'a', openedAt: NOW + MINUTE, notices: [] };
    expect(broughtAlert(bare)).toBe(bare);
  });
});

test('the clocks of two machines may differ by two minutes', () => {
  expect([NOW - MINUTE, NOW, NOW + 2 * MINUTE, NOW + 2 * MINUTE + 1].map((at) => isFromFuture(at, NOW))).toEqual([
    false,
    false,
    false,
    true,
  ]);
});
