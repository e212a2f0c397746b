import type { Change, DomainFacts, PolicyChange, PolicyFacts } from '../model';
import { policyMeaning } from '../mta-sts/meaning';
import { counts } from './confirming';
import type { BodyOf, Draft, Step } from './draft';
import type { CheckFacts } from './check';
import { policyDiff } from './policy-diff';
import type { CheckedServedPolicy as Served } from './policy-served';
import { servedPolicyFacts } from './policy-served';
import type { Turns } from './turns';

/** How hard a policy protects; one without a mode that can be read protects not at all. */
const STRENGTH: Readonly<Record<string, number>> = { enforce: 2, testing: 1 };
const strength = (mode: string | undefined): number => STRENGTH[mode ?? ''] ?? 0;

/** The policy after a look; undefined while it was never known, null when there never was one. */
export function nextPolicy(
  previous: DomainFacts,
  check: CheckFacts,
  { policy: turn, stsRecord: recordTurn }: Turns,
  { at, options, bodyOf, draft }: Step,
): DomainFacts['policy'] {
  const before = previous.policy;
  const now = check.policy;
  if (now === undefined) return before;
  if (now.state === 'not-served') {
    if (before?.reachable !== true) return before ?? null;
    draft.drift('policy-unreachable', {
      before: 'served',
      after: now.reason,
      ...(before.mode !== undefined && { policyMode: before.mode }),
    });
    return { ...before, reachable: false, lostAt: at };
  }
  if (before === null)
    draft.drift(
      'policy-appeared',
      policyChange(null, now, bodyOf, {
        mode: changed(undefined, now.mode),
        maxAge: changed(undefined, now.maxAge),
      }),
    );
  if (before?.reachable === false) draft.drift('policy-reachable-again', { before: 'not served', after: 'served' });
  const id = check.stsRecord === undefined ? previous.stsRecord?.id : check.stsRecord?.id;
  const after = servedPolicyFacts(now, id);
  if (!before) return after;
  if (turn?.changedFrom !== undefined) tellChange(turn.changedFrom.fact, now, bodyOf, draft);
  if (policyMeaning(before).value !== policyMeaning(after).value) return underOldId(before, after, at);
  // Of servers that are not in step nobody knows which id goes with which policy.
  const inStep = (turn?.lately?.returns ?? 0) === 0 && (recordTurn?.lately?.returns ?? 0) === 0;
  const mayTell = inStep && counts(before.unannounced ?? {}, at, options);
  return underSameMeaning(before, after, { now, check, inStep, mayTell }, { bodyOf, draft });
}

function tellChange(before: PolicyFacts, now: Served, bodyOf: BodyOf, draft: Draft): void {
  const mode = changed(before.mode, now.mode);
  const maxAge = changed(before.maxAge, now.maxAge);
  draft.drift('policy-body-changed', policyChange(before, now, bodyOf, { mode, maxAge }));
  if (mode && strength(before.mode) !== strength(now.mode))
    draft.drift(strength(now.mode) > strength(before.mode) ? 'policy-mode-raised' : 'policy-mode-lowered', mode);
  if (maxAge && before.maxAge !== undefined && now.maxAge !== undefined && now.maxAge < before.maxAge)
    draft.drift('policy-max-age-shortened', maxAge);
}

/** Another policy than before: whether its id is still that of the one that was published with it. */
function underOldId(before: PolicyFacts, after: PolicyFacts, at: number): PolicyFacts {
  const published = before.unannounced ?? { before: before.sha256, value: policyMeaning(before).value };
  const isPublished =
    published.value === undefined ? published.before === after.sha256 : published.value === policyMeaning(after).value;
  const sameId = before.id !== undefined && before.id === after.id;
  if (!sameId || isPublished) return after;
  const { before: sha256, value } = published;
  return {
    ...after,
    unannounced: { before: sha256, ...(value !== undefined && { value }), told: false, countedAt: at },
  };
}

function underSameMeaning(
  before: PolicyFacts,
  after: PolicyFacts,
  {
    now,
    check,
    inStep,
    mayTell,
  }: { readonly now: Served; readonly check: CheckFacts; readonly inStep: boolean; readonly mayTell: boolean },
  { bodyOf, draft }: Pick<Step, 'bodyOf' | 'draft'>,
): PolicyFacts {
  const { unannounced } = before;
  if (before.id !== undefined && after.id !== undefined && before.id !== after.id) {
    if (unannounced === undefined && inStep)
      draft.drift('policy-id-changed-same-body', { before: before.id, after: after.id });
    return after;
  }
  if (unannounced === undefined) return after;
  if (unannounced.told || check.stsRecord === undefined || !mayTell) return { ...after, unannounced };
  draft.drift('policy-changed-under-same-id', policyChange({ sha256: unannounced.before }, now, bodyOf));
  return { ...after, unannounced: { ...unannounced, told: true } };
}

const policyChange = (
  before: Pick<PolicyFacts, 'sha256'> | null,
  now: Served,
  bodyOf: BodyOf,
  { mode, maxAge }: { readonly mode?: Change | undefined; readonly maxAge?: Change | undefined } = {},
): PolicyChange => ({
  before: before?.sha256 ?? null,
  after: now.sha256,
  diff: policyDiff(before === null ? '' : bodyOf(before.sha256), now.body),
  ...(mode && { mode }),
  ...(maxAge && { maxAge }),
});

const changed = (before: string | number | undefined, after: string | number | undefined): Change | undefined =>
  before === after
    ? undefined
    : { before: before === undefined ? null : String(before), after: after === undefined ? null : String(after) };
