import type { Monotonic } from './ports';

/** Between two readings of the clock. Milliseconds. */
const TICK = 5_000;

/**
 * Watches how long something takes, without the time that the machine slept: a timer that comes far too late was one of
 * a machine that slept.
 * @param limitMs called back once when it has taken longer than this
 * @returns what ends the watch, and says whether it took longer
 */
export function awakeWatch(limitMs: number, monotonic: Monotonic, onLonger: () => void): { end(): boolean } {
  let [awake, last, isLonger] = [0, monotonic.now(), false];
  const read = (): void => {
    const now = monotonic.now();
    awake += Math.min(now - last, 2 * TICK);
    last = now;
    if (isLonger || awake <= limitMs) return;
    isLonger = true;
    onLonger();
  };
  const timer = setInterval(read, TICK);
  timer.unref();
  return {
    end() {
      clearInterval(timer);
      read();
      return isLonger;
    },
  };
}
