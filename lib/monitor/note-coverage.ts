import type { AlertPolicy } from '../core/alerting';
import { coverageAlert, coverageRestored } from '../core/alerting';
import type { Alert, CoverageNotice } from '../core/model';
import type { AlertStore } from './ports';
import { orLeave } from './or-leave';
import { untilWritten } from './retry';

/** What could not be seen, and what can be seen again: of a run, or of the agents. */
export interface Sight {
  report(): readonly CoverageNotice[];
  isOver(kind: CoverageNotice['kind']): boolean;
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
 */
export async function noteCoverage(
  store: Pick<AlertStore, 'openAlerts' | 'alert' | 'writeAlert'>,
  sight: Sight,
  at: number,
  policy: AlertPolicy,
  isOnePlace = false,
): Promise<void> {
  const open: Alert[] = [];
  for await (const alert of store.openAlerts()) if ('coverage' in alert.cause) open.push(alert);
  const kindOf = ({ cause }: Alert): CoverageNotice['kind'] | undefined =>
    'coverage' in cause ? cause.coverage.kind : undefined;
  const isConsequence = ({ kind }: CoverageNotice): boolean =>
    isOnePlace &&
    open.some(
      ({ cause }) => 'coverage' in cause && cause.coverage.kind === CONSEQUENCES[kind] && isTotal(cause.coverage),
    );
  for (const notice of sight.report()) {
    if (isConsequence(notice)) continue;
    // Lost to another process that tells the same of the same run.
    if (!open.some((alert) => kindOf(alert) === notice.kind)) await store.writeAlert(coverageAlert(notice, at, policy));
  }
  for (const alert of open) {
    const kind = kindOf(alert);
    if (kind === undefined || !sight.isOver(kind)) continue;
    await untilWritten(`The alert ${alert.id}`, async () => {
      const stored = await orLeave(() => store.alert(alert.id), undefined);
      const next = stored && coverageRestored(stored, at, policy);
      return next === undefined || (await store.writeAlert(next)) === 'written' ? true : undefined;
    });
  }
}

/** Nothing at all was seen: a share would be named otherwise. */
const isTotal = ({ detail }: CoverageNotice): boolean => detail === '';
