import { createHash, type Hash } from 'node:crypto';
import { open, readdir, readFile, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { replaceDurably, syncFolder } from './durable';
import type { Home } from './home';
import { EMPTY, readTally, type Tally } from './tally';

/** Files that LevelDB only appends to, or never changes once they are whole: tables, logs of writes, lists of tables. */
const APPENDED = /^(?:\d+\.(?:ldb|sst|log)|MANIFEST-\d+)$/;
const CURRENT = 'CURRENT';

/** So much is read at each start to compare it, the newest files first. Octets. */
const COMPARED_BYTES = 256 * 1024 * 1024;

const PIECE = 1024 * 1024;

const shape = z.object({
  version: z.literal(1),
  /** When it was written, milliseconds since the epoch. */
  at: z.number(),
  /** The list of tables that was in use: each opening begins a new one. */
  current: z.string(),
  tally: z.unknown(),
  /** So many octets from the beginning of each, and their hash. */
  files: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })),
});

interface FileEntry {
  readonly bytes: number;
  readonly sha256: string;
}
type Hashed = FileEntry & { readonly hash?: Hash };

/** What was on the disk for sure at a moment, beside the database itself: what LevelDB would lose without a word. */
export interface Entry {
  readonly at: number;
  readonly current: string;
  readonly tally: Tally;
  readonly files: Readonly<Record<string, FileEntry>>;
}

/** A file that is not as the ledger has it. */
export interface Flaw {
  readonly file: string;
  /** Such as `0 of 84123 bytes are left`. */
  readonly what: string;
}

/** undefined where there is none, or none that this release reads: then there is nothing to compare with. */
export async function readLedger({ ledger }: Home): Promise<Entry | undefined> {
  try {
    const read = shape.parse(JSON.parse(await readFile(ledger, 'utf8')));
    return { ...read, tally: readTally(read.tally) ?? EMPTY };
  } catch {
    return undefined;
  }
}

/** Keeps the ledger of a database that this process has open. */
export class Ledger {
  /** Files are hashed once, and on from there when they grow. */
  private readonly known: Map<string, Hashed>;

  /** @param before the ledger that the files were just compared with, whose hashes hold */
  constructor(
    private readonly home: Home,
    before?: Entry,
  ) {
    this.known = new Map(Object.entries(before?.files ?? {}));
  }

  /** To be called after a write that is on the disk: `tally` is of that write. */
  async write(tally: Tally): Promise<void> {
    const { database, ledger } = this.home;
    const files: Record<string, FileEntry> = {};
    for (const name of (await readdir(database)).filter((file) => APPENDED.test(file))) {
      const found = await this.hashed(name).catch(ifGone);
      if (found) files[name] = { bytes: found.bytes, sha256: found.sha256 };
    }
    for (const name of this.known.keys()) if (!(name in files)) this.known.delete(name);
    await syncFolder(database);
    const entry = { version: 1, at: Date.now(), current: (await currentOf(this.home)) ?? '', tally, files };
    await replaceDurably(ledger, `${JSON.stringify(entry)}\n`);
  }

  private async hashed(name: string): Promise<Hashed> {
    const path = join(this.home.database, name);
    const { size } = await stat(path);
    const known = this.known.get(name);
    if (known?.bytes === size) return known;
    const hash = known?.hash ?? createHash('sha256');
    // A log that LevelDB has left is not on the disk until its table is.
    const file = await open(path, 'r+');
    try {
      await file.sync();
      await hashPiece(file, known?.hash ? known.bytes : 0, size, hash);
    } finally {
      await file.close();
    }
    const found = { bytes: size, hash, sha256: hash.copy().digest('base64url') };
    this.known.set(name, found);
    return found;
  }
}

/** The list of tables that is in use. */
export async function currentOf({ database }: Home): Promise<string | undefined> {
  return (await readFile(join(database, CURRENT), 'utf8').catch(ifGone))?.trim();
}

/** Whether LevelDB would begin an empty database, and delete the files that are there. */
export async function hasLostItsHead(home: Home): Promise<boolean> {
  return (await currentOf(home)) === undefined && (await readdir(home.database)).some((name) => APPENDED.test(name));
}

/**
 * The files that are not as they were. A file that is gone is no flaw: LevelDB removes what it has merged, misses
 * what it needs, and a lost log is seen by the tally.
 */
export async function compare(home: Home, { files }: Entry): Promise<readonly Flaw[]> {
  const flaws: Flaw[] = [];
  let left = COMPARED_BYTES;
  for (const [file, { bytes, sha256 }] of Object.entries(files).sort(byNumber)) {
    const path = join(home.database, file);
    const size = (await stat(path).catch(ifGone))?.size;
    if (size === undefined) continue;
    if (size < bytes) flaws.push({ file, what: `${size} of ${bytes} bytes are left` });
    else if ((left -= bytes) >= 0 && (await digest(path, bytes)) !== sha256)
      flaws.push({ file, what: 'its content was changed' });
  }
  return flaws;
}

async function digest(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    await hashPiece(file, 0, bytes, hash);
  } finally {
    await file.close();
  }
  return hash.digest('base64url');
}

async function hashPiece(file: FileHandle, from: number, to: number, hash: Hash): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(PIECE, Math.max(1, to - from)));
  for (let at = from; at < to;) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - at), at);
    if (bytesRead === 0) throw new Error('a file of the database ended while it was read');
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

const byNumber = ([a]: [string, unknown], [b]: [string, unknown]): number => numberOf(b) - numberOf(a);
const numberOf = (file: string): number => Number(/\d+/.exec(file)?.[0]);

function ifGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
