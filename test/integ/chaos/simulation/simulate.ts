import { acknowledgeAlert } from '../../../../lib/monitor/acknowledge';
import { watchDomains } from '../../../../lib/monitor/directory';
import { addSilence } from '../../../../lib/monitor/silence';
import { SteadyClock } from '../../../../lib/monitor/steady-clock';
import { unwatchDomain } from '../../../../lib/monitor/unwatch';
import type { Delivery, Store } from '../../../../lib/monitor/ports';
import { RetryLater } from '../../../../lib/monitor/ports';
import { publish } from '../../../../lib/monitor/publish';
import { domainTarget, mxHostTarget } from '../../../../lib/core/model';
import { memoryStore } from '../../../support/memory-store';
import { NOW } from '../../../support/observations';
import { Account, isCompatible } from './account';
import type { FaultName, OutageName, Slot } from './faults';
import { FAULTS, OUTAGES } from './faults';
import { Fate, HOUR, POLICY, round, tell } from './process';
import type { Machine } from './process';
import { Random } from './random';
import { observeForLater } from './late';
import { HOSTS, SITES, targetsOf, World } from './world';

export interface Outcome {
  readonly violations: readonly string[];
  readonly faults: number;
  readonly transitions: number;
  readonly rounds: number;
}

/** Not more servers out of reach at a time, or the fault is on the way (docs/alerts.md, the monitor itself). */
const MOST_UNREACHABLE = 2;

type ChannelMode = 'ok' | 'fails' | 'later' | 'answer-lost' | 'slow';

/** One world from its beginning to its end: so many faults begin in it, and all end before it does. */
export async function simulate(seed: number, wanted: number): Promise<Outcome> {
  return new Simulation(seed).run(wanted);
}

class Simulation {
  private readonly random: Random;
  private now = NOW;
  private rounds = 0;
  private faults = 0;
  private transitions = 0;
  /** What the clock of the machine is ahead by, milliseconds. */
  private shift = 0;
  private shiftEnds = 0;
  private readonly clock = new SteadyClock(() => this.now + this.shift, { now: () => this.now });
  private readonly world = new World(() => this.clock.now());
  /** The domain that nobody watches for a while, and until which round. */
  private unwatched: { readonly domain: string; readonly until: number } | undefined;
  private readonly store = withRuns(memoryStore(this.clock));
  private readonly account = new Account(this.world, () => `seed ${this.seed}, round ${this.rounds}`);
  /** When each fault ends, by round. */
  private readonly ends = new Map<string, { readonly target: string; readonly slot: Slot; readonly at: number }>();
  private outageEnds = 0;
  private readonly muted = new Map<string, number>();
  private mode: ChannelMode = 'ok';
  private modeEnds = 0;
  private readonly machine: Machine;

  constructor(private readonly seed: number) {
    this.random = new Random(seed);
    this.world.onCheck = (name) => this.account.checked(name, this.now);
    this.machine = { store: this.store, clock: this.clock, world: this.world, send: (...all) => this.send(...all) };
  }

  async run(wanted: number): Promise<Outcome> {
    for (const { domain } of SITES)
      await this.store.addDomain({ name: domain, source: 'simulation', addedAt: this.now });
    this.clock.begin({ at: this.now });
    await this.passRound({ isCalm: true });
    while (this.faults < wanted && this.account.violations.length === 0) {
      this.beginAndEnd();
      await this.passRound({ isCalm: false });
    }
    this.world.faults.clear();
    this.ends.clear();
    this.world.outage = undefined;
    this.mode = 'ok';
    this.setClock(0);
    await this.watchAgain();
    this.muted.clear();
    // Long enough for the most patient of all alerts to end, and to be received.
    for (let n = 0; n < 24 && this.account.violations.length === 0; n++) await this.passRound({ isCalm: true });
    const { violations } = this.account;
    return { violations, faults: this.faults, transitions: this.transitions, rounds: this.rounds };
  }

