import { findingOf, mergeFindings } from '../findings';
import type { Aspect, Dispute, DomainObservation, Finding, MxHostObservation, Observed, Target } from '../model';
import { domainTarget, mxHostTarget } from '../model';

/** Whoever is asked, and texts from the network: both have bounds. */
const MOST_RESOLVERS = 10;
const LONGEST_ANSWER = 400;

type Answered = readonly [Aspect, Observed<{ readonly dispute?: Dispute }> | undefined];

/** Resolvers that did not say the same about a domain's names. One that was outvoted is worth knowing, and no more. */
export const domainDisputes = ({
  domain,
  stsRecord,
  tlsRptRecord,
  mx,
  domainAddresses,
  policyFetch,
}: DomainObservation): readonly Finding[] =>
  disputes('resolvers-disagree', domainTarget(domain), [
    ['sts-record', stsRecord],
    ['tlsrpt-record', tlsRptRecord],
    ['mx', mx],
    ['mx', domainAddresses],
    ['policy', policyFetch?.addresses],
  ]);

/** The same about an MX host's. */
export const mxHostDisputes = ({ host, addresses, tlsa, tlsaOfTarget }: MxHostObservation): readonly Finding[] =>
  disputes('mx-host-resolvers-disagree', mxHostTarget(host), [
    ['addresses', addresses],
    ['tlsa', tlsa],
    ['tlsa', tlsaOfTarget],
  ]);

function disputes(
  kind: 'resolvers-disagree' | 'mx-host-resolvers-disagree',
  subject: Target,
  answers: readonly Answered[],
): readonly Finding[] {
  const found = answers.flatMap(([aspect, answer]) => {
    const dispute = disputeOf(answer);
    if (dispute === undefined) return [];
    const { name, type, settled } = dispute;
    // They are asked in turn, and the same words must be the same finding.
    const said = [...dispute.said]
      .sort((a, b) => (a.resolver < b.resolver ? -1 : 1))
      .slice(0, MOST_RESOLVERS)
      .map(({ resolver, answer: words }) => ({ resolver, answer: words.slice(0, LONGEST_ANSWER) }));
    return [
      findingOf({
        kind,
        subject,
        evidence: { name, type, said },
        aspects: [aspect],
        severity: settled ? 'info' : undefined,
        discriminator: `${name}/${type}`,
      }),
    ];
  });
  return mergeFindings(found);
}

const disputeOf = (answer: Observed<{ readonly dispute?: Dispute }> | undefined): Dispute | undefined =>
  (answer?.state === 'present' ? answer.value : answer)?.dispute;
