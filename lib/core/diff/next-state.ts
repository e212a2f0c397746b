import { entryOf } from '../findings';
import type { Aspect, DomainFacts, MonitorEvent, TargetState } from '../model';
import { isAt, nextVersion } from '../model';
import { isAway, nextAddresses } from './addresses';
import { alternatingPolicy, alternatingRecords, returnedAspects } from './alternations';
import { nextCertificates } from './certificates';
import { nextDomainFacts } from './domain-facts';
import type { BodyOf, Step } from './draft';
import { Draft } from './draft';
import { nextFindings } from './findings';
import type { Check, CheckFacts } from './check';
import type { DiffOptions } from './options';
import { isPolicyAddressAway, nextPolicyHost } from './policy-addresses';
import { backOften, nextRecurring, shownBy } from './recurring';
import { RULES, isFirstByRules } from './rules';
import { same } from './same';
import { nextLately, nextTurns } from './turns';
import { nextTlsa, tellCertificateWithoutTlsa } from './tlsa';
import { nextUnknowns } from './unknowns';

/** What a look does to the remembered state. `unchanged` and `late` are not written. */
export type Transition =
  | { readonly outcome: 'changed'; readonly state: TargetState; readonly events: readonly MonitorEvent[] }
  | { readonly outcome: 'unchanged' }
  | { readonly outcome: 'late' };

/**
 * The state after a look, with the events that it gave rise to at the end of its outbox. Pure: the same look on the
 * same state gives the same events with the same ids, and a look that is not newer than the state changes nothing.
 * The first look, and the first after a removal, is a baseline: it opens findings and tells no drift.
 * @param bodyOf policy bodies that were kept, for the diff
 */
export function nextState(
  previous: TargetState | undefined,
  check: Check,
  options: DiffOptions,
  bodyOf: BodyOf = () => undefined,
): Transition {
  if (previous !== undefined && check.observedAt <= previous.observedAt) return { outcome: 'late' };
  const remembered = previous === undefined || previous.retiredAt !== undefined ? undefined : previous;
  const draft = new Draft(check.target, check.observedAt, remembered === undefined);
  if (remembered === undefined) draft.add('target-added', { before: null, after: check.target.name });
  const remembers = afterCheck(remembered, check, { at: check.observedAt, options, bodyOf, draft });
  if (remembered !== undefined && same(remembers, remembered)) return { outcome: 'unchanged' };
  const events = draft.finish();
  const outbox = [...(previous?.outbox ?? []), ...events];
  return {
    outcome: 'changed',
    state: { ...remembers, version: nextVersion(previous), observedAt: check.observedAt, outbox },
    events,
  };
}

/** The state with all that it remembers as of this look; version, time and outbox are still those of before. */
function afterCheck(previous: TargetState | undefined, check: Check, step: Step): TargetState {
  const { options, draft } = step;
  const { recurring: known = {}, ...before }: TargetState = previous ?? {
    target: check.target,
    version: 0,
    observedAt: 0,
    facts: {},
    certificates: {},
    findings: {},
    unknown: [],
    outbox: [],
  };
  const isUnknown = (aspect: Aspect): boolean =>
    check.unknown.has(aspect) ||
    ((isAt('smtp', aspect) || aspect === 'tlsa') && check.unknown.has('addresses')) ||
    (isAt('policy', aspect) && check.unknown.has('policy')) ||
    isAway(aspect, before.facts, check.facts, options.clearChecks.served) ||
    isPolicyAddressAway(aspect, before.facts, check.facts, options.clearChecks.served);
  const turns = nextTurns(before.facts, check.facts, check.observedAt, options);
  const { streaks, matured, wouldBe } = nextUnknowns(before, check, options);
  const seen = [...check.judgement.findings, ...alternatingRecords(before, check, turns, options)];
  // Several checks have shown it by now.
  const lasting = [
    ...matured,
    ...alternatingPolicy(check, turns, options).map((finding) => ({ finding, since: check.observedAt })),
  ];
  const isCounted = !isFirstByRules(previous) && options.datesInDoubt !== true;
  const recurring = isCounted
    ? nextRecurring(
        before,
        known,
        shownBy([...seen, ...lasting.map(({ finding }) => finding), ...wouldBe]),
        { at: check.observedAt, isUnknown },
        options,
      )
    : known;
  const findings = nextFindings(
    before.findings,
    {
      at: check.observedAt,
      seen,
      matured: [...lasting, ...backOften(wouldBe, recurring, options)],
      recurring,
      isUnknown,
      isDisproved: ({ kind }) =>
        entryOf(kind).disprovedBy === 'sts-record' && !isUnknown('sts-record') && hasStsRecord(check),
      returned: returnedAspects(turns),
      certificates: before.certificates,
      isFirstByRules: isFirstByRules(previous),
    },
    step,
  );
  const addresses = nextAddresses(before.facts, check.facts, options.windowChecks, draft);
  const pending = Object.values(findings).some(
    ({ status, finding }) => status === 'pending' && finding.aspects.some(isWayToPolicy),
  );
  const facts =
    check.target.type === 'domain'
      ? {
          ...nextDomainFacts(before.facts, withoutChance(check.facts, pending), turns, step),
          ...policyHostFacts(before, check.facts, findings, options),
        }
      : { ...addresses, ...cname(before, check.facts), ...nextTlsa(before.facts, check.facts, turns, draft) };
  tellCertificateWithoutTlsa(before, check, draft);
  const certificates = nextCertificates(
    before.certificates,
    check,
    addresses.addresses ?? undefined,
    { windowChecks: options.windowChecks, knowsAll: before.facts.policyHost !== undefined },
    draft,
  );
  return {
    ...before,
    judgedBy: RULES,
    facts: { ...facts, ...nextLately(before.facts.lately, turns) },
    certificates,
    findings,
    unknown: streaks,
    ...(Object.keys(recurring).length > 0 && { recurring }),
  };
}

/** Why a record is missed hangs on the policy as well. That one is there ends them even while the policy host is down. */
const hasStsRecord = ({ facts: { stsRecord } }: Check): boolean => stsRecord !== undefined && stsRecord !== null;

const isWayToPolicy = (aspect: Aspect): boolean => aspect === 'policy' || isAt('policy', aspect);

function policyHostFacts(
  { facts }: TargetState,
  check: CheckFacts,
  findings: TargetState['findings'],
  { clearChecks }: DiffOptions,
): Pick<DomainFacts, 'policyHost'> {
  const policyHost = nextPolicyHost(facts, check, findings, clearChecks.served);
  return policyHost === undefined ? {} : { policyHost };
}

/** A policy that was not served counts as not seen while the finding about that waits for confirmation. */
function withoutChance(facts: CheckFacts, pending: boolean): CheckFacts {
  const { policy, ...rest } = facts;
  return policy?.state === 'not-served' && pending ? rest : facts;
}

function cname({ facts }: TargetState, check: CheckFacts): Pick<CheckFacts, 'cname'> {
  const known = check.cname === undefined ? facts.cname : check.cname;
  return known === undefined ? {} : { cname: known };
}
