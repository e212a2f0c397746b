import type { AgentRecord } from '../../lib/core/model';
import { agentsSeen } from '../../lib/monitor/agents';
import { noteCoverage } from '../../lib/monitor/note-coverage';
import { memoryStore } from '../support/memory-store';
import { MINUTE, NOON, Stage } from './stage';

const agent = (name: string, minutesAgo: number): AgentRecord => ({
  name,
  heardAt: NOON - minutesAgo * MINUTE,
  version: '1.0.0',
  port25: 'open',
});
const check = (...agents: readonly AgentRecord[]) =>
  agentsSeen(
    {
      async *agents() {
        yield* agents;
      },
    },
    NOON,
  );

test('who was heard within half an hour is there, and who was not is missed', async () => {
  const seen = await check(agent('a', 1), agent('b', 30), agent('c', 31));
  expect([seen.heard.map(({ name }) => name), seen.silent.map(({ name }) => name)]).toEqual([['a', 'b'], ['c']]);
  expect(seen.report()).toEqual([{ kind: 'agent-silent', detail: 'c', targets: 1 }]);
});

test('where none was ever heard there is nobody to name', async () => {
  expect((await check()).report()).toEqual([]);
});

test('of many, some are named', async () => {
  expect((await check(...Array.from({ length: 7 }, (_, n) => agent(`vm${n}`, 60)))).report()).toMatchObject([
    { detail: 'vm0, vm1, vm2, vm3, vm4, …', targets: 7 },
  ]);
});

test('it is told once, and once that it is over; a run says nothing about it', async () => {
  const stage = new Stage(memoryStore());
  for (const agents of [[agent('a', 1)], [agent('a', 40)], [agent('a', 55)], [agent('a', 1)]]) {
    stage.now += 15 * MINUTE;
    await noteCoverage(await check(...agents), { store: stage.store, at: stage.now, policy: stage.policy });
    await stage.finish();
  }
  expect(stage.pager.lines).toEqual(['coverage agent-silent', 'resolved agent-silent']);
});
