import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../lib/config';

const ROOT = join(__dirname, '../..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const UNIT = read('deploy/agent/mta-sts-watch-agent.service');
const settings = new Map([...UNIT.matchAll(/^([A-Za-z]+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value]));

test('the configuration that comes along is one, and names what an agent needs', () => {
  const parsed = parseConfig(read('deploy/agent/agent.yaml'), 'agent.yaml', {});
  expect(parsed).toMatchObject({
    config: {
      ehlo: 'monitor.example.com',
      agent: {
        queueUrl: expect.stringContaining('sqs.') as string,
        resultQueueUrl: expect.stringContaining('sqs.') as string,
      },
    },
  });
});

test('the unit starts the command with that configuration, begins again after a fault, and ends by SIGTERM', () => {
  expect(settings.get('ExecStart')).toBe('/usr/local/bin/mta-sts-watch agent --config /etc/mta-sts-watch/agent.yaml');
  expect(settings.get('Restart')).toBe('on-failure');
  expect(settings.has('KillSignal')).toBe(false);
});

test.each([
  ['DynamicUser', 'yes'],
  ['NoNewPrivileges', 'yes'],
  ['CapabilityBoundingSet', ''],
  ['ProtectSystem', 'strict'],
  ['ProtectHome', 'yes'],
  ['PrivateDevices', 'yes'],
  ['RestrictAddressFamilies', 'AF_INET AF_INET6 AF_NETLINK'],
  ['RestrictNamespaces', 'yes'],
  ['SystemCallArchitectures', 'native'],
])('the unit is hardened: %s=%s', (key, value) => {
  expect(settings.get(key)).toBe(value);
});

test('V8 makes memory executable that it has written: the unit must let it', () => {
  expect(settings.has('MemoryDenyWriteExecute')).toBe(false);
});

const analyze = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find(existsSync);
const withSystemd = analyze === undefined ? describe.skip : describe;

withSystemd('systemd itself', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mta-sts-watch-unit-'));
    file = join(folder, 'mta-sts-watch-agent.service');
    // It looks for the command too, which is not installed here.
    writeFileSync(file, UNIT.replace('/usr/local/bin/mta-sts-watch', process.execPath));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...args: string[]) =>
    spawnSync(analyze ?? '', args, { encoding: 'utf8', env: { PATH: process.env.PATH, LC_ALL: 'C' } });

  test('has nothing to say about the unit', () => {
    const { status, stderr } = run('verify', '--man=no', file);
    expect([status, stderr.split('\n').filter((line) => line.includes('mta-sts-watch-agent'))]).toEqual([0, []]);
  });

  test('and finds it hardly exposed', () => {
    const { status, stdout } = run('security', '--offline=yes', '--threshold=20', '--no-pager', file);
    expect([status, /Overall exposure level[^\n]*/.exec(stdout)?.[0]]).toEqual([0, expect.stringContaining('OK')]);
  });
});

test('the container runs Node itself as an ordinary user, with the same configuration', () => {
  const file = read('deploy/agent/Containerfile');
  expect(file).toMatch(/^FROM docker\.io\/library\/node:24-slim$/m);
  expect(file.indexOf('\nUSER node')).toBeGreaterThan(file.indexOf('npm install'));
  expect(file).toMatch(/^ENTRYPOINT \["node", .*dist\/bin\/mta-sts-watch\.js"\]$/m);
  expect(file).toMatch(/^CMD \["agent", "--config", "\/etc\/mta-sts-watch\/agent\.yaml"\]$/m);
});

test('docs/agent.md names the files that are there', () => {
  for (const name of ['agent.yaml', 'mta-sts-watch-agent.service']) {
    expect(read('docs/agent.md')).toContain(name);
    expect(existsSync(join(ROOT, 'deploy/agent', name))).toBe(true);
  }
});
