import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { HostedZone, RecordSet } from '../../../lib/core/model';
import type { ZoneConnection } from '../../../lib/route53/account';
import { route53Account } from '../../../lib/route53/account';
import type { Faults } from './world/faults';
import { ROUTE53_DENIED, ROUTE53_THROTTLED } from './world/faults';
import { Route53World } from './world/route53';

let world: Route53World;
let account: ZoneConnection;
let faults: Faults;

beforeAll(async () => {
  world = await Route53World.start();
  ({ account, faults } = world);
}, 120_000);
afterAll(async () => world?.stop(), 30_000);

const all = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
  const items: T[] = [];
  for await (const item of source) items.push(item);
  return items;
};
const a = (name: string): ResourceRecordSet => ({
  Name: name,
  Type: 'A',
  TTL: 60,
  ResourceRecords: [{ Value: '192.0.2.1' }],
});

test('zones, page by page, public and private', async () => {
  const names = Array.from({ length: 105 }, (_, n) => `z${n}.example`);
  for (const name of names) await world.createZone(name);
  await world.createZone('inside.example', true);
  const zones: HostedZone[] = await all(account.zones());
  expect(
    zones
      .filter(({ isPrivate }) => !isPrivate)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...names].sort());
  expect(zones.filter(({ isPrivate }) => isPrivate).map(({ name }) => name)).toEqual(['inside.example']);
  expect(await account.zonesNamed('z7.example')).toEqual([
    { id: expect.stringMatching(/^Z/) as string, name: 'z7.example', isPrivate: false },
  ]);
  expect(await account.zonesNamed('nobody.example')).toEqual([]);
});

test('record sets, page by page, of every form', async () => {
  const id = await world.createZone('many.example');
  await world.put(id, ...Array.from({ length: 310 }, (_, n) => a(`n${n}.many.example`)));
  await world.put(
    id,
    { Name: '*.many.example', Type: 'TXT', TTL: 300, ResourceRecords: [{ Value: '"a" "b"' }] },
    {
      Name: 'w.many.example',
      Type: 'TXT',
      TTL: 60,
      SetIdentifier: 'one',
      Weight: 1,
      ResourceRecords: [{ Value: '"1"' }],
    },
    {
      Name: 'w.many.example',
      Type: 'TXT',
      TTL: 60,
      SetIdentifier: 'two',
      Weight: 1,
      ResourceRecords: [{ Value: '"2"' }],
    },
    {
      Name: 'alias.many.example',
      Type: 'A',
      AliasTarget: { HostedZoneId: id, DNSName: 'n1.many.example', EvaluateTargetHealth: false },
    },
  );
  const sets: RecordSet[] = await world.records(id);
  expect(sets).toHaveLength(310 + 2 + 4);
  expect(new Set(sets.map(({ name, type, values }) => `${name} ${type} ${values.join()}`)).size).toBe(sets.length);
  expect(sets).toEqual(
    expect.arrayContaining([
      { name: '*.many.example', type: 'TXT', ttl: 300, values: ['"a" "b"'] },
      { name: 'w.many.example', type: 'TXT', ttl: 60, values: ['"1"'], routed: true },
      { name: 'alias.many.example', type: 'A', values: [], aliasOf: 'n1.many.example' },
    ]),
  );
  expect(await account.nameServers(id)).toEqual([
    'ns-1.awsdns-1.com',
    'ns-2.awsdns-2.net',
    'ns-3.awsdns-3.org',
    'ns-4.awsdns-4.co.uk',
  ]);
});

