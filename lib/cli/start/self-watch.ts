import { getHeapStatistics } from 'node:v8';
import { sendHeartbeat } from '../../alerts/heartbeat';
import type { ScheduleName } from '../../contract/schedule';
import type { CoverageNotice, RunRecord } from '../../core/model';
import { DirectAlerts } from '../../monitor/direct-alerts';
import { monotonic } from '../../monitor/monotonic';
import type { AlertChannel } from '../../monitor/ports';
import type { Screen } from '../terminal/screen';
import { systemClock } from '../terminal/time';
import { reason } from './failure';

/** Between two checks of the monitor itself. Milliseconds. */
const EVERY = 30_000;
/** Memory is short when it was in use to this share at each of the last checks: garbage goes between two of them. */
const SHORT_AT = 0.9;
const SHORT_CHECKS = 6;
/** So many runs or reports in a row that failed are the store's fault; a single one may be a lost request. */
const FAILURES = 2;
/** A run counts as missing when it is not finished twice its interval after the last one, and this. Milliseconds. */
const GRACE = 300_000;

export interface SelfWatchOptions {
  readonly channels: readonly AlertChannel[];
  /** Milliseconds between runs. */
  readonly every: { readonly domains: number; readonly mxHosts: number };
  /** The URL to request after each completed run. */
  readonly heartbeat: string | undefined;
  readonly screen: Pick<Screen, 'event'>;
  readonly signal: AbortSignal;
}

/** Watches the monitor from inside, without its store: for `/healthz`, for the heartbeat, and for alerts sent straight to the channels. */
export class SelfWatch {
  private readonly alerts: DirectAlerts;
  private readonly finishedAt: Record<ScheduleName, number>;
  private readonly used: number[] = [];
  private failures = 0;
  private failure = '';
  private saidOfHeartbeat: string | undefined;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: SelfWatchOptions) {
    const now = monotonic.now();
    this.finishedAt = { domains: now, 'mx-hosts': now };
    this.alerts = new DirectAlerts({ channels: options.channels, clock: systemClock, signal: options.signal });
    this.timer = setInterval(() => this.check(), EVERY).unref();
  }

  /** A run is finished, and stored. */
  finished(schedule: ScheduleName, { planned, failed }: RunRecord): void {
    this.finishedAt[schedule] = monotonic.now();
    this.failures = 0;
    // Where most checks failed by a fault of the monitor, nothing is known: the watcher outside is to ring.
    if (2 * failed <= planned && this.late().length === 0) this.beat();
    this.check();
  }

  /** A run, or the sending of alerts, failed as a whole. */
  failed(error: unknown): void {
    this.failures++;
    this.failure = reason(error);
    this.check();
  }

  /** What keeps the monitor from its work, in words that name no target and no place; nothing when all is well. */
  faults(): readonly string[] {
    return [
      ...this.late().map((schedule) => `no run over ${schedule} was finished in time`),
      ...this.notices().map(({ kind }) => (kind === 'memory-short' ? 'memory is short' : 'the store fails')),
    ];
  }

  close(): void {
    clearInterval(this.timer);
  }

  private check(): void {
    const { heap_size_limit: limit } = getHeapStatistics();
    const container = process.constrainedMemory();
    const { heapUsed, rss } = process.memoryUsage();
    // A container without a limit of its own gives none, or one beyond all memory.
    this.used.push(Math.max(heapUsed / limit, container > 0 ? rss / container : 0));
    if (this.used.length > SHORT_CHECKS) this.used.shift();
    void this.alerts.note(this.notices());
  }

  private notices(): readonly CoverageNotice[] {
    const isShort = this.used.length === SHORT_CHECKS && this.used.every((share) => share > SHORT_AT);
    return [
      ...(this.failures >= FAILURES ? [{ kind: 'store-failing', detail: this.failure, targets: 1 } as const] : []),
      ...(isShort ? [{ kind: 'memory-short', detail: '', targets: 1 } as const] : []),
    ];
  }

  private late(): readonly ScheduleName[] {
    const { domains, mxHosts } = this.options.every;
    const late = (name: ScheduleName, every: number): readonly ScheduleName[] =>
      monotonic.now() - this.finishedAt[name] > 2 * every + GRACE ? [name] : [];
    return [...late('domains', domains), ...late('mx-hosts', mxHosts)];
  }

  /** It disturbs nothing: it is not waited for, and a failure is said once until it has gone through again. */
  private beat(): void {
    const { heartbeat, signal, screen } = this.options;
    if (heartbeat === undefined) return;
    sendHeartbeat(heartbeat, signal).then(
      () => (this.saidOfHeartbeat = undefined),
      (error: unknown) => {
        const words = reason(error);
        if (signal.aborted || words === this.saidOfHeartbeat) return;
        this.saidOfHeartbeat = words;
        screen.event([`No heartbeat was sent: ${words}. The next one follows the next run.`]);
      },
    );
  }
}
