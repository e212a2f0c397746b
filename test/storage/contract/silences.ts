import type { Silence } from '../../../lib/core/model';
import type { Bench } from '../contract';
import { all, DAY, HOUR, NOON } from '../fixtures';

const silence = (id: string, more: Partial<Silence> = {}): Silence => ({
  id,
  version: 1,
  purpose: 'mute',
  subject: 'example.com',
  from: NOON,
  reason: 'being moved',
  by: 'alice',
  at: NOON,
  ...more,
});

export function silenceContract(bench: Bench): void {
  describe('silences', () => {
    test('a silence comes back as it was written, and versions guard it', async () => {
      const first = silence('a', { kind: 'mx-host-starttls-missing', until: NOON + HOUR });
      expect(await bench.store.silence('a')).toBeUndefined();
      expect(await bench.store.writeSilence(first)).toBe('written');
      expect(await bench.store.writeSilence(first)).toBe('lost-race');
      expect(await bench.store.silence('a')).toEqual(first);
      const lifted: Silence = { ...first, version: 2, lifted: { by: 'bob', at: NOON + 1 } };
      expect(await bench.store.writeSilence({ ...lifted, version: 3 })).toBe('lost-race');
      expect(await bench.store.writeSilence(lifted)).toBe('written');
      expect(await bench.store.silence('a')).toEqual(lifted);
    });

    test('those that are not over are those whose end is to come, and those without one', async () => {
      await bench.store.writeSilence(silence('ends', { until: NOON + HOUR }));
      await bench.store.writeSilence(silence('open'));
      await bench.store.writeSilence(
        silence('to come', { purpose: 'maintenance', from: NOON + DAY, until: NOON + 2 * DAY }),
      );
      await bench.store.writeSilence(silence('weekly', { purpose: 'maintenance', until: NOON + HOUR, weekly: true }));
      const ids = async (at: number) => (await all(bench.store.silencesNotOver(at))).map(({ id }) => id).sort();
      expect(await ids(NOON)).toEqual(['ends', 'open', 'to come', 'weekly']);
      expect(await ids(NOON + HOUR - 1)).toContain('ends');
      expect(await ids(NOON + HOUR)).toEqual(['open', 'to come', 'weekly']);
      await bench.store.writeSilence(silence('open', { version: 2, lifted: { by: 'bob', at: NOON + 2 * HOUR } }));
      expect(await ids(NOON + 2 * HOUR)).toEqual(['to come', 'weekly']);
      expect(await ids(NOON + 9 * DAY)).toEqual(['weekly']);
    });

    test('all are listed, newest first, by pages and by purpose, for two years after their end', async () => {
      await bench.store.writeSilence(silence('a', { at: NOON - 2, until: NOON + HOUR }));
      await bench.store.writeSilence(silence('b', { at: NOON - 1, purpose: 'maintenance', until: NOON + DAY }));
      await bench.store.writeSilence(silence('c', { at: NOON }));
      const ids = async (range: Parameters<typeof bench.store.silences>[0]) =>
        (await bench.store.silences(range)).items.map(({ id }) => id);
      expect(await ids({})).toEqual(['c', 'b', 'a']);
      expect(await ids({ purpose: 'mute' })).toEqual(['c', 'a']);
      expect(await ids({ since: NOON - 1, until: NOON - 1 })).toEqual(['b']);
      const first = await bench.store.silences({ limit: 2 });
      expect(await ids({ limit: 2, ...(first.cursor !== undefined && { cursor: first.cursor }) })).toEqual(['a']);
      bench.now = NOON + HOUR + 730 * DAY;
      expect(await ids({})).toEqual(['c', 'b']);
      expect(await bench.store.silence('a')).toBeUndefined();
    });
  });
}
