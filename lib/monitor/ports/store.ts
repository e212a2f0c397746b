import type { Archived } from '../../core/model';
import type { AgentStore } from './agents';
import type { AlertStore } from './alerts';
import type { ClockStore } from './clock';
import type { DirectoryStore } from './directory';
import type { EvidenceStore, HistoryStore } from './history';
import type { RunStore, TurnStore } from './runs';
import type { SilenceStore } from './silences';
import type { ExpiryStore, StateStore } from './states';
import type { UnreadableStore } from './unreadable';

/** Gives everything that is kept, in no order, without holding more than a part of it. */
export interface ArchiveStore {
  everything(): AsyncIterable<Archived>;
}

export interface Store
  extends
    StateStore,
    ExpiryStore,
    HistoryStore,
    EvidenceStore,
    DirectoryStore,
    RunStore,
    TurnStore,
    AlertStore,
    SilenceStore,
    AgentStore,
    ClockStore,
    UnreadableStore,
    ArchiveStore {}
