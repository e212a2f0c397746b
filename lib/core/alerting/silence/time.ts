import type { Silence } from '../../model';

const WEEK = 7 * 86_400_000;

type Span = Pick<Silence, 'from' | 'until' | 'weekly' | 'lifted'>;

/** When it ends for good, milliseconds since the epoch; Infinity when only somebody can end it. */
export function overFrom({ until = Infinity, weekly, lifted }: Span): number {
  return Math.min(weekly === true ? Infinity : until, lifted?.at ?? Infinity);
}

/** Whether it holds alerts back at that moment. */
export function isInForce(silence: Span, at: number): boolean {
  return at >= silence.from && at < spanAt(silence, at).until;
}

export const SILENCE_STATES = ['in-force', 'to-come', 'over'] as const;
export type SilenceState = (typeof SILENCE_STATES)[number];

/** How it stands at a moment; a weekly one is to come between two windows. */
export function silenceState(silence: Span, at: number): SilenceState {
  if (overFrom(silence) <= at) return 'over';
  return isInForce(silence, at) ? 'in-force' : 'to-come';
}

/** When it ended last, before or at that moment; undefined when it is in force, or has not been yet. */
export function endedLast(silence: Span, at: number): number | undefined {
  const { until } = spanAt(silence, at);
  return at < silence.from || at < until ? undefined : until;
}

/** The latest window that has begun by then, cut short where somebody lifted it. */
function spanAt({ from, until = Infinity, weekly, lifted }: Span, at: number): { readonly until: number } {
  const weeks = weekly === true ? Math.max(0, Math.floor((at - from) / WEEK)) : 0;
  const last =
    lifted === undefined || weekly !== true
      ? weeks
      : Math.max(0, Math.min(weeks, Math.floor((lifted.at - from) / WEEK)));
  return { until: Math.min(until + last * WEEK, lifted?.at ?? Infinity) };
}