  private beginAndEnd(): void {
    const { random, world } = this;
    for (const [key, { target, slot, at }] of this.ends)
      if (at <= this.rounds) {
        world.set(target, slot, undefined);
        this.ends.delete(key);
        this.transitions += 1;
      }
    for (let n = random.int(1, 9); n > 0; n--) this.begin();
    if (this.shift !== 0 && this.shiftEnds <= this.rounds) this.setClock(0);
    else if (this.shift === 0 && random.chance(0.04)) {
      this.setClock(random.pick([-1, 1]) * random.pick([10 * 60_000, HOUR, 400 * 24 * HOUR]));
      this.shiftEnds = this.rounds + random.int(1, 6);
      this.faults += 1;
    }
    if (world.outage !== undefined && this.outageEnds <= this.rounds) world.outage = undefined;
    else if (world.outage === undefined && random.chance(0.04)) {
      world.outage = random.pick(Object.keys(OUTAGES) as OutageName[]);
      this.outageEnds = this.rounds + random.int(1, 8);
      this.faults += 1;
    }
    if (this.modeEnds <= this.rounds) {
      this.mode = random.chance(0.25) ? random.pick(['fails', 'later', 'answer-lost', 'slow'] as const) : 'ok';
      this.modeEnds = this.rounds + random.int(1, 6);
      if (this.mode !== 'ok') this.faults += 1;
    }
  }

  private begin(): void {
    const { random, world } = this;
    const fault = random.pick(FAULTS);
    const target = fault.slot === 'smtp' ? random.pick(HOSTS) : random.pick(SITES).domain;
    const current = (slot: Slot): FaultName | undefined => world.faultOf(target, slot);
    const isBoth =
      (fault.slot === 'sts' && !isCompatible(fault.name, current('policy'))) ||
      (fault.slot === 'policy' && !isCompatible(current('sts'), fault.name));
    const alike = [...world.faults.values()].filter((other) => other === fault.name).length;
    const isTooMany = fault.name.endsWith('-unreachable') && alike >= MOST_UNREACHABLE;
    if (isBoth || isTooMany || current(fault.slot) === fault.name) return;
    world.set(target, fault.slot, fault.name);
    // Most are gone soon, so that many meet a monitor that is about to confirm them; some last.
    const lasts = random.chance(0.3) ? random.int(10, 40) : random.int(1, 6);
    this.ends.set(`${target} ${fault.slot}`, { target, slot: fault.slot, at: this.rounds + lasts });
    this.faults += 1;
    this.transitions += 1;
  }

  private setClock(shift: number): void {
    this.shift = shift;
    this.world.isClockWrong = shift !== 0;
  }

  /** A domain goes and comes back later, now and then before the next run. */
  private async unwatch(): Promise<void> {
    const { domain } = this.random.pick(SITES);
    this.unwatched = { domain, until: this.rounds + this.random.int(0, 3) };
    this.faults += 1;
    await unwatchDomain(domain, { store: this.store, clock: this.clock, policy: POLICY });
    for (const target of targetsOf(domain)) this.account.unwatched(target);
  }

  private async watchAgain(): Promise<void> {
    if (this.unwatched === undefined) return;
    const { domain } = this.unwatched;
    this.unwatched = undefined;
    await watchDomains([domain], 'simulation', { store: this.store, clock: this.clock });
    for (const target of targetsOf(domain)) this.account.watched(target, this.now);
  }

  /** Somebody has seen an alert, and says so: its end is still of interest. */
  private async acknowledge(): Promise<void> {
    const open = this.account.openAlerts();
    if (open.length === 0) return;
    const until = this.random.chance(0.5) ? { until: this.now + this.random.int(1, 12) * HOUR } : {};
    const draft = { by: 'simulation', reason: 'seen', ...until };
    await acknowledgeAlert(this.random.pick(open), draft, { store: this.store, clock: this.clock });
  }

