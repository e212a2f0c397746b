import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../../lib/sandbox';
import { startSandbox } from '../../../lib/sandbox';
import type { CliRun } from '../../cli/support';
import { runProgram } from '../../cli/support';
import { ROUTE53_DENIED, ROUTE53_OVERTAKEN } from './world/faults';
import { Route53World } from './world/route53';

const NAME_SERVERS = ['ns-1.awsdns-1.com.', 'ns-2.awsdns-2.net.', 'ns-3.awsdns-3.org.', 'ns-4.awsdns-4.co.uk.'];
const txt = (name: string, ...texts: readonly string[]) => ({
  Name: name,
  Type: 'TXT' as const,
  TTL: 1,
  ResourceRecords: texts.map((text) => ({ Value: `"${text}"` })),
});

let world: Route53World;
let sandbox: Sandbox;
let folder: string;
let options: string[];

beforeAll(async () => {
  world = await Route53World.start();
  sandbox = await startSandbox({
    domains: [
      { name: 'mail.example', says: 'Lacks an STS record, and has two TLSRPT records.' },
      {
        name: 'renewed.example',
        says: 'Renewed its certificate, and not its TLSA record.',
        secure: true,
        hosts: { mx: {} },
      },
      {
        name: 'unvouched.example',
        says: 'Has a new key that nobody vouches for.',
        secure: true,
        hosts: { mx: { certificate: { signedBy: 'itself' } } },
      },
      { name: 'auto.example', says: 'Lacks an STS record, and has two TLSRPT records.' },
      { name: 'changed.example', says: 'Changed its policy, and not the id.' },
      {
        name: 'starttls.example',
        says: 'A fault that no record mends.',
        hosts: { mx: { keywords: ['PIPELINING'] } },
        zone: { '@': { NS: NAME_SERVERS } },
      },
      { name: 'left.example', says: 'Its zone is a leftover.' },
      { name: 'moved.example', says: 'Others answer for it.', zone: { '@': { NS: ['ns1.registrar.example.'] } } },
      { name: 'inside.example', says: 'Its zone is private.' },
    ],
  });
  folder = mkdtempSync(join(tmpdir(), 'repair-'));
  writeFileSync(join(folder, 'ca.pem'), sandbox.caPem);
  writeFileSync(join(folder, 'config.yaml'), 'route53: {}\n');
  options = [
    '--config',
    join(folder, 'config.yaml'),
    '--data-dir',
    folder,
    '--resolver',
    sandbox.resolver,
    '--trust-resolver',
    '--https-port',
    String(sandbox.httpsPort),
    '--smtp-port',
    String(sandbox.smtpPort),
    '--ca',
    join(folder, 'ca.pem'),
    '--allow-private-addresses',
    '--timeout',
    '5s',
    '--wait',
    '20s',
  ];
}, 120_000);
afterAll(async () => {
  await sandbox?.close();
  await world?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

const repair = (...args: readonly string[]): Promise<CliRun> => runProgram(['repair', ...options, ...args]);
const values = async (zoneId: string, name: string): Promise<readonly string[]> =>
  (await world.records(zoneId)).filter((set) => set.name === name && set.type !== 'NS').flatMap((set) => set.values);

test('records that are missing or double: shown, made, in sync, and seen from outside', async () => {
  const id = await world.createZone('mail.example');
  await world.put(
    id,
    txt('_smtp._tls.mail.example', 'v=TLSRPTv1; rua=mailto:a@a.example', 'v=TLSRPTv1; rua=mailto:b@b.example'),
  );
  const serving = await world.serve(id, 'mail.example', sandbox);

  const shown = await repair('mail.example');
  expect(shown).toMatchObject({ exitCode: 1, stderr: '' });
  expect(shown.stdout).toContain('mail.example is in the hosted zone mail.example (');
  expect(shown.stdout).toMatch(
    /sts-record-missing\n {4}\+ _mta-sts\.mail\.example\. 300 IN TXT "v=STSv1; id=\d{14}Z;"\n/,
  );
  expect(shown.stdout).toContain(
    '\n    - _smtp._tls.mail.example. 1 IN TXT "v=TLSRPTv1; rua=mailto:a@a.example"\n    - _smtp._tls.mail.example. 1 IN TXT "v=TLSRPTv1; rua=mailto:b@b.example"\n    + _smtp._tls.mail.example. 1 IN TXT "v=TLSRPTv1; rua=mailto:a@a.example,mailto:b@b.example"\n',
  );
  expect(shown.stdout).toContain(
    'Nothing was changed. To make these changes: mta-sts-watch repair mail.example --apply',
  );
  expect(await values(id, '_mta-sts.mail.example')).toEqual([]);

  const made = await repair('--apply', 'mail.example');
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  expect(made.stdout).toContain('mail.example: the world sees the change.');
  expect(await values(id, '_mta-sts.mail.example')).toEqual([expect.stringMatching(/^"v=STSv1; id=\d{14}Z;"$/)]);
  expect(await values(id, '_smtp._tls.mail.example')).toEqual([
    '"v=TLSRPTv1; rua=mailto:a@a.example,mailto:b@b.example"',
  ]);

  const again = await repair('--apply', 'mail.example');
  expect(again).toMatchObject({ exitCode: 0 });
  expect(again.stdout).toContain('There is nothing to mend.');
  await serving.end();
}, 60_000);

test('a certificate that was renewed without its TLSA record: the new record comes beside the old', async () => {
  const id = await world.createZone('renewed.example');
  await world.put(
    id,
    {
      Name: '_25._tcp.mx.renewed.example',
      Type: 'TLSA',
      TTL: 1,
      ResourceRecords: [{ Value: `3 1 1 ${'00'.repeat(32)}` }],
    },
    txt('_mta-sts.renewed.example', 'v=STSv1; id=1;'),
    txt('_smtp._tls.renewed.example', 'v=TLSRPTv1; rua=mailto:a@a.example'),
  );
  const serving = await world.serve(id, 'renewed.example', sandbox);
  const made = await repair('--apply', '--json', 'renewed.example');
  expect(made).toMatchObject({ exitCode: 0, stderr: '' });
  const old = `3 1 1 ${'00'.repeat(32)}`;
  const both = [old, expect.stringMatching(/^3 1 1 [0-9a-f]{64}$/) as string];
  expect(JSON.parse(made.stdout)).toEqual({
    schemaVersion: 1,
    domain: 'renewed.example',
    zone: { name: 'renewed.example', id, account: 'own account' },
    changes: [
      {
        kinds: ['mx-host-tlsa-mismatch'],
        name: '_25._tcp.mx.renewed.example',
        type: 'TLSA',
        before: { ttl: 1, values: [old] },
        after: { ttl: 1, values: both },
        keys: [
          {
            host: 'mx.renewed.example',
            addresses: [expect.any(String) as string],
            certificateSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
            spkiSha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
            vouchedBy: 'certificate',
          },
        ],
      },
    ],
    notMended: [],
    applied: true,
    stillSeen: [],
  });
  expect(await values(id, '_25._tcp.mx.renewed.example')).toEqual(both);
  await serving.end();
}, 60_000);

test('a key that nobody vouches for is published only with its fingerprint', async () => {
  const id = await world.createZone('unvouched.example');
  const name = '_25._tcp.mx.unvouched.example';
  const old = `3 1 1 ${'00'.repeat(32)}`;
  await world.put(
    id,
    { Name: name, Type: 'TLSA', TTL: 1, ResourceRecords: [{ Value: old }] },
    txt('_mta-sts.unvouched.example', 'v=STSv1; id=1;'),
  );
  const serving = await world.serve(id, 'unvouched.example', sandbox);
  const rua = ['--rua', 'mailto:a,b@example.com'];

  const refused = await repair('--apply', ...rua, 'unvouched.example');
  expect(refused.exitCode).toBe(64);
  const [, key = ''] = /--apply --trust ([0-9a-f]{64})\n$/.exec(refused.stderr) ?? [];
  expect(refused.stderr).toContain(`serves the key ${key}, in the certificate `);
  const other = await repair('--apply', '--trust', 'ab'.repeat(32), ...rua, 'unvouched.example');
  expect(other.exitCode).toBe(64);
  expect(other.stderr).toContain('Nothing was changed. No key that would be published has the fingerprint abab');
  expect(await values(id, name)).toEqual([old]);
  expect(await values(id, '_smtp._tls.unvouched.example')).toEqual([]);

  const made = await repair('--apply', '--trust', key, ...rua, 'unvouched.example');
  expect(made.stderr).toBe('');
  expect(await values(id, name)).toEqual([old, `3 1 1 ${key}`]);
  expect(await values(id, '_smtp._tls.unvouched.example')).toEqual(['"v=TLSRPTv1; rua=mailto:a%2Cb@example.com"']);
  await serving.end();
}, 60_000);

test('a new id on demand; a change that somebody else overtook changes nothing; one that nobody sees yet is not called seen', async () => {
  const id = await world.createZone('changed.example');
  await world.put(
    id,
    txt('_mta-sts.changed.example', 'v=STSv1; id=1;', 'not \u202ethis'),
    txt('_smtp._tls.changed.example', 'v=TLSRPTv1; rua=mailto:a@a.example'),
  );
  await (await world.serve(id, 'changed.example', sandbox)).end();
  const overtaken = world.faults.inject(({ action }) =>
    action === `Route53.POST hostedzone/${id}/rrset` ? ROUTE53_OVERTAKEN : undefined,
  );
  const failed = await repair('--apply', '--new-id', 'changed.example');
  expect(overtaken.end()).toBe(1);
  expect(failed.exitCode).toBe(64);
  expect(failed.stderr).toContain('Somebody else changed the record meanwhile, so nothing was changed.');

  const made = await repair('--apply', '--new-id', '--wait', '1s', 'changed.example');
  expect(made.exitCode).toBe(2);
  expect(made.stdout).toContain(
    'policy-changed-under-same-id is still seen from here: resolvers may give the old records for up to 1m.',
  );
  expect(made.stdout).toContain('"v=STSv1; id=1;"\n      _mta-sts.changed.example. 1 IN TXT "not \\u202ethis"\n    + ');
  expect(await values(id, '_mta-sts.changed.example')).toEqual([
    '"not \u202ethis"',
    expect.stringMatching(/^"v=STSv1; id=\d{14}Z;"$/),
  ]);
}, 60_000);

test('a fault that no record mends is named, and where it is', async () => {
  const id = await world.createZone('starttls.example');
  const { exitCode, stdout } = await repair('--apply', 'starttls.example');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/mx-host-starttls-missing: .*\n {4}Not mended here\. The fault is at the MX host\./);
  expect(await world.records(id)).toHaveLength(2);
});

describe('what cannot be repaired from here says so', () => {
  beforeAll(async () => {
    await world.createZone('left.example');
    await world.createZone('moved.example');
    await world.createZone('inside.example', true);
  });

  test.each([
    [
      'nobody.example',
      'There is no hosted zone for nobody.example in own account. If it is in another account, name a role of that account in route53.accounts.',
    ],
    ['inside.example', 'inside.example is in private hosted zones alone in own account'],
    ['left.example', 'Nobody is sent to the hosted zone'],
    ['moved.example', 'moved.example is answered for by ns1.registrar.example, not by the hosted zone'],
  ])('%s', async (domain, said) => {
    const { exitCode, stderr, stdout } = await repair('--apply', domain);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain(said);
  });

  test('a permission that is missing is named', async () => {
    const denying = world.faults.inject(({ action }) =>
      action === 'Route53.GET hostedzonesbyname' ? ROUTE53_DENIED : undefined,
    );
    const { exitCode, stderr } = await repair('mail.example');
    denying.end();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 64,
      stderr: expect.stringMatching(
        /^Route 53: the permission route53:ListHostedZonesByName is missing \(.*\)\. docs\/route53\.md has the policy to attach\.\n$/,
      ) as string,
    });
  });
});

