import type { Job } from '../../lib/monitor/schedule';
import { runSchedule } from '../../lib/monitor/schedule';

/** A clock that jumps to the end of each idle time, so that nothing waits and every time is exact. */
function rig() {
  const end = new AbortController();
  let now = 0;
  const errors: unknown[] = [];
  return {
    errors,
    stop: () => end.abort(),
    pass: (ms: number) => void (now += ms),
    play: (jobs: readonly Job[]) =>
      runSchedule(jobs, {
        clock: { now: () => now },
        monotonic: { now: () => now },
        signal: end.signal,
        onError: (_, error) => errors.push(error),
        settle: async (until) => void (now = until),
      }),
  };
}

test('each job runs at once in order, then by its own interval, one at a time', async () => {
  const { play, pass, stop } = rig();
  const runs: string[] = [];
  let underWay = 0;
  const job = (name: string, every: number): Job => ({
    name,
    every,
    run: async (time) => {
      underWay += 1;
      await Promise.resolve();
      pass(2);
      runs.push(`${name} ${time} ${underWay}`);
      underWay -= 1;
      if (runs.length === 6) stop();
    },
  });
  await play([job('domains', 30), job('mx-hosts', 60)]);
  expect(runs).toEqual([
    'domains 0 1',
    'mx-hosts 0 1',
    'domains 30 1',
    'domains 60 1',
    'mx-hosts 60 1',
    'domains 90 1',
  ]);
});

test('a job that fails is told, and runs again', async () => {
  const { play, stop, errors } = rig();
  let runs = 0;
  await play([
    {
      name: 'domains',
      every: 5,
      run: async () => {
        runs += 1;
        if (runs === 3) stop();
        throw new Error(`run ${runs}`);
      },
    },
  ]);
  expect(errors).toEqual([new Error('run 1'), new Error('run 2'), new Error('run 3')]);
});

test('times that passed during a long run are left out; the rest stay on the grid', async () => {
  const { play, pass, stop } = rig();
  const times: number[] = [];
  await play([
    {
      name: 'domains',
      every: 20,
      run: async (time) => {
        times.push(time);
        pass(times.length === 1 ? 50 : 20);
        if (times.length === 3) stop();
      },
    },
  ]);
  expect(times).toEqual([0, 60, 80]);
});

test('an abort ends a pause of any length at once, and reaches the job under way', async () => {
  const end = new AbortController();
  let seen: AbortSignal | undefined;
  await runSchedule([{ name: 'domains', every: 40 * 86_400_000, run: async (_, signal) => void (seen = signal) }], {
    clock: { now: () => Date.now() },
    monotonic: { now: () => performance.now() },
    signal: end.signal,
    onError: () => undefined,
    settle: async () => void setImmediate(() => end.abort()),
  });
  expect(seen?.aborted).toBe(true);
});

test('what settles is called when all that was due is done, and when it asked for', async () => {
  const calls: string[] = [];
  const end = new AbortController();
  let now = 0;
  const job = (name: string): Job => ({ name, every: 1_000, run: async () => void calls.push(name) });
  await runSchedule([job('domains'), job('mx-hosts')], {
    clock: { now: () => now },
    monotonic: { now: () => now },
    signal: end.signal,
    onError: (failed, error) => calls.push(`${failed?.name ?? 'settle'}: ${String(error)}`),
    settle: async (until) => {
      calls.push(`settle until ${until}`);
      if (calls.length > 6) end.abort();
      if (calls.length === 3) {
        // It asks for an earlier time, which comes to pass.
        setImmediate(() => (now = 500));
        return 300;
      }
      now = until;
      throw new Error('no channel');
    },
  });
  expect(calls).toEqual([
    'domains',
    'mx-hosts',
    'settle until 1000',
    'settle until 1000',
    'settle: Error: no channel',
    'domains',
    'mx-hosts',
    'settle until 2000',
    'settle: Error: no channel',
  ]);
});

test('jobs that take longer than their interval are settled between their runs', async () => {
  const calls: string[] = [];
  const end = new AbortController();
  let now = 0;
  const job = (name: string): Job => ({
    name,
    every: 10,
    run: async () => {
      calls.push(name);
      now += 25;
      if (calls.length > 7) end.abort();
    },
  });
  await runSchedule([job('domains'), job('mx-hosts')], {
    clock: { now: () => now },
    monotonic: { now: () => now },
    signal: end.signal,
    onError: () => undefined,
    settle: async () => void calls.push('settle'),
  });
  expect(calls).toEqual(['domains', 'mx-hosts', 'settle', 'domains', 'mx-hosts', 'settle', 'domains', 'mx-hosts']);
});

describe('a clock that is set', () => {
  test.each([
    ['a year ahead', 365 * 86_400_000],
    ['an hour back', -3_600_000],
  ])('%s moves no run', async (_, by) => {
    const end = new AbortController();
    let [steady, offset] = [0, 1_000_000];
    const runs: string[] = [];
    const job: Job = {
      name: 'domains',
      every: 1_000,
      run: async (time) => {
        runs.push(`${steady} ${time - 1_000_000}`);
        if (runs.length === 2) offset += by;
        if (runs.length === 4) end.abort();
      },
    };
    await runSchedule([job], {
      clock: { now: () => steady + offset },
      monotonic: { now: () => steady },
      signal: end.signal,
      onError: () => undefined,
      settle: async (until) => void (steady = until),
    });
    expect(runs).toEqual(['0 0', '1000 1000', `2000 ${2_000 + by}`, `3000 ${3_000 + by}`]);
  });
});

test('what a tick finds is settled at once', async () => {
  const end = new AbortController();
  const settled: number[] = [];
  await runSchedule([{ name: 'domains', every: 3_600_000, run: async () => undefined }], {
    clock: { now: () => Date.now() },
    monotonic: { now: () => performance.now() },
    signal: end.signal,
    onError: () => undefined,
    tick: () => settled.length === 1,
    settle: async () => {
      settled.push(1);
      if (settled.length === 2) end.abort();
      // Ends the first pause; a tick then asks for the second settling before that is due.
      return settled.length === 1 ? performance.now() + 1 : undefined;
    },
  });
  expect(settled).toHaveLength(2);
});
