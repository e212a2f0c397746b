import { identityOf } from '../findings';
import type { Aspect, Finding, TargetState, UnknownStreak } from '../model';
import { isAt } from '../model';
import { counts } from './confirming';
import type { Check } from './check';
import type { DiffOptions } from './options';

/** What a look could not see: how long that has been so, and what it has become by that. */
export interface Unknowns {
  readonly streaks: readonly UnknownStreak[];
  /** Findings that not being seen amounts to by now, with the time since. */
  readonly matured: readonly { readonly finding: Finding; readonly since: number }[];
  /** What this check alone would amount to, from a good vantage. */
  readonly wouldBe: readonly Finding[];
}

/**
 * Not seen is no fault of the target's, until it lasts while others can be seen from here: only looks from a good
 * vantage are counted, and none matures from a bad one.
 */
export function nextUnknowns(
  previous: TargetState,
  check: Check,
  options: Pick<DiffOptions, 'confirmChecks' | 'vantageGood' | 'interval'>,
): Unknowns {
  const { confirmChecks, vantageGood } = options;
  const before = new Map(previous.unknown.map((streak) => [streak.aspect, streak]));
  const unseen = check.judgement.unknown.map((unknown) => {
    const streak = before.get(unknown.aspect);
    // An address whose turn it was not: that neither confirms nor clears.
    const isVisited = unknown.cause !== 'not-observed';
    const isGood = isVisited && vantageGood(unknown, wasSeen(previous, unknown.aspect));
    const { checks = 0, since = check.observedAt, countedAt } = streak ?? {};
    const counted =
      isGood &&
      checks < confirmChecks &&
      counts({ ...(countedAt !== undefined && { countedAt }) }, check.observedAt, options)
        ? { checks: checks + 1, countedAt: check.observedAt }
        : { checks: Math.min(checks, confirmChecks), ...(countedAt !== undefined && { countedAt }) };
    const cause = isVisited ? unknown.cause : (streak?.cause ?? unknown.cause);
    const becomes = unknown.becomes === undefined ? streak?.becomes : identityOf(unknown.becomes);
    return {
      unknown,
      isGood,
      streak: { aspect: unknown.aspect, since, ...counted, cause, ...(becomes !== undefined && { becomes }) },
    };
  });
  // Without addresses no session was tried, so what was out of sight there still is.
  const outOfReach = check.unknown.has('addresses')
    ? previous.unknown.filter(({ aspect }) => isAt('smtp', aspect) && !check.unknown.has(aspect))
    : [];
  // An address of the policy host that had no turn is as far out of sight as it was.
  const notVisited = previous.unknown.filter(
    ({ aspect }) =>
      isAt('policy', aspect) &&
      (check.unknown.has(aspect) || check.unknown.has('policy')) &&
      !unseen.some(({ unknown }) => unknown.aspect === aspect),
  );
  const matured = unseen.flatMap(({ unknown, isGood, streak }) =>
    isGood && streak.checks >= confirmChecks && unknown.becomes !== undefined
      ? [{ finding: unknown.becomes, since: streak.since }]
      : [],
  );
  return {
    streaks: [...unseen.map(({ streak }) => streak), ...outOfReach, ...notVisited].sort((a, b) =>
      a.aspect < b.aspect ? -1 : 1,
    ),
    matured,
    wouldBe: unseen.flatMap(({ unknown, isGood }) =>
      isGood && unknown.becomes !== undefined ? [unknown.becomes] : [],
    ),
  };
}

function wasSeen({ facts, certificates }: TargetState, aspect: Aspect): boolean {
  if (isAt('smtp', aspect)) return Object.keys(certificates).length > 0;
  if (isAt('policy', aspect)) return facts.policy !== undefined;
  const fact: Partial<Record<Aspect, unknown>> = {
    'sts-record': facts.stsRecord,
    'tlsrpt-record': facts.tlsRpt,
    mx: facts.mx,
    policy: facts.policy,
    addresses: facts.addresses,
    tlsa: facts.tlsa,
  };
  return fact[aspect] !== undefined;
}
