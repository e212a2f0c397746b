import { uptime } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Monotonic } from './ports';

const loadedAt = performance.now();
const uptimeAtLoad = secondsUp();

/**
 * The clock of this process that nobody sets. On Linux the monotonic clock stands still while the machine sleeps, and
 * its uptime does not: so a laptop that wakes up knows how late it is. Elsewhere the monotonic clock goes on.
 */
export const monotonic: Monotonic = {
  now: () => Math.max(performance.now() - loadedAt, (secondsUp() - uptimeAtLoad) * 1_000),
};

/** 0 where it is not of use: some containers hide it, and other systems derive it from the wall clock. */
function secondsUp(): number {
  if (process.platform !== 'linux') return 0;
  try {
    return uptime();
  } catch {
    return 0;
  }
}
