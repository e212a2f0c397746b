import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { startSandbox } from '../../../../lib/sandbox';

/**
 * Writes the configuration of a monitor that checks domains of the sandbox, every second, and the CA beside it.
 * @param own what the test adds, or has otherwise
 * @returns the file
 */
export function writeSandboxConfig(
  dir: string,
  sandbox: Pick<Awaited<ReturnType<typeof startSandbox>>, 'caPem' | 'resolver' | 'httpsPort' | 'smtpPort'>,
  own: Readonly<Record<string, unknown>>,
): string {
  const ca = join(dir, 'ca.pem');
  writeFileSync(ca, sandbox.caPem);
  const file = join(dir, 'mta-sts-watch.json');
  const config = {
    schedule: { domains: '1s', mxHosts: '1s' },
    resolvers: [sandbox.resolver],
    resolverTrusted: true,
    nameServers: 'never',
    httpsPort: sandbox.httpsPort,
    smtpPort: sandbox.smtpPort,
    ca: [ca],
    allowPrivateAddresses: true,
    ...own,
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}
