import type { MxHostObservation } from '../../../lib/core/model';
import type { AgentDeps, AgentNews } from '../../../lib/monitor/agent/work';
import { runAgent } from '../../../lib/monitor/agent/work';
import type { Observer, Port25, RunPart } from '../../../lib/monitor/ports';
import { AgentQueue } from '../../support/agent-queue';
import { mxHostObservation } from '../../support/observations';

const job = (part: string, ...targets: readonly string[]): RunPart => ({
  runId: 'mx-hosts@1',
  part,
  type: 'mx-host',
  targets: targets.length > 0 ? targets : [`mx${part}.example`],
});
const silent = (host: string): MxHostObservation =>
  mxHostObservation({
    host,
    endpoints: [
      {
        address: '192.0.2.25',
        family: 4,
        port: 25,
        durationMs: 1,
        failure: { step: 'connect', cause: 'timeout', detail: '' },
      },
    ],
  });

/** Looks at once, except at hosts that the test holds up. */
class Hosts implements Observer {
  readonly asked: [string, Port25][] = [];
  readonly held = new Set<string>();
  silent = false;
  private readonly waiting = new Map<string, () => void>();
  private told: () => void = () => undefined;

  observeDomain(): Promise<never> {
    return Promise.reject(new Error('an agent looks at no domain'));
  }