describe('a change', () => {
  const before = { name: '_mta-sts.change.example', type: 'TXT', ttl: 300, values: ['"v=STSv1; id=1;"'] };
  const after = { ...before, values: ['"v=STSv1; id=2;"'] };
  let id: string;
  beforeAll(async () => {
    id = await world.createZone('change.example');
    await account.change(id, [{ after: before }], 'first');
  });
  const now = async (): Promise<RecordSet | undefined> => (await world.records(id)).find(({ type }) => type === 'TXT');

  test('is made, and waited for until it is in sync', async () => {
    const change = await account.change(id, [{ before, after }], 'by a test');
    await account.inSync(change, AbortSignal.timeout(30_000));
    expect(await now()).toEqual(after);
  });

  test.each([
    ['another value', [{ before, after }]],
    ['another TTL', [{ before: { ...after, ttl: 60 }, after: before }]],
    ['a record that is there already', [{ after: before }]],
    ['a record that is not there', [{ before: { ...before, name: 'nothing.change.example' } }]],
  ])('made from what is not there any more changes nothing: %s', async (_, changes) => {
    await expect(
      account.change(
        id,
        [{ after: { name: 'x.change.example', type: 'TXT', ttl: 1, values: ['"x"'] } }, ...changes],
        'late',
      ),
    ).rejects.toMatchObject({ name: 'ZoneError', why: 'changed-meanwhile' });
    expect(await world.records(id)).toHaveLength(3);
    expect(await now()).toEqual(after);
  });

  test('waiting ends with its signal', async () => {
    const change = await account.change(id, [{ before: after, after: before }], 'back');
    await expect(account.inSync(change, AbortSignal.abort())).rejects.toThrow();
  });
});

describe('what fails', () => {
  test('a zone that is gone', async () => {
    await expect(all(account.recordSets('ZNOBODY'))).rejects.toMatchObject({ why: 'no-such-zone' });
  });

  test('throttling is waited out', async () => {
    let calls = 0;
    const throttling = faults.inject(({ action }) =>
      action === 'Route53.GET hostedzone' && calls++ < 1 ? ROUTE53_THROTTLED : undefined,
    );
    const patient = route53Account({ apartMs: 0 });
    expect((await all(patient.zones())).length).toBeGreaterThan(100);
    expect(throttling.end()).toBe(1);
    patient.close();
  }, 30_000);

  test.each([
    ['route53:ListHostedZones', 'Route53.GET hostedzone', () => all(account.zones())],
    ['route53:ListHostedZonesByName', 'Route53.GET hostedzonesbyname', () => account.zonesNamed('a.example')],
    ['route53:ListResourceRecordSets', 'Route53.GET hostedzone/Z1/rrset', () => all(account.recordSets('Z1'))],
    ['route53:GetHostedZone', 'Route53.GET hostedzone/Z1', () => account.nameServers('Z1')],
    ['route53:ChangeResourceRecordSets', 'Route53.POST hostedzone/Z1/rrset', () => account.change('Z1', [], '')],
    ['route53:GetChange', 'Route53.GET change/C1', () => account.inSync('/change/C1', AbortSignal.timeout(30_000))],
  ])('a permission that is missing is named: %s', async (action, call, ask) => {
    const denying = faults.inject((made) => (made.action === call ? ROUTE53_DENIED : undefined));
    await expect(ask()).rejects.toMatchObject({ name: 'ZoneError', why: 'denied', action });
    expect(denying.end()).toBe(1);
  });
});

describe('another account, by its role', () => {
  const ROLE = { roleArn: 'arn:aws:iam::222222222222:role/mta-sts-watch-zones', externalId: 'of-ours', apartMs: 0 };

  test('is asked with the external id, and shows its own zones', async () => {
    const bodies: string[] = [];
    const listening = faults.inject(({ action, body }) => void (action === 'STS.AssumeRole' && bodies.push(body)));
    const other = route53Account(ROLE);
    const theirs = await all(other.zones());
    expect(other.name).toBe(ROLE.roleArn);
    expect(theirs.map(({ name }) => name)).not.toContain('z1.example');
    expect(Object.fromEntries(new URLSearchParams(bodies[0]))).toMatchObject({
      RoleArn: ROLE.roleArn,
      ExternalId: 'of-ours',
      RoleSessionName: 'mta-sts-watch',
    });
    expect(bodies).toHaveLength(1);
    listening.end();
    other.close();
  });

  test('that may not be assumed', async () => {
    const denying = faults.inject(({ action }) => (action === 'STS.AssumeRole' ? ROUTE53_DENIED : undefined));
    const other = route53Account(ROLE);
    await expect(all(other.zones())).rejects.toMatchObject({ why: 'denied', action: 'sts:AssumeRole' });
    expect(denying.end()).toBe(1);
    other.close();
  });
});
