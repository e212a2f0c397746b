import type { Context } from 'hono';
import type {
  AlertStore,
  Clock,
  DirectoryStore,
  EvidenceStore,
  ExpiryStore,
  HistoryStore,
  RunStore,
  SilenceStore,
  StateStore,
} from '../monitor/ports';

/** What is read of the store, and nothing is written. */
export type QueryStore = Pick<StateStore, 'readState' | 'readStates'> &
  Pick<HistoryStore, 'checks' | 'latestCheck' | 'events' | 'eventsOf'> &
  ExpiryStore &
  Pick<EvidenceStore, 'policyBody' | 'certificates'> &
  Pick<DirectoryStore, 'domain' | 'domains' | 'domainsOf' | 'mxHosts'> &
  Pick<RunStore, 'runs'> &
  Pick<AlertStore, 'alert' | 'openAlerts' | 'alerts'> &
  Pick<SilenceStore, 'silence' | 'silencesNotOver' | 'silences'>;

export interface QueryDependencies {
  readonly store: QueryStore;
  readonly clock: Clock;
  /** Milliseconds between runs. */
  readonly every: { readonly domains: number; readonly mxHosts: number };
  /** Where the monitor looks from, for a person: `this machine`, `AWS Lambda in eu-west-1, MX hosts are not looked at`. */
  readonly place: string;
  /** Who asks, for the record of what somebody changed: a user of this machine, or the identity of an AWS caller. */
  readonly callerOf?: (request: Context) => string;
  /** Whether who asks may use the operations that write, if there are any; default: whoever may ask. It is told, and not enforced here. */
  readonly mayChange?: (request: Context) => boolean;
  /** Told of each fault of this program or its storage; the answer says nothing of it. */
  readonly onError?: (error: unknown) => void;
}
