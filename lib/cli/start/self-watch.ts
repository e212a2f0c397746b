import type { ScheduleName } from '../../contract/schedule';
import type { CoverageNotice, RunRecord } from '../../core/model';
import { DirectAlerts } from '../../monitor/direct-alerts';
import { monotonic } from '../../monitor/monotonic';
import type { AlertChannel } from '../../monitor/ports';
import { ToldOnce } from '../../monitor/told-once';
import { systemClock } from '../terminal/time';
import { reason } from './failure';
import type { HeartbeatOptions } from './heartbeat';
import { Heartbeat } from './heartbeat';
import { MemoryWatch, memoryInUse } from './memory-watch';

/** Between two checks of the monitor itself. Milliseconds. */
const EVERY = 30_000;
/** So many failures of the same work in a row are the store's fault; a single one may be a lost request. */
const FAILURES = 2;
/** A run counts as missing when it is not finished twice its interval after the last one, and this. Milliseconds. */
const GRACE = 300_000;

/** Kinds that are noted in the store while it works. */
const NOTED_KINDS: readonly CoverageNotice['kind'][] = ['clock-wrong', 'run-overdue'];

/** What the store is used for: to record the checks of a run, and to open alerts and send them. */
export type StoreWork = 'runs' | 'alerts';

export interface SelfWatchOptions extends HeartbeatOptions {
  readonly channels: readonly AlertChannel[];
  /** Milliseconds between runs. */
  readonly every: { readonly domains: number; readonly mxHosts: number };
  /** The share of its memory that the process has in use, from 0 to 1; default: as the runtime says. */
  readonly inUse?: () => number;
  /** Milliseconds on a clock that never jumps; default: that of the machine. */
  readonly elapsed?: () => number;
}

/**
 * Watches the monitor without its store: for `/healthz`, for the heartbeat, and for alerts that go straight to the
 * channels. Those are about the store and the memory, and about all that {@link standing} gives while the store does
 * not take it.
 */
export class SelfWatch {
  /** The channels for alerts from the store. */
  readonly channels: readonly AlertChannel[];
  /** What else is wrong with the monitor now. It is noted in the store, or sent from here while that fails. */
  standing: () => readonly CoverageNotice[] = () => [];
  private readonly told: ToldOnce;
  private readonly alerts: DirectAlerts;
  private readonly finishedAt: Record<ScheduleName, number>;
  private readonly memory: MemoryWatch;
  private readonly heartbeat: Heartbeat;
  private readonly failures = new Map<StoreWork, { readonly count: number; readonly words: string }>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: SelfWatchOptions) {
    const { channels, signal, inUse = memoryInUse } = options;
    const elapsed = (): number => this.elapsed();
    this.finishedAt = { domains: elapsed(), 'mx-hosts': elapsed() };
    this.told = new ToldOnce(channels, elapsed);
    this.channels = this.told.by('stored');
    this.alerts = new DirectAlerts({ channels: this.told.by('direct'), clock: systemClock, elapsed, signal });
    this.memory = new MemoryWatch(inUse);
    this.heartbeat = new Heartbeat(options);
    this.timer = setInterval(() => void this.check(), EVERY).unref();
  }

  /** A run is finished, and stored. */
  finished(schedule: ScheduleName, { planned, failed }: Pick<RunRecord, 'planned' | 'failed'>): void {
    this.finishedAt[schedule] = this.elapsed();
    this.failures.delete('runs');
    // Where most checks failed by a fault of the monitor, nothing is known: the watcher outside is to ring.
    if (2 * failed <= planned && this.late().length === 0) this.heartbeat.beat();
    void this.send();
  }

  /** All alerts are stored, and sent or waiting for their channel. */
  noted(): void {
    this.failures.delete('alerts');
    const standing = this.standing();
    for (const kind of NOTED_KINDS) if (!standing.some((notice) => notice.kind === kind)) this.told.isOver(kind);
    void this.send();
  }

  /** A run, or the noting or sending of alerts, failed as a whole. */
  failed(work: StoreWork, error: unknown): void {
    this.failures.set(work, { count: (this.failures.get(work)?.count ?? 0) + 1, words: reason(error) });
    void this.send();
  }

  /** What keeps the monitor from its work, in words that name no target and no place; nothing when all is well. */
  faults(): readonly string[] {
    return [
      ...this.late().map((schedule) => `no run over ${schedule} finished in time`),
      ...(this.storeFault() !== undefined ? ['the store fails'] : []),
      ...(this.memory.isShort ? ['memory is short'] : []),
    ];
  }

  /** Called each half minute. Resolves when what is new is sent; never rejects. */
  check(): Promise<void> {
    this.memory.check();
    return this.send();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private send(): Promise<void> {
    return this.alerts.note(this.notices());
  }

  private notices(): readonly CoverageNotice[] {
    const fault = this.storeFault();
    const own: CoverageNotice[] = [
      ...(fault !== undefined ? [{ kind: 'store-failing', detail: fault, targets: 1 } as const] : []),
      ...(this.memory.isShort ? [{ kind: 'memory-short', detail: '', targets: 1 } as const] : []),
    ];
    const failing = this.told
      .failing()
      .map((name): CoverageNotice => ({ kind: 'channel-failing', detail: name, targets: 1 }));
    // What went out from here once is ended from here too.
    const isOurs = (notice: CoverageNotice): boolean => this.failures.has('alerts') || this.alerts.isOpen(notice);
    return [...own, ...[...this.standing(), ...failing].filter(isOurs)];
  }

  private storeFault(): string | undefined {
    return [...this.failures.values()].find(({ count }) => count >= FAILURES)?.words;
  }

  private late(): readonly ScheduleName[] {
    const { domains, mxHosts } = this.options.every;
    const late = (name: ScheduleName, every: number): readonly ScheduleName[] =>
      this.elapsed() - this.finishedAt[name] > 2 * every + GRACE ? [name] : [];
    return [...late('domains', domains), ...late('mx-hosts', mxHosts)];
  }

  private elapsed(): number {
    return (this.options.elapsed ?? (() => monotonic.now()))();
  }
}
