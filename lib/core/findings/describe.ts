import type { DnssecStatus, Finding, FixStep, Severity, TriedEvidence } from '../model';
import { fixText } from '../text/fix';
import type { EvidenceLine, MailEffect, Reference, ResultType, Senders } from './entry';
import { entryOf } from './catalogue';
import { softened } from './effective';
import type { Circumstances } from './effective';
import { reachOf } from './reach';
import { rfc } from './references';
import { filled, someSenders } from './senders';
import { line, triesInWords } from './words';

/** A finding in words. Plain text with values from the network in it, none of which begins a line: escape it where it is shown. */
export interface FindingWords {
  readonly title: string;
  readonly why: string;
  /** {@link fixSteps} as text. */
  readonly fix: string;
  readonly fixSteps: readonly FixStep[];
  /** The cause as a clause, without a capital and a full stop. */
  readonly because: string;
  readonly evidence: readonly EvidenceLine[];
  readonly references: readonly Reference[];
  readonly resultType: ResultType | null;
  readonly senders: Senders;
  readonly mail: MailEffect;
  /** Where docs/findings.md explains the kind. */
  readonly docs: string;
}

/**
 * The words of the catalogue for a finding, softened as its severity is.
 * @param now milliseconds since the epoch; makes durations and new record ids
 * @param circumstances of the domain that it is described for; none if it is for several domains or for none
 */
export function describeFinding(finding: Finding, now: number, circumstances: Circumstances = {}): FindingWords {
  const { why, references, resultType, senders, mail, ...entry } = {
    ...entryOf(finding.kind),
    ...softened(finding, circumstances),
    ...(losesReports(finding) && REPORTS_LOST),
    ...(isAtSome(finding) && (keepsFromConnecting(finding) ? NO_ONE_CONNECTS : AT_SOME)),
  };
  const tried = triesClause(finding);
  const onAndOff = returnsClause(finding);
  const fixSteps = entry.fix(finding, now);
  return {
    title: entry.title(finding),
    why,
    fix: fixText(fixSteps),
    fixSteps,
    because: [
      entry.because(finding, now),
      ...(tried === undefined ? [] : [tried]),
      ...(onAndOff === undefined ? [] : [`on and off (${onAndOff})`]),
    ].join(', '),
    evidence: [...entry.evidenceLines(finding), ...line('Tried', tried), ...line('Comes and goes', onAndOff)],
    references,
    resultType,
    senders: filled(senders, {
      ...(finding.subject.type === 'domain' && { domain: finding.subject.name }),
      ...entry.bounceValues?.(finding),
    }),
    mail,
    docs: docsAnchor(finding.kind),
  };
}

/** `at three tries in 15 s`; undefined for the result of one try. */
function triesClause({ evidence }: Finding): string | undefined {
  const { tries } = evidence as TriedEvidence;
  return tries === undefined ? undefined : triesInWords(tries);
}

/** `in 9 of the last 24 checks`; undefined for a fault that each check shows. */
const returnsClause = ({ comesAndGoes }: Finding): string | undefined =>
  comesAndGoes && `in ${comesAndGoes.there} of the last ${comesAndGoes.checks} checks`;

/** Whether it is the lookup of the TLSRPT record that fails: mail goes its way, and reports do not. */
export const losesReports = (finding: Finding): boolean => lookupOf(finding)?.startsWith('_smtp._tls.') === true;

/** The name that a failing lookup of a domain is of; undefined for other findings. */
const lookupOf = ({ kind, evidence }: Finding): string | undefined => {
  const { lookup, subject } = entryOf(kind);
  return lookup === true && subject === 'domain' && 'name' in evidence ? evidence.name : undefined;
};

const REPORTS_LOST = {
  mail: 'none',
  resultType: null,
  references: [rfc(8460, '3')],
  why: 'Senders meet the same failure, find no TLSRPT record, and send no reports. Mail is delivered as before.',
  senders: someSenders('Delivers as before and sends no reports.'),
} as const satisfies Partial<FindingWords>;

/** The anchor of a kind in docs/findings.md. */
const docsAnchor = (kind: Finding['kind']): string => `findings.md#${kind}`;

/** Whether every enforcing sender delivers nothing at the addresses of an MX host where this was found. */
export const refusesMx = (finding: Finding): boolean =>
  entryOf(finding.kind).refusesMx === true && ['all', 'some-addresses'].includes(reachOf(finding));

/** Whether it is a fault at some addresses of a policy host that serves the policy at others. */
export const isAtSome = ({ evidence }: Finding): boolean =>
  'servedAt' in evidence && evidence.servedAt !== undefined && evidence.servedAt.length > 0;

