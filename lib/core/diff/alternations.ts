import { findingOf } from '../findings';
import type { Aspect, Finding, Target, TargetState } from '../model';
import { alternatesUsably } from './lately';
import type { Turn } from './lately';
import type { Check } from './check';
import { mxText, tlsaText } from './meaning';
import type { DiffOptions } from './options';
import { servedPolicyFacts } from './policy-served';
import type { Turns } from './turns';

/** Longer values are cut: they are for a reader. */
const LONGEST_VALUE = 300;
const MOST_PATTERNS = 20;

const ASPECTS = {
  stsRecord: ['sts-record'],
  policy: ['policy', 'policy-text'],
  tlsRpt: ['tlsrpt-record'],
  mx: ['mx'],
  mxDnssec: [],
  tlsa: ['tlsa'],
} as const satisfies { readonly [Name in keyof Turns]-?: readonly Aspect[] };

/** The parts of the target whose value came back in this check: what is not found now may be back in the next. */
export const returnedAspects = (turns: Turns): ReadonlySet<Aspect> =>
  new Set(
    (Object.keys(turns) as (keyof Turns)[]).flatMap((name) => (turns[name]?.returned === true ? ASPECTS[name] : [])),
  );

/**
 * One finding for each record of which senders get several values in turn. After a change the caches of resolvers give
 * both values until the TTL is over: it takes longer than that. Where a value is no usable record, or where a name server
 * serves an old one, another finding says so.
 */
export function alternatingRecords(previous: TargetState, check: Check, turns: Turns, options: DiffOptions): Finding[] {
  const stale = staleNames(previous, check);
  const context = { at: check.observedAt, recent: options.clearChecks.served };
  const { target, facts } = check;
  const { name } = target;
  return [
    ...valuesOf(turns.stsRecord, facts.stsRecord, (record) => record?.text, context).map((values) => ({
      owner: `_mta-sts.${name}`,
      type: 'TXT',
      values,
      aspect: 'sts-record' as const,
    })),
    ...valuesOf(turns.tlsRpt, facts.tlsRpt, (text) => text, context).map((values) => ({
      owner: `_smtp._tls.${name}`,
      type: 'TXT',
      values,
      aspect: 'tlsrpt-record' as const,
    })),
    ...valuesOf(turns.mx, facts.mx, mxText, context).map((values) => ({
      owner: name,
      type: 'MX',
      values,
      aspect: 'mx' as const,
    })),
    ...valuesOf(turns.tlsa, facts.tlsa, tlsaText, context).map((values) => ({
      owner: `_25._tcp.${facts.tlsa?.baseDomain ?? name}`,
      type: 'TLSA',
      values,
      aspect: 'tlsa' as const,
    })),
  ]
    .filter(({ owner }) => !stale.has(owner))
    .map(({ owner, type, values, aspect }) => recordFinding(target, { name: owner, type, values }, aspect));
}

/**
 * The policies that the policy host gave in turn, check after check: several servers behind one address, or one address
 * at a time. Where one check sees them at different addresses, it says so itself. An answer that is no policy is a
 * finding of its own.
 */
export function alternatingPolicy(check: Check, { policy: turn }: Turns, options: DiffOptions): readonly Finding[] {
  const now = check.facts.policy;
  if (turn?.lately === undefined || now?.state !== 'served' || !turn.usable || !alternatesUsably(turn.lately))
    return [];
  if (check.judgement.findings.some(({ kind }) => kind === 'policy-differs')) return [];
  const others = turn.lately.others.filter(({ usable }) => usable);
  if (!others.some(({ missedChecks }) => missedChecks <= options.clearChecks.served)) return [];
  const seen = [{ fact: servedPolicyFacts(now), addresses: turn.lately.addresses }, ...others];
  const policies = seen
    .map(({ fact: { mode, maxAge, mx, sha256 }, addresses = [] }) => ({
      addresses,
      ...(mode !== undefined && { mode }),
      ...(maxAge !== undefined && { maxAge }),
      mx: mx.slice(0, MOST_PATTERNS),
      sha256,
    }))
    .sort((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  return [
    findingOf({
      kind: 'policy-differs',
      subject: check.target,
      evidence: { policies, inTurn: true },
      aspects: ['policy-text'],
    }),
  ];
}

const recordFinding = (
  subject: Target,
  evidence: { readonly name: string; readonly type: string; readonly values: readonly string[] },
  aspect: Aspect,
): Finding =>
  findingOf({
    kind: subject.type === 'domain' ? 'record-alternates' : 'mx-host-record-alternates',
    subject,
    evidence,
    aspects: [aspect],
    discriminator: `${evidence.name}/${evidence.type}`,
  });

/** Names of which a name server is known to serve old records. */
const staleNames = ({ findings }: TargetState, { judgement }: Check): ReadonlySet<string> =>
  new Set(
    [...judgement.findings, ...Object.values(findings).map(({ finding }) => finding)].flatMap(({ kind, evidence }) =>
      kind === 'name-server-stale' && evidence.name !== undefined ? [evidence.name] : [],
    ),
  );

/** The usable values that alternate now, in a list of their own; none otherwise. */
function valuesOf<Fact>(
  turn: Turn<Fact> | undefined,
  now: Fact | undefined,
  textOf: (fact: Fact) => string | null | undefined,
  { at, recent }: { readonly at: number; readonly recent: number },
): readonly (readonly string[])[] {
  if (turn?.lately === undefined || now === undefined || !alternatesUsably(turn.lately)) return [];
  const { others, since = at, ttl = 0 } = turn.lately;
  const usable = others.filter((seen) => seen.usable);
  if (at - since < ttl * 1000 || !usable.some(({ missedChecks }) => missedChecks <= recent)) return [];
  const facts = [...(turn.usable ? [now] : []), ...usable.map(({ fact }) => fact)];
  const texts = facts.flatMap((fact) => textOf(fact) ?? []).map((text) => text.slice(0, LONGEST_VALUE));
  const values = [...new Set(texts)].sort();
  return values.length < 2 ? [] : [values];
}
