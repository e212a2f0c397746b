import type { AutomaticRepair, MonitorEvent, RecordChange, RecordSet, Target } from '../model';
import { targetId } from '../model';
import type { ZoneContent } from '../zone/content';
import { txtText } from '../zone/txt-value';

/** Whether a zone holds what a repair was to write, or what was there before, or something else. */
export function outcomeOf({ changes }: AutomaticRepair, zone: ZoneContent): 'made' | 'not-made' | 'neither' {
  const all = (which: 'before' | 'after'): boolean => changes.every((change) => isHeld(change, change[which], zone));
  return all('after') ? 'made' : all('before') ? 'not-made' : 'neither';
}

/** Whether this change is of records that the repair wrote, and that somebody else has changed since. */
export const wasUndone = ({ changes }: AutomaticRepair, { before, after }: RecordChange): boolean =>
  changes.some(
    ({ after: written }) =>
      written !== undefined && nameOf(written) === nameOf(after ?? before) && !isSame(written, before),
  );

/** The records of these sets, one a line, as in a zone file; null when there are none. */
export function recordsOf(sets: readonly (RecordSet | undefined)[]): string | null {
  const lines = sets.flatMap((set) =>
    (set?.values ?? []).map((value) => `${set?.name}. ${set?.ttl ?? ''} IN ${set?.type} ${value}`),
  );
  return lines.length === 0 ? null : lines.join('\n');
}

/** What people are told of a repair. The same repair gives the same event. @param told when, and the records before and after */
export function repairEvent<T extends 'zone-repaired' | 'zone-repair-undone'>(
  type: T,
  target: Target,
  { at, kinds, zone, zoneId }: AutomaticRepair,
  told: { readonly at: number; readonly before: string | null; readonly after: string | null },
): MonitorEvent<T> {
  return { id: `${targetId(target)}#${at}#${type}`, type, target, zone, zoneId, kinds, ...told };
}

const nameOf = (set: RecordSet | undefined): string => `${set?.type} ${set?.name}`;

function isHeld({ before, after }: RecordChange, wanted: RecordSet | undefined, zone: ZoneContent): boolean {
  const name = (after ?? before)?.name;
  if (name === undefined) return true;
  const holding = zone.holding(name, 'TXT');
  const held = holding.state === 'records' && holding.wildcard !== true ? holding.set : undefined;
  return held === undefined
    ? wanted === undefined && (holding.state === 'none' || holding.state === 'records')
    : isSame(held, wanted);
}

/** The provider may write a value otherwise than it was given. */
const isSame = (one: RecordSet | undefined, other: RecordSet | undefined): boolean =>
  one?.ttl === other?.ttl && texts(one) === texts(other);

const texts = (set: RecordSet | undefined): string => JSON.stringify((set?.values ?? []).map(txtText).sort());
