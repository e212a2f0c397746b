import type { DomainObservation, MxHostObservation } from '../../lib/core/model';
import { present } from '../../lib/core/model';
import { checkDomains } from '../../lib/monitor/check';
import type { Observer } from '../../lib/monitor/ports';

const CONCURRENCY = 4;
const absent = { state: 'absent', reason: 'no-data' } as const;

/** A network in which domains share three MX hosts, and that counts what is under way. */
function network() {
  const seen = { hosts: [] as string[], atOnce: 0, hostsAtOnce: 0, begun: 0 };
  const under = { domains: 0, hosts: 0 };
  const observer: Observer = {
    async observeDomain(domain): Promise<DomainObservation> {
      seen.begun += 1;
      seen.atOnce = Math.max(seen.atOnce, ++under.domains);
      const number = Number(domain.replace(/\D/g, ''));
      // Later ones are ready first, so that order is not a matter of luck.
      for (let turns = number % 7; turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
      under.domains -= 1;
      const records = [0, 1].map((index) => ({
        preference: 10 * index,
        exchange: `mx${(number + index) % 3}.example`,
      }));
      return {
        domain,
        observedAt: 0,
        stsRecord: absent,
        tlsRptRecord: absent,
        mx: present({ records, cnameChain: [], ttl: 60 }),
        certificates: {},
      };
    },
    async observeMxHost(host): Promise<MxHostObservation> {
      seen.hosts.push(host);
      seen.hostsAtOnce = Math.max(seen.hostsAtOnce, ++under.hosts);
      await new Promise((resolve) => setImmediate(resolve));
      under.hosts -= 1;
      return { host, observedAt: 0, addresses: absent, endpoints: [], certificates: {} };
    },
  };
  return { seen, observer };
}

function* names(count: number, taken: { last: number } = { last: 0 }): Generator<string> {
  for (let number = 1; number <= count; number += 1) {
    taken.last = number;
    yield `d${number}.example`;
  }
}

test('reports come in the order of the domains, with so many looks at once, each MX host looked at once', async () => {
  const { seen, observer } = network();
  const reports: string[] = [];
  for await (const { domain, mxHosts } of checkDomains(names(100), observer, { concurrency: CONCURRENCY })) {
    reports.push(domain);
    expect(mxHosts).toHaveLength(2);
  }
  expect(reports).toEqual([...names(100)]);
  expect(seen.hosts.sort()).toEqual(['mx0.example', 'mx1.example', 'mx2.example']);
  expect(seen.atOnce).toBe(CONCURRENCY);
});

test('a reader that takes its time holds up the looks: what is held does not grow', async () => {
  const { seen, observer } = network();
  const taken = { last: 0 };
  let read = 0;
  for await (const { domain } of checkDomains(names(1_000, taken), observer, { concurrency: CONCURRENCY })) {
    read += 1;
    expect(domain).toBe(`d${read}.example`);
    await new Promise((resolve) => setImmediate(resolve));
    expect(taken.last - read).toBeLessThanOrEqual(16 * CONCURRENCY);
  }
  expect(seen.begun).toBe(1_000);
});

test('a reader that stops ends the looks', async () => {
  const { seen, observer } = network();
  const reports = checkDomains(names(1_000), observer, { concurrency: CONCURRENCY });
  await reports.next();
  await reports.return();
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen.begun).toBeLessThanOrEqual(8 * CONCURRENCY);
});

test('a look that rejects, as after an abort, rejects in its turn', async () => {
  const { observer } = network();
  const failing: Observer = {
    ...observer,
    observeDomain: async (domain) =>
      domain === 'd3.example' ? Promise.reject(new Error('aborted')) : observer.observeDomain(domain),
  };
  const reports: string[] = [];
  await expect(
    (async () => {
      for await (const { domain } of checkDomains(names(10), failing, { concurrency: CONCURRENCY }))
        reports.push(domain);
    })(),
  ).rejects.toThrow('aborted');
  expect(reports).toEqual(['d1.example', 'd2.example']);
});
