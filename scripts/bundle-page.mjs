// Bundles the dashboard's page into FOLDER (dist/dashboard if none is given), and beside it, into hosted-dashboard, the
// page that signs people in first: one script, one style sheet, the page and its icon.
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const page = join(root, 'lib', 'dashboard', 'page');
const folder = resolve(process.argv[2] ?? join(root, 'dist', 'dashboard'));

async function bundle(main, out) {
  // Built beside and moved: a server that starts meanwhile never reads half a page.
  const fresh = `${out}.${process.pid}`;
  await build({
    entryPoints: { page: main, theme: join(page, 'theme.ts') },
    outdir: fresh,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    // Browsers of 2023 and later: light-dark(), :has() and container queries.
    target: ['chrome123', 'firefox121', 'safari17.5'],
    minify: true,
    legalComments: 'none',
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfig: join(page, 'tsconfig.json'),
    logLevel: 'warning',
  });
  await mkdir(fresh, { recursive: true });
  for (const file of ['index.html', 'icon.svg']) await copyFile(join(page, file), join(fresh, file));
  await rm(out, { recursive: true, force: true });
  await rename(fresh, out);
}

await bundle(join(page, 'main.tsx'), folder);
await bundle(join(page, 'hosted', 'main.tsx'), join(dirname(folder), 'hosted-dashboard'));
