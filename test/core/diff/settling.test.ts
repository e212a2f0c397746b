import { judgeDomain } from '../../../lib/core/judge';
import { DEFAULT_DIFF_OPTIONS, domainCheck, nextState } from '../../../lib/core/diff';
import type { TargetState } from '../../../lib/core/model';
import { differing, inZone } from '../judge/zone-cases';
import { readDomain } from '../../../lib/core/reading';

const NOON = Date.UTC(2026, 10, 23, 12);
const SECOND = 1000;

/** Shows looks, each with the age of what is known of the zone, and gives the types of events about findings. */
function story(
  ...checks: readonly { readonly at: number; readonly readAt?: number; readonly ttl?: number; readonly mended?: true }[]
): string[][] {
  let state: TargetState | undefined;
  return checks.map(({ at, readAt = at, ttl, mended }) => {
    const base = mended === true ? inZone() : differing({ readAt: NOON + readAt * SECOND }, 0);
    const stsRecord =
      base.stsRecord.state === 'present' && ttl !== undefined
        ? { ...base.stsRecord, value: { ...base.stsRecord.value, ttl } }
        : base.stsRecord;
    const observation = { ...base, stsRecord, observedAt: NOON + at * SECOND };
    const next = nextState(state, domainCheck(readDomain(observation), judgeDomain(readDomain(observation))), {
      ...DEFAULT_DIFF_OPTIONS,
      vantageGood: () => true,
    });
    if (next.outcome === 'changed') state = next.state;
    return next.outcome === 'changed'
      ? next.events.map(({ type }) => type).filter((type) => type.startsWith('finding'))
      : [];
  });
}

test('a difference is told when the zone was read again after its caches, and still differs', () => {
  expect(story({ at: 0 }, { at: 300 }, { at: 359 }, { at: 360 }, { at: 400 }, { at: 500, mended: true })).toEqual([
    [],
    [],
    [],
    ['finding-opened'],
    [],
    ['finding-resolved'],
  ]);
});

test('however often one looks, what is known of the zone must be new', () => {
  expect(
    story(
      { at: 0 },
      { at: 1000, readAt: 0 },
      { at: 2000, readAt: 0 },
      { at: 9000, readAt: 359 },
      { at: 9001, readAt: 9000 },
    ),
  ).toEqual([[], [], [], [], ['finding-opened']]);
});

test('a change that caches forget in time is never told', () => {
  expect(story({ at: 0 }, { at: 200 }, { at: 400, mended: true }, { at: 500 }, { at: 700 }).flat()).toEqual([]);
});

test('what is left of a TTL becomes less, and the longest counts', () => {
  expect(story({ at: 0, ttl: 7200 }, { at: 3700, ttl: 3500 }, { at: 7000, ttl: 200 }, { at: 7260, ttl: 300 })).toEqual([
    [],
    [],
    [],
    ['finding-opened'],
  ]);
});
