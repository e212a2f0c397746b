import type { DomainFacts } from '../model';
import { mxPatternsOf } from '../mta-sts/match';
import { escapeHidden } from '../text/escape';
import type { Draft, Step } from './draft';
import type { CheckFacts } from './check';
import { mxText } from './meaning';
import { nextPolicy } from './policy-facts';
import type { Turns } from './turns';

/**
 * The facts of a domain after a look: what it could not tell stays as remembered. A fact that becomes known for the
 * first time is no change.
 */
export function nextDomainFacts(previous: DomainFacts, check: CheckFacts, turns: Turns, step: Step): DomainFacts {
  const { draft } = step;
  tellStsRecord(previous, check, turns, draft);
  const policy = nextPolicy(previous, check, turns, step);
  tellTlsRpt(check, turns, draft);
  tellMx(check, turns, draft);
  tellMxDnssec(check, turns, draft);
  const { stsRecord = previous.stsRecord, tlsRpt = previous.tlsRpt } = check;
  const { mx = previous.mx, mxDnssec = previous.mxDnssec } = check;
  const facts = {
    ...(stsRecord !== undefined && { stsRecord }),
    ...(policy !== undefined && { policy }),
    ...(tlsRpt !== undefined && { tlsRpt }),
    ...(mx !== undefined && { mx }),
    ...(mxDnssec !== undefined && { mxDnssec }),
  };
  const uncovered = uncoveredHosts(facts);
  // Which hosts are uncovered changes with every answer of servers that are not in step.
  if (turns.mx?.returned !== true && turns.policy?.returned !== true)
    tellUncovered(previous.uncovered, uncovered, facts, draft);
  return { ...facts, ...(uncovered !== undefined && { uncovered }) };
}

function tellStsRecord(
  { policy }: DomainFacts,
  { stsRecord: now }: CheckFacts,
  { stsRecord: turn }: Turns,
  draft: Draft,
): void {
  if (now === undefined || turn?.changedFrom === undefined) return;
  const before = turn.changedFrom.fact;
  if (before === null && now !== null) draft.drift('sts-record-appeared', { before: null, after: now.text });
  if (before !== null && now === null)
    draft.drift('sts-record-vanished', {
      before: before.text,
      after: null,
      ...(policy?.mode !== undefined && { policyMode: policy.mode }),
    });
  if (before && now && before.id !== now.id)
    draft.drift('sts-record-id-changed', { before: before.id ?? before.text, after: now.id ?? now.text });
}

function tellTlsRpt({ tlsRpt: now }: CheckFacts, { tlsRpt: turn }: Turns, draft: Draft): void {
  if (now !== undefined && turn?.changedFrom !== undefined)
    draft.drift('tlsrpt-changed', { before: turn.changedFrom.fact, after: now });
}

function tellMx({ mx: now }: CheckFacts, { mx: turn }: Turns, draft: Draft): void {
  if (turn?.changedFrom !== undefined)
    draft.drift('mx-set-changed', { before: mxText(turn.changedFrom.fact), after: mxText(now) });
}

function tellMxDnssec({ mxDnssec: now }: CheckFacts, { mxDnssec: turn }: Turns, draft: Draft): void {
  if (now !== undefined && turn?.changedFrom !== undefined)
    draft.drift('mx-dnssec-changed', { before: turn.changedFrom.fact, after: now });
}

/** MX names that no pattern of the remembered policy matches; undefined when that cannot be told. */
function uncoveredHosts({ mx, policy }: Pick<DomainFacts, 'mx' | 'policy'>): readonly string[] | undefined {
  if (mx === undefined || policy === undefined) return undefined;
  if (policy?.mode === undefined || policy.mode === 'none') return [];
  const names =
    mx.form === 'mx'
      ? [...new Set(mx.records.map(({ exchange }) => exchange))].filter((exchange) => exchange !== '')
      : [];
  const covering = mxPatternsOf(policy.mx);
  return names.filter((name) => !covering.some(name));
}

function tellUncovered(
  before: readonly string[] | undefined,
  now: readonly string[] | undefined,
  { policy }: DomainFacts,
  draft: Draft,
): void {
  const fresh = before === undefined ? [] : (now ?? []).filter((name) => !before.includes(name));
  if (fresh.length > 0)
    draft.drift('mx-uncovered', { before: policy?.mx.join(', ') ?? null, after: fresh.map(escapeHidden).join(', ') });
}
