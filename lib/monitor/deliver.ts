import type { AlertPolicy } from '../core/alerting';
import { delivered } from '../core/alerting';
import type { AlertMessage } from '../core/model';
import { withoutSecrets } from '../core/text/secret-text';
import { gather, isStillUntold, nextDelivery } from './gather';
import type { ImpactStore } from './impact';
import type { LeaseWatch } from './lease-watch';
import type { AlertChannel, AlertStore, Clock, Delivery, SilenceStore } from './ports';
import { orLeave } from './or-leave';
import { RetryLater } from './ports';
import { untilWritten } from './retry';

export interface DeliverDeps {
  readonly store: AlertStore & ImpactStore & Pick<SilenceStore, 'silencesNotOver'>;
  readonly clock: Clock;
  readonly policy: AlertPolicy;
  /**
   * What this process has watched of the claims of others. Not given, as where no process lives for long, the clock alone
   * says when a claim is over.
   */
  readonly leases?: LeaseWatch;
  /** Ends the sending under way; the delivery stays unfinished and is made again. */
  readonly signal?: AbortSignal;
}

export interface Deferred {
  /**
   * Milliseconds since the epoch, when `start` begins again. On AWS the notifier begins every minute or as `deliverEvery`
   * says: the first time that is not before.
   */
  readonly until: number;
  /** What the channel said; not set when another process has the delivery in hand. */
  readonly reason?: string;
}

/** What was told, and what has to wait. */
export interface Delivered {
  readonly messages: number;
  readonly deferred?: Deferred;
}

/** Whoever begins to send has the delivery for so long, milliseconds; a channel must be done before. */
const LEASE = 60_000;
const SEND_DEADLINE = 45_000;
const FIRST_WAIT = 30_000;
const LONGEST_WAIT = 3_600_000;

/**
 * Tells on one channel what it has not told: first the delivery that it began and did not finish, under the same id,
 * then all else, the gravest first, in as few deliveries as fit. A channel that fails is tried again later, longer
 * each time; it delays its alerts and loses none.
 *
 * Each notice is in one delivery alone, and each delivery is sent once, with one exception that no sender can avoid:
 * when the process is killed after the receiver took the delivery and before the first of its notices is marked, or
 * when the receiver took it and its answer was lost, it is sent again under the same id, and receivers that know
 * idempotency keys drop it.
 */
export async function deliver(channel: AlertChannel, deps: DeliverDeps): Promise<Delivered> {
  let queue: readonly AlertMessage[] = [];
  for (let messages = 0; ;) {
    const unfinished = await deps.store.unfinishedDelivery(channel.name);
    if (unfinished !== undefined) {
      const deferred = await resume(unfinished, channel, deps);
      if (deferred !== undefined) return { messages, deferred };
      messages += unfinished.messages.length;
      continue;
    }
    if (queue.length === 0) queue = await gather(channel.name, deps);
    if (queue.length === 0) return { messages };
    const now = deps.clock.now();
    const { delivery, rest } = nextDelivery(queue, {
      channel: channel.name,
      claimedAt: now,
      attempts: 1,
      notBefore: now + LEASE,
      waitMs: LEASE,
      inHand: true,
    });
    queue = rest;
    if ((await deps.store.beginDelivery(delivery)) === 'lost-race' || !(await isCurrent(delivery, deps))) {
      queue = [];
      continue;
    }
    const deferred = await send(delivery, channel, deps);
    if (deferred !== undefined) return { messages, deferred };
    messages += delivery.messages.length;
  }
}

/**
 * Nobody else tells while this delivery is begun; what others told before that is marked by now. A delivery that they
 * overtook is given up, and its messages are made anew.
 */
async function isCurrent(delivery: Delivery, { store }: DeliverDeps): Promise<boolean> {
  for (const message of delivery.messages) {
    if (await isStillUntold(message, delivery.channel, store)) continue;
    await store.finishDelivery(delivery);
    return false;
  }
  return true;
}

async function resume(delivery: Delivery, channel: AlertChannel, deps: DeliverDeps): Promise<Deferred | undefined> {
  const { store, clock } = deps;
  const now = clock.now();
  const wait = waitFor(delivery, deps);
  if (wait > 0) return { until: now + wait };
  if (await wasSent(delivery, deps)) return finish(delivery, deps);
  const next = { attempts: delivery.attempts + 1, notBefore: now + LEASE, waitMs: LEASE, inHand: true };
  if ((await store.deferDelivery(delivery, next)) === 'lost-race') return { until: next.notBefore };
  return send({ ...delivery, ...next }, channel, deps);
}

/** The first mark is made after the sending. */
async function wasSent({ channel, messages }: Delivery, { store }: DeliverDeps): Promise<boolean> {
  for (const { alertId, tells } of messages) {
    const alert = await orLeave(() => store.alert(alertId), undefined);
    if (alert?.notices.some(({ id, deliveredTo }) => tells.includes(id) && deliveredTo.includes(channel))) return true;
  }
  return false;
}

async function send(delivery: Delivery, channel: AlertChannel, deps: DeliverDeps): Promise<Deferred | undefined> {
  const { clock, signal } = deps;
  const deadline = AbortSignal.timeout(SEND_DEADLINE);
  try {
    await channel.send(delivery, signal === undefined ? deadline : AbortSignal.any([deadline, signal]), deps.store);
  } catch (error) {
    const waitMs = signal?.aborted === true ? 0 : waitAfter(error, delivery.attempts);
    const until = clock.now() + waitMs;
    await deps.store.deferDelivery(delivery, { attempts: delivery.attempts, notBefore: until, waitMs, inHand: false });
    return { until, reason: withoutSecrets(error instanceof Error ? error.message : String(error)) };
  }
  return finish(delivery, deps);
}

const waitAfter = (error: unknown, attempts: number): number =>
  Math.min(error instanceof RetryLater ? error.afterMs : FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT);

/**
 * How long nobody may make the delivery, milliseconds. Who has it in hand ends that, or somebody who watched it for its
 * length: a clock that is ahead must not take it from who is sending. A wait after a failure is over by the clock as
 * well, when that is not in doubt. Without a watch, a wait that is longer than any is from a clock that was ahead.
 */
function waitFor(
  { id, channel, attempts, notBefore, waitMs, inHand }: Delivery,
  { clock, leases }: DeliverDeps,
): number {
  if (notBefore === undefined) return 0;
  const byClock = Math.max(0, notBefore - clock.now());
  if (leases === undefined) return byClock > LONGEST_WAIT + LEASE ? 0 : byClock;
  const watched = leases.left(
    channel,
    `${id} ${attempts} ${notBefore}`,
    Math.min(waitMs ?? LONGEST_WAIT, LONGEST_WAIT),
  );
  return inHand === true || clock.doubtedSince?.() !== undefined ? watched : Math.min(watched, byClock);
}

async function finish(delivery: Delivery, { store }: DeliverDeps): Promise<undefined> {
  for (const { alertId, tells } of delivery.messages) {
    await untilWritten(`The alert ${alertId}`, async () => {
      const alert = await orLeave(() => store.alert(alertId), undefined);
      const next = alert && delivered(alert, delivery.channel, tells);
      return next === undefined || (await store.writeAlert(next)) === 'written' ? true : undefined;
    });
  }
  await store.finishDelivery(delivery);
}
