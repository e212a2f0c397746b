import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { isNativeError } from 'node:util/types';
import type { Row, RowRange } from 'dynalite/db';
import { isCorruption, isHeld, openLevel, rowStream, type Level } from './level';
import type { Home } from './home';
import { makeRoom } from './room';
import { add, tallyRow, TALLY_KEY, type Tally } from './tally';
import { openWhole, type Whole } from './whole';

/** After a write, so long until it is on the disk for sure, and noted in the ledger: what a power cut may cost. */
const SYNC_MS = 2000;

/** Between two tries to get a database into order that refused a write. */
const RETRY_MS = 1000;
/** The same, where its files are damaged: a try reads all of them. */
const REPAIR_MS = 60_000;

/** Reads that are under way when the database is reopened are given so long. */
const LAST_READS_MS = 2000;

/** Writes of so many requests go into one write of LevelDB at most. */
const GROUP = 256;

export type Change = (
  { readonly type: 'put'; readonly key: string; readonly value: Row } | { readonly type: 'del'; readonly key: string }
) & {
  /** What it adds to the tally. */ readonly counts?: Readonly<Record<string, number>>;
};

interface Waiting {
  readonly changes: readonly Change[];
  /** To be on the disk when it is done. */
  readonly sync: boolean;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

interface Fault {
  readonly error: Error;
  readonly retryAt: number;
}

/**
 * The lock of the folder: LevelDB's, which dies with its holder, over an empty database. LevelDB's lock of the real one
 * is taken too late: its files have to be read first, while nobody writes them.
 */
async function openGuard({ guard }: Home): Promise<Level | undefined> {
  try {
    return await openLevel(guard);
  } catch (error) {
    if (isHeld(error)) return undefined;
    // Nothing is in it, and a crash may have left anything there.
    if (!isCorruption(error)) throw error;
    await rm(guard, { recursive: true });
    return openLevel(guard);
  }
}

/**
 * The database of a folder, for as long as this process has it. What LevelDB leaves open is settled here: writes keep
 * their order, and are on the disk within seconds; after a write that failed (a full disk) nothing more is written to
 * the same log, whose end is in doubt: reads go on, and once there is room the database is opened anew.
 */
export class Database {
  private readonly queue: Waiting[] = [];
  private draining: Promise<void> | undefined;
  private syncing: Promise<void> | undefined;
  private syncTimer: NodeJS.Timeout | undefined;
  private fault: Fault | undefined;
  private recovering: Promise<void> | undefined;
  private reads = 0;
  private closed = false;
  /** When files that a read found damaged were put in order; monotonic, milliseconds. */
  private repairedAt = -Infinity;
  /** Something was written that may not be on the disk yet. */
  private isUnsynced = false;
  /** The ledger is of before that, or of before this opening. */
  private isUnnoted = true;

  private constructor(
    private readonly home: Home,
    private readonly guard: Level,
    /** undefined while it could not be reopened. */
    private whole: Whole | undefined,
  ) {
    this.syncSoon();
  }

  /** @returns undefined when another process has it. @throws StorageError when it cannot be used. */
  static async open(home: Home): Promise<Database | undefined> {
    const guard = await openGuard(home);
    if (!guard) return undefined;
    try {
      return new Database(home, guard, await openWhole(home));
    } catch (error) {
      await guard.close();
      if (isHeld(error)) return undefined;
      throw error;
    }
  }

  /** How many reads are under way, each with an open iterator of LevelDB's. */
  get openReads(): number {
    return this.reads;
  }

  async get(key: string): Promise<Row | undefined> {
    const level = await this.readable();
    try {
      return await level.get(key);
    } catch (error) {
      throw this.noted(error);
    }
  }

  /** Rows of a range of keys, without any of other parts. */
  rows(range: RowRange): Readable {
    const open = async (): Promise<Level> => {
      const level = await this.readable();
      this.reads += 1;
      return level;
    };
    return rowStream(open, range, () => (this.reads -= 1)).on('error', (error) => void this.noted(error));
  }

  /** All of the changes or none, after those that were asked for before. */
  async commit(changes: readonly Change[]): Promise<void> {
    await this.writable();
    this.isUnsynced = this.isUnnoted = true;
    await this.write(changes, false);
    this.syncSoon();
  }

  private syncSoon(): void {
    if (!this.closed) this.syncTimer ??= setTimeout(() => void this.sync().catch(() => undefined), SYNC_MS).unref();
  }

