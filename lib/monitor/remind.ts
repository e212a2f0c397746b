import { dependsOnImpact, remind, restated, withImpact } from '../core/alerting';
import type { Alert, Finding } from '../core/model';
import { impactOf } from './impact';
import { mapInOrder } from './in-order';
import type { AlertStore } from './ports';
import type { PublishDeps, PublishStore } from './publish';
import { publish } from './publish';
import { retire } from './retire';
import { untilWritten } from './retry';

export interface RefreshDeps extends PublishDeps {
  readonly store: PublishStore & Pick<AlertStore, 'openAlerts'>;
}

const AT_ONCE = 8;

/**
 * Goes through the open alerts, as at the end of a run: what each is about and whom it hits now, which are to be told again, and which are
 * about a target that nobody watches any more.
 */
export async function refreshAlerts(deps: RefreshDeps): Promise<void> {
  const open: Alert[] = [];
  for await (const alert of deps.store.openAlerts()) open.push(alert);
  const work = mapInOrder(open, AT_ONCE, async (alert) => refresh(alert, deps));
  while ((await work.next()).done !== true);
}

/** @param listed the alert as an index gave it, which may lag */
async function refresh(listed: Alert, deps: RefreshDeps): Promise<void> {
  const { store, clock } = deps;
  await untilWritten(`The alert ${listed.id}`, async (n) => {
    const alert = n === 0 ? listed : await store.alert(listed.id);
    if (alert?.status !== 'open') return true;
    if (alert.subject !== undefined && (await retire(store, alert.subject, clock.now()))) {
      await publish(alert.subject, deps);
      return true;
    }
    const next = await refreshed(alert, deps);
    return next === undefined || (await store.writeAlert(next)) === 'written' ? true : undefined;
  });
}

/** With the finding as it was seen last, a new look at the impact, and a reminder if it is time; all are one write. */
async function refreshed(stored: Alert, { store, clock, policy }: RefreshDeps): Promise<Alert | undefined> {
  const finding = await lastSeen(stored, store);
  const anew = finding && restated(stored, finding);
  const alert = anew ?? stored;
  const { subject, cause } = alert;
  const isWeighed = subject !== undefined && 'finding' in cause && dependsOnImpact(cause.finding);
  const weighed = isWeighed ? withImpact(alert, await impactOf(store, subject, cause.finding, clock.now()), clock.now(), policy) : undefined;
  const reminded = remind(weighed ?? alert, clock.now(), policy);
  const next = reminded ?? weighed ?? anew;
  return next && { ...next, version: stored.version + 1 };
}

async function lastSeen({ subject, cause, openedAt }: Alert, store: RefreshDeps['store']): Promise<Finding | undefined> {
  if (subject === undefined || !('finding' in cause)) return undefined;
  const seen = (await store.readState(subject))?.findings[cause.finding.fingerprint];
  return seen?.status === 'open' && seen.openedAt === openedAt ? seen.finding : undefined;
}
