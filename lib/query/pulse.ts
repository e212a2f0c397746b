import { createHash } from 'node:crypto';
import { acknowledgementOf, silenceState } from '../core/alerting';
import type { Clock } from '../monitor/ports';
import type { QueryStore } from './dependencies';
import type { PulseResource } from './resources';
import { iso } from './time';

/** However many pages poll, the store is asked this often, milliseconds. */
const FRESH = 1_000;
const LATEST_RUNS = 4;

/**
 * Whether anything is new: the newest event, how far the runs are, the open alerts, and what holds some back, also when
 * that begins or ends by time alone. It costs a few small reads.
 */
export class Pulse {
  private latest: { readonly at: number; readonly pulse: Promise<PulseResource> } | undefined;

  constructor(
    private readonly store: Pick<QueryStore, 'events' | 'runs' | 'openAlerts' | 'silencesNotOver'>,
    private readonly clock: Clock,
  ) {}

  read(): Promise<PulseResource> {
    const now = this.clock.now();
    if (this.latest === undefined || now - this.latest.at >= FRESH) {
      const pulse = this.ask(now);
      this.latest = { at: now, pulse };
      pulse.catch(() => (this.latest = undefined));
    }
    return this.latest.pulse;
  }

  private async ask(now: number): Promise<PulseResource> {
    const [events, runs, alerts, silences] = await Promise.all([
      this.store.events({ limit: 1 }),
      this.store.runs({ limit: LATEST_RUNS }),
      marks(this.store.openAlerts(), (alert) => acknowledgementOf(alert, now) !== undefined),
      marks(this.store.silencesNotOver(now), (silence) => silenceState(silence, now)),
    ]);
    const progress = runs.items.map(({ id, done, finishedAt }) => [id, done, finishedAt]);
    const tag = createHash('sha256')
      .update(JSON.stringify([events.items[0]?.id, progress, alerts, silences]))
      .digest('base64url')
      .slice(0, 22);
    const times = [
      events.items[0]?.at,
      ...runs.items.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt]),
    ].filter((time) => time !== undefined);
    return { tag, at: iso(Math.max(0, ...times)) };
  }
}

/** What tells one standing of each item from another; `standing` is what may change without a write. */
async function marks<T extends { readonly id: string; readonly version: number }>(
  items: AsyncIterable<T>,
  standing: (item: T) => unknown,
): Promise<readonly (readonly [string, number, unknown])[]> {
  const found: (readonly [string, number, unknown])[] = [];
  for await (const item of items) found.push([item.id, item.version, standing(item)]);
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}
