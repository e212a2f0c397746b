import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { inTime } from '../../lambdas/shared/stray-faults';

const root = resolve(__dirname, '..', '..');

/** What the runtime of Lambda does around a handler: an exception that nobody caught ends the process. */
const RUNTIME = `
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => { console.log('the runtime ends the process'); process.exit(129); });
const { goOnAfterStrayFaults } = require('./net.js');
if (process.argv[2] === 'net') goOnAfterStrayFaults();
const faults = {
  emitter: () => new (require('node:events').EventEmitter)().emit('error', new Error('ECONNRESET of a socket')),
  rejection: () => void Promise.reject(new Error('nobody awaits this')),
  nothing: () => void Promise.reject(undefined),
  flood: () => { for (let n = 0; n < 300; n++) setImmediate(() => { throw new Error('again ' + n); }); },
};
setTimeout(faults[process.argv[3]], 10);
setTimeout(() => console.log('the batch is done'), 200);
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stray-faults-'));
  buildSync({
    entryPoints: [join(root, 'lambdas', 'shared', 'stray-faults.ts')],
    outfile: join(folder, 'net.js'),
    bundle: true,
    platform: 'node',
    logLevel: 'silent',
  });
  writeFileSync(join(folder, 'runtime.js'), RUNTIME);
});
afterAll(() => rmSync(folder, { recursive: true }));

function invoke(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, 'runtime.js'), ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, output: stdout + stderr };
}

describe.each(['emitter', 'rejection', 'nothing'])('a stray fault (%s)', (fault) => {
  test('ends the process where there is no net', () => {
    const { status, output } = invoke('none', fault);
    expect(status).toBe(129);
    expect(output).not.toContain('the batch is done');
  });

  test('is logged in a handler of batches, and the batch goes on', () => {
    const { status, output } = invoke('net', fault);
    expect(output).toContain('the batch is done');
    expect(output).toContain('an exception that nobody caught');
    expect(status).toBe(0);
  });
});

test('work that never ends is given up when the time is over, and other work is not', async () => {
  const end = new AbortController();
  const stuck = inTime(new Promise(() => undefined), end.signal);
  await expect(inTime(Promise.resolve('done'), end.signal)).resolves.toBe('done');
  end.abort(new Error('the time is over'));
  await expect(stuck).rejects.toThrow('the time is over');
  await expect(inTime(new Promise(() => undefined), end.signal)).rejects.toThrow('the time is over');
});

test('a flood of them ends the process, and the batch is given out again', () => {
  const { status, output } = invoke('net', 'flood');
  expect(status).toBe(1);
  expect(output).not.toContain('the batch is done');
});
