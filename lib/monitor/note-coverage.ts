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

/**
 * A place that reaches no policy host at all has no network, and the MX hosts are out of reach for that reason. The run
 * over domains notices it first.
 */
const CONSEQUENCES: Partial<Readonly<Record<CoverageNotice['kind'], CoverageNotice['kind']>>> = {
  'vantage-blocked': 'https-blocked',
};

/**
 * Tells once, at the end of a run, what the place could not see, and once that it is over.
 * @param at when the run began: the same run tells the same again
 * @param isOnePlace whether domains and MX hosts are checked from the same machine, so that one cause is one alert
 * @returns whether there is something new to send
 */
export async function noteCoverage(
  store: Pick<AlertStore, 'openAlerts' | 'alert' | 'writeAlert'>,
  sight: Sight,
  at: number,
  policy: AlertPolicy,
  isOnePlace = false,
): Promise<boolean> {
  let isNew = false;
  const open: Alert[] = [];
  for await (const alert of store.openAlerts()) if ('coverage' in alert.cause) open.push(alert);
  const isConsequence = ({ kind }: CoverageNotice): boolean =>
    isOnePlace &&
    open.some(
      ({ cause }) => 'coverage' in cause && cause.coverage.kind === CONSEQUENCES[kind] && isTotal(cause.coverage),
    );
  for (const notice of sight.report()) {
    if (isConsequence(notice)) continue;
    if (open.some(({ cause }) => 'coverage' in cause && isSame(cause.coverage, notice))) continue;
    // It may be lost to another process that says the same of the same run.
    if ((await store.writeAlert(coverageAlert(notice, at, policy))) === 'written') isNew = true;
  }
  for (const alert of open) {
    const { cause } = alert;
    if (!('coverage' in cause) || !sight.isOver(cause.coverage.kind, cause.coverage.detail)) continue;
    isNew = true;
    await untilWritten(`The alert ${alert.id}`, async () => {
      const stored = await orLeave(() => store.alert(alert.id), undefined);
      const next = stored && coverageRestored(stored, at, policy);
      return next === undefined || (await store.writeAlert(next)) === 'written' ? true : undefined;
    });
  }
  return isNew;
}

/**
 * Brings the open alert about a matter up to date, where {@link noteCoverage} found it open already.
 * @param isNews whether people are alerted again
 */
export async function changeCoverage(
  store: Pick<AlertStore, 'openAlerts' | 'alert' | 'writeAlert'>,
  notice: CoverageNotice,
  at: number,
  policy: AlertPolicy,
  isNews: (before: CoverageNotice) => boolean,
): Promise<void> {
  for await (const { id, cause } of store.openAlerts()) {
    if (!('coverage' in cause) || !isSame(cause.coverage, notice)) continue;
    await untilWritten(`The alert ${id}`, async () => {
      const stored = await orLeave(() => store.alert(id), undefined);
      const next = stored && coverageChanged(stored, notice, at, policy, isNews);
      return next === undefined || (await store.writeAlert(next)) === 'written' ? true : undefined;
    });
  }
}

/** Nothing at all was seen: a share would be named otherwise. */
const isTotal = ({ detail }: CoverageNotice): boolean => detail === '';

/** One alert for each kind, whatever its number; of channels, one for each. */
const isSame = (one: CoverageNotice, other: CoverageNotice): boolean =>
  one.kind === other.kind && (one.kind !== 'channel-failing' || one.detail === other.detail);
