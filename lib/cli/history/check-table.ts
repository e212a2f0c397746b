import type { CheckRecord } from '../../core/model';
import type { Columns } from '../csv';
import { csvTime } from '../csv';
import type { KindFlag, VerdictFlag } from '../options/filters';
import { isAmong } from '../options/filters';

/** Whether a look passes the filters. */
export const checkFits = ({ kinds, verdict }: CheckRecord, wanted: KindFlag & VerdictFlag): boolean =>
  (wanted.kind === undefined || isAmong(kinds, wanted.kind)) && isAmong([verdict], wanted.verdict);

/** Looks as a table. */
export const CHECK_COLUMNS: Columns<CheckRecord> = {
  at: ({ at }) => csvTime(at),
  type: ({ target }) => target.type,
  name: ({ target }) => target.name,
  verdict: ({ verdict }) => verdict,
  findings: ({ kinds }) => kinds.join(' '),
  not_seen: ({ unknown }) => unknown.join('; '),
  sts_id: ({ stsId }) => stsId,
  policy: ({ policy }) => policy,
  certificates: ({ certificates }) => certificates.join(' '),
  duration_ms: ({ durationMs }) => durationMs,
  run: ({ runId }) => runId,
};
