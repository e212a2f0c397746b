import type { DomainFacts } from '../model';
import { mxMatches } from '../mta-sts/match';
import { escapeHidden } from '../text/escape';
import type { Draft } from './draft';
import type { LookFacts } from './look';
import type { BodyOf } from './policy-facts';
import { nextPolicy } from './policy-facts';

/**
 * The facts of a domain after a look: what it could not tell stays as remembered. A fact that becomes known for the
 * first time is no change.
 * @param at when the look began, milliseconds since the epoch
 */
export function nextDomainFacts(
  previous: DomainFacts,
  look: LookFacts,
  at: number,
  bodyOf: BodyOf,
  draft: Draft,
): DomainFacts {
  const stsRecord = nextStsRecord(previous, look, draft);
  const policy = nextPolicy(previous, look, at, bodyOf, draft);
  const tlsRpt = nextTlsRpt(previous, look, draft);
  const mx = nextMx(previous, look, draft);
  const mxDnssec = nextMxDnssec(previous, look, draft);
  const facts = {
    ...(stsRecord !== undefined && { stsRecord }),
    ...(policy !== undefined && { policy }),
    ...(tlsRpt !== undefined && { tlsRpt }),
    ...(mx !== undefined && { mx }),
    ...(mxDnssec !== undefined && { mxDnssec }),
  };
  const uncovered = uncoveredHosts(facts);
  tellUncovered(previous.uncovered, uncovered, facts, draft);
  return { ...facts, ...(uncovered !== undefined && { uncovered }) };
}

function nextStsRecord(
  { stsRecord: before, policy }: DomainFacts,
  { stsRecord: now }: LookFacts,
  draft: Draft,
): DomainFacts['stsRecord'] {
  if (now === undefined) return before;
  if (before === undefined) return now;
  if (before === null && now !== null) draft.drift('sts-record-appeared', { before: null, after: now.text });
  if (before !== null && now === null)
    draft.drift('sts-record-vanished', {
      before: before.text,
      after: null,
      ...(policy?.mode !== undefined && { policyMode: policy.mode }),
    });
  if (before && now && before.id !== now.id)
    draft.drift('sts-record-id-changed', { before: before.id ?? before.text, after: now.id ?? now.text });
  return now;
}

function nextTlsRpt({ tlsRpt: before }: DomainFacts, { tlsRpt: now }: LookFacts, draft: Draft): DomainFacts['tlsRpt'] {
  if (now === undefined) return before;
  if (before !== undefined && before !== now) draft.drift('tlsrpt-changed', { before, after: now });
  return now;
}

function nextMx({ mx: before }: DomainFacts, { mx: now }: LookFacts, draft: Draft): DomainFacts['mx'] {
  if (now === undefined) return before;
  const change = { before: mxText(before), after: mxText(now) };
  if (before !== undefined && change.before !== change.after) draft.drift('mx-set-changed', change);
  return now;
}

function nextMxDnssec(
  { mxDnssec: before }: DomainFacts,
  { mxDnssec: now }: LookFacts,
  draft: Draft,
): DomainFacts['mxDnssec'] {
  if (now === undefined) return before;
  if (before !== undefined && before !== now) draft.drift('mx-dnssec-changed', { before, after: now });
  return now;
}

/** `10 mx1.example.com, 20 mx2.example.com`; the null MX, the implicit one and none in words. */
function mxText(mx: DomainFacts['mx']): string | null {
  if (mx === undefined || mx.form === 'none') return null;
  if (mx.form === 'implicit') return 'the domain itself (implicit MX)';
  return mx.form === 'null'
    ? '. (null MX)'
    : mx.records.map(({ preference, exchange }) => `${preference} ${escapeHidden(exchange)}`).join(', ');
}

/** MX names that no pattern of the remembered policy matches; undefined when that cannot be told. */
function uncoveredHosts({ mx, policy }: Pick<DomainFacts, 'mx' | 'policy'>): readonly string[] | undefined {
  if (mx === undefined || policy === undefined) return undefined;
  if (policy?.mode === undefined || policy.mode === 'none') return [];
  const names =
    mx.form === 'mx'
      ? [...new Set(mx.records.map(({ exchange }) => exchange))].filter((exchange) => exchange !== '')
      : [];
  return names.filter((name) => !policy.mx.some((pattern) => mxMatches(pattern, name)));
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
