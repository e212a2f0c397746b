import type { Alert } from '../../../lib/core/model';
import type { Bench } from '../contract';
import { alert, all, DAY, delivery, HOUR, message, NOON, notice } from '../fixtures';

export function alertContract(bench: Bench): void {
  describe('alerts', () => {
    test('an alert comes back as it was written, and versions guard it', async () => {
      const first = alert('a', 1, { notices: [notice('n', ['slack'])] });
      expect(await bench.store.alert('a')).toBeUndefined();
      expect(await bench.store.writeAlert(first)).toBe('written');
      expect(await bench.store.writeAlert(first)).toBe('lost-race');
      expect(await bench.store.writeAlert({ ...first, version: 3 })).toBe('lost-race');
      expect(await bench.store.alert('a')).toEqual(first);
      const coverage: Alert = {
        ...first,
        version: 2,
        cause: { coverage: { kind: 'vantage-blocked', detail: 'x', targets: 3 } },
      };
      delete (coverage as Partial<{ -readonly [K in keyof Alert]: Alert[K] }>).subject;
      expect(await bench.store.writeAlert(coverage)).toBe('written');
      expect(await bench.store.alert('a')).toEqual(coverage);
    });

    test('ids of any length and content', async () => {
      const ids = ['mx-host-certificate-expired mx-host/mx1.example.com@1', 'é'.repeat(700), 'é'.repeat(701), 'a#b\n/'];
      for (const id of ids) expect(await bench.store.writeAlert(alert(id, 1))).toBe('written');
      for (const id of ids) expect((await bench.store.alert(id))?.id).toBe(id);
      expect(await all(bench.store.openAlerts())).toHaveLength(4);
    });

    test('open alerts are open ones, as they are now', async () => {
      for (const id of ['a', 'b', 'c']) await bench.store.writeAlert(alert(id, 1));
      await bench.store.writeAlert(alert('b', 2, { status: 'resolved', resolvedAt: NOON }));
      await bench.store.writeAlert(alert('c', 2, { severity: 'error' }));
      expect((await all(bench.store.openAlerts())).map(({ id, severity }) => [id, severity])).toEqual([
        ['a', 'critical'],
        ['c', 'error'],
      ]);
    });

    test('alerts are listed by status and for all, newest first', async () => {
      await bench.store.writeAlert(alert('a', 1, { openedAt: NOON - HOUR }));
      await bench.store.writeAlert(alert('b', 1, { openedAt: NOON - 2 * HOUR, status: 'told' }));
      await bench.store.writeAlert(alert('c', 1, { openedAt: NOON }));
      await bench.store.writeAlert(alert('c', 2, { openedAt: NOON, status: 'resolved', resolvedAt: NOON }));
      const ids = async (range: Parameters<typeof bench.store.alerts>[0]) =>
        (await bench.store.alerts(range)).items.map(({ id }) => id);
      expect(await ids({})).toEqual(['c', 'a', 'b']);
      expect(await ids({ status: 'open' })).toEqual(['a']);
      expect(await ids({ status: 'resolved' })).toEqual(['c']);
      expect(await ids({ status: 'told', until: NOON - 2 * HOUR })).toEqual(['b']);
      expect(await ids({ since: NOON - HOUR })).toEqual(['c', 'a']);
    });

    test('an open alert never expires, a resolved or told one after two years', async () => {
      await bench.store.writeAlert(alert('open', 1));
      await bench.store.writeAlert(alert('told', 1, { status: 'told' }));
      await bench.store.writeAlert(alert('resolved', 1, { status: 'resolved', resolvedAt: NOON + DAY }));
      bench.now = NOON + 730 * DAY;
      expect((await bench.store.alerts({})).items.map(({ id }) => id).sort()).toEqual(['open', 'resolved']);
      expect(await bench.store.alert('told')).toBeUndefined();
      bench.now += DAY;
      expect((await bench.store.alerts({})).items.map(({ id }) => id)).toEqual(['open']);
    });

    test('an alert waits for each channel that is to tell one of its notices', async () => {
      const waiting = async (...channels: readonly string[]) =>
        (await all(bench.store.alertsToTell(channels))).map(({ id }) => id);
      await bench.store.writeAlert(alert('quiet', 1));
      await bench.store.writeAlert(alert('b', 1, { openedAt: NOON + 1, notices: [notice('n', ['slack', 'sns'])] }));
      await bench.store.writeAlert(
        alert('a', 1, { notices: [notice('n', ['slack'], ['slack']), notice('m', ['sns'])] }),
      );
      expect(await waiting('slack', 'sns')).toEqual(['a', 'b']);
      expect(await waiting('slack')).toEqual(['b']);
      expect(await waiting('terminal')).toEqual([]);
      expect(await waiting()).toEqual([]);
      await bench.store.writeAlert(
        alert('b', 2, { openedAt: NOON + 1, notices: [notice('n', ['slack', 'sns'], ['sns', 'slack'])] }),
      );
      expect(await waiting('slack', 'sns')).toEqual(['a']);
      await bench.store.writeAlert(
        alert('b', 3, { openedAt: NOON + 1, notices: [notice('n', ['slack'], ['slack']), notice('o', ['slack'])] }),
      );
      expect(await waiting('slack')).toEqual(['b']);
    });
  });

  describe('deliveries', () => {
    test('a channel has one unfinished delivery at most', async () => {
      const [outcome, other] = await Promise.all([
        bench.store.beginDelivery(delivery('x')),
        bench.store.beginDelivery(delivery('y')),
      ]);
      expect([outcome, other].sort()).toEqual(['lost-race', 'written']);
      expect(await bench.store.beginDelivery(delivery('z', 'sns'))).toBe('written');
      expect(await bench.store.unfinishedDelivery('slack')).toEqual(delivery(outcome === 'written' ? 'x' : 'y'));
      expect(await bench.store.unfinishedDelivery('terminal')).toBeUndefined();
    });

    test('a deferred delivery counts its attempts, once for each', async () => {
      await bench.store.beginDelivery(delivery('x'));
      const next = { attempts: 2, notBefore: NOON + HOUR, waitMs: HOUR, inHand: false };
      expect(await bench.store.deferDelivery(delivery('x'), next)).toBe('written');
      expect(await bench.store.deferDelivery(delivery('x'), next)).toBe('lost-race');
      expect(await bench.store.deferDelivery(delivery('y'), next)).toBe('lost-race');
      expect(await bench.store.unfinishedDelivery('slack')).toEqual({ ...delivery('x'), ...next });
    });

    test('a finished delivery makes room for the next; an old one cannot finish it', async () => {
      await bench.store.beginDelivery(delivery('x'));
      await bench.store.finishDelivery(delivery('x'));
      expect(
        await bench.store.deferDelivery(delivery('x'), { attempts: 2, notBefore: NOON, waitMs: 0, inHand: false }),
      ).toBe('lost-race');
      expect(await bench.store.unfinishedDelivery('slack')).toBeUndefined();
      expect(await bench.store.beginDelivery(delivery('y'))).toBe('written');
      await bench.store.finishDelivery(delivery('x'));
      expect((await bench.store.unfinishedDelivery('slack'))?.id).toBe('y');
    });

    test('many messages at once', async () => {
      const many = {
        ...delivery('x'),
        messages: Array.from({ length: 500 }, (_, n) => ({ ...message, noticeId: `n${n}` })),
      };
      await bench.store.beginDelivery(many);
      expect(await bench.store.unfinishedDelivery('slack')).toEqual(many);
    });
  });
}
