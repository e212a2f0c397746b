import { describeFinding } from '../../core/findings';
import type { RecordSet } from '../../core/model';
import type { Proposal } from '../../monitor/zones/repair';
import { systemClock } from '../terminal/time';

/** Grows by one when a field changes its meaning or goes away. */
const VERSION = 1;

const recordsOf = (set: RecordSet | undefined): object | null =>
  set === undefined ? null : { ttl: set.ttl, values: set.values };

/** The document of `repair --json`. @param left what is still seen after the change; undefined when none was made */
export const repairDocument = (
  { domain, found, mends, notMended }: Proposal,
  left: readonly string[] | undefined,
): unknown => ({
  schemaVersion: VERSION,
  domain,
  zone: { name: found.zone.name, id: found.zone.id, account: found.account.name },
  changes: mends.map(({ kinds, change: { before, after }, keys }) => ({
    kinds,
    name: (after ?? before)?.name,
    type: (after ?? before)?.type,
    before: recordsOf(before),
    after: recordsOf(after),
    ...(keys !== undefined && { keys: keys.map((key) => ({ vouchedBy: null, ...key })) }),
  })),
  notMended: notMended.map(({ kind, finding, why }) => ({
    kind,
    title: finding === undefined ? null : describeFinding(finding, systemClock.now()).title,
    why,
  })),
  applied: left !== undefined,
  ...(left !== undefined && { stillSeen: left }),
});
