import { ProbeFailure } from '../../../lib/probes/net/failure';
import { untilNow, type NotNow } from '../../../lib/probes/net/tries';
import { unlessAborted, withDeadline } from '../../../lib/probes/net/wait';

const never = new AbortController().signal;
const options = { most: 3, withinMs: 1_200, beside: false };
const notNow = (outcome: string): NotNow | undefined => (outcome === 'not now' ? {} : undefined);

/** Gives these outcomes in turn; one that is not given never comes. */
function script(...outcomes: (string | undefined)[]) {
  const begun: number[] = [];
  const attempt = (signal: AbortSignal): Promise<string> => {
    const outcome = outcomes[begun.length];
    begun.push(performance.now());
    const coming = outcome === undefined ? new Promise<string>(() => undefined) : Promise.resolve(outcome);
    return unlessAborted(coming, signal).catch((error: unknown) => {
      if (error instanceof ProbeFailure) return 'not now';
      throw error;
    });
  };
  return { attempt, begun };
}

test('one try is enough where the outcome stands', async () => {
  const { attempt, begun } = script('yes');
  expect(await untilNow(attempt, notNow, options, never)).toEqual({ outcome: 'yes' });
  expect(begun).toHaveLength(1);
});

test('"not now" is tried again, after a pause that grows, and what came of it counts', async () => {
  const { attempt, begun } = script('not now', 'not now', 'yes');
  const { outcome, tries } = await untilNow(attempt, notNow, options, never);
  expect(outcome).toBe('yes');
  expect(tries?.count).toBe(3);
  const [first = 0, second = 0, third = 0] = begun;
  expect(second - first).toBeGreaterThanOrEqual(95);
  expect(third - second).toBeGreaterThanOrEqual(195);
});

test('it ends with the last try', async () => {
  const { attempt, begun } = script('not now', 'not now', 'not now');
  const { outcome, tries } = await untilNow(attempt, notNow, options, never);
  expect(outcome).toBe('not now');
  expect(tries?.count).toBe(3);
  expect(tries?.overMs).toBeGreaterThanOrEqual(290);
  expect(begun).toHaveLength(3);
});

test('a wait that the server asks for is kept where it fits', async () => {
  const { attempt, begun } = script('not now', 'yes');
  await untilNow(attempt, (outcome) => (outcome === 'yes' ? undefined : { afterMs: 400 }), options, never);
  expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBeGreaterThanOrEqual(395);
});

test('one that does not fit ends the tries where it is meant for this client, and no other', async () => {
  const limited = script('not now', 'yes');
  const alone = await untilNow(limited.attempt, () => ({ afterMs: 60_000, mustWait: true }), options, never);
  expect(alone).toEqual({ outcome: 'not now' });
  const busy = script('not now', 'yes');
  const { outcome } = await untilNow(
    busy.attempt,
    (one) => (one === 'yes' ? undefined : { afterMs: 60_000 }),
    options,
    never,
  );
  expect(outcome).toBe('yes');
});

test('a silent try has all the time, and the next is made beside it where that is allowed', async () => {
  const { attempt, begun } = script(undefined, undefined, 'yes');
  const { outcome, tries } = await untilNow(attempt, notNow, { ...options, beside: true }, never);
  expect(outcome).toBe('yes');
  expect(tries?.count).toBe(3);
  expect(begun).toHaveLength(3);
  const alone = script(undefined, 'yes');
  const waited = withDeadline(500, [], (deadline) => untilNow(alone.attempt, notNow, options, deadline));
  expect(await waited).toEqual({ outcome: 'not now' });
  expect(alone.begun).toHaveLength(1);
});

test('a deadline ends all tries, and the pause between two', async () => {
  const silent = script(undefined, undefined, undefined);
  const all = await withDeadline(1_200, [], (deadline) =>
    untilNow(silent.attempt, notNow, { ...options, beside: true }, deadline),
  );
  expect(all).toMatchObject({ outcome: 'not now', tries: { count: 3 } });
  const pausing = script('not now');
  const cut = await withDeadline(50, [], (deadline) => untilNow(pausing.attempt, notNow, options, deadline));
  expect(cut).toEqual({ outcome: 'not now' });
});

test('an abort that is no deadline is thrown', async () => {
  const controller = new AbortController();
  const { attempt } = script(undefined);
  const tries = untilNow(attempt, notNow, options, controller.signal);
  controller.abort(new Error('stop'));
  await expect(tries).rejects.toThrow('stop');
});