const AT_SOME = {
  mail: 'at-risk',
  why: 'Another address of the policy host serves the policy. Which address a sender connects to is chance, and at this one it does not get the policy.',
  senders: someSenders(
    'Keeps applying a cached policy. Without one it delivers as if the domain had no policy until it fetches the policy from another address.',
  ),
} as const satisfies Partial<FindingWords>;

const NO_ONE_CONNECTS = {
  mail: 'at-risk',
  // Go tries each address in order, all within one timeout (https://pkg.go.dev/net#Dial); postfix-mta-sts-resolver has
  // 4 s for the whole fetch (its defaults.py, TIMEOUT).
  why: 'Another address of the policy host serves the policy. A sender that tries this one first loses time. If none is left for another address, it does not get the policy.',
  senders: someSenders(
    'Tries another address if time is left. If not, it goes on applying a policy from its cache. Without one it delivers as if the domain had no policy until it fetches the policy from another address.',
  ),
} as const satisfies Partial<FindingWords>;

/** Likewise for some enforcing senders, while others deliver there. */
export const refusesMxToSome = (finding: Finding): boolean =>
  entryOf(finding.kind).refusesMx === true && reachOf(finding) === 'some-senders';

/** Whether a sender that uses DANE delivers nothing at the addresses of an MX host with TLSA records where this was found. */
export function refusesDane(finding: Finding): boolean {
  const { refusesDane = false, refusesMx: refuses = false, underPolicyOnly = false } = entryOf(finding.kind);
  return refusesDane || (refuses && !underPolicyOnly);
}

/** Whether it is about the policy: its host, the certificate there, or what it says. */
export const isAboutPolicy = ({ kind }: Finding): boolean =>
  ['policy-host', 'policy-certificate', 'policy'].includes(entryOf(kind).area);

/** Whether senders find no usable policy because of this. */
export const breaksPolicy = (finding: Finding): boolean => hidesPolicy(finding) && reachOf(finding) === 'all';

/**
 * Whether some senders find no usable policy because of this, or find none or another one at some addresses of the
 * policy host. An address that accepted no connection during one check, however often it tried, is out of sight and no
 * more: it counts once it has lasted over several checks.
 */
export const breaksPolicyInPart = (finding: Finding): boolean =>
  finding.kind === 'policy-differs' ||
  (hidesPolicy(finding) &&
    ['some-addresses', 'some-senders'].includes(reachOf(finding)) &&
    !(isAtSome(finding) && isUnreached(finding) && wasTriedInOneCheck(finding)));

/** Whether no connection came about at the addresses of a policy host. */
const isUnreached = ({ evidence }: Finding): boolean => 'step' in evidence && evidence.step === 'connect';

/** Whether no sender can connect there, whatever the policy host serves. */
export const keepsFromConnecting = (finding: Finding): boolean =>
  finding.kind === 'policy-host-address-not-public' || isUnreached(finding);

const wasTriedInOneCheck = ({ evidence }: Finding): boolean => (evidence as TriedEvidence).tries !== undefined;

const hidesPolicy = (finding: Finding): boolean =>
  entryOf(finding.kind).mail === 'unprotected' || isLostLookup(finding);

/** Whether people are told of it only when several checks have shown it. */
export const needsConfirmation = (finding: Finding): boolean =>
  entryOf(finding.kind).confirm === 'network' || isMeantAlone(finding);

/** Until lately such a domain was one without MTA-STS: an upgrade alerts nobody in its first check. */
const isMeantAlone = ({ evidence }: Finding): boolean => 'isUnpublished' in evidence && evidence.isUnpublished === true;

/** A lookup that lasts to fail hides the record or the policy host from senders. */
const isLostLookup = (finding: Finding): boolean => /^(_mta-sts|mta-sts)\./.test(lookupOf(finding) ?? '');

/**
 * How grave a fault of an MX host is to one domain that uses it: where nothing is enforced, a sender refuses nothing;
 * and where the MX records are known not to be signed, senders need not use DANE (RFC 7672 section 2.2.1).
 * `mode` is that of the domain's policy, null when it has no usable one, not given when that is not known.
 */
export function severityForDomain(
  finding: Finding,
  mode: string | null | undefined,
  mxDnssec?: DnssecStatus,
): Severity {
  const { mail, underPolicyOnly = false } = entryOf(finding.kind);
  if (finding.severity === 'info') return 'info';
  if (mail === 'refused-by-dane')
    return finding.subject.type === 'mx-host' && mxDnssec === 'insecure' ? 'warning' : finding.severity;
  if (mode === undefined || mode === 'enforce' || !underPolicyOnly) return finding.severity;
  return mode === 'testing' ? 'warning' : 'info';
}
