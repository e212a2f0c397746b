import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../lib/storage/open';
import { storeContract } from './contract';

const root = mkdtempSync(join(tmpdir(), 'store-'));
afterAll(() => rmSync(root, { recursive: true }));

storeContract('the local engine', (place, options) =>
  openStore({ embedded: { dir: join(root, String(place)) } }, options),
);
