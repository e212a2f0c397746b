import { DAY, dayWithYear, duration, millis } from '../text/time';
import { useNow } from './text';

/** A certificate's life from its first to its last day, and where it stands: as a bar and in words. */
export function LifeBar({ from, until }: { readonly from: string | null; readonly until: string | null }) {
  const now = useNow();
  if (from === null || until === null) return <span class="muted">dates that cannot be written</span>;
  const [start, end] = [millis(from), millis(until)];
  const left = end - now;
  const used = Math.min(1, Math.max(0, (now - start) / Math.max(1, end - start)));
  const tone =
    now < start
      ? 'unknown'
      : left <= 0
        ? 'critical'
        : left < 3 * DAY || used > 0.95
          ? 'error'
          : used > 0.8
            ? 'warning'
            : 'protected';
  const words =
    now < start
      ? `valid in ${duration(start - now)}`
      : left <= 0
        ? `ended ${duration(left)} ago`
        : `${duration(left)} left`;
  return (
    <span class={`life tone-${tone}`} title={`${dayWithYear(start)} to ${dayWithYear(end)}`}>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect class="track" width="100" height="4" />
        <rect class="used" width={used * 100} height="4" />
      </svg>
      <span class="words">{words}</span>
    </span>
  );
}
