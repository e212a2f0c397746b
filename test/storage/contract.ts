import type { OpenStore, StoreOptions } from '../../lib/storage/store';
import { agentContract } from './contract/agents';
import { alertContract } from './contract/alerts';
import { archiveContract } from './contract/archive';
import { directoryContract } from './contract/directory';
import { evidenceContract } from './contract/evidence';
import { historyContract } from './contract/history';
import { mxHostContract } from './contract/mx-hosts';
import { pagingContract } from './contract/paging';
import { runContract } from './contract/runs';
import { silenceContract } from './contract/silences';
import { stateContract } from './contract/states';
import { sweepContract } from './contract/sweep';
import { NOON } from './fixtures';

/** Opens a store that nobody else uses, over an empty table. */
export type Opener = (options: StoreOptions) => Promise<OpenStore>;

/** A store for one test, and the hands of its clock. */
export interface Bench {
  store: OpenStore;
  /** Milliseconds since the epoch; set it to let time pass. */
  now: number;
  /** A second store over the same table, as another process would have it. */
  second(): Promise<OpenStore>;
}

/** What every implementation of the store must do, whatever is behind it. `open` is called again for the same `place` by a second user of one table. */
export function storeContract(name: string, open: (place: number, options: StoreOptions) => Promise<OpenStore>): void {
  describe(`the store over ${name}`, () => {
    const bench: Bench = {
      store: undefined as unknown as OpenStore,
      now: NOON,
      second: undefined as unknown as Bench['second'],
    };
    const opened: OpenStore[] = [];
    let place = 0;

    beforeEach(async () => {
      place += 1;
      bench.now = NOON;
      bench.second = async () => {
        const store = await open(place, { clock: { now: () => bench.now } });
        opened.push(store);
        return store;
      };
      bench.store = await bench.second();
    });
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
    });

    stateContract(bench);
    historyContract(bench);
    pagingContract(bench);
    evidenceContract(bench);
    directoryContract(bench);
    mxHostContract(bench);
    runContract(bench);
    agentContract(bench);
    alertContract(bench);
    silenceContract(bench);
    sweepContract(bench);
    archiveContract(bench);
  });
}
