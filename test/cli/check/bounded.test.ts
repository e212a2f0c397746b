import { readableReport } from '../../../lib/cli/check/readable';
import { colorsFor } from '../../../lib/cli/terminal/style';
import { present } from '../../../lib/core/model';
import { exitCode, reportDomain } from '../../../lib/core/report';
import type { DomainReport } from '../../../lib/core/report';
import { checkDomains } from '../../../lib/monitor/check';
import type { Observer } from '../../../lib/monitor/ports';
import { domainObservation, http, mxHostObservation, policyFetch, policyText } from '../../support/observations';
import { readDomain } from '../../../lib/core/reading';

const output = { columns: 100, write: () => true };
const MANY = 2_500;
const records = Array.from({ length: MANY }, (_, n) => ({ preference: MANY - n, exchange: `mx${n}.example.com` }));
const mx = present({ cnameChain: [], ttl: 300, records });
const printed = (report: DomainReport): string => readableReport(report, output, colorsFor(output, { NO_COLOR: '1' }));

test('a domain with thousands of MX hosts prints the first of them, and how many more there are', () => {
  const report = reportDomain(readDomain(domainObservation({ mx })), []);
  const lines = printed(report).split('\n');
  expect(lines.length).toBeLessThan(150);
  expect(lines).toContain('  … and 2480 more MX hosts. --json prints all of them.');
  expect(report.mxHosts).toHaveLength(MANY);
  expect(exitCode([report], 'error')).not.toBe(0);
});

test('so does a policy with thousands of mx lines', () => {
  const body = policyText({ mx: records.map(({ exchange }) => exchange) });
  const report = reportDomain(
    readDomain(domainObservation({ mx, policyFetch: policyFetch({ http: http({ body }) }) })),
    [],
  );
  expect(printed(report).length).toBeLessThan(20_000);
});

test('of thousands of MX hosts the hundred that senders try first are connected to', async () => {
  const asked: string[] = [];
  const observer: Observer = {
    observeDomain: async () => domainObservation({ mx }),
    observeMxHost: async (host) => {
      asked.push(host);
      return mxHostObservation({ host });
    },
  };
  for await (const report of checkDomains(['example.com'], observer)) expect(report.mxHosts).toHaveLength(MANY);
  expect(asked).toHaveLength(100);
  expect(asked).toContain('mx2499.example.com');
  expect(asked).not.toContain('mx0.example.com');
});
