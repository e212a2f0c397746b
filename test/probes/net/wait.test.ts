import { getEventListeners } from 'node:events';
import { ProbeFailure } from '../../../lib/probes/net/failure';
import { unlessAborted, waitFor, withDeadline, withSignals } from '../../../lib/probes/net/wait';

const never = new AbortController().signal;

describe('waitFor', () => {
  test('gives what it waited for, and stops once', async () => {
    const stop = jest.fn();
    const { signal } = new AbortController();
    const value = await waitFor<number>('work', { timeoutMs: 1000, signal }, ({ resolve, reject }) => {
      setImmediate(() => {
        resolve(1);
        reject(new Error('too late'));
        resolve(2);
      });
      return stop;
    });
    expect(value).toBe(1);
    expect(stop).toHaveBeenCalledTimes(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('stops what settled before it began to wait', async () => {
    const stop = jest.fn();
    await waitFor<void>('work', { timeoutMs: 1000, signal: never }, ({ resolve }) => {
      resolve();
      return stop;
    });
    expect(stop).toHaveBeenCalled();
  });

  test('ends when nothing happens', async () => {
    await expect(waitFor('work', { timeoutMs: 10, signal: never }, () => () => undefined)).rejects.toMatchObject({
      cause: 'timeout',
      detail: 'work: nothing within 10 ms',
    });
  });

  test('goes on while something happens', async () => {
    const work = waitFor<string>('work', { timeoutMs: 300, signal: never }, ({ resolve, progress }) => {
      let left = 8;
      const timer = setInterval(() => (left-- > 0 ? progress() : resolve('done')), 50);
      return () => clearInterval(timer);
    });
    await expect(work).resolves.toBe('done');
  });

  test('ends with its signal, before and while it waits', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const waiting = waitFor('work', { timeoutMs: 1000, signal: controller.signal }, () => () => undefined);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    const start = jest.fn();
    await expect(waitFor('work', { timeoutMs: 1000, signal: controller.signal }, start)).rejects.toBe(reason);
    expect(start).not.toHaveBeenCalled();
  });
});

test('what throws at its start leaves no timer and no listener behind', async () => {
  const controller = new AbortController();
  const waiting = waitFor('it', { timeoutMs: 60_000, signal: controller.signal }, () => {
    throw new Error('no socket left');
  });
  await expect(waiting).rejects.toThrow('no socket left');
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
});

test('unlessAborted leaves no listener, and swallows what comes too late', async () => {
  const controller = new AbortController();
  await expect(unlessAborted(Promise.resolve(1), controller.signal)).resolves.toBe(1);
  await expect(unlessAborted(Promise.reject(new Error('no')), controller.signal)).rejects.toThrow('no');
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  let fail: ((error: Error) => void) | undefined;
  const waiting = unlessAborted(new Promise((_, reject) => (fail = reject)), controller.signal);
  controller.abort('enough');
  await expect(waiting).rejects.toBe('enough');
  fail?.(new Error('nobody listens'));
  await expect(unlessAborted(Promise.reject(new Error('nor here')), controller.signal)).rejects.toBe('enough');
});

describe('withDeadline', () => {
  test('ends its work with a failure when the time is over', async () => {
    const work = withDeadline(10, [], (signal) => unlessAborted(new Promise(() => undefined), signal));
    await expect(work).rejects.toBeInstanceOf(ProbeFailure);
    await expect(work).rejects.toMatchObject({ cause: 'timeout', detail: 'not complete within 10 ms' });
  });

  test('passes the reason of any signal on, and forgets them afterwards', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const work = withDeadline(1000, [first.signal, second.signal], (signal) =>
      unlessAborted(new Promise(() => undefined), signal),
    );
    second.abort('second');
    await expect(work).rejects.toBe('second');
    expect(getEventListeners(first.signal, 'abort')).toEqual([]);
    await expect(withSignals([second.signal], (signal) => Promise.resolve(signal.reason))).resolves.toBe('second');
  });
});
