import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './operators';
import { ROOT } from './scope';

const LIST = join(ROOT, 'test/mutation/survivors.json');

/** Folders and files whose survivors are not in the list yet: they are printed, and do not end the run with an error. */
const UNTRIED = join(ROOT, 'test/mutation/untried.json');

/** The reason of a survivor that no test kills yet. */
export const OPEN = 'open';

/** A mutant that no test kills, by what it changes and where, not by its line: an edit above it leaves it what it is. */
export interface Survivor {
  readonly within: string;
  readonly operator: string;
  readonly before: string;
  readonly after: string;
  /** Which of several alike, from 1; absent: the first. */
  readonly nth?: number;
  /** Why no test kills it: `open`, or why none can, or none should. */
  readonly reason: string;
}

/** By file. */
export type SurvivorList = Readonly<Record<string, readonly Survivor[]>>;

/** Texts longer than this are cut in the list, at the place where they differ. */
const LONGEST = 120;

/** The names of all mutants of some files, by which the list knows them. */
export function keysOf(mutants: readonly Mutant[]): ReadonlyMap<Mutant, string> {
  const seen = new Map<string, number>();
  return new Map(
    mutants.map((mutant) => {
      const [before, after] = shown(mutant);
      const key = join4(mutant.file, mutant.within, mutant.operator, before, after);
      const nth = (seen.get(key) ?? 0) + 1;
      seen.set(key, nth);
      return [mutant, `${key}\0${nth}`];
    }),
  );
}

const join4 = (...parts: readonly string[]): string => parts.join('\0');

const listedKey = (file: string, { within, operator, before, after, nth = 1 }: Survivor): string =>
  `${join4(file, within, operator, before, after)}\0${nth}`;

/** What changes, on one line, without most of what stays around it. */
export function shown({ before, after }: Pick<Mutant, 'before' | 'after'>): readonly [before: string, after: string] {
  const [a, b] = [before, after].map((text) => text.replace(/\s+/g, ' ')) as [string, string];
  if (a.length <= LONGEST && b.length <= LONGEST) return [a, b];
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  const from = Math.max(0, same - LONGEST / 2);
  const cut = (text: string): string =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + LONGEST)}${text.length > from + LONGEST ? '…' : ''}`;
  return [cut(a), cut(b)];
}

export const readUntried = (): readonly string[] =>
  existsSync(UNTRIED) ? (JSON.parse(readFileSync(UNTRIED, 'utf8')) as string[]) : [];

/** @param gone through: part of the paths of what is in the list from now on */
export const writeUntried = (gone: string): void =>
  writeFileSync(
    UNTRIED,
    `${JSON.stringify(
      readUntried().filter((path) => !path.includes(gone)),
      undefined,
      2,
    )}\n`,
  );

export const readList = (): SurvivorList =>
  existsSync(LIST) ? (JSON.parse(readFileSync(LIST, 'utf8')) as SurvivorList) : {};

/** The mutants that the list knows. @param all every mutant of the core as it is */
export function listedOf(list: SurvivorList, all: readonly Mutant[]): ReadonlySet<Mutant> {
  const listed = new Set(
    Object.entries(list).flatMap(([file, survivors]) => survivors.map((one) => listedKey(file, one))),
  );
  return new Set([...keysOf(all)].flatMap(([mutant, key]) => (listed.has(key) ? [mutant] : [])));
}

/** What is wrong with the list, after a run. */
export interface Comparison {
  /** Survive, and are not listed. */
  readonly unlisted: readonly Mutant[];
  /** Are listed, and killed by now, or gone. */
  readonly outdated: readonly (readonly [file: string, survivor: Survivor])[];
}

/**
 * @param all every mutant of the core as it is
 * @param ran those that were tried, and of them the survivors
 */
export function compare(
  list: SurvivorList,
  all: readonly Mutant[],
  ran: ReadonlySet<Mutant>,
  survived: ReadonlySet<Mutant>,
): Comparison {
  const byKey = new Map([...keysOf(all)].map(([mutant, key]) => [key, mutant]));
  const entries = Object.entries(list).flatMap(([file, survivors]) => survivors.map((one) => [file, one] as const));
  const listed = listedOf(list, all);
  return {
    unlisted: [...survived].filter((mutant) => !listed.has(mutant)),
    outdated: entries.filter(([file, one]) => {
      const mutant = byKey.get(listedKey(file, one));
      return mutant === undefined || (ran.has(mutant) && !survived.has(mutant));
    }),
  };
}

/** Writes the list anew: what is outdated goes, what is unlisted comes as open. */
export function writeList(list: SurvivorList, all: readonly Mutant[], { unlisted, outdated }: Comparison): void {
  const keys = keysOf(all);
  const gone = new Set(outdated.map(([, survivor]) => survivor));
  const files: Record<string, Survivor[]> = {};
  for (const [file, survivors] of Object.entries(list))
    files[file] = survivors.filter((survivor) => !gone.has(survivor));
  for (const mutant of unlisted) {
    const [before, after] = shown(mutant);
    const nth = Number(keys.get(mutant)?.split('\0').at(-1));
    const { within, operator } = mutant;
    (files[mutant.file] ??= []).push({ within, operator, before, after, ...(nth > 1 && { nth }), reason: OPEN });
  }
  const sorted = Object.entries(files)
    .filter(([, survivors]) => survivors.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // One line a survivor: the list is read as a table, and merges line by line.
  const text = sorted.map(
    ([file, survivors]) =>
      `  ${JSON.stringify(file)}: [\n${survivors.map((one) => `    ${JSON.stringify(one)}`).join(',\n')}\n  ]`,
  );
  writeFileSync(LIST, `{\n${text.join(',\n')}\n}\n`);
}
