import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { isNativeError } from 'node:util/types';
import { NewerFormatError, StorageError } from '../errors';
import { replaceDurably } from './durable';

/** Raised when a release that does not know the new layout would harm it. */
const FORMAT = 1;

/** `sun_path` takes 104 octets on macOS and 108 on Linux, with the closing zero. */
const LONGEST_SOCKET_PATH = 103;

const OURS_ALONE = 0o700;

/** The folder of the local engine. */
export interface Home {
  readonly dir: string;
  /** The name of the table in it. */
  readonly table: string;
  /** LevelDB's files. */
  readonly database: string;
  /** An empty LevelDB, whose lock is the folder's. */
  readonly guard: string;
  /** What was on the disk for sure. */
  readonly ledger: string;
  /** What was found damaged, until it was reported. */
  readonly damage: string;
  /** Who serves the engine now. */
  readonly contact: string;
}

/** Where the engine is served, and by which process. */
export interface Contact {
  readonly socket: string;
  readonly pid: number;
}

/** Makes the folder if it is not there, and reads its format. @throws StorageError, NewerFormatError. */
export async function openHome(given: string): Promise<Home> {
  try {
    mkdirSync(given, { recursive: true, mode: OURS_ALONE });
    const dir = realpathSync(given);
    // The folder itself may be somebody's choice, open to others; what is in it is not.
    for (const name of ['run', 'db']) {
      mkdirSync(join(dir, name), { recursive: true, mode: OURS_ALONE });
      chmodSync(join(dir, name), OURS_ALONE);
    }
    await checkFormat(join(dir, 'format.json'), dir);
    return homeAt(dir);
  } catch (error) {
    throw explainFile(error, given);
  }
}

/** The places in a folder. */
export const homeAt = (dir: string): Home => ({
  dir,
  table: 'mta-sts-watch',
  database: join(dir, 'db'),
  guard: join(dir, 'run', 'guard'),
  ledger: join(dir, 'ledger.json'),
  damage: join(dir, 'damage.json'),
  contact: join(dir, 'run', 'engine.json'),
});

async function checkFormat(file: string, dir: string): Promise<void> {
  const text = readIfThere(file);
  if (text === undefined) return replaceDurably(file, `${JSON.stringify({ format: FORMAT })}\n`);
  const found = formatIn(text);
  if (found === undefined)
    throw new StorageError(`${file} does not name a format. Restore it, or keep the history in another folder.`);
  if (found > FORMAT) throw new NewerFormatError(`The history in ${dir}`, found, FORMAT);
}

function formatIn(text: string): number | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && 'format' in read && typeof read.format === 'number'
      ? read.format
      : undefined;
  } catch {
    return undefined;
  }
}

/** The place to listen at. It is in a folder that only this user can enter, or, on Windows, a named pipe. */
export function socketPath({ dir }: Home): string {
  const name = shortName(dir);
  if (process.platform === 'win32') return `\\\\.\\pipe\\mta-sts-watch-${name}`;
  const near = join(dir, 'run', 'engine.sock');
  return Buffer.byteLength(near) <= LONGEST_SOCKET_PATH ? near : join(shortFolder(), `${name}.sock`);
}

const shortName = (dir: string): string => createHash('sha256').update(dir).digest('hex').slice(0, 16);

/** Whether a contact names the place of this folder. In a copy of a folder in use it names that of the original. */
export const isContactOf = ({ dir }: Home, { socket }: Contact): boolean =>
  socket === join(dir, 'run', 'engine.sock') || basename(socket).includes(shortName(dir));

/** A folder of this user in the one for temporary files, for when the path of the data is too long for a socket. */
function shortFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `mta-sts-watch-${uid}`);
  mkdirSync(folder, { recursive: true, mode: OURS_ALONE });
  const found = lstatSync(folder);
  // Anybody may make a folder there, and wait for us to use it.
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new StorageError(
      `${folder} is not a folder of yours alone. Remove it, or choose a shorter path for the history.`,
    );
  }
  return folder;
}

export function readContact({ contact }: Home): Contact | undefined {
  try {
    const read = JSON.parse(readIfThere(contact) ?? '{}') as Partial<Contact>;
    return typeof read.socket === 'string' && typeof read.pid === 'number'
      ? { socket: read.socket, pid: read.pid }
      : undefined;
  } catch {
    return undefined;
  }
}

export const writeContact = ({ contact }: Home, found: Contact): Promise<void> =>
  replaceDurably(contact, JSON.stringify(found));

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const isErrno = (error: unknown): error is NodeJS.ErrnoException => isNativeError(error) && 'code' in error;

/** The error to show for a failure of the file system or of LevelDB in the folder. */
export function explainFile(error: unknown, dir: string): unknown {
  if (!isNativeError(error) || error instanceof StorageError) return error;
  const origin = isNativeError(error.cause) ? error.cause : error;
  const code = isErrno(origin) ? origin.code : undefined;
  const about = `${code} ${origin.message}`;
  const told = (text: string) => new StorageError(text, { cause: error });
  if (/ENOSPC|EDQUOT|EFBIG|No space left|quota exceeded|File too large/i.test(about))
    return told(
      `No space is left for ${dir}: the disk is full, or a quota is used up. Free some space; a running monitor continues without a restart. What was stored before is kept.`,
    );
  if (/EACCES|EPERM|EROFS|Permission denied|Read-only/i.test(about))
    return told(
      `The folder ${dir} cannot be written by this user. Name another one for the history, or change its owner.`,
    );
  if (code === 'ENOTDIR' || code === 'EEXIST') return told(`${dir} is not a folder. Name another one for the history.`);
  return told(
    `The history in ${dir} cannot be used: ${origin.message}. Restore the folder from a backup; or move ${join(dir, 'db')} aside, start again, and bring back an export with mta-sts-watch import.`,
  );
}
