import type { AlertPolicy } from '../core/alerting';
import { coverageAlert, coverageChanged, coverageRestored } from '../core/alerting';
import type { Alert, CoverageNotice } from '../core/model';
import type { AlertStore } from './ports';
import { orLeave } from './or-leave';
import { untilWritten } from './retry';

/** What could not be seen, and what can be seen again: of a run, or of the agents. */
export interface Sight {
  report(): readonly CoverageNotice[];
  /** @param detail that of the notice, for those of which there is one for each name */
  isOver(kind: CoverageNotice['kind'], detail: string): boolean;
}

/** Domains and MX hosts are checked from the same machine, so that one cause is one alert. */
export interface OnePlace {
  /** Milliseconds from one run of this schedule to the next. */
  readonly every: number;
}

/**
 * What explains what. A place whose resolvers fail, or that reaches no policy host at all, has no network, and the MX
 * hosts are out of reach for that reason.
 */
const CAUSES: Partial<Readonly<Record<CoverageNotice['kind'], readonly CoverageNotice['kind'][]>>> = {
  'https-blocked': ['resolver-failing'],
  'vantage-blocked': ['resolver-failing', 'https-blocked'],
};

/** A run begins late by at most this share of its interval. */
const LATE = 0.25;
/** An alert that is older is about a fault of its own. Milliseconds. */
const LONGEST_TRACED = 2 * 3_600_000;

/**
 * Notes, at the end of a run, what the place could not see, once, and once that it is over. Where one place checks all,
 * what a cause explains is the cause's alert, whichever of the two a run notices first: a consequence that is noticed
 * later is not noted, and one that was noted since the last run of this schedule becomes the alert about its cause.
 * @param at when the run began: the same run notes the same again
 * @param onePlace default: domains and MX hosts are checked from different places
 * @returns whether there is something new to send
 */
export async function noteCoverage(
  sight: Sight,
  {
    store,
    at,
    policy,
    onePlace,
  }: {
    readonly store: Pick<AlertStore, 'openAlerts' | 'alert' | 'writeAlert'>;
    readonly at: number;
    readonly policy: AlertPolicy;
    readonly onePlace?: OnePlace | undefined;
  },
): Promise<boolean> {
  let isNew = false;
  const open: CoverageAlert[] = [];
  for await (const alert of store.openAlerts()) if (isCoverage(alert)) open.push(alert);
  for (const notice of sight.report()) {
    if (onePlace !== undefined && open.some(({ cause }) => explains(cause.coverage, notice))) continue;
    if (open.some(({ cause }) => isSame(cause.coverage, notice))) continue;
    const consequence = onePlace && open.find((alert) => isConsequence(alert, notice, at, onePlace));
    if (consequence !== undefined) {
      await change(store, consequence, (stored) => coverageChanged(stored, notice, { at, policy, isNews: () => true }));
      open[open.indexOf(consequence)] = { ...consequence, cause: { coverage: notice } };
      isNew = true;
      continue;
    }
    // It may be lost to another process that says the same of the same run.
    if ((await store.writeAlert(coverageAlert(notice, at, policy))) === 'written') isNew = true;
  }
  for (const alert of open) {
    const { kind, detail } = alert.cause.coverage;
    if (!sight.isOver(kind, detail)) continue;
    isNew = true;
    await change(store, alert, (stored) => coverageRestored(stored, at, policy));
  }
  return isNew;
}

/**
 * Brings the open alert about a matter up to date, where {@link noteCoverage} found it open already.
 * @param isNews whether people are alerted again
 */
export async function changeCoverage(
  notice: CoverageNotice,
  {
    store,
    at,
    policy,
    isNews,
  }: {
    readonly store: Pick<AlertStore, 'openAlerts' | 'alert' | 'writeAlert'>;
    readonly at: number;
    readonly policy: AlertPolicy;
    readonly isNews: (before: CoverageNotice) => boolean;
  },
): Promise<void> {
  for await (const alert of store.openAlerts())
    if (isCoverage(alert) && isSame(alert.cause.coverage, notice))
      await change(store, alert, (stored) => coverageChanged(stored, notice, { at, policy, isNews }));
}

type CoverageAlert = Alert & { readonly cause: { readonly coverage: CoverageNotice } };
const isCoverage = (alert: Alert): alert is CoverageAlert => 'coverage' in alert.cause;

/** Writes the alert as it is now after a change, if there is anything to change. */
async function change(
  store: Pick<AlertStore, 'alert' | 'writeAlert'>,
  { id }: Alert,
  next: (stored: Alert) => Alert | undefined,
): Promise<void> {
  await untilWritten(`The alert ${id}`, async () => {
    const stored = await orLeave(() => store.alert(id), undefined);
    const changed = stored && next(stored);
    return changed === undefined || (await store.writeAlert(changed)) === 'written' ? true : undefined;
  });
}

/** A policy host that is seen proves a network; of the resolvers, most failing is enough. */
const explains = (cause: CoverageNotice, notice: CoverageNotice): boolean =>
  CAUSES[notice.kind]?.includes(cause.kind) === true && (cause.kind === 'resolver-failing' || isTotal(cause));

/** Noted since the last run that could have noticed its cause. */
const isConsequence = (
  { openedAt, cause: { coverage } }: CoverageAlert,
  cause: CoverageNotice,
  at: number,
  { every }: OnePlace,
): boolean =>
  isTotal(coverage) && explains(cause, coverage) && at - openedAt < Math.min(every * (1 + LATE), LONGEST_TRACED);

/** Nothing at all was seen: a share would be named otherwise. */
const isTotal = ({ detail }: CoverageNotice): boolean => detail === '';

/** One alert for each kind, whatever its number; of channels, one for each. */
const isSame = (one: CoverageNotice, other: CoverageNotice): boolean =>
  one.kind === other.kind && (one.kind !== 'channel-failing' || one.detail === other.detail);
