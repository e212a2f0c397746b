import type { Alert, CoverageNotice, Impact } from '../model';
import { settled } from './acknowledge';
import { notice } from './notices';
import type { AlertPolicy } from './policy';

const NOBODY: Impact = { domains: 0, sample: [], enforcing: 0, undeliverable: 0 };

/** The id of the alert about what cannot be seen, from the run that noticed it first. */
const coverageAlertId = (kind: CoverageNotice['kind'], openedAt: number): string => `coverage/${kind}@${openedAt}`;

/** An alert about a fault of the looks: told once whatever its severity, because all else depends on it. */
export function coverageAlert(coverage: CoverageNotice, openedAt: number, policy: AlertPolicy): Alert {
  const id = coverageAlertId(coverage.kind, openedAt);
  const severity = coverage.kind === 'mx-not-observed' ? 'info' : 'warning';
  return {
    id,
    version: 1,
    status: 'open',
    severity,
    worst: severity,
    openedAt,
    cause: { coverage },
    impact: NOBODY,
    notices: [notice(`${id}#opened`, 'coverage', openedAt, policy)],
  };
}

/** The alert when all can be seen again; undefined when it is over already. */
export function coverageRestored(alert: Alert, at: number, policy: AlertPolicy): Alert | undefined {
  if (alert.status !== 'open') return undefined;
  return {
    ...settled(alert, at),
    version: alert.version + 1,
    status: 'resolved',
    resolvedAt: at,
    notices: [...alert.notices, notice(`${alert.id}#resolved`, 'resolved', at, policy)],
  };
}
