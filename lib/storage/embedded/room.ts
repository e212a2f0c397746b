import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Home } from './home';

/** LevelDB writes its last log anew when it is opened: up to 4 MiB, and as much again for what it keeps of it meanwhile. */
const FILES = 8;
const FILE_BYTES = 1024 * 1024;

/** Makes sure that there is room to open the database in. @throws the error of the file system. */
export async function makeRoom({ dir }: Home): Promise<void> {
  const names = Array.from({ length: FILES }, (_, n) => join(dir, 'run', `room.${n}`));
  try {
    const zeros = Buffer.alloc(FILE_BYTES);
    for (const name of names) {
      const file = await open(name, 'w', 0o600);
      try {
        await file.writeFile(zeros);
        await file.sync();
      } finally {
        await file.close();
      }
    }
  } finally {
    for (const name of names) await rm(name, { force: true });
  }
}
