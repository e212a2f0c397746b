import { DEFAULT_ALERT_POLICY } from '../../../../lib/core/alerting';
import type { AlertPolicy } from '../../../../lib/core/alerting';
import { DEFAULT_DIFF_OPTIONS } from '../../../../lib/core/diff';
import { deliver } from '../../../../lib/monitor/deliver';
import type { AlertChannel, Delivery, Store } from '../../../../lib/monitor/ports';
import { publishPending } from '../../../../lib/monitor/publish';
import { runOver } from '../../../../lib/monitor/run';
import type { SteadyClock } from '../../../../lib/monitor/steady-clock';
import type { Random } from './random';
import type { World } from './world';

export const HOUR = 3_600_000;
export const POLICY: AlertPolicy = { ...DEFAULT_ALERT_POLICY, minimumSeverity: 'info', channels: ['pager'] };

/** Nothing comes of it: whoever waits for it is dead. */
const NEVER = Object.assign(new Promise<never>(() => undefined), {
  [Symbol.asyncIterator]: () => ({ next: () => NEVER }),
});

/** Kills a process before one of its steps, and lets others go first at any of them. */
export class Fate {
  private steps = 0;
  private die: () => void = () => undefined;
  private readonly death = new Promise<'killed'>((resolve) => (this.die = () => resolve('killed')));

  /** @param killBefore the number of the step that it does not live to see; Infinity to live */
  constructor(
    private readonly killBefore: number,
    private readonly random: Random,
  ) {}

  /** Whether the process lives; it takes a step by being asked. */
  lives(): boolean {
    this.steps += 1;
    if (this.steps >= this.killBefore) this.die();
    return this.steps < this.killBefore;
  }

  /** Goes on after others had their turn, or never. */
  async step<T>(value: T): Promise<T> {
    for (let turns = this.random.int(0, 3); turns > 0; turns--) await Promise.resolve();
    return this.lives() ? value : NEVER;
  }

  /** The work of the process, up to its end or its death. */
  async live(work: Promise<void>): Promise<void> {
    await Promise.race([work, this.death]);
  }
}

/** The store as a process has it that may be killed between any two of its operations. */
export function storeOf(store: Store, fate: Fate): Store {
  return new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => {
        if (!fate.lives()) return NEVER;
        const result = Reflect.apply(method, target, args) as unknown;
        return result instanceof Promise ? result.then((value: unknown) => fate.step(value)) : result;
      };
    },
  });
}

export interface Machine {
  readonly store: Store;
  readonly clock: SteadyClock;
  readonly world: World;
  /** What happens to a delivery: it arrives, or not, and is answered, or not. */
  readonly send: (delivery: Delivery, fate: Fate) => Promise<void>;
}

/** What `start` does from its beginning to the end of its first runs: see lib/cli/start/monitor.ts. */
export async function round(machine: Machine, fate: Fate, runId: string): Promise<void> {
  const { clock, world } = machine;
  const store = storeOf(machine.store, fate);
  const deps = { store, clock, policy: POLICY };
  await publishPending(deps);
  for (const type of ['domain', 'mx-host'] as const)
    await runOver(type, `${type} ${runId}`, {
      ...deps,
      observer: world.observer,
      // More than there are targets: with fewer, the time of this machine would decide the order, and a seed would not.
      concurrency: 32,
      judge: {},
      diff: { ...DEFAULT_DIFF_OPTIONS, interval: HOUR },
      doubt: () => clock.doubt,
      onError: (_target, error) => {
        throw error;
      },
    });
  await tell(machine, fate);
}

/** Sends what is to be sent. */
export async function tell({ clock, send, ...machine }: Machine, fate: Fate): Promise<void> {
  const channel: AlertChannel = { name: 'pager', send: (delivery) => send(delivery, fate) };
  await deliver(channel, { store: storeOf(machine.store, fate), clock, policy: POLICY });
}
