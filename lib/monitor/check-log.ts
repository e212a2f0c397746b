import type { CheckRecord } from '../core/model';
import type { HistoryStore } from './ports';

/** DynamoDB takes 25 items in one request. */
const BATCH = 25;

/** Gathers the records of a run into full requests: the history of looks is the most frequent write of all. */
export class CheckLog {
  private waiting: CheckRecord[] = [];

  constructor(private readonly store: Pick<HistoryStore, 'putChecks'>) {}

  /** Resolves when the record waits for others, or is written with them. */
  async add(record: CheckRecord): Promise<void> {
    this.waiting.push(record);
    if (this.waiting.length >= BATCH) await this.flush();
  }

  /** Writes what waits; to be called at the end of a run, and before the process ends. */
  async flush(): Promise<void> {
    const records = this.waiting;
    this.waiting = [];
    if (records.length === 0) return;
    try {
      await this.store.putChecks(records);
    } catch (error) {
      // They are tried again with the next: the history is idempotent by target and time.
      this.waiting = [...records, ...this.waiting].slice(-40 * BATCH);
      throw error;
    }
  }
}
