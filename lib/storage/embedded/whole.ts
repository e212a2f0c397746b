import { isNativeError } from 'node:util/types';
import { noteDamage, unfinishedDamage } from './damage';
import type { Home } from './home';
import { compare, currentOf, hasLostItsHead, Ledger, readLedger } from './ledger';
import { isCorruption, isHeld, openLevel, type Level } from './level';
import { putInOrder, repair, setAside, takeStock } from './rescue';
import { EMPTY, missing, readTally, tallyRow, TALLY_KEY, type Tally } from './tally';

/** The database of a folder, open, with the count of what is in it. */
export interface Whole {
  readonly level: Level;
  readonly ledger: Ledger;
  tally: Tally;
}

/**
 * Opens the database. Its files are first compared with the ledger: LevelDB skips what is damaged in its logs, takes a
 * log that is cut for one that ends there, and deletes the tables that a damaged list does not name, all without a
 * word. What is damaged is copied aside, put in order, and noted for a report; a process that is killed meanwhile leaves
 * the work to the next one.
 * @param seen what a read of the files has found wrong
 * @throws an error of the file system or of LevelDB when nothing can be done; one that {@link isHeld} when another
 * process has the database.
 */
export async function openWhole(home: Home, seen?: string): Promise<Whole> {
  const before = await readLedger(home);
  const harm = new Harm(home);
  await harm.takeUp();
  if (seen !== undefined) harm.add('db', seen);
  for (const { file, what } of before ? await compare(home, before) : []) harm.add(file, what);
  if (await hasLostItsHead(home)) harm.add('CURRENT', 'it is gone');
  const current = await currentOf(home);
  const level = await open(home, harm);
  try {
    const stored = readTally(await level.get(TALLY_KEY).catch(unlessCorrupt));
    const isBehind = before !== undefined && (stored?.seq ?? 0) < before.tally.seq;
    const isDamaged = harm.isFound || isBehind;
    const ledger = new Ledger(home, isDamaged ? undefined : before);
    // An older release, which does not count, may have had the folder meanwhile.
    if (!isDamaged && stored !== undefined && before?.current === current) {
      await noteAtOnce(ledger, stored);
      return { level, ledger, tally: stored };
    }
    if (isDamaged) await putInOrder(level, home.table);
    const { items, newest } = await takeStock(level, home.table);
    const should = [before?.tally ?? EMPTY, stored ?? EMPTY].reduce((a, b) => (b.seq > a.seq ? b : a));
    const tally = { seq: should.seq + 1, items };
    if (isDamaged) await harm.report(missing(should, tally), newest, before?.at);
    await level.put(TALLY_KEY, tallyRow(tally), { sync: true });
    if (isDamaged) await ledger.write(tally);
    else if (before !== undefined) await noteAtOnce(ledger, tally);
    return { level, ledger, tally };
  } catch (error) {
    await level.close();
    throw error;
  }
}

/**
 * The ledger may have a table that a killed process left half-written. LevelDB has deleted it by now, and gives its
 * number to another one: a process that is killed next must not leave the old entry for that file. A full disk is no
 * reason not to read the history; the ledger is written again within seconds.
 */
const noteAtOnce = (ledger: Ledger, tally: Tally): Promise<void> => ledger.write(tally).catch(() => undefined);

/** Opens LevelDB, after its repair where its tables or its list of them are damaged. */
async function open(home: Home, harm: Harm): Promise<Level> {
  if (harm.isFound) await harm.secure();
  try {
    if (harm.wantsRepair) await repair(home);
    return await openLevel(home.database);
  } catch (error) {
    if (isHeld(error) || !(isCorruption(error) || isUnreadable(error))) throw error;
    const origin = isNativeError(error) && isNativeError(error.cause) ? error.cause : error;
    harm.add('db', isNativeError(origin) ? origin.message : String(origin));
    await harm.secure();
    await repair(home);
    return openLevel(home.database);
  }
}

/** What LevelDB says of a list of tables that is cut or empty has no code of its own. */
const isUnreadable = (error: unknown): boolean =>
  isNativeError(error) &&
  /CURRENT file|Corruption|no meta-|missing files|not an sstable|MANIFEST/i.test(
    `${error.message} ${isNativeError(error.cause) ? error.cause.message : ''}`,
  );

function unlessCorrupt(error: unknown): undefined {
  if (!isCorruption(error)) throw error;
}

/** What is wrong with the files, from its discovery to its report. */
class Harm {
  private files: string[] = [];
  private copy: string | undefined;
  private isInterrupted = false;

  constructor(private readonly home: Home) {}

  /** Takes over what a killed process had found. */
  async takeUp(): Promise<void> {
    const unfinished = await unfinishedDamage(this.home);
    if (!unfinished) return;
    this.files = unfinished.files;
    this.copy = unfinished.copy;
    this.isInterrupted = true;
  }

  add(file: string, what: string): void {
    const text = `${file}: ${what}`;
    if (!this.files.includes(text)) this.files.push(text);
  }

  get isFound(): boolean {
    return this.files.length > 0 || this.isInterrupted;
  }

  /** A log that is damaged is read as far as its checksums allow; all else needs LevelDB's repair. */
  get wantsRepair(): boolean {
    return this.files.some((text) => !/^\d+\.log: /.test(text));
  }

  /** Copies the files as they were found, and notes that they are being worked on. */
  async secure(): Promise<void> {
    const at = Date.now();
    this.copy ??= await setAside(this.home, new Date(at));
    await noteDamage(this.home, { ...this.known(at), lost: [], isUnfinished: true });
  }

  async report(
    lost: readonly (readonly [type: string, lost: number, of: number])[],
    from: number | undefined,
    until: number | undefined,
  ): Promise<void> {
    await noteDamage(this.home, {
      ...this.known(Date.now()),
      lost: lost.map(([...loss]) => loss),
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
    });
  }

  private known(at: number) {
    return { at, files: this.files, ...(this.copy !== undefined && { copy: this.copy }) };
  }
}
