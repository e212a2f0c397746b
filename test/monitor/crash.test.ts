import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Delivery } from '../../lib/monitor/ports';
import { openStore } from '../../lib/storage/open';
import { memoryStore } from '../support/memory-store';
import type { MemoryStore } from '../support/memory-store';
import { HOUR, MINUTE, NOON, Pager } from './stage';
import type { Process } from './story';
import { outcome, playStory } from './story';

/** The process is killed: nothing in it runs any more, and nothing of it gets through. */
class Killed extends Error {}

/** Counts the steps that the outside world sees, and kills the process before the one chosen. */
class Fate {
  steps = 0;
  private dead = false;

  constructor(private readonly killBefore: number) {}

  step(): void {
    this.steps += 1;
    if (this.steps === this.killBefore) this.dead = true;
    if (this.dead) throw new Killed(`before step ${this.steps}`);
  }

  /** Another process begins. */
  restart(): void {
    this.dead = false;
  }
}

function mortal(store: MemoryStore, fate: Fate): MemoryStore {
  return new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        fate.step();
        return Reflect.apply(method, target, args) as unknown;
      };
    },
  });
}

interface Played {
  readonly steps: number;
  readonly pager: Pager;
  readonly world: unknown;
}

/** Plays the story; a process killed before step `killBefore` is followed by another, who goes on where it can. */
async function play(store: MemoryStore, clock: { now: number }, killBefore: number): Promise<Played> {
  const fate = new Fate(killBefore);
  const pager = new Pager();
  const channel = {
    name: 'pager',
    send: async (delivery: Delivery) => {
      fate.step();
      await pager.send(delivery);
    },
  };
  const begin = (): Process => {
    fate.restart();
    // A delivery that was begun is in hand for a minute.
    clock.now += 2 * MINUTE;
    return { store: mortal(store, fate), channel, clock: { now: () => clock.now } };
  };
  await playStory(begin, (error) => error instanceof Killed);
  return { steps: fate.steps, pager, world: await outcome(store) };
}

const inMemory = async (killBefore = 0): Promise<Played> => {
  // Later than all that is checked in the story: what is later than now is brought to now.
  const clock = { now: NOON + 5 * HOUR };
  return play(memoryStore({ now: () => clock.now }), clock, killBefore);
};

test('the story has all that can happen to an alert in it', async () => {
  const { pager, world } = await inMemory();
  expect(pager.received.map(({ form, kind, subject }) => `${form} ${kind} ${subject?.name ?? ''}`.trim())).toEqual([
    'opened mx-host-starttls-missing mx1.example.com',
    'drift policy-body-changed a.example',
    'opened sts-record-multiple b.example',
    'drift mx-set-changed b.example',
    'coverage vantage-blocked',
    'resolved sts-record-multiple b.example',
    'resolved mx-host-starttls-missing mx1.example.com',
    'resolved vantage-blocked',
    'opened mx-host-unreachable mx2.example.com',
  ]);
  expect(world).toMatchObject({ waiting: [], edges: [[], ['b.example']] });
});

test('a process killed before any step of the story: no alert is lost, none is told twice', async () => {
  const undisturbed = await inMemory();
  expect(undisturbed.steps).toBeGreaterThan(200);
  let repeated = 0;
  for (let killBefore = 1; killBefore <= undisturbed.steps; killBefore++) {
    const { pager, world } = await inMemory(killBefore);
    try {
      expect([...pager.told].sort()).toEqual([...undisturbed.pager.told].sort());
      expect(world).toEqual(undisturbed.world);
      // Without idempotency keys one message may come twice, as a second attempt.
      const again = pager.deliveries.filter(
        ({ id }, index) => pager.deliveries.findIndex((other) => other.id === id) !== index,
      );
      expect(again.map(({ attempts }) => attempts)).toEqual(again.length === 0 ? [] : [2]);
      repeated += again.length;
    } catch (error) {
      throw new Error(`killed before step ${killBefore}`, { cause: error });
    }
  }
  // That is when the process died between the sending and the first mark: at the reading or at the writing of the alert.
  expect(repeated).toBe(2 * undisturbed.pager.deliveries.length);
}, 240_000);

describe('over the real store', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'crash-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const inFolder = async (name: string, killBefore = 0): Promise<Played> => {
    // Later than all that is checked in the story: what is later than now is brought to now.
    const clock = { now: NOON + 5 * HOUR };
    const store = await openStore({ embedded: { dir: join(dir, name) } }, { clock: { now: () => clock.now } });
    try {
      return await play(store, clock, killBefore);
    } finally {
      await store.close();
    }
  };

  test('the same, at a sample of the steps', async () => {
    const undisturbed = await inFolder('undisturbed');
    const memory = await inMemory();
    expect([...undisturbed.pager.told].sort()).toEqual([...memory.pager.told].sort());
    for (let killBefore = 7; killBefore <= undisturbed.steps; killBefore += 71) {
      const { pager, world } = await inFolder(`killed-${killBefore}`, killBefore);
      expect([...pager.told].sort()).toEqual([...undisturbed.pager.told].sort());
      expect(world).toEqual(undisturbed.world);
    }
  }, 240_000);
});
