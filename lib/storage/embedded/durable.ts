import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

let written = 0;

/** Whole or not at all, also after a power cut and when several write at once: the last one counts. */
export async function replaceDurably(path: string, text: string): Promise<void> {
  const fresh = `${path}.${process.pid}-${++written}`;
  const file = await open(fresh, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  await syncFolder(dirname(path));
}

/** Brings the names of new files onto the disk. Windows does it itself, and does not let a folder be opened. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
