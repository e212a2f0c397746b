import { judgeDomain } from '../../lib/core/judge';
import type { ZoneView } from '../../lib/core/model';
import type { NetworkObserver } from '../../lib/probes/observer';
import { createObserver } from '../../lib/probes/observer';
import type { DnsServer } from '../../lib/sandbox/dns/server';
import { serveDns } from '../../lib/sandbox/dns/server';
import { Zone } from '../../lib/sandbox/dns/zone';
import { readDomain } from '../../lib/core/reading';

const ADDRESS = '127.0.0.1';
const world = new Zone();
let server: DnsServer;
let observer: NetworkObserver;

beforeAll(async () => {
  world.set('a.example', { MX: [[10, 'MX.a.example.']], NS: ['NS1.aws.example.', 'ns2.aws.example.'] });
  world.set('_mta-sts.a.example', { TXT: [['v=STSv1; ', 'id=1;']] });
  world.set('_smtp._tls.a.example', { CNAME: 'reports.example' });
  world.set('reports.example', { TXT: [['v=TLSRPTv1; rua=mailto:a@reports.example']] });
  world.set('_25._tcp.mx.a.example', { TLSA: [{ usage: 3, selector: 1, matchingType: 1, data: 'ab'.repeat(32) }] });
  world.set('parked.example', {});
  world.set('elsewhere.example', { NS: ['ns1.registrar.example.'] });
  server = await serveDns(world, ADDRESS);
  observer = createObserver({ resolvers: [{ address: ADDRESS, port: server.port }], observeSmtp: false });
});
afterAll(async () => {
  observer.close();
  await server.close();
});

const intended: ZoneView['intended'] = [
  { name: '_mta-sts.a.example', type: 'TXT', ttl: 60, records: ['v=STSv1; id=1;'] },
  { name: '_smtp._tls.a.example', type: 'TXT', ttl: 60, records: [], cname: 'reports.example' },
  { name: 'a.example', type: 'MX', ttl: 60, records: ['10 mx.a.example'] },
  { name: '_25._tcp.mx.a.example', type: 'TLSA', ttl: 60, records: [`3 1 1 ${'ab'.repeat(32)}`] },
];
const view = (change: Partial<ZoneView> = {}): ZoneView => ({
  zone: 'a.example',
  zoneId: 'Z1',
  account: 'own account',
  readAt: 0,
  nameServers: ['ns1.aws.example', 'ns2.aws.example'],
  negativeTtl: 900,
  intended,
  ...change,
});

const zoneFindings = async (zone: ZoneView): Promise<string[]> =>
  judgeDomain(readDomain(await observer.observeDomain('a.example', undefined, zone))).findings.flatMap(
    ({ kind, evidence }) =>
      kind.startsWith('zone-') ? [`${kind} ${'name' in evidence ? evidence.name : ''}`.trim()] : [],
  );

test('a domain whose answers are those of its zone', async () => {
  expect(await zoneFindings(view())).toEqual([]);
});

test('a domain that is looked at without a zone', async () => {
  expect(await observer.observeDomain('a.example')).not.toHaveProperty('zone');
});

test('each record that differs is named', async () => {
  const changed = intended.map((one) =>
    one.cname === undefined
      ? { ...one, records: one.records.map((record) => `${record}0`) }
      : { ...one, cname: 'other.example' },
  );
  expect((await zoneFindings(view({ intended: changed }))).sort()).toEqual(
    intended.map(({ name }) => `zone-record-differs ${name}`).sort(),
  );
});

test.each([
  ['gone.example', ['zone-not-delegated']],
  ['parked.example', ['zone-not-delegated']],
  ['elsewhere.example', ['zone-delegated-elsewhere']],
])('the delegation of %s', async (zone, expected) => {
  expect(await zoneFindings(view({ zone }))).toEqual(expected);
});