  async observeMxHost(host: string, signal?: AbortSignal, port25: Port25 = 'unproven'): Promise<MxHostObservation> {
    this.asked.push([host, port25]);
    this.told();
    if (this.held.has(host)) {
      await new Promise<void>((resolve, reject) => {
        this.waiting.set(host, resolve);
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    }
    return this.silent ? silent(host) : mxHostObservation({ host });
  }

  async until(host: string): Promise<void> {
    while (!this.asked.some(([one]) => one === host)) await new Promise<void>((resolve) => (this.told = resolve));
  }

  release(): void {
    this.held.clear();
    for (const resolve of this.waiting.values()) resolve();
  }
}

interface Running {
  readonly hosts: Hosts;
  readonly news: AgentNews[];
  until(news: AgentNews['news']): Promise<AgentNews>;
  end(): Promise<void>;
  readonly ended: Promise<void>;
}

function start(queue: AgentQueue, name = 'one', hosts = new Hosts(), options: Partial<AgentDeps> = {}): Running {
  const stop = new AbortController();
  const news: AgentNews[] = [];
  let told: () => void = () => undefined;
  const deps: AgentDeps = {
    link: queue.link(name),
    observer: hosts,
    canaries: [],
    clock: { now: () => Date.now() },
    concurrency: 4,
    tell: (one) => {
      news.push(one);
      told();
    },
    signal: stop.signal,
    times: { firstRetry: 1, longestRetry: 4, standBack: 1 },
    ...options,
  };
  const ended = runAgent(deps);
  ended.catch(() => undefined);
  return {
    hosts,
    news,
    ended,
    async until(wanted) {
      for (;;) {
        const found = news.find((one) => one.news === wanted);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => (told = resolve));
      }
    },
    async end() {
      stop.abort(new Error('ended'));
      await ended;
    },
  };
}

test('a job is looked at, sent, and taken off the queue', async () => {
  const queue = new AgentQueue();
  queue.add(job('0', 'a.example', 'b.example'));
  const agent = start(queue);
  expect(await agent.until('job-done')).toMatchObject({ run: 'mx-hosts@1', part: '0', targets: 2 });
  expect(queue.results).toMatchObject([
    {
      agent: 'one',
      job: { part: '0' },
      port25: 'unproven',
      observations: [{ host: 'a.example' }, { host: 'b.example' }],
    },
  ]);
  expect(queue.left).toEqual([]);
  await agent.end();
  expect(queue.hellos).toEqual(['one hello unproven', 'one bye']);
});

test('one that dies in the middle loses nothing: what it held is done by another', async () => {
  const queue = new AgentQueue();
  queue.add(job('0'), job('1'));
  const hosts = new Hosts();
  hosts.held.add('mx0.example');
  // It dies as a process does: nothing that it does after this reaches anybody.
  const first = start(queue, 'first', hosts);
  await first.until('job-done');
  expect(queue.left).toEqual([{ part: '0', held: true, receives: 1 }]);
  queue.visibilityEnds();
  const second = start(queue, 'second');
  await second.until('job-done');
  expect(queue.results.map(({ agent, job: { part } }) => `${agent} ${part}`).sort()).toEqual(['first 1', 'second 0']);
  await Promise.all([first.end(), second.end()]);
});

test('several share the work, and each job is done once', async () => {
  const queue = new AgentQueue();
  queue.add(...Array.from({ length: 40 }, (_, n) => job(String(n))));
  const agents = ['one', 'two', 'three'].map((name) => start(queue, name));
  while (queue.left.length > 0)
    await Promise.race(agents.map(({ hosts }) => hosts.until(`mx${queue.left[0]?.part}.example`))).then(
      () => new Promise((resolve) => setImmediate(resolve)),
    );
  await Promise.all(agents.map((agent) => agent.end()));
  expect(queue.results).toHaveLength(40);
  expect(new Set(queue.results.map(({ job: { part } }) => part)).size).toBe(40);
});

test('who is told to end gives its jobs back, at once, and takes its leave', async () => {
  const queue = new AgentQueue();
  queue.add(job('0'));
  const hosts = new Hosts();
  hosts.held.add('mx0.example');
  const agent = start(queue, 'one', hosts);
  await hosts.until('mx0.example');
  await agent.end();
  expect(queue.left).toEqual([{ part: '0', held: false, receives: 1 }]);
  expect(queue.results).toEqual([]);
  expect(agent.news.at(-1)).toEqual({ news: 'job-given-back', run: 'mx-hosts@1', part: '0', reason: 'the agent ends' });
  expect(queue.hellos.at(-1)).toBe('one bye');
});

test('a job that takes long is kept', async () => {
  const queue = new AgentQueue();
  queue.add(job('0'));
  const hosts = new Hosts();
  hosts.held.add('mx0.example');
  const agent = start(queue, 'one', hosts, { times: { keep: 2 } });
  while (queue.kept < 3) await new Promise((resolve) => setTimeout(resolve, 1));
  hosts.release();
  await agent.until('job-done');
  await agent.end();
});

test('with port 25 closed no host is contacted, and the result says it', async () => {
  const queue = new AgentQueue();
  queue.add(job('0'));
  const hosts = new Hosts();
  hosts.silent = true;
  const agent = start(queue, 'one', hosts, { canaries: ['c1.example', 'c2.example'] });
  await agent.until('job-done');
  await agent.end();
  expect(hosts.asked).toEqual([
    ['c1.example', 'unproven'],
    ['c2.example', 'unproven'],
    ['mx0.example', 'closed'],
  ]);
  expect(queue.results).toMatchObject([{ port25: 'closed' }]);
  expect(agent.news[0]).toMatchObject({ news: 'port-25', port25: 'closed', reason: 'none of 2 canaries answers' });
  expect(queue.hellos).toEqual(['one hello closed', 'one bye']);
});

test('a queue that fails is told and outlived', async () => {
  const queue = new AgentQueue();
  queue.add(job('0'));
  const agent = start(queue);
  await agent.until('job-done');
  queue.failing = new Error('SQS is ill');
  queue.visibilityEnds();
  expect(await agent.until('trouble')).toMatchObject({ what: 'the queues', error: queue.failing });
  queue.failing = undefined;
  queue.add(job('1'));
  await agent.hosts.until('mx1.example');
  await agent.end();
});

test('a job that cannot be sent is given back', async () => {
  const queue = new AgentQueue();
  const hosts = new Hosts();
  hosts.held.add('mx0.example');
  queue.add(job('0'));
  const agent = start(queue, 'one', hosts);
  await hosts.until('mx0.example');
  queue.failing = new Error('SQS is ill');
  hosts.release();
  expect(await agent.until('job-failed')).toMatchObject({ part: '0', error: queue.failing });
  queue.failing = undefined;
  expect(await agent.until('job-done')).toMatchObject({ part: '0' });
  expect(queue.results).toHaveLength(1);
  await agent.end();
});

test('one that was set up wrong ends with the fault', async () => {
  const queue = new AgentQueue();
  queue.failing = new Error('no such queue');
  await expect(start(queue).ended).rejects.toThrow('no such queue');
});
