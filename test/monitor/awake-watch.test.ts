import { awakeWatch } from '../../lib/monitor/awake-watch';

beforeEach(() => void jest.useFakeTimers({ doNotFake: ['performance'] }));
afterEach(() => void jest.useRealTimers());

/** Passes time while the machine is awake. */
function watched(limitMs: number) {
  let now = 0;
  const told = jest.fn();
  const watch = awakeWatch(limitMs, { now: () => now }, told);
  const pass = (ms: number): void => {
    for (let left = ms; left > 0; left -= 1_000) {
      now += 1_000;
      jest.advanceTimersByTime(1_000);
    }
  };
  return { told, watch, pass, sleep: (ms: number) => void (now += ms) };
}

test('what takes longer than its limit is said once, while it is under way', () => {
  const { told, watch, pass } = watched(60_000);
  pass(60_000);
  expect(told).not.toHaveBeenCalled();
  pass(120_000);
  expect(told).toHaveBeenCalledTimes(1);
  expect(watch.end()).toBe(true);
});

test('the time that the machine slept does not count', () => {
  const { told, watch, pass, sleep } = watched(60_000);
  pass(20_000);
  sleep(8 * 3_600_000);
  pass(20_000);
  expect(watch.end()).toBe(false);
  expect(told).not.toHaveBeenCalled();
});
