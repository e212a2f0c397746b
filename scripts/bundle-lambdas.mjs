// Bundles each Lambda handler with its SDK into FOLDER/<handler>/index.js (dist/lambdas if no folder is given), so that
// nothing is compiled where the constructs are used.
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const out = resolve(process.argv[2] ?? join(root, 'dist', 'lambdas'));
const handlers = (await readdir(join(root, 'lambdas'), { withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => entry.name.slice(0, -3));

/** zod carries its messages in 40 languages along; the handlers speak one. */
const oneLanguage = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** The judge walks DER with one part of node-forge; its ciphers and keys stay out. */
const derAlone = {
  name: 'der-alone',
  setup({ onLoad }) {
    onLoad({ filter: /node-forge\/lib\/index\.js$/ }, () => ({
      contents: "module.exports = require('./forge'); require('./asn1');",
    }));
  },
};

// Built beside and moved: two builds at once, or a synthesis meanwhile, never see half a bundle.
const fresh = `${out}.${process.pid}`;
await build({
  entryPoints: Object.fromEntries(
    handlers.map((handler) => [`${handler}/index`, join(root, 'lambdas', `${handler}.ts`)]),
  ),
  outdir: fresh,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  mainFields: ['module', 'main'],
  plugins: [oneLanguage, derAlone],
  legalComments: 'none',
  tsconfig: join(root, 'tsconfig.json'),
  logLevel: 'warning',
});
await mkdir(dirname(out), { recursive: true });
await rm(out, { recursive: true, force: true });
await rename(fresh, out);
