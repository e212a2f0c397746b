import {
  breaksPolicy,
  breaksPolicyInPart,
  entryOf,
  FINDING_KINDS,
  keepsFromConnecting,
  reachOf,
  refusesMx,
  refusesMxToSome,
} from '../findings';
import { failureClause, sessionClause } from '../findings/catalogue/failure-words';
import { policyAt } from '../findings/catalogue/policy-host';
import type { Aspect, Finding, MxHostStanding, Verdict, VerdictName } from '../model';
import { SEVERITIES } from '../model';
import { escapeHidden } from '../text/escape';
import { isNotChecked } from './not-checked';
import { titleClause } from './titles';
import type { DomainView, MxView } from './views';

/**
 * What MTA-STS does for mail to a domain. Something unknown makes the verdict `unknown` only where it decides: one
 * rejected MX host and one that was not checked are `degraded` whatever the check of the second would show, and
 * perhaps worse, which the first reason says. Where nothing but the place that the checks run from is in the way of an
 * MX host, it is `mx-not-checked`; a host that did not answer makes it `unknown`.
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
  if (policy === undefined && domain.recordAbsent === true)
    return verdict('unprotected', [
      `${domain.domain} has no STS record, so senders fetch no policy.`,
      ...(domain.unknown.some(({ aspect }) => aspect === 'policy') ? outOfSight(domain, ['policy']) : []),
    ]);
  if (policy === undefined || !domain.recordKnown)
    return verdict('unknown', outOfSight(domain, ['sts-record', 'policy']));
  if (policy.mode === 'testing') return testing(domain, standings);
  if (domain.mx === undefined) return verdict('unknown', outOfSight(domain, ['mx']));
  return enforced(domain, domain.mx.form, standings);
}

/** What a policy that new senders do not find still does: those that fetched it once enforce it (RFC 8461 section 5.1). */
function cached({ policy }: DomainView, standings: readonly MxHostStanding[]): readonly string[] {
  if (policy?.mode !== 'enforce') return [];
  return [
    'Senders with a cached policy enforce it until max_age expires.',
    ...refusing(standings).map((standing) => refusal(standing, 'is')),
  ];
}

function testing({ domain }: DomainView, standings: readonly MxHostStanding[]): Verdict {
  return verdict('testing', [
    `The policy of ${domain} is in testing mode: senders report failures but still deliver.`,
    ...refusing(standings).map((standing) => refusal(standing, 'would be')),
  ]);
}

function enforced(view: DomainView, form: MxView['form'], standings: readonly MxHostStanding[]): Verdict {
  const { domain } = view;
  if (form === 'none') return verdict('undeliverable', [`${domain} has neither an MX record nor an address.`]);
  const hidden = byWeight(view.findings.filter(breaksPolicyInPart)).map(hiddenInPart);
  const refused = refusing(standings).map((standing) => refusal(standing, 'is'));
  const unknown = standings.filter(({ acceptance }) => acceptance === 'unknown');
  const unseen = unknown.map(unseenHost);
  if (standings.length > 0 && standings.every(({ acceptance }) => acceptance === 'refused'))
    return verdict('undeliverable', [...refused, ...standings.flatMap(acceptedByExchangeOnline)]);
  const failing = [...refused, ...standings.flatMap(refusedByExchangeOnline), ...hidden];
  if (failing.length > 0)
    return verdict('degraded', [...(unseen.length > 0 ? atLeast(standings) : []), ...failing, ...unseen]);
  if (unknown.length > 0 && unknown.every(isNotChecked))
    return verdict('mx-not-checked', [policyAlone(unknown.length, standings.length), ...unseen]);
  if (unseen.length > 0 || standings.length === 0)
    return verdict('unknown', unseen.length > 0 ? unseen : [`The MX hosts of ${domain} are not known yet.`]);
  return verdict('protected', [
    `The policy is enforced and ${allHosts(standings.length)} ${standings.length === 1 ? 'passes' : 'pass'}.`,
  ]);
}

const refusing = (standings: readonly MxHostStanding[]): readonly MxHostStanding[] =>
  standings.filter(({ acceptance }) => acceptance === 'refused' || acceptance === 'partly');

/** The hosts that were not checked may fail too. */
function atLeast(standings: readonly MxHostStanding[]): readonly string[] {
  const bad = refusing(standings);
  if (bad.length === 0) return [];
  const inPart = bad.every(({ acceptance }) => acceptance === 'partly') ? ' in part' : '';
  const unseen = standings.filter(({ acceptance }) => acceptance === 'unknown').length;
  return [
    `At least ${numeral(bad.length)} of ${numeral(standings.length)} MX hosts ${bad.length === 1 ? 'is' : 'are'} rejected${inPart}; ${numeral(unseen)} could not be checked.`,
  ];
}