  private async passRound({ isCalm }: { readonly isCalm: boolean }): Promise<void> {
    const { random } = this;
    this.rounds += 1;
    const late = isCalm || !random.chance(0.2) ? undefined : observeForLater(random, this.machine);
    this.now += HOUR + random.int(0, 600_000);
    if (this.unwatched !== undefined && this.unwatched.until <= this.rounds) await this.watchAgain();
    else if (!isCalm && this.unwatched === undefined && random.chance(0.06)) await this.unwatch();
    if (!isCalm && random.chance(0.05)) await this.mute();
    if (!isCalm && random.chance(0.2)) await this.acknowledge();
    const deaths = isCalm || !random.chance(0.3) ? 0 : random.int(1, 3);
    for (let n = 0; n < deaths; n++) {
      this.faults += 1;
      await this.live(new Fate(random.int(1, 400), random), `${this.rounds} ${n}`);
      // Who has begun to send has the delivery for a minute.
      this.now += 2 * 60_000;
    }
    const rival = !isCalm && random.chance(0.15) ? new Fate(random.int(1, 600), random) : undefined;
    if (rival !== undefined) this.faults += 1;
    // The rival has the same run, as two processes of one schedule, or one of its own.
    const rivalId = random.chance(0.5) ? `${this.rounds} last` : `${this.rounds} rival`;
    const life = new Fate(Infinity, random);
    await Promise.all([this.live(life, `${this.rounds} last`), rival && this.live(rival, rivalId)]);
    if (rival !== undefined) {
      // The run may be the rival's, who died in it: another begins.
      this.now += 2 * 60_000;
      await this.live(new Fate(Infinity, random), `${this.rounds} after`);
    }
    if (!isCalm && random.chance(0.2)) await this.repeat();
    if (late !== undefined) {
      this.faults += 1;
      await late();
    }
    this.account.ranOverAll();
    const open = await this.openAlerts();
    this.account.settled(
      open,
      (target) => this.isMuted(target),
      this.mode === 'ok' && this.shift === 0 && deaths === 0 && rival === undefined,
    );
  }

  private async live(fate: Fate, runId: string): Promise<void> {
    const life = async (): Promise<void> => {
      await round(this.machine, fate, runId);
      await tell(this.machine, fate);
    };
    await fate.live(life());
  }

  /** A stream gives its records once more, and late. */
  private async repeat(): Promise<void> {
    const target = this.random.chance(0.5)
      ? domainTarget(this.random.pick(SITES).domain)
      : mxHostTarget(this.random.pick(HOSTS));
    this.faults += 1;
    const deps = { store: this.store, clock: this.clock, policy: POLICY };
    await Promise.all([publish(target, deps), publish(target, deps)]);
  }

  private async mute(): Promise<void> {
    const isDomain = this.random.chance(0.5);
    const name = isDomain ? this.random.pick(SITES).domain : this.random.pick(HOSTS);
    const lasts = this.random.int(2, 12);
    await addSilence(
      {
        purpose: 'mute',
        subject: `${isDomain ? 'domain' : 'mx-host'}/${name}`,
        from: this.now,
        until: this.now + lasts * HOUR,
        reason: 'simulated',
        by: 'simulation',
      },
      { store: this.store, clock: this.clock },
    );
    this.muted.set(name, Math.max(this.muted.get(name) ?? 0, this.rounds + lasts));
  }

  /** An MX host is muted with all domains that it serves. What was muted a moment ago may still wait for a check. */
  private isMuted(target: string): boolean {
    const isSo = (name: string): boolean => (this.muted.get(name) ?? 0) >= this.rounds - 3;
    const serves = SITES.filter(({ hosts }) => hosts.includes(target)).map(({ domain }) => domain);
    return isSo(target) || (serves.length > 0 && serves.every(isSo));
  }

  private async openAlerts(): Promise<ReadonlySet<string>> {
    const open = new Set<string>();
    for await (const { cause, subject } of this.store.openAlerts())
      if ('finding' in cause && subject !== undefined) open.add(`${cause.finding.kind} ${subject.name}`);
    return open;
  }

  private async send(delivery: Delivery, fate: Fate): Promise<void> {
    await fate.step(undefined);
    if (this.mode === 'fails') throw new Error('the receiver answered 500');
    if (this.mode === 'later') throw new RetryLater('the receiver answered 429', 20 * 60_000);
    if (this.mode === 'slow') this.now += this.random.int(1, 40) * 1_000;
    for (const { form, kind, subject, alertId, noticeId, at } of delivery.messages)
      this.account.received({
        ...{ deliveryId: delivery.id, form, kind, alertId, noticeId, at },
        subject: subject?.name ?? '',
      });
    if (this.mode === 'answer-lost' && this.random.chance(0.5)) throw new Error('the connection was reset');
    await fate.step(undefined);
  }
}

/** The store in memory, with the little that a run needs beside. */
function withRuns(store: ReturnType<typeof memoryStore>): Store {
  const runs = new Set<string>();
  const none = { startedAt: 0, planned: 0, done: 0, unknown: 0, failed: 0 };
  return Object.assign(store, {
    beginRun: async ({ id }: { readonly id: string }) => !runs.has(id) && runs.add(id) !== undefined,
    addToRun: async (id: string) => ({ ...none, id }),
    finishRun: async () => undefined,
  }) as unknown as Store;
}
