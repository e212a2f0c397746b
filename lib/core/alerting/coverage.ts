import { nextVersion } from '../model';
import type { Alert, CoverageNotice, Impact } from '../model';
import { settled } from './acknowledge';
import { notice } from './notices';
import type { AlertPolicy } from './policy';

const NOBODY: Impact = { domains: 0, sample: [], enforcing: 0, undeliverable: 0 };

/** The id of the alert about what cannot be seen, from the run that noticed it first. Two channels may fail at a time. */
const coverageAlertId = ({ kind, detail }: CoverageNotice, openedAt: number): string =>
  `coverage/${kind}${kind === 'channel-failing' ? `/${detail}` : ''}@${openedAt}`;

/** An alert about a fault of the looks: told once whatever its severity, because all else depends on it. */
export function coverageAlert(coverage: CoverageNotice, openedAt: number, policy: AlertPolicy): Alert {
  const id = coverageAlertId(coverage, openedAt);
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

/**
 * The alert about what is so now, or about the cause that explains it.
 * @param isNews whether people are alerted again; if not, it is corrected without a word
 * @returns undefined when nothing differs, or it is over
 */
export function coverageChanged(
  alert: Alert,
  coverage: CoverageNotice,
  {
    at,
    policy,
    isNews,
  }: { readonly at: number; readonly policy: AlertPolicy; readonly isNews: (before: CoverageNotice) => boolean },
): Alert | undefined {
  if (alert.status !== 'open' || !('coverage' in alert.cause)) return undefined;
  const before = alert.cause.coverage;
  const isSame = before.targets === coverage.targets && before.detail === coverage.detail;
  if (isSame && before.kind === coverage.kind) return undefined;
  const grown = isNews(before) ? [notice(`${alert.id}#grown@${at}`, 'escalated', at, policy)] : [];
  return { ...alert, version: nextVersion(alert), cause: { coverage }, notices: [...alert.notices, ...grown] };
}

/** The alert when all can be seen again; undefined when it is over already. */
export function coverageRestored(alert: Alert, at: number, policy: AlertPolicy): Alert | undefined {
  if (alert.status !== 'open') return undefined;
  return {
    ...settled(alert, at),
    version: nextVersion(alert),
    status: 'resolved',
    resolvedAt: at,
    notices: [...alert.notices, notice(`${alert.id}#resolved`, 'resolved', at, { channels: heardBy(alert, policy) })],
  };
}

/** That a channel works again is no news to the channel itself, which was not alerted about it. */
const heardBy = ({ cause, notices }: Alert, { channels }: AlertPolicy): readonly string[] =>
  'coverage' in cause && cause.coverage.kind === 'channel-failing'
    ? channels.filter((name) => notices.some((earlier) => earlier.channels.includes(name)))
    : channels;
