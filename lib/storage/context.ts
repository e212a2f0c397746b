import type { Clock } from '../monitor/ports';
import type { Quarantine } from './quarantine';
import type { Retention } from './retention';
import type { Table } from './table';

/** What each part of the store works with. */
export interface StorageContext {
  readonly table: Table;
  readonly clock: Clock;
  readonly retention: Retention;
  readonly quarantine: Quarantine;
}
