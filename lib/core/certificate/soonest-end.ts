import type { TargetState } from '../model';

/**
 * The earliest end of the certificates that a target serves now, milliseconds since the epoch; of those that it served
 * lately when none was seen in the last look. Undefined without any.
 */
export function soonestEnd(certificates: TargetState['certificates']): number | undefined {
  const seen = Object.values(certificates).flat();
  const current = seen.filter(({ missedChecks }) => missedChecks === 0);
  const ends = (current.length > 0 ? current : seen).map(({ notAfter }) => notAfter);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
