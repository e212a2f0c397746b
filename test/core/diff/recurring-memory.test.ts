import { identityOf } from '../../../lib/core/findings';
import { nextRecurring, shownBy } from '../../../lib/core/diff/recurring';
import type { Shown } from '../../../lib/core/diff/recurring';
import type { Aspect, FindingState, Recurrence, UnknownStreak } from '../../../lib/core/model';
import { aspectAt } from '../../../lib/core/model';
import { expired, HOST, refusing, Watch } from './checks';

const NOW = 1_800_000_000_000;
const A = aspectAt('smtp', '192.0.2.1');
const B = aspectAt('smtp', '192.0.2.2');
const OPTIONS = { confirmChecks: 3 };
const NOTHING: Shown = new Map();
const at = (time: number, ...unknown: readonly Aspect[]) => ({
  at: time,
  isUnknown: (aspect: Aspect) => unknown.includes(aspect),
});
const memory = (checks: string, over: Partial<Recurrence> = {}): Recurrence => ({
  checks,
  since: NOW,
  aspects: [A, B],
  ...over,
});
const NEW = { findings: {}, unknown: [] };

test('a fault that two findings of one check show is shown at the places of both', () => {
  const [one, other] = [A, B].map((aspect) => ({ ...refusing(), aspects: [aspect] }));
  if (one === undefined || other === undefined) throw new Error('two findings');
  expect([...shownBy([one, { ...other, fingerprint: one.fingerprint }, one]).values()]).toEqual([[A, B]]);
});

test('a check that could not see one of the places says nothing of the fault', () => {
  const known = { fault: memory('x-', { countedAt: NOW }) };
  expect(nextRecurring(NEW, known, NOTHING, at(NOW + 1, B), OPTIONS)).toEqual(known);
  expect(nextRecurring(NEW, known, NOTHING, at(NOW + 1), OPTIONS)).toEqual({
    fault: memory('x--', { countedAt: NOW + 1 }),
  });
});

test('a fault is remembered where it was seen last', () => {
  const known = { fault: memory('x-') };
  const seen = nextRecurring(NEW, known, new Map([['fault', [B]]]), at(NOW + 1, A), OPTIONS);
  expect(seen).toEqual({ fault: memory('x-x', { aspects: [B], countedAt: NOW + 1 }) });
  expect(nextRecurring(NEW, seen, NOTHING, at(NOW + 2, A), OPTIONS)['fault']?.aspects).toEqual([B]);
});

test('of too many faults those stay that counted last, and are written in one order', () => {
  const names = Array.from({ length: 40 }, (_, n) => `fault ${String(n).padStart(2, '0')}`);
  const age = (n: number): number => (n * 7) % names.length;
  const known = Object.fromEntries(names.map((name, n) => [name, memory('x-', { countedAt: NOW + age(n) })]));
  const left = nextRecurring(NEW, known, NOTHING, at(NOW + 100, A, B), OPTIONS);
  expect(Object.keys(left)).toEqual(names.filter((_, n) => age(n) >= 8));
  const { countedAt, ...never } = memory('x-', { countedAt: NOW });
  expect(countedAt).toBe(NOW);
  expect(nextRecurring(NEW, { ...left, never }, NOTHING, at(NOW + 100, A, B), OPTIONS)).toEqual(left);
});

describe('a fault that the state knows and the memory does not', () => {
  const watch = new Watch(HOST);
  watch.see({ findings: [refusing()] });
  const [pending] = Object.values(watch.state?.findings ?? {}) as readonly FindingState[];
  if (pending === undefined) throw new Error('a finding');
  const identity = identityOf(pending.finding);
  const begins = (state: FindingState) =>
    nextRecurring({ findings: { f: state }, unknown: [] }, {}, NOTHING, at(NOW), OPTIONS)[identity];

  test('was there as often as was counted, while it waits', () =>
    expect(begins({ ...pending, checks: 2 })?.checks).toBe('xx-'));

  test('was there as often as it takes to believe it, once it is open', () =>
    expect(begins({ ...pending, status: 'open', checks: 0, cleanChecks: 1 })?.checks).toBe('xxx--'));

  test('was there in one check, once it is open, if one is enough to believe it', () => {
    const open: FindingState = { ...pending, finding: expired(), status: 'open', checks: 0, cleanChecks: 1 };
    const next = nextRecurring({ findings: { f: open }, unknown: [] }, {}, NOTHING, at(NOW), OPTIONS);
    expect(next[identityOf(open.finding)]?.checks).toBe('x--');
  });

  test('is counted no sooner than its last count allows', () => {
    const counted = { ...pending, status: 'open', cleanChecks: 1, countedAt: NOW - 1 } as const;
    const step = { ...OPTIONS, interval: 10 };
    const begun = nextRecurring({ findings: { f: counted }, unknown: [] }, {}, NOTHING, at(NOW), step);
    expect(begun[identity]).toMatchObject({ checks: 'xxx-', countedAt: NOW - 1 });
  });

  test('was out of sight at each of its places', () => {
    const streak = (aspect: Aspect): UnknownStreak => ({
      aspect,
      since: NOW - 9,
      checks: 2,
      cause: 'timeout',
      becomes: 'fault',
    });
    const remembered = (...unknown: readonly UnknownStreak[]) =>
      nextRecurring({ findings: {}, unknown }, {}, NOTHING, at(NOW), OPTIONS);
    const begun = { checks: 'xx-', since: NOW - 9, aspects: [A, B], countedAt: NOW };
    expect(remembered(streak(A), streak(B), { ...streak(A), becomes: 'other', checks: 0 })).toEqual({ fault: begun });
    // No check counted at the other place, as from a vantage point that sees nothing.
    expect(remembered(streak(A), { ...streak(B), checks: 0 })).toEqual({ fault: { ...begun, aspects: [A] } });
  });
});
