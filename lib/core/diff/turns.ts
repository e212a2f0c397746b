import type { DomainFacts, DomainLately, Lately, MxHostLately, TargetState } from '../model';
import { policyMeaning } from '../mta-sts/meaning';
import type { Meaning } from '../text/meaning';
import type { Found, LatelyOptions, Turn } from './lately';
import { nextTurn } from './lately';
import type { CheckFacts } from './check';
import { mxMeaning, stsRecordMeaning, tlsaMeaning, tlsRptMeaning } from './meaning';
import type { DiffOptions } from './options';
import { servedPolicyFacts } from './policy-served';

/** The fact that a memory is of. */
type FactOf<L> = L extends Lately<infer Fact> ? Fact : never;

/** What a check does to the memory of each published value that it could see, and that was known before. */
export type Turns = {
  readonly [Name in keyof (DomainLately & MxHostLately)]?: Turn<
    FactOf<NonNullable<(DomainLately & MxHostLately)[Name]>>
  >;
};

/** MX records of a value that is not the current one. */
const MOST_RECORDS = 30;
const MOST_PATTERNS = 20;

export function nextTurns(previous: TargetState['facts'], check: CheckFacts, at: number, options: DiffOptions): Turns {
  const within = { windowChecks: options.windowChecks, settleChecks: options.clearChecks.served };
  const turn = turnsAt(at, within);
  const { lately = {} } = previous;
  const { ttl = {} } = check;
  const served = check.policy?.state === 'served' ? check.policy : undefined;
  const isPublished = !isKnownId(previous, check);
  return {
    ...turn(
      'stsRecord',
      { previous: previous.stsRecord, now: check.stsRecord, lately: lately.stsRecord },
      stsRecordMeaning,
      { ttl: ttl.stsRecord },
    ),
    ...turn(
      'policy',
      { previous: previous.policy ?? undefined, now: served && servedPolicyFacts(served), lately: lately.policy },
      policyMeaning,
      {
        addresses: served?.addresses,
        isPublished,
        keep: (policy) => ({ ...policy, mx: policy.mx.slice(0, MOST_PATTERNS) }),
      },
    ),
    ...turn('tlsRpt', { previous: previous.tlsRpt, now: check.tlsRpt, lately: lately.tlsRpt }, tlsRptMeaning, {
      ttl: ttl.tlsRpt,
    }),
    ...turn('mx', { previous: previous.mx, now: check.mx, lately: lately.mx }, mxMeaning, {
      ttl: ttl.mx,
      keep: (mx) => ({ ...mx, records: mx.records.slice(0, MOST_RECORDS) }),
    }),
    ...turn(
      'mxDnssec',
      { previous: previous.mxDnssec, now: check.mxDnssec, lately: lately.mxDnssec },
      (value) => ({ value, usable: true }),
      {},
    ),
    ...turn('tlsa', { previous: previous.tlsa, now: check.tlsa, lately: lately.tlsa }, tlsaMeaning, { ttl: ttl.tlsa }),
  };
}

/** An id that nobody saw lately announces what is served with it: that is no accident of who answers. */
function isKnownId({ stsRecord: before, lately }: DomainFacts, { stsRecord: now }: CheckFacts): boolean {
  if (now?.id === undefined || before === undefined) return true;
  return before?.id === now.id || (lately?.stsRecord?.others.some(({ fact }) => fact?.id === now.id) ?? false);
}

/** A fact as it is remembered and as the check shows it, and its memory; undefined for what is not known. */
interface Published<Fact> {
  readonly previous: Fact | undefined;
  readonly now: Fact | undefined;
  readonly lately: Lately<Fact> | undefined;
}

type More<Fact> = { readonly [K in 'addresses' | 'ttl' | 'isPublished']?: Found<Fact>[K] | undefined } & {
  /** As much of a fact as is remembered when another is current. */
  readonly keep?: (fact: Fact) => Fact;
};

const turnsAt =
  (at: number, within: LatelyOptions) =>
  <Name extends string, Fact>(
    name: Name,
    { previous, now, lately }: Published<Fact>,
    meaningOf: (fact: Fact) => Meaning,
    { keep = (fact) => fact, addresses, ttl, isPublished }: More<Fact>,
  ): { readonly [P in Name]?: Turn<Fact> } => {
    if (previous === undefined || now === undefined) return {};
    const found = {
      ...meaningOf(now),
      fact: now,
      ...(addresses && { addresses }),
      ...(ttl !== undefined && { ttl }),
      ...(isPublished === true && { isPublished }),
    };
    const turn = nextTurn({ previous: { ...meaningOf(previous), fact: previous }, now: found, lately }, at, {
      ...within,
      keep,
    });
    return { [name]: turn } as { readonly [P in Name]?: Turn<Fact> };
  };

/** The memory after a check; what it could not see stays as remembered. */
export function nextLately(
  previous: (DomainLately & MxHostLately) | undefined,
  turns: Turns,
): { readonly lately?: DomainLately & MxHostLately } {
  const seen = Object.keys(turns) as (keyof Turns)[];
  const kept = Object.entries(previous ?? {}).filter(([name]) => !(name in turns));
  const fresh = seen.flatMap((name) => {
    const lately = turns[name]?.lately;
    return lately === undefined ? [] : [[name, lately] as const];
  });
  const entries = [...kept, ...fresh].sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? {} : { lately: Object.fromEntries(entries) };
}
