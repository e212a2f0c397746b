import type { Alert } from '../../core/model';
import { SEVERITIES } from '../../core/model';

/** Alerts for a person: the gravest first, then the newest. There are as many as there are root causes. */
export async function gravestFirst(alerts: AsyncIterable<Alert>): Promise<readonly Alert[]> {
  const all: Alert[] = [];
  for await (const alert of alerts) all.push(alert);
  return all.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || b.openedAt - a.openedAt);
}
