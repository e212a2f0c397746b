import type { Aspect, DomainFacts, FindingKind, MonitorEvent, TargetState } from '../model';
import { isAway, nextAddresses } from './addresses';
import { alternatingPolicy, alternatingRecords, returnedAspects } from './alternations';
import { nextCertificates } from './certificates';
import { nextDomainFacts } from './domain-facts';
import { Draft } from './draft';
import { nextFindings } from './findings';
import type { Look, LookFacts } from './look';
import type { DiffOptions } from './options';
import { isPolicyAddressAway, nextPolicyHost } from './policy-addresses';
import type { BodyOf } from './policy-facts';
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
  look: Look,
  options: DiffOptions,
  bodyOf: BodyOf = () => undefined,
): Transition {
  if (previous !== undefined && look.observedAt <= previous.observedAt) return { outcome: 'late' };
  const remembered = previous === undefined || previous.retiredAt !== undefined ? undefined : previous;
  const draft = new Draft(look.target, look.observedAt, remembered === undefined);
  if (remembered === undefined) draft.add('target-added', { before: null, after: look.target.name });
  const remembers = afterLook(remembered, look, options, bodyOf, draft);
  if (remembered !== undefined && same(remembers, remembered)) return { outcome: 'unchanged' };
  const events = draft.finish();
  const outbox = [...(previous?.outbox ?? []), ...events];
  return {
    outcome: 'changed',
    state: { ...remembers, version: (previous?.version ?? 0) + 1, observedAt: look.observedAt, outbox },
    events,
  };
}

/** The state with all that it remembers as of this look; version, time and outbox are still those of before. */
function afterLook(
  previous: TargetState | undefined,
  look: Look,
  options: DiffOptions,
  bodyOf: BodyOf,
  draft: Draft,
): TargetState {
  const before = previous ?? {
    target: look.target,
    version: 0,
    observedAt: 0,
    facts: {},
    certificates: {},
    findings: {},
    unknown: [],
    outbox: [],
  };
  const isUnknown = (aspect: Aspect): boolean =>
    look.unknown.has(aspect) ||
    ((aspect.startsWith('smtp:') || aspect === 'tlsa') && look.unknown.has('addresses')) ||
    (aspect.startsWith('policy:') && look.unknown.has('policy')) ||
    isAway(aspect, before.facts, look.facts, options.clearLooks.served) ||
    isPolicyAddressAway(aspect, before.facts, look.facts, options.clearLooks.served);
  const turns = nextTurns(before.facts, look.facts, look.observedAt, options);
  const { streaks, matured } = nextUnknowns(before, look, options);
  const findings = nextFindings(
    before.findings,
    {
      at: look.observedAt,
      seen: [...look.judgement.findings, ...alternatingRecords(before, look, turns, options)],
      // Several checks have shown it by now.
      matured: [
        ...matured,
        ...alternatingPolicy(look, turns, options).map((finding) => ({ finding, since: look.observedAt })),
      ],
      isUnknown,
      isDisproved: ({ kind }) => ABOUT_NO_RECORD.has(kind) && !isUnknown('sts-record') && hasStsRecord(look),
      returned: returnedAspects(turns),
      certificates: before.certificates,
      isFirstByRules: isFirstByRules(previous),
    },
    options,
    draft,
  );
  const addresses = nextAddresses(before.facts, look.facts, options.windowLooks, draft);
  const pending = Object.values(findings).some(
    ({ status, finding }) => status === 'pending' && finding.aspects.some(isWayToPolicy),
  );
  const facts =
    look.target.type === 'domain'
      ? {
          ...nextDomainFacts(
            before.facts,
            withoutChance(look.facts, pending),
            turns,
            look.observedAt,
            options,
            bodyOf,
            draft,
          ),
          ...policyHostFacts(before, look.facts, findings, options),
        }
      : { ...addresses, ...cname(before, look.facts), ...nextTlsa(before.facts, look.facts, turns, draft) };
  tellCertificateWithoutTlsa(before, look, draft);
  const certificates = nextCertificates(
    before.certificates,
    look,
    addresses.addresses ?? undefined,
    { windowLooks: options.windowLooks, knowsAll: before.facts.policyHost !== undefined },
    draft,
  );
  return {
    ...before,
    judgedBy: RULES,
    facts: { ...facts, ...nextLately(before.facts.lately, turns) },
    certificates,
    findings,
    unknown: streaks,
  };
}

/** Why a record is missed hangs on the policy as well. That one is there ends them even while the policy host is down. */
const ABOUT_NO_RECORD: ReadonlySet<FindingKind> = new Set(['sts-record-missing', 'mta-sts-not-used']);
const hasStsRecord = ({ facts: { stsRecord } }: Look): boolean => stsRecord !== undefined && stsRecord !== null;

const isWayToPolicy = (aspect: Aspect): boolean => aspect === 'policy' || aspect.startsWith('policy:');

function policyHostFacts(
  { facts }: TargetState,
  look: LookFacts,
  findings: TargetState['findings'],
  { clearLooks }: DiffOptions,
): Pick<DomainFacts, 'policyHost'> {
  const policyHost = nextPolicyHost(facts, look, findings, clearLooks.served);
  return policyHost === undefined ? {} : { policyHost };
}

/** A policy that was not served counts as not seen while the finding about that waits for confirmation. */
function withoutChance(facts: LookFacts, pending: boolean): LookFacts {
  const { policy, ...rest } = facts;
  return policy?.state === 'not-served' && pending ? rest : facts;
}

function cname({ facts }: TargetState, look: LookFacts): Pick<LookFacts, 'cname'> {
  const known = look.cname === undefined ? facts.cname : look.cname;
  return known === undefined ? {} : { cname: known };
}
