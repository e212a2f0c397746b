import type { CheckRecord } from '../../core/model';
import { count, utc } from '../../core/findings/words';
import { safe } from '../terminal/escape';
import type { Colors } from '../terminal/style';
import { verdictColor } from '../terminal/verdict';

/** Looks in a row that showed the same; `first` is the oldest. */
export interface SameChecks {
  readonly first: CheckRecord;
  readonly last: CheckRecord;
  readonly count: number;
}

/** Joins looks that showed the same, as they come: newest first. */
export async function* sameChecks(checks: AsyncIterable<CheckRecord>): AsyncGenerator<SameChecks> {
  let span: SameChecks | undefined;
  for await (const check of checks) {
    if (span !== undefined && shows(span.last) === shows(check))
      span = { ...span, first: check, count: span.count + 1 };
    else {
      if (span !== undefined) yield span;
      span = { first: check, last: check, count: 1 };
    }
  }
  if (span !== undefined) yield span;
}

const shows = ({ verdict, kinds, unknown, stsId, policy, certificates }: CheckRecord): string =>
  JSON.stringify([verdict, [...kinds].sort(), [...unknown].sort(), stsId, policy, [...certificates].sort()]);

/** `2026-11-23 12:00 UTC to 13:00 UTC, 12 looks: protected` */
export function sameChecksText({ first, last, count: checks }: SameChecks, colors: Colors): string {
  const time = checks === 1 ? utc(last.at) : `${utc(first.at)} to ${utc(last.at)}, ${count(checks, 'look')}`;
  const { verdict, kinds } = last;
  // A domain that is worse off without a fault of its own suffers from that of an MX host.
  const found =
    kinds.length > 0 ? [kinds.join(', ')] : verdict === undefined || verdict === 'protected' ? ['nothing found'] : [];
  const seen = [...(verdict === undefined ? [] : [verdictColor(colors, verdict)(verdict)]), ...found];
  return `${time}: ${seen.join('; ')}${last.unknown.length === 0 ? '' : `; not seen: ${last.unknown.map(safe).join(', ')}`}`;
}
