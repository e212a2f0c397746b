import { readFile, rm } from 'node:fs/promises';
import * as z from 'zod';
import { replaceDurably } from './durable';
import type { Home } from './home';

const shape = z.object({
  /** When it was found, milliseconds since the epoch. */
  at: z.number(),
  /** What is wrong with the files, such as `000005.log: 0 of 84123 bytes are left`. */
  files: z.array(z.string()),
  /** What is gone by the count that was kept: the type of the items, how many, of how many. */
  lost: z.array(z.tuple([z.string(), z.number(), z.number()])),
  /** The newest check or event that is left, and the last moment that was known to be stored whole. */
  from: z.number().optional(),
  until: z.number().optional(),
  /** The folder with the damaged files, as they were found. */
  copy: z.string().optional(),
  /** The history is being put in order, or the process that did so was killed. */
  isUnfinished: z.literal(true).optional(),
});

/** A damage of the history that was found when the folder was opened. */
export type Damage = z.output<typeof shape>;

/** Reports of so many damages wait at most; the oldest are the ones that cost most. */
const MOST = 10;

async function readAll({ damage }: Home): Promise<readonly Damage[]> {
  try {
    return z.array(shape).parse(JSON.parse(await readFile(damage, 'utf8')));
  } catch {
    return [];
  }
}

/** What was found and not reported yet, oldest first. */
export const readDamage = async (home: Home): Promise<readonly Damage[]> =>
  (await readAll(home)).filter(({ isUnfinished }) => !isUnfinished);

/** What a process found that was killed before it had put it in order. */
export const unfinishedDamage = async (home: Home): Promise<Damage | undefined> =>
  (await readAll(home)).find(({ isUnfinished }) => isUnfinished);

/** In the place of an unfinished one, if there is one. */
export async function noteDamage(home: Home, found: Damage): Promise<void> {
  const all = [...(await readDamage(home)), found].slice(0, MOST);
  await replaceDurably(home.damage, `${JSON.stringify(all)}\n`);
}

export async function forgetDamage(home: Home): Promise<void> {
  const unfinished = await unfinishedDamage(home);
  if (unfinished) await replaceDurably(home.damage, `${JSON.stringify([unfinished])}\n`);
  else await rm(home.damage, { force: true });
}
