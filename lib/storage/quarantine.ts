import * as z from 'zod';
import type { UnreadableItem } from '../monitor/ports';
import { isUnreadable } from '../monitor/ports';
import { decode, encode, keyOf, type Entity, type Item } from './item';
import { printKey, UNREADABLE, unreadableKey, type Key } from './keys';
import type { Table } from './table';

/** So many are read again at a time; after a downgrade there may be as many as targets. */
const MOST_READ = 200;

/** Keys noted by this process; more than that, and some are noted twice. */
const MOST_NOTED = 10_000;

const shape = z.object({ of: z.object({ pk: z.string(), sk: z.string() }), problem: z.string() });
const noteEntity: Entity<typeof shape> = { type: 'unreadable', schema: 1, shape };

/**
 * Reads items, and notes in the table those that cannot be read: so one of them ends no list, and somebody hears of it.
 * The item itself is left as it is, for the release that can read it.
 */
export class Quarantine {
  private readonly noted = new Set<string>();

  constructor(private readonly table: Table) {}

  /** @throws what `read` throws, after it was noted */
  async read<T>(item: Item, read: (item: Item) => T): Promise<T> {
    try {
      return read(item);
    } catch (error) {
      if (isUnreadable(error)) await this.note(keyOf(item), error.message);
      throw error;
    }
  }

  /** What can be read, in the order given; in the place of what cannot, undefined. */
  async each<T>(items: readonly (Item | undefined)[], read: (item: Item) => T): Promise<(T | undefined)[]> {
    const found: (T | undefined)[] = [];
    for (const item of items) {
      try {
        found.push(item && (await this.read(item, read)));
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        found.push(undefined);
      }
    }
    return found;
  }

  /** What can be read, in the order given. */
  async all<T>(items: readonly Item[], read: (item: Item) => T): Promise<T[]> {
    return (await this.each(items, read)).filter((one) => one !== undefined);
  }

  /**
   * Those that still cannot be read; notes of others are deleted.
   * @param readerOf what reads items of a type
   */
  async still(readerOf: (type: unknown) => ((item: Item) => unknown) | undefined): Promise<readonly UnreadableItem[]> {
    const found: UnreadableItem[] = [];
    let left = MOST_READ;
    for await (const page of this.table.query({ partition: UNREADABLE, from: '!', to: '~', limit: MOST_READ })) {
      for (const note of page.slice(0, left)) {
        const { of } = decode(noteEntity, note);
        const problem = problemOf(await this.table.get(of), readerOf);
        if (problem !== undefined) found.push({ key: printKey(of), problem });
        else await this.forget(of);
      }
      left -= page.length;
      if (left <= 0) break;
    }
    return found;
  }

  private async note(of: Key, problem: string): Promise<void> {
    const name = printKey(of);
    if (this.noted.has(name)) return;
    await this.table.writeMany([encode(noteEntity, unreadableKey(of), { of: { pk: of.pk, sk: of.sk }, problem })]);
    if (this.noted.size >= MOST_NOTED) this.noted.clear();
    this.noted.add(name);
  }

  private async forget(of: Key): Promise<void> {
    await this.table.writeMany([], [unreadableKey(of)]);
    this.noted.delete(printKey(of));
  }
}

/** Why an item cannot be read; undefined when it can, or is gone. */
function problemOf(
  item: Item | undefined,
  readerOf: (type: unknown) => ((item: Item) => unknown) | undefined,
): string | undefined {
  if (item === undefined) return undefined;
  try {
    readerOf(item.type)?.(item);
    return undefined;
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return error.message;
  }
}