function refusal(standing: MxHostStanding, verb: 'is' | 'would be'): string {
  const { host, covered, acceptance, findings } = standing;
  const weighty = byWeight(
    findings.filter(
      (finding) => refusesMx(finding) || refusesMxToSome(finding) || entryOf(finding.kind).undeliverable === 'host',
    ),
  );
  const causes = [
    ...new Set([...(covered === false ? ['the policy does not cover it'] : []), ...weighty.map(causeClause)]),
  ];
  // No sender gets there, whatever the mode.
  if (acceptance === 'refused' && weighty.some(({ kind }) => entryOf(kind).underPolicyOnly !== true))
    return `MX host ${host} is out of reach: ${causes.join('; ')}.`;
  const condition = verb === 'is' ? '' : ' in enforce mode';
  return `MX host ${host} ${verb} rejected${acceptance === 'partly' ? inPart(weighty) : ''}${condition}${causes.length === 0 ? '' : `: ${causes.join('; ')}`}.`;
}

const inPart = (weighty: readonly Finding[]): string =>
  weighty.some(refusesMx) ? ' at some of its addresses' : ' by some senders';

/** A finding that only some senders act on says which senders. */
const causeClause = (finding: Finding): string =>
  reachOf(finding) === 'some-senders' ? entryOf(finding.kind).because(finding, 0) : titleClause(finding);

function refusedByExchangeOnline({ host, acceptance, exchangeOnline }: MxHostStanding): readonly string[] {
  if (exchangeOnline === undefined || acceptance === 'refused' || acceptance === 'unknown') return [];
  const { target, covered, named, acceptance: there } = exchangeOnline;
  if (covered && named !== false) return [];
  const lacking = covered
    ? 'the certificate does not name'
    : named === false
      ? 'neither names'
      : 'the policy does not list';
  return [
    `Exchange Online rejects MX host ${host}${there === 'partly' ? ' at some of its addresses' : ''}: it matches policy and certificate against ${target}, the final host of the CNAME, which ${lacking}.`,
  ];
}

/** Senders that follow RFC 8461 reject the host, but Exchange Online delivers. */
const acceptedByExchangeOnline = ({ host, acceptance, exchangeOnline }: MxHostStanding): readonly string[] =>
  acceptance === 'refused' && exchangeOnline?.acceptance === 'accepted'
    ? [
        `Exchange Online still delivers to MX host ${host}: it matches policy and certificate against ${exchangeOnline.target}, the final host of the CNAME.`,
      ]
    : [];

/** Not all senders find the policy, or not at all addresses of the policy host. */
function hiddenInPart(finding: Finding): string {
  const entry = entryOf(finding.kind);
  if (finding.kind === 'policy-differs')
    return `${entry.title(finding)}: ${finding.evidence.policies.map(policyAt).join(', ')}.`;
  if (reachOf(finding) === 'some-senders') return `Some senders find no usable policy: ${entry.because(finding, 0)}.`;
  return keepsFromConnecting(finding)
    ? `${entry.title(finding)}: senders that try this address first lose time, and find no policy if none is left.`
    : `${entry.title(finding)}: senders that connect there find no usable policy.`;
}

/** A TLS failure that leaves a host unknown is one after the handshake: a failed handshake is a finding at once. */
function unseenHost({ host, unknown }: MxHostStanding): string {
  const { cause } = unknown.find((one) => one.cause !== 'not-observed') ?? unknown[0] ?? {};
  return `MX host ${host} could not be checked${cause === undefined ? '' : `: ${sessionClause(cause)}`}.`;
}

const NUMERALS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const numeral = (number: number): string => NUMERALS[number] ?? String(number);

const policyAlone = (notChecked: number, all: number): string =>
  `The policy is published and valid; ${
    notChecked === all
      ? `${noHost(all)} checked`
      : `${numeral(notChecked)} of ${numeral(all)} MX hosts ${notChecked === 1 ? 'was' : 'were'} not checked`
  }.`;

const noHost = (all: number): string =>
  all === 1 ? 'the MX host was not' : all === 2 ? 'neither MX host was' : `none of the ${all} MX hosts was`;

const allHosts = (number: number): string =>
  number === 1 ? 'the MX host' : number === 2 ? 'both MX hosts' : `all ${number} MX hosts`;

const PARTS = {
  'sts-record': 'STS record',
  policy: 'policy',
  mx: 'MX records',
} as const satisfies Partial<Record<Aspect, string>>;

function outOfSight({ domain, unknown }: DomainView, aspects: readonly (keyof typeof PARTS)[]): readonly string[] {
  const seen = aspects.flatMap((aspect) => {
    const unseen = unknown.find((candidate) => candidate.aspect === aspect);
    return unseen === undefined
      ? []
      : [`The ${PARTS[aspect]} of ${domain} could not be checked: ${failureClause(unseen.cause)}.`];
  });
  if (seen.length > 0) return seen;
  const parts = aspects.map((aspect) => PARTS[aspect]).join(' or the ');
  return [`The ${parts} of ${domain} ${aspects.includes('mx') ? 'are' : 'is'} not known yet.`];
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
