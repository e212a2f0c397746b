/** Real sockets: what repair plans for each domain of the table, were its zone a hosted one. */
import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { readDomain, readMxHost } from '../../../lib/core/reading';
import { daneScope } from '../../../lib/core/dane/scope';
import { tlsaName, tlsaText } from '../../../lib/core/dane/record';
import type { MxHostObservation, Observed, RecordSet, TxtAnswer } from '../../../lib/core/model';
import { present } from '../../../lib/core/model';
import type { RepairInput } from '../../../lib/core/repair';
import { planRepair } from '../../../lib/core/repair';
import { ZoneContent } from '../../../lib/core/zone/content';
import { txtText, txtValue } from '../../../lib/core/zone/txt-value';
import { mapInOrder } from '../../../lib/monitor/in-order';
import type { NetworkObserver } from '../../../lib/probes/observer';
import type { Sandbox } from '../../../lib/sandbox';
import { SANDBOX_TABLE, startSandbox } from '../../../lib/sandbox';
import { observerOf } from '../../support/sandbox-check';

let sandbox: Sandbox;
let observer: NetworkObserver;
beforeAll(async () => {
  sandbox = await startSandbox({ domains: SANDBOX_TABLE });
  observer = observerOf(sandbox, { nameServers: 'never' });
}, 120_000);
afterAll(async () => {
  observer.close();
  await sandbox.close();
});

const txtSet = (name: string, answer: Observed<TxtAnswer>): readonly RecordSet[] =>
  answer.state === 'present' && answer.value.cnameChain.length === 0
    ? [{ name, type: 'TXT', ttl: 60, values: answer.value.records.map((strings) => txtValue(strings.join(''))) }]
    : [];

function tlsaSet(domain: string, observation: MxHostObservation): readonly RecordSet[] {
  const scope = daneScope(observation);
  if (scope.state !== 'applies' || !scope.baseDomain.endsWith(`.${domain}`)) return [];
  return [{ name: tlsaName(scope.baseDomain), type: 'TLSA', ttl: 60, values: scope.records.map(tlsaText) }];
}

async function inputOf(domain: string): Promise<RepairInput> {
  const observation = await observer.observeDomain(domain);
  const reading = readDomain(observation);
  const { mx } = reading;
  const names = 'hosts' in mx ? [...new Set(mx.hosts.map(({ exchange }) => exchange))] : [];
  const hosts = await Promise.all(names.map((host) => observer.observeMxHost(host)));
  return {
    reading,
    findings: judgeDomain(reading).findings,
    hosts: hosts.map((host) => ({ observation: host, findings: judgeMxHost(readMxHost(host)).findings })),
    zone: new ZoneContent(domain, [
      ...txtSet(`_mta-sts.${domain}`, observation.stsRecord),
      ...txtSet(`_smtp._tls.${domain}`, observation.tlsRptRecord),
      ...hosts.flatMap((host) => tlsaSet(domain, host)),
    ]),
    needsNewId: false,
    reportsTo: ['mailto:tls,reports@example.com', 'https://reports.example.com/v1;json'],
    now: Date.now(),
  };
}

/** The texts are published as planned, and the domain is judged again. */
function kindsAfter({ reading: { observation } }: RepairInput, changes: readonly RecordSet[]): readonly string[] {
  const answer = (name: string, before: Observed<TxtAnswer>): Observed<TxtAnswer> => {
    const set = changes.find((change) => change.name === name);
    if (set === undefined) return before;
    return present({ cnameChain: [], ttl: 60, records: set.values.map((value) => [txtText(value)]) });
  };
  return judgeDomain(
    readDomain({
      ...observation,
      stsRecord: answer(`_mta-sts.${observation.domain}`, observation.stsRecord),
      tlsRptRecord: answer(`_smtp._tls.${observation.domain}`, observation.tlsRptRecord),
    }),
  ).findings.map(({ kind }) => kind);
}

test('each planned record passes the check that the published one failed', async () => {
  const planned: string[] = [];
  const names = SANDBOX_TABLE.map(({ name }) => name);
  for await (const input of mapInOrder(names, 16, inputOf)) {
    const { mends, notMended } = planRepair(input);
    const domain = input.reading.subject.name;
    expect([domain, notMended.filter(({ why }) => why.includes('is not accepted by'))]).toEqual([domain, []]);
    const kinds = mends.flatMap((mend) => mend.kinds);
    const left = kindsAfter(
      input,
      mends.flatMap(({ change }) => change.after ?? []),
    );
    expect([domain, kinds.filter((kind) => left.includes(kind))]).toEqual([domain, []]);
    planned.push(...kinds);
  }
  const seen = new Set(planned);
  for (const kind of [
    'sts-record-missing',
    'sts-record-invalid',
    'sts-record-multiple',
    'tlsrpt-missing',
    'tlsrpt-invalid',
    'mx-host-tlsa-mismatch',
  ])
    expect(seen).toContain(kind);
}, 240_000);
