import { followConfiguration } from '../../../lib/monitor/follow';
import { watchDomains } from '../../../lib/monitor/directory';
import type { DomainPatterns } from '../../../lib/core/zone/patterns';
import { followZones } from '../../../lib/monitor/zones/follow';
import { memoryStore } from '../../support/memory-store';
import { POLICY } from '../stage';
import { DeclaredAccount } from './account';

function stage(...accounts: readonly DeclaredAccount[]) {
  const store = memoryStore();
  let now = 0;
  const deps = { store, clock: { now: () => (now += 1000) }, policy: POLICY };
  return {
    store,
    deps,
    follow: (patterns: DomainPatterns = {}, nameServersOf?: (zone: string) => Promise<readonly string[]>) =>
      followZones(accounts, patterns, { ...deps, ...(nameServersOf && { nameServersOf }) }),
    /** `name source zone`, sorted. */
    directory: async (): Promise<string[]> => {
      const rows: string[] = [];
      for await (const { name, source, zone } of store.domains())
        rows.push(`${name} ${source}${zone === undefined ? '' : ` ${zone.zoneId}`}`);
      return rows;
    },
  };
}

const own = (): DeclaredAccount =>
  new DeclaredAccount('own account', [
    { id: 'Z1', name: 'a.example', mail: ['a.example', 'lists.a.example'] },
    { id: 'Z2', name: 'b.example', mail: ['b.example'] },
    { id: 'Z3', name: 'private.example', isPrivate: true, mail: ['private.example'] },
    { id: 'Z4', name: 'web.example', mail: [] },
  ]);

test('mail domains of public zones are watched, with their source and their zone', async () => {
  const { follow, directory, store } = stage(own());
  expect(await follow()).toEqual({ found: 3, added: 3, removed: 0, held: 0, failures: [] });
  expect(await directory()).toEqual(['a.example route53 Z1', 'b.example route53 Z2', 'lists.a.example route53 Z1']);
  expect((await store.domain('a.example'))?.zone).toMatchObject({
    zone: 'a.example',
    account: 'own account',
    nameServers: ['ns.example'],
    intended: expect.arrayContaining([
      { name: 'a.example', type: 'MX', ttl: 300, records: ['10 mx.a.example'] },
    ]) as unknown,
  });
  expect(await follow()).toEqual({ found: 3, added: 0, removed: 0, held: 0, failures: [] });
});

test('they come and go with their zones and records', async () => {
  const account = own();
  const { follow, directory } = stage(account);
  await follow();
  account.declared = [
    { id: 'Z1', name: 'a.example', mail: ['a.example'] },
    { id: 'Z5', name: 'new.example', mail: ['new.example'] },
  ];
  expect(await follow()).toMatchObject({ added: 1, removed: 2 });
  expect(await directory()).toEqual(['a.example route53 Z1', 'new.example route53 Z5']);
});

test('patterns include and exclude', async () => {
  const { follow, directory } = stage(own());
  await follow({ include: ['*.example'], exclude: ['lists.*'] });
  expect(await directory()).toEqual(['a.example route53 Z1', 'b.example route53 Z2']);
  await follow({ exclude: ['b.*'] });
  expect(await directory()).toEqual(['a.example route53 Z1', 'lists.a.example route53 Z1']);
});

