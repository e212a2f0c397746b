import { setTimeout as pause } from 'node:timers/promises';
import { ping } from './post';

/** Between one try and the next, milliseconds: a watcher must not ring for one lost request. */
const PAUSES = [2_000, 15_000];

/**
 * A sign of life for a watcher outside, which rings when it stays away: one GET, which every such service takes
 * (healthchecks.io, Better Stack, Cronitor, Uptime Kuma, Dead Man's Snitch). There is no ping for a start or a failure:
 * services differ in those, and silence says the same.
 * @param url A secret; no message shows more of it than its host.
 * @throws Error when the last try failed too; the signal's reason
 */
export async function sendHeartbeat(
  url: string,
  signal: AbortSignal,
  pauses: readonly number[] = PAUSES,
): Promise<void> {
  const receiver = `the heartbeat (${new URL(url).host})`;
  for (const wait of pauses) {
    try {
      return await ping(url, receiver, signal);
    } catch {
      await pause(wait, undefined, { signal });
    }
  }
  await ping(url, receiver, signal);
}
