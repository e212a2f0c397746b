import type { OpenStore } from '../../lib/storage/store';
import type { Bench } from '../storage/contract';
import { alertContract } from '../storage/contract/alerts';
import { directoryContract } from '../storage/contract/directory';
import { silenceContract } from '../storage/contract/silences';
import { stateContract } from '../storage/contract/states';
import { NOON } from '../storage/fixtures';
import { memoryStore } from './memory-store';

/** The double must do what the real store does, or tests that use it prove nothing. */
describe('the store in memory', () => {
  const bench: Bench = {
    store: undefined as unknown as OpenStore,
    now: NOON,
    second: () => Promise.resolve(bench.store),
  };
  beforeEach(() => {
    bench.now = NOON;
    // These contracts use nothing that the double leaves out.
    bench.store = memoryStore({ now: () => bench.now }) as unknown as OpenStore;
  });

  stateContract(bench);
  directoryContract(bench);
  alertContract(bench);
  silenceContract(bench);
});
