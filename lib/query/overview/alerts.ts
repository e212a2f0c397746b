import { describeAlert } from '../../core/alerting';
import type { Alert, Severity } from '../../core/model';
import { SEVERITIES } from '../../core/model';
import { silencesAround } from '../../monitor/silences';
import { alertResource, byGravity } from '../alerts/resource';
import type { QueryStore } from '../dependencies';
import { publicId } from '../ids';
import type { OverviewResource } from '../resources';
import { iso } from '../time';

const MOST_SHOWN = 20;

/** What is open: of the targets, and of the looks themselves. */
export async function openAlerts(
  store: Pick<QueryStore, 'openAlerts' | 'silencesNotOver'>,
  now: number,
): Promise<{ readonly alerts: OverviewResource['alerts']; readonly notices: OverviewResource['coverage']['notices'] }> {
  const open: Alert[] = [];
  for await (const alert of store.openAlerts()) open.push(alert);
  const bySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  for (const { severity } of open) bySeverity[severity] += 1;
  open.sort(byGravity);
  const silences = await silencesAround(store, now);
  return {
    alerts: {
      open: open.length,
      bySeverity,
      gravest: open.slice(0, MOST_SHOWN).map((alert) => alertResource(alert, silences, now)),
    },
    notices: open.filter(({ cause }) => 'coverage' in cause).map((alert) => coverageNotice(alert, now)),
  };
}

function coverageNotice(alert: Alert, now: number): OverviewResource['coverage']['notices'][number] {
  const { kind, headline, fix, fixSteps = [] } = describeAlert(alert, now);
  return { kind, alertId: publicId(alert.id), since: iso(alert.openedAt), headline, fix, fixSteps: [...fixSteps] };
}
