import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { parsePort } from '../../config/network';
import { wholeNumber } from '../../config/values';
import type { Sandbox, SandboxRow } from '../../sandbox';
import { throughIo } from '../commander';
import type { CliIo } from '../io';
import { lazy } from '../lazy';
import { parsed } from '../options/parsed';
import { safeJson } from '../terminal/escape';
import { wrap } from '../terminal/style';

interface SandboxFlags {
  readonly bulk?: number;
  readonly dnsPort?: number;
  readonly httpsPort?: number;
  readonly smtpPort?: number;
  readonly json?: true;
}

/** Generated domains share so many MX hosts. */
const BULK_MX_HOSTS = 20;

/** `sandbox`: serves the small Internet until Ctrl-C. */
export function sandboxCommand(io: CliIo): Command {
  return throughIo(new Command('sandbox'), io)
    .description('serve a small Internet on this machine whose domains have one fault each, to look at')
    .option(
      '--bulk <number>',
      'generate so many healthy domains beside them',
      parsed(wholeNumber(1, 1_000_000, 'a number of domains')),
    )
    .option('--dns-port <port>', 'the port of its DNS server (default: any free one)', parsed(parsePort))
    .option('--https-port <port>', 'the port of its policy hosts', parsed(parsePort))
    .option('--smtp-port <port>', 'the port of its MX hosts', parsed(parsePort))
    .option('--json', 'print one line of JSON that says where it is')
    .action((flags: SandboxFlags) => serve(flags, io));
}

async function serve({ bulk, json, ...ports }: SandboxFlags, io: CliIo): Promise<void> {
  const { SANDBOX_TABLE, startSandbox } = lazy.sandbox();
  const end = io.endRequested((sentence) => io.stderr.write(`${sentence}\n`));
  const sandbox = await startSandbox({
    domains: SANDBOX_TABLE,
    ...(bulk !== undefined && { bulk: { domains: bulk, mxHosts: BULK_MX_HOSTS } }),
    ...ports,
  });
  const folder = await mkdtemp(join(tmpdir(), 'mta-sts-sandbox-'));
  try {
    const files = { ca: join(folder, 'ca.pem'), config: join(folder, 'config.yaml') };
    await writeFile(files.ca, sandbox.caPem);
    await writeFile(files.config, configFor(sandbox, folder, files.ca));
    io.stdout.write(
      json === true
        ? `${safeJson(place(sandbox, files))}\n`
        : `${introduction(sandbox, SANDBOX_TABLE, files.config, io)}\n`,
    );
    await new Promise<void>((resolve) =>
      end.aborted ? resolve() : end.addEventListener('abort', () => resolve(), { once: true }),
    );
  } finally {
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const place = (sandbox: Sandbox, files: { readonly ca: string; readonly config: string }) => ({
  version: 1,
  resolver: sandbox.resolver,
  httpsPort: sandbox.httpsPort,
  smtpPort: sandbox.smtpPort,
  ca: files.ca,
  config: files.config,
  domains: sandbox.domains,
  bulkDomains: [...sandbox.bulkDomains()].length,
});

/** A configuration that points a look at the sandbox; JSON is YAML. */
function configFor(
  { resolvers, nameServerPort, httpsPort, smtpPort, domains }: Sandbox,
  folder: string,
  ca: string,
): string {
  return `${JSON.stringify({ domains, schedule: { domains: '1m', mxHosts: '1m' }, resolvers, resolverTrusted: true, nameServers: '1m', nameServerPort, httpsPort, smtpPort, ca: [ca], allowPrivateAddresses: true, dataDir: join(folder, 'history') }, undefined, 2)}\n`;
}

function introduction({ domains }: Sandbox, table: readonly SandboxRow[], config: string, io: CliIo): string {
  const width = Math.max(...domains.map((name) => name.length));
  const present = new Set(domains);
  const rows = table
    .filter(({ name }) => present.has(name))
    .map(({ name, says }) => `  ${name.padEnd(width)}  ${wrap(says, io.stdout, ' '.repeat(width + 4))}`);
  return [
    `The sandbox is there, with ${domains.length} domains. Nothing of it leaves this machine. From another terminal:`,
    '',
    `  npx mta-sts-watch check --config ${config} ${domains[1] ?? ''}`,
    `  npx mta-sts-watch start --config ${config}`,
    '',
    ...rows,
    '',
    'Ctrl-C ends it.',
  ].join('\n');
}
