import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../../../lib/sandbox';
import { startSandbox } from '../../../lib/sandbox';
import { writeSandboxConfig } from './support/sandbox-config';
import type { Program } from './support/program';
import { startProgram, until } from './support/program';

const YEAR = 365 * 86_400_000;
const HOUR = 3_600_000;
const DOMAINS = ['a.example', 'b.example', 'c.example'] as const;

jest.setTimeout(400_000);

let dir: string;
let sandbox: Sandbox;
let receiver: Server;
/** `opened sts-record-missing a.example`, as the receiver got them. */
let received: string[];
const running: Program[] = [];

const setClock = (ahead: number): void => writeFileSync(join(dir, 'ahead'), String(ahead));
const times = (line: string): number => received.filter((one) => one === line).length;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'clock-'));
  received = [];
  setClock(0);
  sandbox = await startSandbox({ domains: DOMAINS.map((name) => ({ name, says: '', hosts: { mx: {} } })) });
  await sandbox.issueAll();
  receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => void (text += part.toString()));
    request.on('end', () => {
      const { alerts } = JSON.parse(text) as { alerts: { form: string; kind: string; subject?: { name: string } }[] };
      received.push(...alerts.map(({ form, kind, subject }) => [form, kind, subject?.name ?? ''].join(' ').trim()));
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => receiver.once('listening', resolve));
  const { port } = receiver.address() as AddressInfo;
  const alerts = { confirmChecks: 1, webhook: { url: `http://127.0.0.1:${port}/` } };
  writeSandboxConfig(dir, sandbox, { domains: DOMAINS, alerts });
});

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  await sandbox.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  rmSync(dir, { recursive: true, force: true });
});

function program(...args: readonly string[]): Program {
  const started = startProgram(
    [...args, '--config', join(dir, 'mta-sts-watch.json'), '--data-dir', join(dir, 'data')],
    {
      cwd: dir,
      inject: [join(__dirname, 'support/machine-clock.js')],
      env: { MACHINE_CLOCK: join(dir, 'ahead') },
    },
  );
  running.push(started);
  return started;
}

async function start(): Promise<Program> {
  const started = program('start', '--no-dashboard');
  await started.says(/protected|Next look|Next check/);
  return started;
}

async function end({ child, ended }: Program): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}

const breakRecord = (domain: string) => sandbox.apply({ domain, to: { record: [] } });
const alerted = (line: string) =>
  until(
    `"${line}" is sent`,
    () => times(line) > 0,
    () => JSON.stringify(received),
  );

/** The lines of an export, read with the right clock. */
async function exported(): Promise<readonly { type: string; value?: { at?: number; observedAt?: number } }[]> {
  const { out, ended } = program('export');
  await ended;
  return out.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string });
}

test('a year ahead for four seconds: new faults are alerted, also after a restart, and nothing of it is stored', async () => {
  const first = await start();
  setClock(YEAR);
  await pause(4_000);
  await alerted('coverage clock-wrong');
  setClock(0);
  await breakRecord('a.example');
  await alerted('opened sts-record-missing a.example');
  await alerted('resolved clock-wrong');
  await end(first);
  expect(first.out.stdout).toContain('it jumped 365 days ahead');
  const second = await start();
  await breakRecord('b.example');
  await alerted('opened sts-record-missing b.example');
  await end(second);
  const at = (await exported()).flatMap(({ value }) => value?.at ?? value?.observedAt ?? []);
  expect(at.length).toBeGreaterThan(20);
  expect(at.filter((time) => time > Date.now())).toEqual([]);
  expect(times('coverage clock-wrong')).toBe(1);
});

test('an hour back: new faults are alerted at once, also after a restart', async () => {
  const first = await start();
  setClock(-HOUR);
  await breakRecord('a.example');
  await alerted('opened sts-record-missing a.example');
  await end(first);
  const second = await start();
  await second.says(/behind what was stored/);
  await breakRecord('b.example');
  await alerted('opened sts-record-missing b.example');
  await end(second);
});

test('a store that a clock a year ahead wrote: new faults are alerted, and the states are healed', async () => {
  setClock(YEAR);
  const first = await start();
  await end(first);
  setClock(0);
  const second = await start();
  await alerted('coverage clock-wrong');
  await breakRecord('a.example');
  await alerted('opened sts-record-missing a.example');
  await end(second);
  const states = (await exported()).filter(({ type }) => type === 'state');
  expect(states).toHaveLength(6);
  expect(states.filter(({ value }) => (value?.observedAt ?? 0) > Date.now())).toEqual([]);
});
