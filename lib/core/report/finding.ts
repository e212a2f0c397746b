import { describeFinding, refusesMx, severityForDomain } from '../findings';
import type { Finding, Severity, TriedEvidence, Tries, VerdictName } from '../model';
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
  readonly deliveredByExchangeOnline: ReadonlyMap<string, string>;
}

/** What closes the last MX host to senders that enforce is graver than the same fault beside a host that is left. */
export function severityFor(finding: Finding, { domain, verdict, mode, mxDnssec }: ForDomain): Severity {
  if (isForDomain(finding, { domain, mxDnssec })) return 'info';
  return verdict === 'undeliverable' && refusesMx(finding) ? 'critical' : severityForDomain(finding, mode, mxDnssec);
}

/** How often the check tried, or nothing. */
export const triesPart = (tries: Tries | undefined): Pick<DomainReport['findings'][number], 'tries'> =>
  tries === undefined ? {} : { tries: { count: tries.count, seconds: Math.round(tries.overMs / 1_000) } };

/** A finding in words, as it is for the domain if one is given; `now` in milliseconds since the epoch. */
export function findingPart(
  finding: Finding,
  severity: Severity,
  now: number,
  domain?: ForDomain,
): DomainReport['findings'][number] {
  const { title, because, why, fix, fixSteps, evidence, mail, senders, resultType, references } = describeFinding(
    finding,
    now,
    domain && {
      mode: domain.mode,
      mxDnssec: domain.mxDnssec,
      isForDomain: isForDomain(finding, domain),
      deliveredByExchangeOnline: domain.deliveredByExchangeOnline,
    },
  );
  const { kind, subject, fingerprint } = finding;
  const { tries } = finding.evidence as TriedEvidence;
  return {
    kind,
    severity,
    subject,
    fingerprint,
    title,
    because,
    why,
    fix,
    fixSteps: [...fixSteps],
    evidence: evidence.map(([name, value]) => ({ name, value })),
    details: { ...finding.evidence },
    ...triesPart(tries),
    mail,
    senders: { ...senders },
    resultType,
    references: references.map(({ text, url }) => ({ text, url })),
  };
}
