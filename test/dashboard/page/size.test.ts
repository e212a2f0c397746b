import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const ROOT = resolve(__dirname, '../../..');

/** All that a reader's browser fetches before the first data, as a server sends it. Octets. */
const MOST = 80_000;

test('the page is small, and names no other host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  try {
    execFileSync(process.execPath, [join(ROOT, 'scripts/bundle-page.mjs'), join(folder, 'page')]);
    const files = readdirSync(join(folder, 'page')).map(
      (name) => [name, readFileSync(join(folder, 'page', name))] as const,
    );
    expect(files.map(([name]) => name).sort()).toEqual(['icon.svg', 'index.html', 'page.css', 'page.js', 'theme.js']);
    expect(files.reduce((sum, [, body]) => sum + gzipSync(body).length, 0)).toBeLessThan(MOST);
    const addresses = files.flatMap(([, body]) => body.toString('utf8').match(/https?:\/\/[\w.-]+/g) ?? []);
    // Names of markup languages, which nobody fetches.
    expect(addresses.filter((address) => address !== 'http://www.w3.org')).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
