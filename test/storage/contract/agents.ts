import type { AgentRecord } from '../../../lib/core/model';
import type { Bench } from '../contract';
import { DAY, HOUR, NOON } from '../fixtures';

export function agentContract(bench: Bench): void {
  describe('agents', () => {
    const agent: AgentRecord = { name: 'vm1.example.net', heardAt: NOON, version: '1.2.3', port25: 'open' };
    const all = async () => {
      const found = [];
      for await (const one of bench.store.agents()) found.push(one);
      return found;
    };

    test('what was heard last is kept, in whatever order it comes', async () => {
      await bench.store.heardAgent({ ...agent, heardAt: NOON + HOUR, port25: 'closed' });
      await bench.store.heardAgent(agent);
      await bench.store.heardAgent({ ...agent, name: 'a.example.net' });
      expect(await all()).toEqual([
        { ...agent, name: 'a.example.net' },
        { ...agent, heardAt: NOON + HOUR, port25: 'closed' },
      ]);
    });

    test('one that takes its leave is forgotten, unless it was heard after that', async () => {
      await bench.store.heardAgent({ ...agent, heardAt: NOON + 2 });
      await bench.store.forgetAgent(agent.name, NOON + 1);
      expect(await all()).toHaveLength(1);
      await bench.store.forgetAgent(agent.name, NOON + 2);
      await bench.store.forgetAgent('nobody', NOON);
      expect(await all()).toEqual([]);
    });

    test('one that is silent for a week is forgotten', async () => {
      await bench.store.heardAgent(agent);
      bench.now = NOON + 7 * DAY - HOUR;
      expect(await all()).toHaveLength(1);
      bench.now = NOON + 7 * DAY + HOUR;
      expect(await all()).toEqual([]);
    });

    test('what was handed to them is known by run and part, and by nothing else', async () => {
      await bench.store.putJobs('run 1', { 0: 'aa', 1: 'bb' });
      await bench.store.putJobs('run 2', { 0: 'cc' });
      expect(
        await Promise.all([
          bench.store.jobDigest('run 1', '1'),
          bench.store.jobDigest('run 2', '0'),
          bench.store.jobDigest('run 2', '1'),
          bench.store.jobDigest('run 3', '0'),
          bench.store.jobDigest('run 1', 'toString'),
        ]),
      ).toEqual(['bb', 'cc', undefined, undefined, undefined]);
      await bench.store.putJobs('run 1', { 0: 'dd' });
      expect(await Promise.all([bench.store.jobDigest('run 1', '0'), bench.store.jobDigest('run 1', '1')])).toEqual([
        'dd',
        undefined,
      ]);
    });

    test('a thousand jobs of one run are kept', async () => {
      await bench.store.putJobs(
        'run',
        Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [String(n), `digest ${n}`])),
      );
      expect(await bench.store.jobDigest('run', '999')).toBe('digest 999');
    });
  });
}
