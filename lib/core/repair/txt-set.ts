import { aliasClause } from '../findings';
import type { RecordChange, RecordSet } from '../model';
import type { Holding, ZoneContent } from '../zone/content';
import { txtText, txtValue } from '../zone/txt-value';

/** Of a record that is new. Seconds. */
const NEW_TTL = 300;

/** The TXT records at a name that may be changed, or why they may not. */
export type ChangeableTxt =
  | { readonly texts: readonly string[]; change(record: string, replaces: (text: string) => boolean): RecordChange }
  | { readonly why: string };

export function changeableTxt(name: string, zone: ZoneContent): ChangeableTxt {
  const holding = zone.holding(name, 'TXT');
  const why = whyFixed(name, holding);
  if (why !== undefined) return { why };
  // A record of its own takes the place of the wildcard's, which stays for the other names.
  const before = holding.state === 'records' && holding.wildcard !== true ? holding.set : undefined;
  return {
    texts: (before?.values ?? []).map(txtText),
    change: (record, replaces) => {
      const values = [...(before?.values ?? []).filter((value) => !replaces(txtText(value))), txtValue(record)];
      const after: RecordSet = { name, type: 'TXT', ttl: before?.ttl ?? NEW_TTL, values };
      return before === undefined ? { after } : { before, after };
    },
  };
}

/** Why what stands at a name is not changed here, a sentence; undefined when it may be. */
export function whyFixed(name: string, holding: Holding): string | undefined {
  switch (holding.state) {
    case 'records':
    case 'none':
      return undefined;
    case 'cname':
      return `${aliasClause(name, [holding.target])}, so the operator of that name must change the record.`;
    case 'alias':
      return `${name} is an alias record of ${holding.target}: change the record there.`;
    case 'routed':
      return `${name} has weighted, geographic or other routed records: which of them is wrong cannot be told from here.`;
    case 'delegated':
      return `${name} is not in this zone: it is delegated at ${holding.at}.`;
  }
}
