import type { Bench } from '../contract';
import { check, DAY, event, example, HOUR, mx1, NOON } from '../fixtures';

export function historyContract(bench: Bench): void {
  describe('history', () => {
    test('a check comes back as it was written', async () => {
      const full = check(NOON, {
        stsId: '20261123',
        policy: 'ab'.repeat(32),
        unknown: ['policy timeout', 'smtp:2001:db8::1 reset'],
      });
      const bare = { target: mx1, at: NOON, runId: 'r', durationMs: 0, kinds: [], unknown: [], certificates: [] };
      await bench.store.putChecks([full, bare]);
      expect((await bench.store.checks(example, {})).items).toEqual([full]);
      expect((await bench.store.checks(mx1, {})).items).toEqual([bare]);
    });

    test('many checks are written at once, and again without effect', async () => {
      const checks = Array.from({ length: 130 }, (_, n) => check(NOON - n * HOUR));
      await bench.store.putChecks(checks);
      await bench.store.putChecks([...checks.slice(0, 40), ...checks.slice(0, 40)]);
      expect((await bench.store.checks(example, { limit: 1000 })).items).toEqual(checks);
      await bench.store.putChecks([]);
    });

    test('the latest check', async () => {
      expect(await bench.store.latestCheck(example)).toBeUndefined();
      await bench.store.putChecks([check(NOON - HOUR), check(NOON), check(NOON - 2 * HOUR)]);
      expect(await bench.store.latestCheck(example)).toEqual(check(NOON));
    });

    test('checks expire after 90 days, whether the engine has deleted them or not', async () => {
      await bench.store.putChecks([check(NOON - 90 * DAY), check(NOON - 89 * DAY)]);
      expect((await bench.store.checks(example, {})).items).toEqual([check(NOON - 89 * DAY)]);
    });

    test('events come back as they were written, by target and for all, newest first', async () => {
      const events = [event(NOON, 1), event(NOON, 0), event(NOON - HOUR), event(NOON - 40 * DAY)];
      const others = [event(NOON - 2 * HOUR, 0, mx1), event(NOON - 70 * DAY, 0, mx1)];
      await bench.store.putEvents([...others, ...events]);
      expect((await bench.store.eventsOf(example, {})).items).toEqual(events);
      expect((await bench.store.eventsOf(mx1, {})).items).toEqual(others);
      expect((await bench.store.events({})).items).toEqual([...events.slice(0, 3), others[0], events[3], others[1]]);
    });

    test('an event is there once, however often it is put', async () => {
      await bench.store.putEvents([event(NOON), event(NOON)]);
      await bench.store.putEvents([event(NOON)]);
      expect((await bench.store.events({})).items).toEqual([event(NOON)]);
      expect((await bench.store.eventsOf(example, {})).items).toEqual([event(NOON)]);
    });

    test('an event with a long diff comes back whole', async () => {
      const { id, target, at } = event(NOON);
      const long = {
        id,
        target,
        at,
        type: 'policy-body-changed',
        before: 'ab',
        after: 'cd',
        diff: '+mx: mx.example.com\n'.repeat(3000),
      } as const;
      await bench.store.putEvents([long]);
      expect((await bench.store.events({})).items).toEqual([long]);
    });

    test('events expire after two years', async () => {
      await bench.store.putEvents([event(NOON - 730 * DAY), event(NOON - 729 * DAY)]);
      expect((await bench.store.events({})).items).toEqual([event(NOON - 729 * DAY)]);
      expect((await bench.store.eventsOf(example, {})).items).toEqual([event(NOON - 729 * DAY)]);
    });

    test('a range is inclusive at both ends', async () => {
      const at = [0, 1, 2, 3].map((n) => NOON + n);
      await bench.store.putChecks(at.map((time) => check(time)));
      await bench.store.putEvents(at.map((time) => event(time)));
      const range = { since: NOON + 1, until: NOON + 2 };
      expect((await bench.store.checks(example, range)).items.map((one) => one.at)).toEqual([NOON + 2, NOON + 1]);
      expect((await bench.store.eventsOf(example, range)).items.map((one) => one.at)).toEqual([NOON + 2, NOON + 1]);
      expect((await bench.store.events(range)).items.map((one) => one.at)).toEqual([NOON + 2, NOON + 1]);
      expect((await bench.store.events({ since: NOON + 3, until: NOON })).items).toEqual([]);
    });
  });
}
