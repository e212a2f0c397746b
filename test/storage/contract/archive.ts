import type { Archived, ArchivedValues } from '../../../lib/core/model';
import type { Bench } from '../contract';
import {
  alert,
  all,
  certificate,
  check,
  DAY,
  delivery,
  event,
  example,
  HOUR,
  mx1,
  NOON,
  notice,
  state,
} from '../fixtures';

export function archiveContract(bench: Bench): void {
  describe('everything', () => {
    const of = async <T extends Archived['type']>(type: T): Promise<ArchivedValues[T][]> =>
      (await all(bench.store.everything())).flatMap((one) =>
        one.type === type ? [one.value as ArchivedValues[T]] : [],
      );

    test('each thing that is kept comes once, as it was put in, without the version that guards it', async () => {
      const stored = state(1, { outbox: [event(NOON)], findings: {}, facts: { tlsRpt: null } });
      const entry = {
        name: 'example.com',
        source: 'test',
        addedAt: NOON,
        verdict: 'testing',
        verdictSince: NOON,
        reasons: ['x'],
      } as const;
      const run = {
        id: 'domains@1',
        startedAt: NOON,
        finishedAt: NOON + 1,
        planned: 1,
        done: 1,
        unknown: 0,
        failed: 0,
        sight: { dns_seen: 1 },
      };
      const open = alert('a', 1, { notices: [notice('n', ['slack'])] });
      const silence = {
        id: 's',
        version: 1,
        purpose: 'mute',
        subject: '*',
        kind: 'tlsrpt-missing',
        from: NOON,
        reason: 'x',
        by: 'alice',
        at: NOON,
      } as const;
      await bench.store.addDomain(entry);
      await bench.store.setMxHosts('example.com', [{ host: 'mx1.example.com', preference: 10 }]);
      await bench.store.writeState(stored);
      await bench.store.putChecks([check(NOON)]);
      await bench.store.putEvents([event(NOON), event(NOON, 1, mx1)]);
      await bench.store.putPolicyBody('ab'.repeat(32), 'version: STSv1\n');
      await bench.store.putCertificates([certificate('cd'.repeat(32))]);
      await bench.store.beginRun(run);
      await bench.store.writeAlert(open);
      await bench.store.writeSilence(silence);
      await bench.store.beginDelivery(delivery('x'));
      await bench.store.heardAgent({ name: 'agent', heardAt: NOON, version: '1', port25: 'open' });
      await bench.store.putJobs('domains@1', { '0': 'x' });
      const { version: _alert, ...openValue } = open;
      const { version: _state, ...stateValue } = stored;
      const { version: _silence, ...silenceValue } = silence;
      expect(_alert + _state + _silence).toBe(3);
      expect(await of('domain')).toEqual([entry]);
      expect(await of('mx-set')).toEqual([
        { domain: 'example.com', hosts: [{ host: 'mx1.example.com', preference: 10 }] },
      ]);
      expect(await of('state')).toEqual([stateValue]);
      expect(await of('check')).toEqual([check(NOON)]);
      expect((await of('event')).map(({ id }) => id).sort()).toEqual([event(NOON).id, event(NOON, 1, mx1).id].sort());
      expect(await of('policy')).toEqual([{ sha256: 'ab'.repeat(32), body: 'version: STSv1\n' }]);
      expect(await of('certificate')).toEqual([certificate('cd'.repeat(32))]);
      expect(await of('run')).toEqual([run]);
      expect(await of('alert')).toEqual([openValue]);
      expect(await of('silence')).toEqual([silenceValue]);
      expect(await all(bench.store.everything())).toHaveLength(11);
    });

    test('the record of removals is not exported, nor is what is held', async () => {
      const entry = { name: 'a.example', source: 'config', addedAt: NOON };
      await bench.store.writeRemovalLedger({ version: 1, alerted: 12, recent: [] });
      await bench.store.addDomain(entry);
      await bench.store.hold('a.example', NOON);
      expect(await all(bench.store.everything())).toEqual([{ type: 'domain', value: entry }]);
    });

    test('what has expired is not there, and pages of the table are all read', async () => {
      await bench.store.putChecks([
        check(NOON - 100 * DAY),
        ...Array.from({ length: 3_000 }, (_, n) =>
          check(NOON - (n * HOUR) / 60, { target: example, unknown: ['policy timeout'.repeat(20)] }),
        ),
      ]);
      expect(await of('check')).toHaveLength(3_000);
    });
  });
}
