import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { PkiState } from '../pki/authority';

/** Where the demo stands, kept over a restart. */
export interface SavedDemo {
  readonly version: 1;
  /** How often the script has been played to its end. */
  readonly round: number;
  /** Seconds into the script. */
  readonly elapsed: number;
  readonly pki: PkiState;
}

/** What an earlier demo saved; not set when there is none, or nothing that this version can read. */
export async function readSaved(file: string): Promise<SavedDemo | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const saved = JSON.parse(text) as SavedDemo;
    return saved.version === 1 ? saved : undefined;
  } catch {
    return undefined;
  }
}

/** Saves whole or not at all. The file holds the sandbox's private keys, so that only its owner may read it. */
export async function writeSaved(file: string, saved: SavedDemo): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(saved), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
