import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CASES } from './cases';
import { type Servers, startServers } from './servers';

const run = promisify(execFile);
const CLI = join(__dirname, '../../../dist/bin/mta-sts-watch.js');

let servers: Servers;
beforeAll(async () => {
  servers = await startServers(CASES);
});
afterAll(() => servers.stop());

/** Runs a command that may end with any exit code. */
async function output(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { stdout, stderr } = await run(command, [...args], { env, timeout: 60_000 }).catch(
    (error: { stdout?: string; stderr?: string }) => ({
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? '',
    }),
  );
  return stdout + stderr;
}

interface CheckDocument {
  readonly domains: readonly {
    readonly domain: string;
    readonly verdict: string;
    readonly findings: readonly { readonly kind: string; readonly tries?: { readonly count: number } }[];
    readonly unknown: readonly unknown[];
  }[];
}

describe.each(CASES)('$domain', ({ domain, mx, expect: expected }) => {
  test(`is ${expected.verdict} for mta-sts-watch`, async () => {
    const { stdout } = await run(
      process.execPath,
      [CLI, 'check', '--json', '--resolver', '127.0.0.1:53', '--ca', servers.ca, '--allow-private-addresses', domain],
      {
        timeout: 60_000,
      },
    ).catch((error: { stdout: string }) => error);
    const report = (JSON.parse(stdout) as CheckDocument).domains[0];
    expect(report?.unknown).toEqual([]);
    expect(report?.findings.map(({ tries }) => tries?.count)).toEqual(expected.kinds.map(() => expected.tries));
    expect({ verdict: report?.verdict, kinds: [...new Set(report?.findings.map(({ kind }) => kind))].sort() }).toEqual({
      verdict: expected.verdict,
      kinds: [...expected.kinds].sort(),
    });
  });

  test(`is ${expected.mtaStsQuery} for mta-sts-query`, async () => {
    const text = await output('mta-sts-query', [domain], { ...process.env, SSL_CERT_FILE: servers.ca });
    expect(/STSFetchResult\.(\w+)/.exec(text)?.[1]).toBe(expected.mtaStsQuery);
  });

  test('posttls-finger verifies the same MX hosts', async () => {
    const said = await Promise.all(
      mx.map(({ host }) =>
        output('posttls-finger', [
          '-c',
          '-l',
          'secure',
          '-F',
          servers.ca,
          '-o',
          'inet_protocols=ipv4',
          '-L',
          'summary',
          `[${host}]`,
          host,
        ]),
      ),
    );
    expect(said.map((text) => /Verified TLS connection established/.test(text))).toEqual(expected.posttlsFinger);
    expect(said.map((text) => /EHLO rejected/.test(text))).toEqual(mx.map(() => expected.ehloRejected === true));
  });
});
