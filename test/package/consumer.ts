// Compiled against the installed package, and never run.
import {
  checkDomains,
  createObserver,
  judgeDomain,
  parsePolicy,
  type DomainReport,
  type Severity,
} from 'mta-sts-watch';

async function worst(domains: readonly string[]): Promise<readonly Severity[]> {
  const observer = createObserver({ allowPrivateAddresses: false });
  const severities: Severity[] = [];
  for await (const report of checkDomains(domains, observer, { concurrency: 4 }))
    severities.push(...severitiesOf(report));
  observer.close();
  return severities;
}

export async function judged(domain: string): Promise<number> {
  const observer = createObserver();
  const { findings } = judgeDomain(await observer.observeDomain(domain));
  observer.close();
  return findings.length;
}

const severitiesOf = ({ findings }: DomainReport): Severity[] => findings.map(({ severity }) => severity);

// @ts-expect-error a mode is a text, and the types say so
export const mode: number | undefined = parsePolicy('version: STSv1').value?.mode;
export const result: Promise<readonly Severity[]> = worst(['example.com']);
