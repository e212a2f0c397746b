import { breaksPolicy, entryOf, FINDING_KINDS, refusesMx } from '../findings';
import { failureClause } from '../findings/catalogue/failure-words';
import type { Aspect, Finding, MxHostStanding, Verdict, VerdictName } from '../model';
import { SEVERITIES } from '../model';
import { escapeHidden } from '../text/escape';
import { titleClause } from './titles';
import type { DomainView, MxView } from './views';

/**
 * What MTA-STS does for mail to a domain. Something unknown makes the verdict `unknown` only where it decides: one
 * refused MX host and one out of sight are `degraded` whatever becomes of the second.
 */
export function domainVerdict(domain: DomainView, standings: readonly MxHostStanding[]): Verdict {
  // RFC 7505 section 3: no sender delivers there, so no fault of policy or record puts mail at risk.
  if (domain.mx?.form === 'null')
    return verdict('protected', [`${domain.domain} accepts no mail (null MX), so there is no mail to protect.`]);
  const broken = domain.findings.filter(breaksPolicy);
  if (broken.length > 0)
    return verdict('unprotected', [
      ...byWeight(broken).map((finding) => `${entryOf(finding.kind).title(finding)}.`),
      ...cached(domain, standings),
    ]);
  const { policy } = domain;
  if (policy === undefined || !domain.recordKnown)
    return verdict('unknown', outOfSight(domain, ['sts-record', 'policy']));
  if (policy.mode === 'testing') return testing(domain, standings);
  if (domain.mx === undefined) return verdict('unknown', outOfSight(domain, ['mx']));
  return enforced(domain.domain, domain.mx.form, standings);
}

/** What a policy that new senders do not find still does: those that fetched it once enforce it (RFC 8461 section 5.1). */
function cached({ policy }: DomainView, standings: readonly MxHostStanding[]): readonly string[] {
  if (policy?.mode !== 'enforce') return [];
  return [
    'Senders that still hold the policy in their cache enforce it until its max_age ends.',
    ...refusing(standings).map((standing) => refusal(standing, 'is')),
  ];
}

function testing({ domain }: DomainView, standings: readonly MxHostStanding[]): Verdict {
  return verdict('testing', [
    `The policy of ${domain} is in mode testing: senders deliver whatever they find.`,
    ...refusing(standings).map((standing) => refusal(standing, 'would be')),
  ]);
}

function enforced(domain: string, form: MxView['form'], standings: readonly MxHostStanding[]): Verdict {
  if (form === 'none') return verdict('undeliverable', [`${domain} has neither an MX record nor an address.`]);
  const refused = refusing(standings).map((standing) => refusal(standing, 'is'));
  const unseen = standings.filter(({ acceptance }) => acceptance === 'unknown').map(unseenHost);
  if (standings.length > 0 && standings.every(({ acceptance }) => acceptance === 'refused'))
    return verdict('undeliverable', refused);
  if (refused.length > 0) return verdict('degraded', [...refused, ...unseen]);
  if (unseen.length > 0 || standings.length === 0)
    return verdict('unknown', unseen.length > 0 ? unseen : [`The MX hosts of ${domain} are not known yet.`]);
  return verdict('protected', [
    `The policy is enforced, and senders can deliver to ${standings.length === 1 ? 'the MX host' : `all ${standings.length} MX hosts`} under it.`,
  ]);
}

const refusing = (standings: readonly MxHostStanding[]): readonly MxHostStanding[] =>
  standings.filter(({ acceptance }) => acceptance === 'refused' || acceptance === 'partly');

function refusal({ host, covered, acceptance, findings }: MxHostStanding, verb: 'is' | 'would be'): string {
  const weighty = byWeight(findings.filter((finding) => refusesMx(finding) || finding.kind === 'mx-is-address'));
  const titles = weighty.map(titleClause);
  const causes = [...new Set([...(covered === false ? ['the policy does not cover it'] : []), ...titles])];
  // No sender gets there, whatever the mode.
  if (acceptance === 'refused' && weighty.some(({ kind }) => entryOf(kind).underPolicyOnly !== true))
    return `MX host ${host} is out of reach: ${causes.join('; ')}.`;
  const condition = verb === 'is' ? '' : ' in mode enforce';
  return `MX host ${host} ${verb} refused${acceptance === 'partly' ? ' at some of its addresses' : ''}${condition}${causes.length === 0 ? '' : `: ${causes.join('; ')}`}.`;
}

function unseenHost({ host, unknown }: MxHostStanding): string {
  const cause = unknown[0]?.cause;
  return `MX host ${host} could not be seen${cause === undefined ? '' : `: ${failureClause(cause)}`}.`;
}

const PARTS: Readonly<Partial<Record<Aspect, string>>> = {
  'sts-record': 'STS record',
  policy: 'policy',
  mx: 'MX records',
};

function outOfSight({ domain, unknown }: DomainView, aspects: readonly Aspect[]): readonly string[] {
  const seen = aspects.flatMap((aspect) => {
    const unseen = unknown.find((candidate) => candidate.aspect === aspect);
    return unseen === undefined
      ? []
      : [`The ${PARTS[aspect] ?? aspect} of ${domain} could not be seen: ${failureClause(unseen.cause)}.`];
  });
  return seen.length > 0
    ? seen
    : [`The ${aspects.map((aspect) => PARTS[aspect] ?? aspect).join(' or the ')} of ${domain} is not known yet.`];
}

/** A hostile zone has thousands of MX hosts, and reasons are stored. */
const MOST_REASONS = 10;

const verdict = (name: VerdictName, reasons: readonly string[]): Verdict => ({
  name,
  reasons: [
    ...reasons.slice(0, MOST_REASONS).map(escapeHidden),
    ...(reasons.length <= MOST_REASONS
      ? []
      : [`There are ${reasons.length - MOST_REASONS} more reasons of this kind.`]),
  ],
});

/** Gravest first, then in the order of the catalogue, whatever the order in which they were kept. */
const byWeight = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort(
    (a, b) =>
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      FINDING_KINDS.indexOf(a.kind) - FINDING_KINDS.indexOf(b.kind) ||
      (a.fingerprint < b.fingerprint ? -1 : 1),
  );
