import { duration } from '../core/findings/words';
import type { CoverageNotice } from '../core/model';
import type { Sight } from './note-coverage';
import type { Doubt } from './steady-clock';

const MINUTE = 60_000;

/** What is wrong with the clock, as a clause. */
export function clockFault({ why, by }: Doubt): string {
  const much = duration(Math.round(Math.abs(by) / MINUTE) * MINUTE);
  if (why === 'behind') return `it is ${much} behind what was stored before`;
  return `it jumped ${much} ${by > 0 ? 'ahead' : 'back'}`;
}

/**
 * What a run says of the clock.
 * @param fromFuture targets whose remembered state was later than now
 */
export function clockSight(doubt: Doubt | undefined, fromFuture: number): Sight {
  const detail = doubt !== undefined ? clockFault(doubt) : 'stored times were later than now and were corrected';
  const notice: CoverageNotice = { kind: 'clock-wrong', detail, targets: fromFuture };
  const isWrong = doubt !== undefined || fromFuture > 0;
  return { report: () => (isWrong ? [notice] : []), isOver: (kind) => kind === 'clock-wrong' && !isWrong };
}
