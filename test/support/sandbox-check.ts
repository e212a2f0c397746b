import type { DomainReport } from '../../lib/core/report';
import { checkDomains } from '../../lib/monitor/check';
import { createObserver, type NetworkObserver, type ObserverOptions } from '../../lib/probes/observer';
import type { Sandbox } from '../../lib/sandbox';

/** The real observer, pointed at a sandbox. */
export function observerOf(sandbox: Sandbox, options: ObserverOptions = {}): NetworkObserver {
  return createObserver({
    resolvers: sandbox.resolvers.map((resolver) => {
      const [address = '', port] = resolver.split(':');
      return { address, port: Number(port) };
    }),
    nameServers: 'always',
    nameServerPort: sandbox.nameServerPort,
    httpsPort: sandbox.httpsPort,
    smtpPort: sandbox.smtpPort,
    ca: [sandbox.caPem],
    allowPrivateAddresses: true,
    trustAd: true,
    observeTlsa: true,
    // Short enough for servers that are silent, long enough for a busy machine.
    dnsTimeoutMs: 1000,
    connectTimeoutMs: 3000,
    checkTimeoutMs: 8000,
    ...options,
  });
}

/** The real check. @returns the reports by domain */
export async function check(domains: Iterable<string>, observer: NetworkObserver): Promise<Map<string, DomainReport>> {
  const reports = new Map<string, DomainReport>();
  for await (const report of checkDomains(domains, observer, { concurrency: 16 })) reports.set(report.domain, report);
  return reports;
}

/** Kinds or names, once each and in order. */
export const sorted = (kinds: Iterable<string>): string[] => [...new Set(kinds)].sort();

export const kindsOf = (report: DomainReport | undefined): string[] =>
  sorted(report?.findings.map(({ kind }) => kind) ?? ['no report']);
