import { formatDuration } from '../../config/duration';
import type { AlertPolicy } from '../../core/alerting';
import { listed } from '../../core/findings/words';
import { clockFault, clockSight } from '../../monitor/clock-sight';
import { deliverToAll, throwFault } from '../../monitor/deliver-all';
import { monotonic } from '../../monitor/monotonic';
import { noteCoverage } from '../../monitor/note-coverage';
import type { Sight } from '../../monitor/note-coverage';
import type { AlertChannel } from '../../monitor/ports';
import type { Job } from '../../monitor/schedule';
import { unreadableSight } from '../../monitor/unreadable-sight';
import type { OpenStore } from '../../storage/store';
import { safe } from '../terminal/escape';
import type { Screen } from '../terminal/screen';
import { systemClock } from '../terminal/time';
import { reason } from './failure';

/** Between two writes of the mark that the next process holds its clock against. Milliseconds. */
const MARK_EVERY = 5 * 60_000;

interface ItselfDeps {
  readonly store: OpenStore;
  readonly channels: readonly AlertChannel[];
  readonly policy: AlertPolicy;
  readonly screen: Screen;
}

/** What the monitor notices about itself while it runs, and alerts about: its clock, runs that take too long, and what it cannot read. */
export class Itself {
  private readonly late = new Set<string>();
  private unreadable = new Set<string>();
  private isNoted = false;
  private markedAt = -Infinity;
  private toldDoubt: number | undefined;
  private alerting: Promise<void> = Promise.resolve();

  constructor(private readonly deps: ItselfDeps) {}

  /** Holds the clock against what an earlier process left. */
  async begin(): Promise<void> {
    const mark = await this.deps.store.clockMark();
    if (mark !== undefined) systemClock.begin(mark);
    await this.note();
  }

  /** Whether there is something to note that cannot wait for the next run. */
  get hasNews(): boolean {
    return systemClock.doubtedSince() !== this.toldDoubt;
  }

  /** Opens and ends the alerts; they are sent with the others. */
  async note(): Promise<void> {
    await this.alerting;
    await this.noteClock();
    await this.noteUnreadable();
    if (this.isNoted) return;
    this.isNoted = true;
    await this.noteSight(lateSight([...this.late]));
  }

  /** A run takes longer than its interval. It may be stuck, so the alert is sent while it is under way. */
  isLate({ name, every }: Job): void {
    this.late.add(`${name}, every ${formatDuration(every)}`);
    this.alerting = this.alert().catch((error: unknown) =>
      this.deps.screen.event([
        `The run over ${name} takes longer than its interval, and no alert about it could be sent: ${reason(error)}.`,
      ]),
    );
  }

  isDone({ name, every }: Job, wasLate: boolean): void {
    if (!wasLate && this.late.delete(`${name}, every ${formatDuration(every)}`)) this.isNoted = false;
  }

  private async alert(): Promise<void> {
    const { store, channels, policy } = this.deps;
    await this.noteSight(lateSight([...this.late]));
    throwFault(await deliverToAll(channels, { store, clock: systemClock, policy }));
  }

  private async noteClock(): Promise<void> {
    const { store, screen } = this.deps;
    const { doubt } = systemClock;
    if (doubt?.since !== this.toldDoubt) {
      this.toldDoubt = doubt?.since;
      screen.event([
        doubt === undefined
          ? 'The clock of this machine is believed again.'
          : `The clock of this machine is not believed: ${clockFault(doubt)}. Checks go on; nothing is deleted, no mute ends and no expiry is reported until it is right, or has kept pace for a day.`,
      ]);
      await this.noteSight(clockSight(doubt, 0));
      this.markedAt = -Infinity;
    }
    if (doubt?.why === 'step' || monotonic.now() - this.markedAt < MARK_EVERY) return;
    await store.setClockMark(systemClock.mark());
    this.markedAt = monotonic.now();
  }

  private async noteUnreadable(): Promise<void> {
    const { store, screen } = this.deps;
    const items = await store.unreadable();
    for (const { key, problem } of items) if (!this.unreadable.has(key)) screen.event([safe(problem)]);
    const isChanged = items.length !== this.unreadable.size || items.some(({ key }) => !this.unreadable.has(key));
    this.unreadable = new Set(items.map(({ key }) => key));
    if (isChanged || !this.isNoted) await this.noteSight(unreadableSight(items));
  }

  private async noteSight(sight: Sight): Promise<void> {
    await noteCoverage(this.deps.store, sight, systemClock.now(), this.deps.policy);
  }
}

const lateSight = (late: readonly string[]): Sight => ({
  report: () => (late.length === 0 ? [] : [{ kind: 'run-overdue', detail: listed(late), targets: late.length }]),
  isOver: (kind) => kind === 'run-overdue' && late.length === 0,
});
