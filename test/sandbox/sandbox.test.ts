import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { connect } from 'node:tls';
import { startSandbox, type Sandbox } from '../../lib/sandbox';
import { SANDBOX_TABLE } from '../../lib/sandbox/domains/table';
import { SmtpClient } from './mx/smtp-client';

function resolverOf(sandbox: Sandbox): Resolver {
  const resolver = new Resolver({ timeout: 1000, tries: 1 });
  resolver.setServers([sandbox.resolver]);
  return resolver;
}

/** The leaf's fingerprint and whether its chain is trusted for the host, by STARTTLS at the first address. */
async function tlsOfMx(sandbox: Sandbox, host: string): Promise<{ authorized: boolean; fingerprint: string }> {
  const [address = ''] = await resolverOf(sandbox).resolve4(host);
  const client = await SmtpClient.to(sandbox.smtpPort, address);
  await client.reply();
  await client.say('EHLO test.example');
  await client.say('STARTTLS');
  const socket = await client.secure({ ca: sandbox.caPem, servername: host, rejectUnauthorized: false });
  const check = { authorized: socket.authorized, fingerprint: socket.getPeerCertificate().fingerprint256 };
  await client.say('QUIT');
  await client.end();
  return check;
}

async function fetchPolicy(sandbox: Sandbox, domain: string): Promise<string> {
  const host = `mta-sts.${domain}`;
  const [address = ''] = await resolverOf(sandbox).resolve4(host);
  const socket = connect({ host: address, port: sandbox.httpsPort, servername: host, ca: sandbox.caPem });
  await once(socket, 'secureConnect');
  socket.write(`GET /.well-known/mta-sts.txt HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += chunk;
  return text;
}

test('closing leaves nothing open, a second time too', async () => {
  const sockets = () => process.getActiveResourcesInfo().filter((resource) => /^(TCP|UDP)/.test(resource));
  // What other tests closed in this process goes away in a later turn.
  for (let turn = 0; turn < 10; turn++) await setImmediate();
  const before = sockets();
  const sandbox = await startSandbox({ domains: SANDBOX_TABLE.slice(0, 3) });
  expect(sockets().length).toBeGreaterThan(before.length);
  const idle = await SmtpClient.to(sandbox.smtpPort, '127.0.1.1');
  await idle.reply();
  await sandbox.close();
  expect(await idle.reply()).toEqual(['closed']);
  await idle.end();
  await sandbox.close();
  await setImmediate();
  expect(sockets()).toEqual(before);
});

describe('the sandbox of the fault table', () => {
  let sandbox: Sandbox;
  let startedIn: number;
  beforeAll(async () => {
    const before = performance.now();
    sandbox = await startSandbox({ domains: SANDBOX_TABLE });
    startedIn = performance.now() - before;
  });
  afterAll(() => sandbox.close());

  test('starts soon', () => {
    expect(startedIn).toBeLessThan(5000);
  });

  test('a healthy domain, seen with other eyes than the monitor’s', async () => {
    const resolver = resolverOf(sandbox);
    expect(await resolver.resolveTxt('_mta-sts.healthy.example')).toEqual([['v=STSv1; id=20260101T000000;']]);
    expect(await resolver.resolveTxt('_smtp._tls.healthy.example')).toEqual([
      ['v=TLSRPTv1; rua=mailto:tls-reports@healthy.example'],
    ]);
    expect((await resolver.resolveMx('healthy.example')).sort((a, b) => a.priority - b.priority)).toMatchObject([
      { priority: 10, exchange: 'mx1.mail.example' },
      { priority: 20, exchange: 'mx2.mail.example' },
    ]);
    const policy = await fetchPolicy(sandbox, 'healthy.example');
    expect(policy).toMatch(/^HTTP\/1.1 200 /);
    expect(policy).toMatch(
      'version: STSv1\r\nmode: enforce\r\nmx: mx1.mail.example\r\nmx: mx2.mail.example\r\nmax_age: 604800\r\n',
    );
    expect(await tlsOfMx(sandbox, 'mx1.mail.example')).toMatchObject({ authorized: true });
    expect(await tlsOfMx(sandbox, 'mx2.mail.example')).toMatchObject({ authorized: true });
    expect(await tlsOfMx(sandbox, 'mx.expired-mx.example')).toMatchObject({ authorized: false });
  });

  test('what was done at an MX host is told by address', async () => {
    await tlsOfMx(sandbox, 'mx.tls13-mx.example');
    const [[address, seen] = []] = sandbox.mxStatistics('mx.tls13-mx.example');
    expect(address).toMatch(/^127\.0\.1\./);
    expect(seen).toMatchObject({ connections: 1, mostOpen: 1, tlsSessions: 1 });
    expect(() => sandbox.mxStatistics('mx.nobody.example')).toThrow(RangeError);
  });

  test('changes', async () => {
    const healthy = await tlsOfMx(sandbox, 'mx1.mail.example');
    await sandbox.apply({ host: 'mx1.mail.example', to: { certificate: { edition: 2 } } });
    expect((await tlsOfMx(sandbox, 'mx1.mail.example')).fingerprint).not.toBe(healthy.fingerprint);
    await sandbox.apply({ host: 'mx1.mail.example', to: {} });
    expect((await tlsOfMx(sandbox, 'mx1.mail.example')).fingerprint).toBe(healthy.fingerprint);

    await sandbox.apply({
      domain: 'shares-c.example',
      to: { policy: { mode: 'testing' }, record: [], hosts: { new: {} } },
    });
    expect(await fetchPolicy(sandbox, 'shares-c.example')).toMatch('mode: testing\r\nmx: new.shares-c.example\r\n');
    await expect(resolverOf(sandbox).resolveTxt('_mta-sts.shares-c.example')).rejects.toMatchObject({
      code: 'ENODATA',
    });
    expect(await resolverOf(sandbox).resolveMx('shares-c.example')).toMatchObject([
      { priority: 10, exchange: 'new.shares-c.example' },
    ]);
    expect(await tlsOfMx(sandbox, 'new.shares-c.example')).toMatchObject({ authorized: true });
    await expect(sandbox.apply({ domain: 'nobody.example', to: {} })).rejects.toThrow(RangeError);
  });

  test('a change of a domain leaves a change of its host alone', async () => {
    await sandbox.apply({ host: 'mx.tls12-mx.example', to: { certificate: { from: -90, until: -1 } } });
    await sandbox.apply({ domain: 'tls12-mx.example', to: { policy: { mode: 'testing' } } });
    expect(await tlsOfMx(sandbox, 'mx.tls12-mx.example')).toMatchObject({ authorized: false });
  });
});

test('a port that is taken is an error, and nothing stays open', async () => {
  const first = await startSandbox();
  await expect(startSandbox({ httpsPort: first.httpsPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await expect(startSandbox({ dnsPort: Number(first.resolver.split(':')[1]) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await first.close();
});

describe('generated domains', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ bulk: { domains: 35_000, mxHosts: 8 } });
  });
  afterAll(() => sandbox.close());

  test('are counted, not stored', () => {
    const names = [...sandbox.bulkDomains()];
    expect(names).toHaveLength(35_000);
    expect([names[0], names.at(-1)]).toEqual(['d000001.bulk.example', 'd035000.bulk.example']);
  });

  test.each(['d000001', 'd000025', 'd000026', 'd035000'])('%s is whole', async (label) => {
    const domain = `${label}.bulk.example`;
    const resolver = resolverOf(sandbox);
    const records = await resolver.resolveMx(domain);
    expect(new Set(records.map(({ exchange }) => exchange)).size).toBe(2);
    expect(await resolver.resolveTxt(`_mta-sts.${domain}`)).toHaveLength(1);
    expect(await resolver.resolveTxt(`_smtp._tls.${domain}`)).toHaveLength(1);
    const policy = await fetchPolicy(sandbox, domain);
    for (const { exchange } of records) {
      expect(policy).toMatch(`mx: ${exchange}\r\n`);
      expect(await tlsOfMx(sandbox, exchange)).toMatchObject({ authorized: true });
    }
  });

  test('end with the last one', async () => {
    await expect(resolverOf(sandbox).resolveMx('d035001.bulk.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(resolverOf(sandbox).resolveMx('d000000.bulk.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  test('are spread over all MX hosts', async () => {
    const resolver = resolverOf(sandbox);
    const first = new Set<string>();
    for (let n = 1; n <= 8; n++)
      first.add(
        (await resolver.resolveMx(`d00000${n}.bulk.example`)).sort((a, b) => a.priority - b.priority)[0]?.exchange ??
          '',
      );
    expect(first.size).toBe(8);
  });
});
