import { createHash } from 'node:crypto';
import type { Clock } from '../monitor/ports';
import type { QueryStore } from './dependencies';
import type { PulseResource } from './resources';
import { iso } from './time';

/** However many pages poll, the store is asked this often, milliseconds. */
const FRESH = 1_000;
const LATEST_RUNS = 4;

/** Whether anything is new: the newest event, how far the runs are, the open alerts, and what holds some back. It costs a few small reads. */
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
    const [events, runs, alerts, silences] = await Promise.all([this.store.events({ limit: 1 }), this.store.runs({ limit: LATEST_RUNS }), versions(this.store.openAlerts()), versions(this.store.silencesNotOver(now))]);
    const progress = runs.items.map(({ id, done, finishedAt }) => [id, done, finishedAt]);
    const tag = createHash('sha256').update(JSON.stringify([events.items[0]?.id, progress, alerts, silences])).digest('base64url').slice(0, 22);
    const times = [events.items[0]?.at, ...runs.items.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt])].filter((time) => time !== undefined);
    return { tag, at: iso(Math.max(0, ...times)) };
  }
}

async function versions(items: AsyncIterable<{ readonly id: string; readonly version: number }>): Promise<readonly (readonly [string, number])[]> {
  const found: (readonly [string, number])[] = [];
  for await (const { id, version } of items) found.push([id, version]);
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}
