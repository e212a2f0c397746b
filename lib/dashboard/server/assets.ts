import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { existsSync } from 'node:fs';

/** A file of the page, whole. */
export interface Asset {
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Strong, quoted (RFC 9110 section 8.8.3). */
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The folder that `npm run build:page` writes: `dist/dashboard` of this package, for the sources and the build alike. */
export function pageFolder(from = __dirname): string {
  return existsSync(join(from, 'package.json')) ? join(from, 'dist', 'dashboard') : pageFolder(dirname(from));
}

/**
 * Reads the page, by file name.
 * @throws Error when it was not built
 */
export async function readPage(folder = pageFolder()): Promise<ReadonlyMap<string, Asset>> {
  const page = new Map<string, Asset>();
  for (const name of existsSync(folder) ? await readdir(folder) : []) {
    const contentType = TYPES[extname(name)];
    if (contentType === undefined) continue;
    const body = new Uint8Array(await readFile(join(folder, name)));
    page.set(name, { contentType, body, etag: etagOf(body) });
  }
  if (!page.has('index.html')) throw new Error(`the dashboard's page is not in ${folder}: run npm run build`);
  return page;
}

export const etagOf = (body: Uint8Array | string): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
