import { createHash } from 'node:crypto';
import type { Clock } from '../monitor/ports';
import type { QueryStore } from './dependencies';
import type { PulseResource } from './resources';
import { iso } from './time';

/** However many pages poll, the store is asked this often, milliseconds. */
const FRESH = 1_000;
const LATEST_RUNS = 4;

/** Whether anything is new: the newest event, how far the runs are, and the open alerts. It costs a few small reads. */
export class Pulse {
  private latest: { readonly at: number; readonly pulse: Promise<PulseResource> } | undefined;

  constructor(
    private readonly store: Pick<QueryStore, 'events' | 'runs' | 'openAlerts'>,
    private readonly clock: Clock,
  ) {}

  read(): Promise<PulseResource> {
    const now = this.clock.now();
    if (this.latest === undefined || now - this.latest.at >= FRESH) {
      const pulse = this.ask();
      this.latest = { at: now, pulse };
      pulse.catch(() => (this.latest = undefined));
    }
    return this.latest.pulse;
  }

  private async ask(): Promise<PulseResource> {
    const alerts: (readonly [string, number])[] = [];
    const open = (async () => {
      for await (const { id, version } of this.store.openAlerts()) alerts.push([id, version]);
    })();
    const [events, runs] = await Promise.all([this.store.events({ limit: 1 }), this.store.runs({ limit: LATEST_RUNS }), open]);
    const progress = runs.items.map(({ id, done, finishedAt }) => [id, done, finishedAt]);
    const tag = createHash('sha256').update(JSON.stringify([events.items[0]?.id, progress, alerts])).digest('base64url').slice(0, 22);
    const times = [events.items[0]?.at, ...runs.items.flatMap(({ startedAt, finishedAt }) => [startedAt, finishedAt])].filter((time) => time !== undefined);
    return { tag, at: iso(Math.max(0, ...times)) };
  }
}
