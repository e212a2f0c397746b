import { createHash } from 'node:crypto';
import type { AlertPolicy } from '../core/alerting';
import { messageFor, untold, withImpact } from '../core/alerting';
import type { Alert, AlertMessage } from '../core/model';
import { SEVERITIES } from '../core/model';
import type { ImpactStore } from './impact';
import { impactOf } from './impact';
import type { AlertStore, Clock, Delivery } from './ports';
import { untilWritten } from './retry';

export interface GatherDeps {
  readonly store: AlertStore & ImpactStore;
  readonly clock: Clock;
  readonly policy: AlertPolicy;
}

/** So that memory does not grow with a backlog. */
const MOST_GATHERED = 2_000;
/** An item of DynamoDB holds 400 KB. */
const MOST_MESSAGES = 200;
const MOST_CHARACTERS = 250_000;

/** What a channel has not told: the gravest first, what is over last, and what is alike side by side. */
export async function gather(channel: string, deps: GatherDeps): Promise<readonly AlertMessage[]> {
  const ids: string[] = [];
  for await (const { id } of deps.store.alertsToTell([channel])) if (ids.push(id) >= MOST_GATHERED) break;
  const messages: AlertMessage[] = [];
  for (const id of ids) {
    // The index may lag; the alert itself does not.
    const alert = await upToDate(id, channel, deps);
    const message = alert && messageFor(alert, channel, deps.clock.now());
    if (message !== undefined) messages.push(message);
  }
  return messages.sort(byWeight);
}

/** The alert with the impact of now: when it was opened, some domains that it hits may not have been looked at yet. */
async function upToDate(id: string, channel: string, { store, clock, policy }: GatherDeps): Promise<Alert | undefined> {
  return untilWritten(`The alert ${id}`, async () => {
    const alert = await store.alert(id);
    if (alert?.subject?.type !== 'mx-host' || !('finding' in alert.cause) || untold(alert, channel).length === 0) return { alert };
    const next = withImpact(alert, await impactOf(store, alert.subject, alert.cause.finding, clock.now()), clock.now(), policy);
    return next === undefined || (await store.writeAlert(next)) === 'written' ? { alert: next ?? alert } : undefined;
  }).then(({ alert }) => alert);
}

const weight = ({ form, severity, kind }: AlertMessage): string => `${form === 'resolved' ? 1 : 0} ${SEVERITIES.indexOf(severity)} ${kind} ${form}`;
const byWeight = (a: AlertMessage, b: AlertMessage): number => (weight(a) < weight(b) ? -1 : Number(weight(a) > weight(b)));

/** As many messages as fit into one delivery. */
export function nextDelivery(queue: readonly AlertMessage[], claim: Omit<Delivery, 'id' | 'messages'>): { readonly delivery: Delivery; readonly rest: readonly AlertMessage[] } {
  let characters = 0;
  const tooMany = queue.findIndex((message, index) => {
    characters += JSON.stringify(message).length;
    return index > 0 && (index >= MOST_MESSAGES || characters > MOST_CHARACTERS);
  });
  const messages = tooMany < 0 ? queue : queue.slice(0, tooMany);
  return { delivery: { ...claim, id: deliveryId(claim.channel, messages), messages }, rest: queue.slice(messages.length) };
}

/** The same for the same notices on the same channel. */
const deliveryId = (channel: string, messages: readonly AlertMessage[]): string => createHash('sha256').update(JSON.stringify([channel, ...messages.flatMap(({ tells }) => tells).sort()])).digest('hex').slice(0, 32);

/** Whether the message still is the channel's last word on its alert. */
export async function isStillUntold({ alertId, tells }: AlertMessage, channel: string, store: Pick<AlertStore, 'alert'>): Promise<boolean> {
  const alert = await store.alert(alertId);
  return alert !== undefined && JSON.stringify(untold(alert, channel).map(({ id }) => id)) === JSON.stringify(tells);
}
