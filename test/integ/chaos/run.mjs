// npm run test:chaos: the monitor under faults of its own machine (killed processes, a wrong clock, a full disk, no
// network) and under faults of its channels, judged by an account of the truth that uses none of the product's code.
// Root runs it in a network namespace where only the loopback exists, so nothing can leave it; its process namespace
// ends every process that a test started, however the suite ends. Others run it where they are.
// Arguments go to jest: npm run test:chaos -- clock
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../..');
const NAMESPACE = ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c'];
const UP = 'ip link set lo up';

/** Whether a namespace can be made here: it wants root, and Debian's packages util-linux and iproute2. */
function canBeAlone() {
  if (process.getuid?.() !== 0) return false;
  const [command, ...args] = NAMESPACE;
  return spawnSync(command, [...args, UP], { stdio: 'ignore' }).status === 0;
}

const jest = [
  process.execPath,
  join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
  '--config',
  join(here, 'jest.config.js'),
  '--maxWorkers=1',
  ...process.argv.slice(2),
];
const alone = canBeAlone();
if (!alone)
  process.stderr.write('test:chaos: not root: tests that need a network namespace of their own are skipped\n');
const [command, ...args] = alone ? [...NAMESPACE, `${UP} && exec "$@"`, 'sh', ...jest] : jest;
const suite = spawn(command, args, {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, ...(alone && { TEST_CHAOS_ALONE: '1' }) },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => suite.kill('SIGTERM'));
suite.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 128);
});
