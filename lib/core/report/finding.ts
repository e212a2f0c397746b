import { describeFinding, refusesMx, severityForDomain } from '../findings';
import type { Finding, Severity, VerdictName } from '../model';
import { isForDomain } from '../verdict';
import type { DomainView } from '../verdict';
import type { DomainReport } from './schema';

/** The domain that a finding, its own or one of an MX host, is weighed for. */
export interface ForDomain {
  readonly domain: string;
  readonly verdict: VerdictName;
  /** Of its policy; null when it has none that can be used, undefined when that is not known. */
  readonly mode: string | null | undefined;
  readonly mxDnssec: DomainView['mxDnssec'];
}

/** What closes the last MX host to senders that enforce is graver than the same fault beside a host that is left. */
export function severityFor(finding: Finding, { domain, verdict, mode, mxDnssec }: ForDomain): Severity {
  if (isForDomain(finding, { domain, mxDnssec })) return 'info';
  return verdict === 'undeliverable' && refusesMx(finding) ? 'critical' : severityForDomain(finding, mode, mxDnssec);
}

/** A finding in words; `now` in milliseconds since the epoch. */
export function findingPart(finding: Finding, severity: Severity, now: number): DomainReport['findings'][number] {
  const { title, because, why, fix, evidence, mail, senders, resultType, references } = describeFinding(finding, now);
  const { kind, subject, fingerprint } = finding;
  return {
    kind,
    severity,
    subject,
    fingerprint,
    title,
    because,
    why,
    fix,
    evidence: evidence.map(([name, value]) => ({ name, value })),
    details: { ...finding.evidence },
    mail,
    senders: { ...senders },
    resultType,
    references: references.map(({ text, url }) => ({ text, url })),
  };
}
