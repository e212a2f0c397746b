import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { link, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors';
import { safe } from '../terminal/escape';

/** In the data folder. */
const FILE = 'dashboard-token';
/** 256 bits as base64url. */
const FORM = /^[A-Za-z0-9_-]{43}$/;
const OURS_ALONE = 0o600;
const OF_OTHERS = 0o077;
/** Octets; more than the token has, so that a longer file is noticed. */
const MOST = 64;
/** What a file system says that has no hard links; of two processes that make a token there the last one counts. */
const WITHOUT_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
/** Not on Windows, which has no owner and mode to check either. */
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;

/** Where the token is kept. */
export const tokenFile = (dataDir: string): string => join(dataDir, FILE);

/**
 * The token of the dashboards that are started with this data folder: the same from start to start, and made by the
 * first. Its file belongs to this user, and nobody else can read it.
 * @throws UserError when the file is not so, or the folder cannot be written
 */
export async function dashboardToken(dataDir: string): Promise<string> {
  const file = tokenFile(dataDir);
  try {
    return (await readToken(file)) ?? (await makeToken(dataDir, file)) ?? (await readToken(file)) ?? lost(file);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') throw unsafe(file, 'is a symbolic link');
    throw new UserError(
      `The dashboard's token cannot be stored in ${safe(file)} (${safe(code ?? String(error))}). Use a folder that this user can write to: --data-dir.`,
      { cause: error },
    );
  }
}

/** @returns undefined when there is no file */
async function readToken(file: string): Promise<string | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, constants.O_RDONLY | NO_FOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'EACCES') throw unsafe(file, 'belongs to another user');
    throw error;
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw unsafe(file, 'is not a file');
    const user = process.geteuid?.();
    if (user !== undefined && stat.uid !== user) throw unsafe(file, 'belongs to another user');
    if (user !== undefined && (stat.mode & OF_OTHERS) !== 0)
      throw unsafe(file, `is open to other users (mode ${(stat.mode & 0o777).toString(8)})`);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST), 0, MOST, 0);
    const token = buffer.toString('latin1', 0, bytesRead).replace(/\n$/, '');
    if (!FORM.test(token)) throw unsafe(file, 'contains no token');
    return token;
  } finally {
    await handle.close();
  }
}

/**
 * Writes a new token under a name of its own first, so that nobody ever reads a part of it.
 * @returns undefined when another process was there first
 */
async function makeToken(dataDir: string, file: string): Promise<string | undefined> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const token = randomBytes(32).toString('base64url');
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW, OURS_ALONE);
  try {
    await handle.writeFile(`${token}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
    return token;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (WITHOUT_LINKS.includes(code)) await rename(draft, file);
    else if (code !== 'EEXIST') throw error;
    return undefined;
  } finally {
    await rm(draft, { force: true });
  }
}

function unsafe(file: string, why: string): UserError {
  return new UserError(
    `The token file of the dashboard, ${safe(file)}, ${why}, so it is not used. If it is yours, delete it: the next start creates a new one. Otherwise use another folder: --data-dir.`,
  );
}

function lost(file: string): never {
  throw new UserError(`The dashboard's token in ${safe(file)} was deleted while it was being created. Start again.`);
}
