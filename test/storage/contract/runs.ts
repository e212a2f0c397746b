import type { RunRecord } from '../../../lib/core/model';
import type { Bench } from '../contract';
import { DAY, HOUR, NOON } from '../fixtures';

export function runContract(bench: Bench): void {
  describe('runs', () => {
    const run: RunRecord = {
      id: 'domains@2026-11-23T12:00:00Z',
      startedAt: NOON,
      planned: 0,
      done: 0,
      unknown: 0,
      failed: 0,
    };

    test('a run begins once', async () => {
      expect((await Promise.all([1, 2, 3].map(() => bench.store.beginRun(run)))).filter(Boolean)).toHaveLength(1);
      expect(await bench.store.beginRun({ ...run, startedAt: NOON + 1 })).toBe(false);
      expect((await bench.store.runs({})).items).toEqual([run]);
    });

    test('counts add up, whoever adds at the same time', async () => {
      await bench.store.beginRun(run);
      await bench.store.addToRun(run.id, { planned: 40 });
      const after = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          bench.store.addToRun(run.id, { done: 1, ...(n % 4 === 0 && { unknown: 1 }) }),
        ),
      );
      expect(after.map(({ done }) => done).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
      expect(await bench.store.addToRun(run.id, { failed: 2 })).toEqual({
        ...run,
        planned: 40,
        done: 20,
        unknown: 5,
        failed: 2,
      });
      expect(await bench.store.addToRun(run.id, {})).toMatchObject({ done: 20 });
    });

    test('a part counts once, however often and at the same time it is sent', async () => {
      await bench.store.beginRun(run);
      const parts = Array.from({ length: 30 }, (_, n) => `part ${n % 10}`);
      await Promise.all(parts.map((part) => bench.store.addToRun(run.id, { done: 5 }, part)));
      expect(await bench.store.addToRun(run.id, { done: 5 }, 'part 3')).toEqual({ ...run, done: 50 });
      expect(
        await Promise.all([
          bench.store.isCounted(run.id, 'part 3'),
          bench.store.isCounted(run.id, 'part 30'),
          bench.store.isCounted('nobody', 'part 3'),
        ]),
      ).toEqual([true, false, false]);
    });

    test('what was seen adds up by name', async () => {
      const begun = { ...run, sight: { dns_seen: 1 } };
      await bench.store.beginRun(begun);
      expect((await bench.store.runs({})).items).toEqual([begun]);
      await bench.store.addToRun(run.id, { done: 1, sight: { dns_seen: 2, smtp_unseen: 5 } }, 'a');
      await bench.store.addToRun(run.id, { done: 1, sight: { dns_seen: 2, smtp_unseen: 5 } }, 'a');
      expect(await bench.store.addToRun(run.id, { sight: { dns_seen: 4 } }, 'b')).toEqual({
        ...run,
        done: 1,
        sight: { dns_seen: 7, smtp_unseen: 5 },
      });
    });

    test('a run that was never begun is named', async () => {
      await expect(bench.store.addToRun('nobody', { done: 1 })).rejects.toThrow(/"nobody"/);
      await expect(bench.store.addToRun('nobody', { done: 1 }, 'p')).rejects.toThrow(/"nobody"/);
      await expect(bench.store.finishRun('nobody', NOON)).rejects.toThrow(/"nobody"/);
      expect((await bench.store.runs({})).items).toEqual([]);
    });

    test('a run finishes once, and stays as it is', async () => {
      await bench.store.beginRun(run);
      await bench.store.finishRun(run.id, NOON + 5);
      await bench.store.finishRun(run.id, NOON + 9);
      expect((await bench.store.runs({})).items).toEqual([{ ...run, finishedAt: NOON + 5 }]);
    });

    test('runs are listed newest first, and expire after 90 days', async () => {
      for (const [n, startedAt] of [NOON - HOUR, NOON, NOON - 90 * DAY].entries())
        await bench.store.beginRun({ ...run, id: `r${n}`, startedAt });
      expect((await bench.store.runs({})).items.map(({ id }) => id)).toEqual(['r1', 'r0']);
      expect((await bench.store.runs({ until: NOON - 1 })).items.map(({ id }) => id)).toEqual(['r0']);
    });

    test('the id of an expired run is free again', async () => {
      await bench.store.beginRun({ ...run, startedAt: NOON - 91 * DAY });
      expect(await bench.store.beginRun(run)).toBe(true);
    });
  });
}