  /** Brings what was written so far onto the disk, and notes it in the ledger. */
  private sync(): Promise<void> {
    clearTimeout(this.syncTimer);
    this.syncTimer = undefined;
    this.syncing ??= this.syncNow().finally(() => (this.syncing = undefined));
    return this.syncing;
  }

  private async syncNow(): Promise<void> {
    await this.writable();
    const [isUnsynced, isUnnoted] = [this.isUnsynced, this.isUnnoted];
    this.isUnsynced = this.isUnnoted = false;
    try {
      if (isUnsynced) await this.write([], true);
      if (isUnnoted && this.whole) await this.whole.ledger.write(this.whole.tally);
    } catch (error) {
      this.isUnsynced ||= isUnsynced;
      this.isUnnoted = true;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.recovering?.catch(() => undefined);
    await this.syncing?.catch(() => undefined);
    if (!this.fault) await this.sync().catch(() => undefined);
    clearTimeout(this.syncTimer);
    await this.draining;
    await this.whole?.level.close();
    this.whole = undefined;
    await this.guard.close();
  }

  private write(changes: readonly Change[], sync: boolean): Promise<void> {
    return new Promise((done, failed) => {
      this.queue.push({ changes, sync, done, failed });
      this.draining ??= this.drain().finally(() => (this.draining = undefined));
    });
  }

  /** One write of LevelDB at a time: its own threads would not keep the order, and the tally would go backwards. */
  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const group = this.queue.splice(0, GROUP);
      try {
        if (this.fault) throw this.fault.error;
        await this.writeGroup(group);
        for (const { done } of group) done();
      } catch (error) {
        const noted = this.noted(error, true);
        for (const { failed } of group) failed(noted);
      }
    }
  }

  private async writeGroup(group: readonly Waiting[]): Promise<void> {
    const whole = this.present();
    const changes = group.flatMap((waiting) => waiting.changes);
    const tally: Tally = add(
      whole.tally,
      changes.flatMap(({ counts }) => (counts ? [counts] : [])),
    );
    await whole.level.batch(
      [
        ...changes.map((change) =>
          change.type === 'put'
            ? { type: change.type, key: change.key, value: change.value }
            : { type: change.type, key: change.key },
        ),
        { type: 'put', key: TALLY_KEY, value: tallyRow(tally) },
      ],
      { sync: group.some(({ sync }) => sync) },
    );
    whole.tally = tally;
  }

  private present(): Whole {
    if (!this.whole) throw this.fault?.error ?? new Error('Database is closed');
    return this.whole;
  }

  /** Remembers that the database has to be opened anew: for any write that failed, for a read that found damage. */
  private noted(thrown: unknown, writing = false): Error {
    const error = isNativeError(thrown) ? thrown : new Error(String(thrown));
    if (this.fault || this.closed || !(writing || isCorruption(error))) return error;
    const now = performance.now();
    this.fault = { error, retryAt: isCorruption(error) ? Math.max(now, this.repairedAt + REPAIR_MS) : now + RETRY_MS };
    return error;
  }

  private async readable(): Promise<Level> {
    await this.recovering?.catch(() => undefined);
    if (!this.whole || (this.fault && isCorruption(this.fault.error))) await this.recovered();
    return this.present().level;
  }

  private async writable(): Promise<void> {
    if (this.fault) await this.recovered();
  }

  /** @throws the error that the database is in for, as long as it is. */
  private async recovered(): Promise<void> {
    if (this.closed) throw new Error('Database is closed');
    if (!this.recovering && this.fault) {
      if (performance.now() < this.fault.retryAt) {
        // Damage is one thing for reads: what can be read is read.
        if (this.whole && isCorruption(this.fault.error)) return;
        throw this.fault.error;
      }
      this.recovering = this.recover(this.fault).finally(() => (this.recovering = undefined));
    }
    await this.recovering;
  }

  private async recover({ error }: Fault): Promise<void> {
    try {
      await makeRoom(this.home);
      await this.draining;
      await this.readsEnded();
      await this.whole?.level.close();
      this.whole = undefined;
      if (isCorruption(error)) this.repairedAt = performance.now();
      this.whole = await openWhole(this.home, isCorruption(error) ? error.message : undefined);
      this.isUnnoted = true;
      this.fault = undefined;
    } catch (failed) {
      this.fault = undefined;
      throw this.noted(failed, true);
    }
  }

  private async readsEnded(): Promise<void> {
    const patience = performance.now() + LAST_READS_MS;
    while (this.reads > 0 && performance.now() < patience) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
