import type { Lately, SeenValue } from '../model';
import type { Meaning } from '../text/meaning';

/** A fact with what it means to senders. */
export interface Valued<Fact> extends Meaning {
  readonly fact: Fact;
}

/** A fact as a check found it. */
export interface Found<Fact> extends Valued<Fact> {
  /** Where it was found, as far as known. */
  readonly addresses?: readonly string[];
  /** What is left of the answer's time to live, seconds. */
  readonly ttl?: number;
  /** It was published anew just now, whatever was there lately. */
  readonly isPublished?: boolean;
}

/** What a check does to the memory of one published value. */
export interface Turn<Fact> {
  /** Not set when nothing but the current value was seen lately. */
  readonly lately?: Lately<Fact>;
  /** The current value came back after another one. */
  readonly returned: boolean;
  /** Senders find something to act on in the current value. */
  readonly usable: boolean;
  /** The fact that people last knew, when the check shows a change from it. */
  readonly changedFrom?: { readonly fact: Fact };
}

export interface LatelyOptions {
  /** Known checks in a row that a value is remembered without being seen. */
  readonly windowChecks: number;
  /** Known checks in a row that a value must show after it came back, before that counts as a change. */
  readonly settleChecks: number;
}

/** Values remembered beside the current one. */
const MOST_OTHERS = 6;
/** So many values beside the current one within the window are no series of changes. */
const RESTLESS = 5;
const MOST_ADDRESSES = 8;

/**
 * The values seen lately after another check. A value that is new is a change, at once. One that was seen lately may
 * come from a second server that answers in turn: it is a change only when it stays. From the second return on the
 * values alternate, and nothing counts as a change.
 * @param at when the check began, milliseconds since the epoch
 * @param options `keep`: as much of a fact as is remembered when another is current
 */
export function nextTurn<Fact>(
  {
    previous,
    now,
    lately,
  }: { readonly previous: Valued<Fact>; readonly now: Found<Fact>; readonly lately: Lately<Fact> | undefined },
  at: number,
  options: LatelyOptions & { readonly keep: (fact: Fact) => Fact },
): Turn<Fact> {
  if (lately === undefined && previous.value === now.value) return { returned: false, usable: now.usable };
  const before = lately ?? { others: [], told: previous.value, returns: 0, steady: 0 };
  const switched = previous.value !== now.value;
  const isNew = switched && (now.isPublished === true || !before.others.some(({ value }) => value === now.value));
  const returned = switched && !isNew;
  const others = nextOthers(before, previous, now, options);
  if (others.length === 0) return { returned: false, usable: now.usable };
  const returns = now.isPublished === true ? 0 : before.returns + Number(returned);
  const usableReturns = nextUsableReturns(before, previous, now, { others, returned });
  const since = before.since ?? (returned || others.length >= RESTLESS ? at : undefined);
  const steady = switched ? 1 : before.steady + 1;
  const alternates = isAlternating({ others, returns });
  const settled = !switched && before.told !== now.value && steady >= options.settleChecks;
  const changedFrom =
    alternates || !(isNew || settled)
      ? undefined
      : isNew
        ? previous
        : others.find(({ value }) => value === before.told);
  const addresses = [...new Set([...(now.addresses ?? []), ...(switched ? [] : (before.addresses ?? []))])];
  const ttl = Math.max(before.ttl ?? 0, now.ttl ?? 0);
  return {
    returned,
    usable: now.usable,
    ...(changedFrom !== undefined && { changedFrom: { fact: changedFrom.fact } }),
    lately: {
      others,
      returns,
      usableReturns,
      steady: Math.min(steady, options.settleChecks),
      told: changedFrom === undefined ? before.told : now.value,
      ...(since !== undefined && { since }),
      ...(ttl > 0 && { ttl }),
      ...(addresses.length > 0 && { addresses: addresses.slice(0, MOST_ADDRESSES) }),
    },
  };
}

/** Whether servers answer in turn with different values: one came back twice, or none stays. */
const isAlternating = ({ others, returns }: Pick<Lately<unknown>, 'others' | 'returns'>): boolean =>
  returns >= 2 || others.length >= RESTLESS;

/**
 * Whether senders get usable values in turn. What is no usable value, such as an error page that comes and goes, says
 * nothing about the others: one policy before it and another after it is one change.
 */
export const alternatesUsably = ({ others, returns, usableReturns = returns }: Lately<unknown>): boolean =>
  usableReturns >= 2 || others.filter(({ usable }) => usable).length >= RESTLESS;

function nextUsableReturns<Fact>(
  before: Pick<Lately<Fact>, 'others' | 'returns' | 'usableReturns'>,
  previous: Valued<Fact>,
  now: Found<Fact>,
  { others, returned }: { readonly others: readonly SeenValue<Fact>[]; readonly returned: boolean },
): number {
  const remembered = others.filter(({ usable }) => usable).length + Number(now.usable);
  if (now.isPublished === true || remembered < 2) return 0;
  const last = [{ value: previous.value, usable: previous.usable }, ...before.others].find(({ usable }) => usable);
  const { returns, usableReturns = returns } = before;
  return usableReturns + Number(returned && now.usable && last?.value !== now.value);
}

function nextOthers<Fact>(
  before: Pick<Lately<Fact>, 'others' | 'addresses'>,
  previous: Valued<Fact>,
  now: Valued<Fact>,
  { windowChecks, keep }: LatelyOptions & { readonly keep: (fact: Fact) => Fact },
): readonly SeenValue<Fact>[] {
  const left: SeenValue<Fact> = {
    value: previous.value,
    usable: previous.usable,
    fact: keep(previous.fact),
    missedChecks: 0,
    ...(before.addresses !== undefined && { addresses: before.addresses }),
  };
  return [...(previous.value === now.value ? [] : [left]), ...before.others]
    .filter(({ value }) => value !== now.value)
    .map((seen) => ({ ...seen, missedChecks: seen.missedChecks + 1 }))
    .filter(({ missedChecks }) => missedChecks <= windowChecks)
    .slice(0, MOST_OTHERS);
}
