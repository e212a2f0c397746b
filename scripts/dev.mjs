// Runs the monitor from the sources while you edit them: the compiler and the bundler of the page watch, and Node
// restarts the monitor after each change. Arguments go to `start`; without any it watches the sandbox.
import { spawn, spawnSync } from 'node:child_process';
import { utimesSync, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const compiler = [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'tsconfig.build.json')];
const bundler = [join(root, 'scripts', 'bundle-page.mjs')];
const monitor = join(root, 'dist', 'bin', 'mta-sts-watch.js');
const options = { cwd: root, stdio: 'inherit' };

// What does not compile yet is said by the compiler; the monitor of the last build runs meanwhile.
for (const args of [compiler, bundler]) spawnSync(process.execPath, args, options);

const children = [
  [...compiler, '--watch', '--preserveWatchOutput'],
  [
    '--watch',
    '--watch-preserve-output',
    `--inspect=${process.env.INSPECT ?? '127.0.0.1:0'}`,
    monitor,
    'start',
    ...process.argv.slice(2),
  ],
].map((args) => spawn(process.execPath, args, options));

let bundling;
watch(join(root, 'lib', 'dashboard', 'page'), { recursive: true }, () => {
  clearTimeout(bundling);
  // Editors write a file in several steps.
  bundling = setTimeout(bundlePage, 200);
});

/** The server reads the page once, when it starts: a new date on the command restarts it. */
function bundlePage() {
  spawn(process.execPath, bundler, options).once('exit', () => utimesSync(monitor, new Date(), new Date()));
}

let ending = false;
function end() {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill('SIGTERM');
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
for (const child of children)
  child.once('exit', (code) => {
    if (!ending) process.exitCode = code ?? 1;
    end();
    if (children.every(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null)) process.exit();
  });