test('npm start finds the domains of the zones, looks at them, and keeps their source', async () => {
  const end = new AbortController();
  const started = await runProgram(['start', ...options.slice(0, -2)], {
    endRequested: end.signal,
    onWrite: (text) => {
      if (text.includes('Next look at') || text.includes('is watched')) end.abort();
      if (/mail\.example.*protected/.test(text)) end.abort();
    },
  });
  expect(started.stdout).toContain('watches the mail domains of hosted zones in Route 53');
  expect(started.stdout).toMatch(/Route 53: \d+ mail domains in hosted zones, \d+ new, 0 gone\./);
  const { stdout } = await runProgram([
    'domains',
    'list',
    '--json',
    '--config',
    join(folder, 'config.yaml'),
    '--data-dir',
    folder,
  ]);
  const listed = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { name: string; source: string; zone: { intended: unknown[] } });
  expect(listed.map(({ name, source }) => `${name} ${source}`)).toEqual([
    'changed.example route53',
    'mail.example route53',
    'renewed.example route53',
    'unvouched.example route53',
  ]);
}, 60_000);

test('npm start mends what the configuration names by itself, once, and tells it with the records', async () => {
  const id = await world.createZone('auto.example');
  const reports = txt(
    '_smtp._tls.auto.example',
    'v=TLSRPTv1; rua=mailto:a@a.example',
    'v=TLSRPTv1; rua=mailto:b@b.example',
  );
  await world.put(id, reports, {
    Name: 'auto.example',
    Type: 'MX',
    TTL: 1,
    ResourceRecords: [{ Value: '10 mx.auto.example.' }],
  });
  const serving = await world.serve(id, 'auto.example', sandbox);
  const data = join(folder, 'auto');
  const config = join(folder, 'auto.yaml');
  const given = ['--config', config, '--data-dir', data, ...options.slice(4, -2)];
  const start = async (repair: string, until: RegExp): Promise<string> => {
    writeFileSync(config, `route53: { include: [auto.example], repair: [${repair}] }\nalerts: { confirmLooks: 1 }\n`);
    const end = new AbortController();
    let seen = '';
    await runProgram(['start', ...given], {
      endRequested: end.signal,
      onWrite: (text) => {
        seen += text;
        if (until.test(seen)) end.abort();
      },
    });
    return seen;
  };
  await start('', /Looked at \d+ MX host/);
  expect(await values(id, '_mta-sts.auto.example')).toEqual([]);
  expect(await start('sts-record-missing', /changed the hosted zone/)).toMatch(
    /The monitor has changed the hosted zone auto\.example to mend auto\.example/,
  );
  const written = await values(id, '_mta-sts.auto.example');
  expect(written).toEqual([expect.stringMatching(/^"v=STSv1; id=\d{14}Z;"$/)]);
  expect(await values(id, '_smtp._tls.auto.example')).toHaveLength(2);

  await start('sts-record-missing', /Looked at \d+ MX host/);
  expect(await values(id, '_mta-sts.auto.example')).toEqual(written);
  const { stdout } = await runProgram(['history', 'auto.example', '--json', '--config', config, '--data-dir', data]);
  expect(stdout.match(/"type": ?"zone-repaired"/g)).toHaveLength(1);
  await serving.end();
}, 120_000);
