import { createHash } from 'node:crypto';
import type { AlertPolicy } from '../core/alerting';
import { heldBack, inOrder, messageFor, untold, withImpact } from '../core/alerting';
import { nextVersion } from '../core/model';
import type { Alert, AlertMessage, Silence } from '../core/model';
import type { ImpactStore } from './impact';
import { impactOf } from './impact';
import type { AlertStore, Clock, Delivery, SilenceStore } from './ports';
import { orLeave } from './or-leave';
import { untilWritten } from './retry';
import { silencesAround, silenceTimes } from './silences';

export interface GatherDeps {
  readonly store: AlertStore & ImpactStore & Pick<SilenceStore, 'silencesNotOver'>;
  readonly clock: Clock;
  readonly policy: AlertPolicy;
}

/** So that memory does not grow with a backlog. */
const MOST_GATHERED = 2_000;
/** An item of DynamoDB holds 400 KB. */
const MOST_MESSAGES = 200;
const MOST_CHARACTERS = 250_000;

/**
 * What a channel has not told: the gravest first, what is over last, and what is alike side by side. What a silence
 * holds back is noted so on its way, and told by refreshAlerts() if it outlasts the silence.
 */
export async function gather(channel: string, deps: GatherDeps): Promise<readonly AlertMessage[]> {
  const ids: string[] = [];
  for await (const { id } of deps.store.alertsToTell([channel])) if (ids.push(id) >= MOST_GATHERED) break;
  if (ids.length === 0) return [];
  const silences = await silencesAround(deps.store, silenceTimes(deps.clock)[0]);
  const messages: AlertMessage[] = [];
  for (const id of ids) {
    // The index may lag; the alert itself does not.
    const alert = await orLeave(() => upToDate(id, channel, silences, deps), undefined);
    const message = alert && messageFor(alert, channel, deps.clock.now());
    if (message !== undefined) messages.push(message);
  }
  return inOrder(messages);
}

/** The alert with the impact of now: when it was opened, some domains that it hits may not have been looked at yet. */
async function upToDate(
  id: string,
  channel: string,
  silences: readonly Silence[],
  deps: GatherDeps,
): Promise<Alert | undefined> {
  const { store, clock } = deps;
  return untilWritten(`The alert ${id}`, async () => {
    const alert = await store.alert(id);
    if (alert === undefined || untold(alert, channel).length === 0) return { alert };
    const weighed = await weighedAnew(alert, deps);
    const held = silenceTimes(clock).reduce((now, at) => heldBack(now, silences, at) ?? now, weighed ?? alert);
    if (held === alert) return { alert };
    const next = { ...held, version: nextVersion(alert) };
    return (await store.writeAlert(next)) === 'written' ? { alert: next } : undefined;
  }).then(({ alert }) => alert);
}

async function weighedAnew(alert: Alert, { store, clock, policy }: GatherDeps): Promise<Alert | undefined> {
  if (alert.subject?.type !== 'mx-host' || !('finding' in alert.cause)) return undefined;
  return withImpact(alert, await impactOf(store, alert.subject, alert.cause.finding, clock.now()), clock.now(), policy);
}

/** As many messages as fit into one delivery. */
export function nextDelivery(
  queue: readonly AlertMessage[],
  claim: Omit<Delivery, 'id' | 'messages'>,
): { readonly delivery: Delivery; readonly rest: readonly AlertMessage[] } {
  let characters = 0;
  const tooMany = queue.findIndex((message, index) => {
    characters += JSON.stringify(message).length;
    return index > 0 && (index >= MOST_MESSAGES || characters > MOST_CHARACTERS);
  });
  const messages = tooMany < 0 ? queue : queue.slice(0, tooMany);
  return {
    delivery: { ...claim, id: deliveryId(claim.channel, messages), messages },
    rest: queue.slice(messages.length),
  };
}

/** The same for the same notices on the same channel. */
const deliveryId = (channel: string, messages: readonly AlertMessage[]): string =>
  createHash('sha256')
    .update(JSON.stringify([channel, ...messages.flatMap(({ tells }) => tells).sort()]))
    .digest('hex')
    .slice(0, 32);

/** Whether the message still is the channel's last word on its alert. */
export async function isStillUntold(
  { alertId, tells }: AlertMessage,
  channel: string,
  store: Pick<AlertStore, 'alert'>,
): Promise<boolean> {
  const alert = await orLeave(() => store.alert(alertId), undefined);
  return alert !== undefined && JSON.stringify(untold(alert, channel).map(({ id }) => id)) === JSON.stringify(tells);
}
