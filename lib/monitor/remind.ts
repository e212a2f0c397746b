import {
  dependsOnImpact,
  expired,
  isHeldBack,
  lastSilencedUntil,
  released,
  remind,
  restated,
  silencesOf,
  withImpact,
} from '../core/alerting';
import { alertBroughtToNow } from '../core/diff';
import { nextVersion } from '../core/model';
import type { Alert, FindingState, Silence } from '../core/model';
import { impactOf } from './impact';
import { mapInOrder } from './in-order';
import type { AlertStore, HistoryStore, SilenceStore } from './ports';
import type { PublishDeps, PublishStore } from './publish';
import { publish } from './publish';
import { orLeave } from './or-leave';
import { retire } from './retire';
import { untilWritten } from './retry';
import { silencesAround, silenceTimes } from './silences';

export interface RefreshDeps extends PublishDeps {
  readonly store: PublishStore &
    Pick<AlertStore, 'openAlerts'> &
    Pick<HistoryStore, 'latestCheck'> &
    Pick<SilenceStore, 'silencesNotOver'>;
}

const AT_ONCE = 8;

/**
 * Goes through the open alerts, as at the end of a run: what each is about and whom it hits now, which are to be told
 * again, or at last after a silence, and which are about a target that nobody watches any more.
 */
export async function refreshAlerts(deps: RefreshDeps): Promise<void> {
  const open: Alert[] = [];
  for await (const alert of deps.store.openAlerts()) open.push(alert);
  const silences = open.length === 0 ? [] : await silencesAround(deps.store, silenceTimes(deps.clock)[0]);
  const work = mapInOrder(open, AT_ONCE, (alert) => orLeave(() => refresh(alert, silences, deps), undefined));
  while ((await work.next()).done !== true);
}

/** @param listed the alert as an index gave it, which may lag */
async function refresh(listed: Alert, silences: readonly Silence[], deps: RefreshDeps): Promise<void> {
  const { store, clock } = deps;
  await untilWritten(`The alert ${listed.id}`, async (n) => {
    const alert = n === 0 ? listed : await store.alert(listed.id);
    if (alert?.status !== 'open') return true;
    const { subject } = alert;
    if (subject !== undefined && (await orLeave(() => retire(store, subject, clock.now()), false))) {
      await publish(subject, deps);
      return true;
    }
    const next = await refreshed(alert, silences, deps);
    return next === undefined || (await store.writeAlert(next)) === 'written' ? true : undefined;
  });
}

/** With the finding as it was seen last, a new look at the impact, and what is to be told again by now; all are one write. */
async function refreshed(stored: Alert, silences: readonly Silence[], deps: RefreshDeps): Promise<Alert | undefined> {
  const { store, clock, policy } = deps;
  const now = clock.now();
  const times = silenceTimes(clock);
  const [earliest] = times;
  let alert = alertBroughtToNow(stored, now);
  const seen = await orLeave(() => lastSeen(stored, store), undefined);
  if (seen !== undefined) alert = restated(alert, seen.finding) ?? alert;
  alert = expired(alert, earliest) ?? alert;
  const { subject, cause } = alert;
  if (subject !== undefined && 'finding' in cause && dependsOnImpact(cause.finding))
    alert = withImpact(alert, await impactOf(store, subject, cause.finding, now), now, policy) ?? alert;
  const settled = alert;
  if (times.every((at) => silencesOf(settled, silences, at).length === 0)) {
    if (isHeldBack(alert) && (await hasOutlasted(alert, seen, silences, deps))) alert = released(alert, now) ?? alert;
    alert = remind(alert, earliest, policy) ?? alert;
  }
  return alert === stored ? undefined : { ...alert, version: nextVersion(stored) };
}

/**
 * Whether a look that began after the silence showed the fault still, or could not see: one that began before may have
 * seen the work on it, and one that was clean may be the first of those that resolve it.
 */
async function hasOutlasted(
  alert: Alert,
  seen: FindingState | undefined,
  silences: readonly Silence[],
  { store, clock }: RefreshDeps,
): Promise<boolean> {
  if (seen !== undefined && seen.cleanChecks > 0) return false;
  const until = lastSilencedUntil(alert, silences, silenceTimes(clock)[0]);
  if (until === undefined || alert.subject === undefined) return true;
  return ((await store.latestCheck(alert.subject))?.at ?? until) >= until;
}

async function lastSeen(
  { subject, cause, openedAt }: Alert,
  store: RefreshDeps['store'],
): Promise<FindingState | undefined> {
  if (subject === undefined || !('finding' in cause)) return undefined;
  const seen = (await store.readState(subject))?.findings[cause.finding.fingerprint];
  return seen?.status === 'open' && seen.openedAt === openedAt ? seen : undefined;
}
