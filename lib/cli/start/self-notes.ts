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
import type { SelfWatch } from './self-watch';

/** Between two writes of the mark that the next process holds its clock against. Milliseconds. */
const MARK_EVERY = 5 * 60_000;
/** The store may take so long to note a run that is late, and to send that, before it counts as failed. Milliseconds. */
const PATIENCE = 120_000;

interface SelfNotesDeps {
  readonly store: OpenStore;
  readonly channels: readonly AlertChannel[];
  readonly policy: AlertPolicy;
  readonly screen: Screen;
  readonly selfWatch: Pick<SelfWatch, 'failed' | 'noted' | 'standing'>;
}

/**
 * What the monitor notices about itself while it runs, and notes in its store: its clock, runs that take too long, and
 * what it cannot read. While the store fails, {@link SelfWatch} sends what is known without it.
 */
export class SelfNotes {
  private readonly late = new Set<string>();
  private unreadable = new Set<string>();
  private isLateNoted = false;
  private markedAt = -Infinity;
  private saidDoubt: number | undefined;
  private notedDoubt: number | undefined;
  private isUnreadableNoted = false;
  private alerting: Promise<void> = Promise.resolve();

  constructor(private readonly deps: SelfNotesDeps) {
    deps.selfWatch.standing = () => [
      ...clockSight(systemClock.doubt, 0).report(),
      ...lateSight([...this.late]).report(),
    ];
  }

  /** Holds the clock against what an earlier process left. */
  async begin(): Promise<void> {
    const mark = await this.deps.store.clockMark();
    if (mark !== undefined) systemClock.begin(mark);
    await this.note();
  }

  /** Whether there is something to note that cannot wait for the next run. */
  get hasNews(): boolean {
    return systemClock.doubtedSince() !== this.saidDoubt;
  }

  /**
   * Notes what is new, and then sends it with all other alerts.
   * @param send is called in any case
   * @throws Error what `send` throws
   */
  async noteBefore<T>(send: () => Promise<T>): Promise<T> {
    const { screen, selfWatch } = this.deps;
    let failure: unknown;
    try {
      await this.note().catch((error: unknown) => {
        failure = error;
        screen.event([`The monitor could not check itself: ${reason(error)}.`]);
      });
      return await send();
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      if (failure === undefined) selfWatch.noted();
      else selfWatch.failed('alerts', failure);
    }
  }

  /** Opens and ends the alerts; they are sent with the others. */
  private async note(): Promise<void> {
    await this.alerting;
    await this.noteClock();
    await this.noteUnreadable();
    if (this.isLateNoted) return;
    await this.noteLate();
  }

  /** A run takes longer than its interval. It may be stuck, so the alert is sent while it is under way. */
  isLate({ name, every }: Job): void {
    this.late.add(`${name} (every ${formatDuration(every)})`);
    this.isLateNoted = false;
    this.alerting = inTime(this.alert()).catch((error: unknown) => {
      this.deps.screen.event([
        `The run over ${name} takes longer than its interval, and the alert about it could not be stored: ${reason(error)}.`,
      ]);
      this.deps.selfWatch.failed('alerts', error);
    });
  }

  isDone({ name, every }: Job, wasLate: boolean): void {
    if (!wasLate && this.late.delete(`${name} (every ${formatDuration(every)})`)) this.isLateNoted = false;
  }

  private async alert(): Promise<void> {
    const { store, channels, policy } = this.deps;
    await this.noteLate();
    throwFault(await deliverToAll(channels, { store, clock: systemClock, policy }));
  }

  private async noteLate(): Promise<void> {
    this.isLateNoted = true;
    try {
      await this.noteSight(lateSight([...this.late]));
    } catch (error) {
      this.isLateNoted = false;
      throw error;
    }
  }

  private async noteClock(): Promise<void> {
    const { store, screen } = this.deps;
    const { doubt } = systemClock;
    if (doubt?.since !== this.saidDoubt) {
      this.saidDoubt = doubt?.since;
      screen.event([
        doubt === undefined
          ? 'The clock of this machine is trusted again.'
          : `The clock of this machine is not trusted: ${clockFault(doubt)}. Checks continue, but nothing is deleted, no mute ends and no expiry is reported until the clock is right, or has run steadily for a day.`,
      ]);
    }
    if (doubt?.since !== this.notedDoubt) {
      await this.noteSight(clockSight(doubt, 0));
      this.notedDoubt = doubt?.since;
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
    if (isChanged) this.isUnreadableNoted = false;
    if (this.isUnreadableNoted) return;
    await this.noteSight(unreadableSight(items));
    this.isUnreadableNoted = true;
  }

  private async noteSight(sight: Sight): Promise<void> {
    await noteCoverage(sight, { store: this.deps.store, at: systemClock.now(), policy: this.deps.policy });
  }
}

/** @throws Error when the work is not done in time; it goes on, and its outcome is of no more interest */
async function inTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise<void>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the store does not answer')), PATIENCE).unref();
  });
  await Promise.race([work, isOver]).finally(() => clearTimeout(timer));
}

const lateSight = (late: readonly string[]): Sight => ({
  report: () => (late.length === 0 ? [] : [{ kind: 'run-overdue', detail: listed(late), targets: late.length }]),
  isOver: (kind) => kind === 'run-overdue' && late.length === 0,
});
