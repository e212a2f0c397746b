import type { DomainEntry, VerdictName } from '../../core/model';
import { VERDICTS } from '../../core/model';
import type { DirectoryStore } from '../../monitor/ports';
import { only } from '../pages';
import type { VerdictRow } from '../terminal/verdict-table';

/** Of more domains than these, those with something wrong are shown; of more of those, the worst. */
const MOST_ROWS = 40;

/** How the watched domains stand, for a person. */
export interface Standing {
  readonly total: number;
  readonly verdicts: Readonly<Record<VerdictName, number>>;
  /** Domains that were not looked at yet. */
  readonly notYet: number;
  /** The rows to show, the worst first. */
  readonly rows: readonly VerdictRow[];
}

/** Reads the directory, or those domains of it that fit; what is held does not grow with it. */
export async function standing(
  store: Pick<DirectoryStore, 'domains'>,
  fits: (entry: DomainEntry) => boolean = () => true,
): Promise<Standing> {
  const buckets = new Map<VerdictName | undefined, VerdictRow[]>();
  const verdicts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<VerdictName, number>;
  let total = 0;
  for await (const { name, verdict, reasons = [] } of only(store.domains(), fits)) {
    total += 1;
    if (verdict !== undefined) verdicts[verdict] += 1;
    const bucket = buckets.get(verdict) ?? [];
    buckets.set(verdict, bucket);
    if (bucket.length < MOST_ROWS)
      bucket.push({ domain: name, verdict, reason: verdict === 'protected' ? '' : (reasons[0] ?? '') });
  }
  const order =
    total <= MOST_ROWS
      ? [...VERDICTS, undefined]
      : [...VERDICTS.filter((verdict) => verdict !== 'protected'), undefined];
  const rows = order.flatMap((verdict) => buckets.get(verdict) ?? []).slice(0, MOST_ROWS);
  const checked = Object.values(verdicts).reduce((sum, number) => sum + number, 0);
  return { total, verdicts, notYet: total - checked, rows };
}
