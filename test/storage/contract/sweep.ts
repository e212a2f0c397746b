import { domainTarget } from '../../../lib/core/model';
import type { Sweep } from '../../../lib/storage/sweep';
import type { Bench } from '../contract';
import { check, DAY, event, example, NOON, state } from '../fixtures';

export function sweepContract(bench: Bench): void {
  describe('sweeping', () => {
    test('deletes what has expired, some items at a time, and nothing else', async () => {
      const targets = Array.from({ length: 30 }, (_, n) => domainTarget(`d${n}.example`));
      await bench.store.putChecks(
        targets.flatMap((target) => [check(NOON, { target }), check(NOON + DAY, { target })]),
      );
      await bench.store.putEvents([event(NOON)]);
      await bench.store.writeState(state(1));
      bench.now = NOON + 90 * DAY;
      const sweeps: Sweep[] = [];
      do sweeps.push(await bench.store.sweepExpired(10));
      while (!sweeps.at(-1)?.complete);
      expect(sweeps.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(30);
      expect(sweeps.reduce((sum, { scanned }) => sum + scanned, 0)).toBe(62);
      expect(sweeps.every(({ scanned }) => scanned <= 10)).toBe(true);
      // With the clock back, what a read leaves out for its age would show.
      bench.now = NOON;
      for (const target of targets)
        expect((await bench.store.checks(target, {})).items).toEqual([check(NOON + DAY, { target })]);
      expect((await bench.store.events({})).items).toEqual([event(NOON)]);
      expect(await bench.store.readState(example)).toEqual(state(1));
      expect(await bench.store.sweepExpired(1000)).toEqual({ scanned: 32, deleted: 0, complete: true });
    });
  });
}
