// Compiled against the installed package, and never run.
import { checkDomains, createObserver, parsePolicy, type DomainReport, type Severity } from 'mta-sts-watch';

async function worst(domains: readonly string[]): Promise<readonly Severity[]> {
  const observer = createObserver({ allowPrivateAddresses: false });
  const severities: Severity[] = [];
  for await (const report of checkDomains(domains, observer, { concurrency: 4 }))
    severities.push(...severitiesOf(report));
  observer.close();
  return severities;
}

const severitiesOf = ({ findings }: DomainReport): Severity[] => findings.map(({ severity }) => severity);

// @ts-expect-error a mode is a text, and the types say so
export const mode: number | undefined = parsePolicy('version: STSv1').value?.mode;
export const result: Promise<readonly Severity[]> = worst(['example.com']);
