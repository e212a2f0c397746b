import type { Alert, DomainLately, Lately, MxHostLately, TargetState } from '../model';

type Times = Pick<
  TargetState,
  'observedAt' | 'retiredAt' | 'facts' | 'findings' | 'unknown' | 'recurring' | 'verdict' | 'repair'
>;

/** A state may be so far ahead of the clock of who reads it, milliseconds: the clocks of two machines differ a little. */
const AHEAD = 2 * 60_000;

/** Whether a stored time can only be from a clock that was ahead. */
export const isFromFuture = (at: number, now: number): boolean => at > now + AHEAD;

/**
 * What is remembered, with no time in it later than `now`: a clock that was ahead once, or an import, left such times, and
 * each of them would keep newer checks from counting. When a finding was opened stays, because it names its alert; so
 * do the events that wait to be published, which have their ids by it.
 * @returns the same object when no time is later
 */
export function broughtToNow<S extends Times>(state: S, now: number): S {
  const next = withTimes(state, now);
  return JSON.stringify(next) === JSON.stringify(state) ? state : next;
}

function withTimes<S extends Times>(state: S, now: number): S {
  const { facts, findings, unknown, recurring, verdict, repair, retiredAt } = state;
  return {
    ...state,
    observedAt: Math.min(state.observedAt, now),
    facts: factTimes(facts, now),
    findings: Object.fromEntries(
      Object.entries(findings).map(([fingerprint, finding]) => [
        fingerprint,
        clamped(finding, ['firstSeen', 'countedAt'], now),
      ]),
    ),
    unknown: unknown.map((streak) => clamped(streak, ['since', 'countedAt'], now)),
    ...(recurring !== undefined && {
      recurring: Object.fromEntries(
        Object.entries(recurring).map(([identity, memory]) => [identity, clamped(memory, ['since', 'countedAt'], now)]),
      ),
    }),
    ...(verdict !== undefined && { verdict: clamped(verdict, ['since'], now) }),
    ...(repair !== undefined && { repair: clamped(repair, ['at'], now) }),
    ...(retiredAt !== undefined && { retiredAt: Math.min(retiredAt, now) }),
  };
}

function factTimes(facts: TargetState['facts'], now: number): TargetState['facts'] {
  const { policy, lately } = facts;
  return {
    ...facts,
    ...(policy && {
      policy: {
        ...clamped(policy, ['lostAt'], now),
        ...(policy.unannounced !== undefined && { unannounced: clamped(policy.unannounced, ['countedAt'], now) }),
      },
    }),
    ...(lately !== undefined && { lately: latelyTimes(lately, now) }),
  };
}

const latelyTimes = (lately: DomainLately & MxHostLately, now: number): DomainLately & MxHostLately =>
  Object.fromEntries(
    Object.entries(lately).map(([name, memory]: [string, Lately<unknown>]) => [name, clamped(memory, ['since'], now)]),
  );

/** Likewise of an alert; when it was opened stays, because it is part of its id. */
export function alertBroughtToNow<A extends Omit<Alert, 'version'>>(alert: A, now: number): A {
  const next = {
    ...clamped(alert, ['resolvedAt'], now),
    notices: alert.notices.map((notice) => clamped(notice, ['at'], now)),
    ...(alert.acknowledgements !== undefined && {
      acknowledgements: alert.acknowledgements.map((one) => ({
        ...clamped(one, ['at'], now),
        ...(one.ended !== undefined && { ended: clamped(one.ended, ['at'], now) }),
      })),
    }),
  };
  return JSON.stringify(next) === JSON.stringify(alert) ? alert : next;
}

/** The fields named, none of them later than `now`; a field that is not set stays so. */
function clamped<T extends object>(value: T, fields: readonly (keyof T)[], now: number): T {
  const late = fields.filter((field) => ((value[field] as number | undefined) ?? 0) > now);
  return late.length === 0 ? value : { ...value, ...Object.fromEntries(late.map((field) => [field, now])) };
}
