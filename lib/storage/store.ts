import type { Clock, Store } from '../monitor/ports';
import { agentStore } from './agents';
import { alertStore } from './alerts';
import { archiveStore } from './archive';
import { clockStore } from './clock-mark';
import type { StorageContext } from './context';
import { deliveryStore } from './deliveries';
import { domainStore } from './directory';
import { evidenceStore } from './evidence';
import { expiryStore } from './certificate-ends';
import { historyStore } from './history';
import { mxHostStore } from './mx-hosts';
import { Quarantine } from './quarantine';
import { DEFAULT_RETENTION, type Retention } from './retention';
import { removalStore } from './removals';
import { runStore } from './runs';
import { silenceStore } from './silences';
import { stateStore } from './states';
import { sweeper, type Sweeper } from './sweep';
import type { Table } from './table';

export interface StoreOptions {
  /** How long things are kept; what is not named keeps its default. */
  readonly retention?: Partial<Retention>;
  /** The system's clock if not given. */
  readonly clock?: Clock;
}

/** A damage of the files of a local history, found when they were opened. */
export interface HistoryDamage {
  /** What was lost and which files are damaged, for use within a sentence. */
  readonly words: string;
  /** How many items were lost, as far as they were counted. */
  readonly items: number;
}

/** What was found damaged and was not reported yet. */
export interface DamageReports {
  found(): Promise<readonly HistoryDamage[]>;
  /** To be called when people have been, or will be, alerted. */
  reported(): Promise<void>;
}

export type OpenStore = Store &
  Sweeper & {
    /** Only for the local engine: AWS looks after the files of a table itself. */ readonly damage?: DamageReports;
    /** Ends the connections; for the local engine, when it is ours, also the engine. */ close(): Promise<void>;
  };

const systemClock: Clock = { now: () => Date.now() };

/** The whole store over one table; `close` releases what is behind it. */
export function storeOver(
  table: Table,
  options: StoreOptions,
  close: () => Promise<void>,
  damage?: DamageReports,
): OpenStore {
  const context: StorageContext = {
    table,
    clock: options.clock ?? systemClock,
    retention: { ...DEFAULT_RETENTION, ...options.retention },
    quarantine: new Quarantine(table),
  };
  const mxHosts = mxHostStore(context);
  return {
    ...stateStore(context),
    ...expiryStore(context),
    ...historyStore(context),
    ...evidenceStore(context),
    ...domainStore(context, (domain) => mxHosts.setMxHosts(domain, [])),
    ...mxHosts,
    ...removalStore(context),
    ...runStore(context),
    ...agentStore(context),
    ...alertStore(context),
    ...silenceStore(context),
    ...deliveryStore(context),
    ...clockStore(context),
    ...archiveStore(context),
    ...sweeper(context),
    close,
    ...(damage && { damage }),
  };
}
