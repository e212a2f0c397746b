import { remind, withImpact } from '../core/alerting';
import type { Alert } from '../core/model';
import { impactOf } from './impact';
import type { AlertStore } from './ports';
import type { PublishDeps, PublishStore } from './publish';
import { publish } from './publish';
import { retire } from './retire';
import { untilWritten } from './retry';

export interface RefreshDeps extends PublishDeps {
  readonly store: PublishStore & Pick<AlertStore, 'openAlerts'>;
}

/**
 * Goes through the open alerts, as at the end of a run: whom each hits now, which are to be told again, and which are
 * about a target that nobody watches any more.
 */
export async function refreshAlerts(deps: RefreshDeps): Promise<void> {
  const ids: string[] = [];
  for await (const { id } of deps.store.openAlerts()) ids.push(id);
  for (const id of ids) await refresh(id, deps);
}

async function refresh(id: string, deps: RefreshDeps): Promise<void> {
  const { store, clock } = deps;
  await untilWritten(`The alert ${id}`, async () => {
    const alert = await store.alert(id);
    if (alert?.status !== 'open') return true;
    if (alert.subject !== undefined && (await retire(store, alert.subject, clock.now()))) {
      await publish(alert.subject, deps);
      return true;
    }
    const next = await refreshed(alert, deps);
    return next === undefined || (await store.writeAlert(next)) === 'written' ? true : undefined;
  });
}

/** With a new look at the impact, and a reminder if it is time; both are one write. */
async function refreshed(alert: Alert, { store, clock, policy }: RefreshDeps): Promise<Alert | undefined> {
  const { subject, cause } = alert;
  const weighed = subject !== undefined && 'finding' in cause ? withImpact(alert, await impactOf(store, subject, cause.finding), clock.now(), policy) : undefined;
  const reminded = remind(weighed ?? alert, clock.now(), policy);
  return reminded === undefined ? weighed : { ...reminded, version: alert.version + 1 };
}