describe('what could not be read takes nothing off', () => {
  test.each([
    [
      'an account',
      (account: DeclaredAccount) => {
        account.failing = true;
      },
    ],
    [
      'half of the list of zones',
      (account: DeclaredAccount) => {
        account.listsOnly = 1;
        account.declared = account.declared.slice(0, 2);
      },
    ],
    [
      'the records of a zone',
      (account: DeclaredAccount) => {
        account.declared = account.declared.map((zone) => ({ ...zone, mail: [], fails: true as const }));
      },
    ],
  ])('%s', async (_, fail) => {
    const account = own();
    const other = new DeclaredAccount('arn:aws:iam::111111111111:role/zones', [
      { id: 'Z9', name: 'other.example', mail: ['other.example'] },
    ]);
    const { follow, directory, store } = stage(account, other);
    await follow();
    const before = (await store.domain('a.example'))?.zone;
    fail(account);
    const { removed, failures } = await follow();
    expect(removed).toBe(0);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.every((failure) => failure.account === 'own account')).toBe(true);
    expect(await directory()).toHaveLength(4);
    expect((await store.domain('a.example'))?.zone).toEqual(before);
  });

  test('and what the other zones say of a domain of a zone that was not read', async () => {
    const account = own();
    const twin = new DeclaredAccount('other', []);
    const { follow, directory } = stage(account, twin);
    await follow();
    account.failing = true;
    twin.declared = [{ id: 'Z8', name: 'a.example', mail: ['a.example'] }];
    await follow();
    expect(await directory()).toContain('a.example route53 Z1');
  });
});

test('an account that is not configured any more takes its domains with it', async () => {
  const other = new DeclaredAccount('other', [{ id: 'Z9', name: 'other.example', mail: ['other.example'] }]);
  const { follow, directory, deps } = stage(own(), other);
  await follow();
  await followZones([own()], {}, deps);
  expect(await directory()).toEqual(['a.example route53 Z1', 'b.example route53 Z2', 'lists.a.example route53 Z1']);
});

describe('a domain that somebody else added too', () => {
  test('stays when its zone goes, whoever was first', async () => {
    const account = own();
    const { follow, directory, deps } = stage(account);
    await watchDomains(['a.example'], 'import', deps);
    await follow();
    await watchDomains(['b.example'], 'command line', deps);
    expect(await directory()).toEqual([
      'a.example import Z1',
      'b.example command line Z2',
      'lists.a.example route53 Z1',
    ]);
    account.declared = [];
    await follow();
    expect(await directory()).toEqual(['a.example import', 'b.example command line']);
  });

  test('by the configuration: it is the zone’s alone when the configuration drops it, and goes with both', async () => {
    const account = own();
    const { follow, directory, deps } = stage(account);
    await follow();
    await followConfiguration(['a.example', 'c.example'], deps, { withZones: true });
    expect(await directory()).toEqual([
      'a.example configuration Z1',
      'b.example route53 Z2',
      'c.example configuration',
      'lists.a.example route53 Z1',
    ]);
    await followConfiguration([], deps, { withZones: true });
    expect(await directory()).toEqual(['a.example route53 Z1', 'b.example route53 Z2', 'lists.a.example route53 Z1']);
    await followConfiguration(['a.example'], deps, { withZones: false });
    expect(await directory()).toEqual(['a.example configuration']);
  });
});

test('of two zones of one name, the one counts that the world is sent to', async () => {
  const account = new DeclaredAccount('own account', [
    { id: 'Z1', name: 'a.example', mail: ['a.example'], nameServers: ['old.example'] },
    { id: 'Z2', name: 'a.example', mail: ['a.example'], nameServers: ['new.example'] },
  ]);
  const { follow, directory } = stage(account);
  await follow({}, async () => ['new.example']);
  expect(await directory()).toEqual(['a.example route53 Z2']);
});

test('a zone below another holds the domains at and below its name', async () => {
  const account = new DeclaredAccount('own account', [
    { id: 'Z1', name: 'a.example', mail: ['sub.a.example'] },
    { id: 'Z2', name: 'sub.a.example', mail: ['sub.a.example'] },
  ]);
  const { follow, directory } = stage(account);
  await follow();
  expect(await directory()).toEqual(['sub.a.example route53 Z2']);
  // One that nobody is sent to hides nothing of the one above.
  await follow({}, async (zone) => (zone === 'sub.a.example' ? [] : ['ns.example']));
  expect(await directory()).toEqual(['sub.a.example route53 Z1']);
});

test('an abort ends the reading, and takes nothing in', async () => {
  const { deps, directory } = stage();
  await expect(followZones([own()], {}, { ...deps, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
  expect(await directory()).toEqual([]);
});
