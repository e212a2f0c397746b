// npm run test:aws: the deployed monitor, end to end, on an emulator of AWS (MiniStack) on this machine's loopback.
// Installs the emulator and the Node release of the functions once, pinned, under node_modules/.cache; runs the suite
// in a process group of its own, and leaves nothing of it behind, however it ends.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../..');
const cache = join(root, 'node_modules', '.cache', 'test-aws');
const requirements = readFileSync(join(here, 'requirements.txt'), 'utf8');
const NODE_OF_FUNCTIONS = '24.21.0';

function must(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
}

/** Does the work unless the mark of the same work is there. */
function once(name, mark, work) {
  const done = join(cache, `${name}.done`);
  if (existsSync(done) && readFileSync(done, 'utf8') === mark) return;
  process.stderr.write(`test:aws: installing ${name}\n`);
  rmSync(join(cache, name), { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  work(join(cache, name));
  writeFileSync(done, mark);
}

once('venv', requirements, (folder) => {
  must('python3', ['-m', 'venv', folder]);
  must(join(folder, 'bin', 'pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '-r',
    join(here, 'requirements.txt'),
  ]);
});
once('node', NODE_OF_FUNCTIONS, (folder) => {
  mkdirSync(folder, { recursive: true });
  must('npm', ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, `node@${NODE_OF_FUNCTIONS}`]);
});

const folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-aws-'));
process.stderr.write(`test:aws: logs are in ${folder}\n`);
const suite = spawn(
  process.execPath,
  [
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--config',
    join(here, 'jest.config.js'),
    '--runInBand',
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env: { ...process.env, TEST_AWS_CACHE: cache, TEST_AWS_FOLDER: folder },
  },
);

/** The suite's group: jest, the emulator, its functions, the CDK command line. */
function signalGroup(signal) {
  try {
    process.kill(-suite.pid, signal);
    return true;
  } catch {
    return false;
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signalGroup('SIGTERM'));
suite.on('exit', (code, signal) => {
  signalGroup('SIGTERM');
  const patience = Date.now() + 5_000;
  const timer = setInterval(() => {
    if (signalGroup(0) && Date.now() < patience) return;
    signalGroup('SIGKILL');
    clearInterval(timer);
    process.exitCode = code ?? (signal === null ? 1 : 128);
    // The logs of a failure stay.
    if (code === 0) rmSync(folder, { recursive: true, force: true });
  }, 100);
});
