import type { AlertMessage } from '../../core/model';
import type { Delivery } from '../../monitor/ports';
import type { NamedDomains } from './names';

/** One publication: what it says, and the domains that filter policies find it by. */
export interface Part {
  /** From 1. The first says all there is to say; the others repeat the alerts about the domains that it has no room for. */
  readonly number: number;
  readonly delivery: Delivery;
  readonly names: readonly string[];
  /** The domains of the delivery that no part has room for, or that were not read, are missing. */
  readonly isCut: boolean;
}

/** Bytes of names in one publication, as JSON: some 5,000. The text has the rest. */
export const MOST_NAME_BYTES = 120 * 1024;
/** Publications of one delivery: some 100,000 names. */
export const MOST_PARTS = 20;

/** A delivery as parts, in each of which other domains are named: each domain is named by one of them alone. */
export function partsOf(delivery: Delivery, { names, of, isCut }: NamedDomains): Part[] {
  const all = chunks(names);
  const chosen = all.slice(0, MOST_PARTS);
  return chosen.map((chunk, index) => ({
    number: index + 1,
    delivery: index === 0 ? delivery : repeated(delivery, index + 1, new Set(chunk), of),
    names: chunk,
    isCut: isCut || all.length > chosen.length,
  }));
}

function repeated(
  delivery: Delivery,
  number: number,
  names: ReadonlySet<string>,
  of: readonly ReadonlySet<string>[],
): Delivery {
  const concerns = (_message: AlertMessage, index: number): boolean =>
    [...(of[index] ?? [])].some((name) => names.has(name));
  return { ...delivery, id: `${delivery.id}-${number}`, messages: delivery.messages.filter(concerns) };
}

function chunks(names: readonly string[]): string[][] {
  const found: string[][] = [[]];
  let bytes = 0;
  for (const name of names) {
    const more = Buffer.byteLength(JSON.stringify(name)) + 1;
    if (bytes + more > MOST_NAME_BYTES) {
      found.push([]);
      bytes = 0;
    }
    bytes += more;
    found.at(-1)?.push(name);
  }
  return found;
}
