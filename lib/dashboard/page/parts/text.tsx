import { useEffect, useState } from 'preact/hooks';
import { escapeHidden } from '../../../core/text/escape';
import {
  clock,
  clockSeconds,
  day,
  dayAndClock,
  dayWithYear,
  millis,
  relative,
  utcText,
  type TimeLike,
} from '../text/time';

/**
 * Text that came from the network: a name, a record, a greeting. Hidden characters are written out, and its direction
 * cannot leak into the text around it.
 */
export const Foreign = ({ text }: { readonly text: string }) => <bdi>{escapeHidden(text)}</bdi>;

/** A host or domain name: cut with an ellipsis where it is too long for its place, and whole on hover. */
export function HostName({
  name,
  href,
  isRow = false,
}: {
  readonly name: string;
  readonly href?: string;
  /** The keys j and k stop at it. */ readonly isRow?: boolean;
}) {
  const shown = escapeHidden(name);
  const label = <bdi>{shown}</bdi>;
  return href === undefined ? (
    <span class="host" title={shown}>
      {label}
    </span>
  ) : (
    <a class="host" href={href} title={shown} data-row={isRow || undefined}>
      {label}
    </a>
  );
}

const FORMS = { clock, seconds: clockSeconds, day, date: dayWithYear, moment: dayAndClock } as const;

/** A moment in the reader's zone, with UTC on hover. */
export function Time({
  at,
  form = 'relative',
}: {
  readonly at: TimeLike;
  readonly form?: keyof typeof FORMS | 'relative';
}) {
  const time = millis(at);
  const now = useNow(form === 'relative');
  if (Number.isNaN(time)) return <span>unknown</span>;
  return (
    <time dateTime={new Date(time).toISOString()} title={utcText(time)}>
      {form === 'relative' ? relative(time, now) : FORMS[form](time)}
    </time>
  );
}

const NOW_MS = 5_000;

/** The time, counted on while `runs`. */
export function useNow(runs = true): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => set(Date.now()), NOW_MS);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
