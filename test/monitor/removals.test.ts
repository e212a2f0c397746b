import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeAlert } from '../../lib/core/alerting';
import type { Alert, DomainEntry } from '../../lib/core/model';
import { confirmationOf } from '../../lib/core/removal/brake';
import { watchDomains } from '../../lib/monitor/directory';
import { followConfiguration } from '../../lib/monitor/follow';
import type { RemovalDeps } from '../../lib/monitor/removals';
import { endHeldAlert, heldDomains, removeHeld } from '../../lib/monitor/removals';
import { followZones } from '../../lib/monitor/zones/follow';
import { openStore } from '../../lib/storage/open';
import type { OpenStore } from '../../lib/storage/store';
import { HOUR, NOON, POLICY } from './stage';
import { DeclaredAccount } from './zones/account';

let dir: string;
let store: OpenStore;
let now: number;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'removals-'));
  store = await openStore({ embedded: { dir } });
  now = NOON;
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const names = (many: number): string[] =>
  Array.from({ length: many }, (_, n) => `d${String(n).padStart(3, '0')}.example`);
const deps = (confirmation?: string): RemovalDeps => ({
  store,
  clock: { now: () => (now += 1) },
  policy: POLICY,
  confirmation,
});
const follow = (list: readonly string[], confirmation?: string, withZones = false) =>
  followConfiguration(list, deps(confirmation), { withZones });

async function watched(): Promise<string[]> {
  const all: string[] = [];
  for await (const { name } of store.domains()) all.push(name);
  return all;
}
async function alerts(): Promise<Alert[]> {
  return [...(await store.alerts({})).items];
}
const held = (): Promise<readonly DomainEntry[]> => heldDomains(store);

test('names of an emptied list are held and alerted once, and come back with their list', async () => {
  await follow(names(40));
  expect(await follow([])).toEqual({ added: 0, removed: 0, held: 40 });
  expect(await follow([])).toEqual({ added: 0, removed: 0, held: 40 });
  expect(await watched()).toEqual(names(40));
  const [alert, ...others] = await alerts();
  expect([alert?.status, others]).toEqual(['open', []]);
  const { headline, fix } = describeAlert(alert as Alert, now);
  expect(headline).toMatch(
    /^40 domains are no longer on .* but are still checked until the removal is confirmed: d000\.example, .* and 35 more\.$/,
  );
  expect(fix).toMatch(/restore it.*^mta-sts-watch domains remove --held$.*confirmRemovals/ms);

  expect(await follow(names(40))).toEqual({ added: 0, removed: 0, held: 0 });
  expect(await held()).toEqual([]);
  expect((await alerts()).map(({ status }) => status)).toEqual(['resolved']);
});

test.each([
  ['10 of 12', 12, 2, 0],
  ['11 of 12', 12, 1, 11],
  ['20 of 100', 100, 80, 0],
  ['21 of 100', 100, 79, 21],
])('%s names at once: %#', async (_, before, after, expected) => {
  await follow(names(before));
  expect(await follow(names(after))).toMatchObject({ removed: expected > 0 ? 0 : before - after, held: expected });
});

test('a key confirms what it was made for, and nothing later', async () => {
  await follow(names(30));
  await follow([]);
  expect(await follow([], '30-00000000')).toMatchObject({ removed: 0, held: 30 });
  const code = confirmationOf(await held());
  expect(await follow([], code)).toEqual({ added: 0, removed: 30, held: 0 });
  expect(await watched()).toEqual([]);
  expect((await alerts()).map(({ status }) => status)).toEqual(['resolved']);

  await follow(names(30), code);
  expect(await follow([], code)).toMatchObject({ removed: 0, held: 30 });
  expect(confirmationOf(await held())).not.toBe(code);
  expect((await alerts()).map(({ status }) => status).sort()).toEqual(['open', 'resolved']);
});

test('a confirmation that a crash cut short is carried out by the next call, without the key', async () => {
  await follow(names(30));
  await follow([]);
  let left = 7;
  const crashing = new Proxy(store, {
    get: (target, key, receiver) =>
      key === 'removeDomain' && left-- <= 0
        ? () => Promise.reject(new Error('killed'))
        : (Reflect.get(target, key, receiver) as unknown),
  });
  const confirmation = confirmationOf(await held());
  await expect(
    followConfiguration([], { ...deps(confirmation), store: crashing }, { withZones: false }),
  ).rejects.toThrow('killed');
  expect((await watched()).length).toBe(23);
  expect(await follow([])).toMatchObject({ removed: 23, held: 0 });
});

test('what a crash leaves between the marks and the alert is alerted by the next call', async () => {
  await follow(names(30));
  const crashing = new Proxy(store, {
    get: (target, key, receiver) =>
      key === 'writeAlert'
        ? () => Promise.reject(new Error('killed'))
        : (Reflect.get(target, key, receiver) as unknown),
  });
  await expect(followConfiguration([], { ...deps(), store: crashing }, { withZones: false })).rejects.toThrow('killed');
  expect([await watched(), await alerts()]).toEqual([names(30), []]);
  expect(await follow([])).toMatchObject({ removed: 0, held: 30 });
  expect((await alerts()).length).toBe(1);
});

test('a clock that was ahead when names were confirmed confirms no later removal', async () => {
  await follow(names(30));
  now += 365 * 24 * HOUR;
  await follow([]);
  await follow([], confirmationOf(await held()));
  now = NOON + HOUR;
  await follow(names(30));
  expect(await follow([])).toMatchObject({ removed: 0, held: 30 });
  expect(await follow([])).toMatchObject({ removed: 0, held: 30 });
});

test('a list that shrinks a little at each run is held; a few names each day go', async () => {
  await follow(names(50));
  expect(await follow(names(42))).toMatchObject({ removed: 8, held: 0 });
  now += HOUR;
  expect(await follow(names(34))).toMatchObject({ removed: 0, held: 8 });
  await follow(names(42));
  now += 24 * HOUR;
  expect(await follow(names(34))).toMatchObject({ removed: 8, held: 0 });
  now += 24 * HOUR;
  expect(await follow(names(26))).toMatchObject({ removed: 8, held: 0 });
});

test('while names are held, what leaves after them is held too, and none goes without a word', async () => {
  await follow(names(40));
  await follow(names(28));
  expect(await follow(names(26))).toMatchObject({ removed: 0, held: 14 });
  const [alert] = await alerts();
  expect(alert?.notices.map(({ form }) => form)).toEqual(['coverage', 'escalated']);
  expect(describeAlert(alert as Alert, now).headline).toMatch(/^14 domains are no longer on/);
  await follow(names(26));
  expect((await alerts()).map(({ notices }) => notices.length)).toEqual([2]);
  // Some return; what is left would be few enough to go, but the list was in doubt.
  expect(await follow(names(37))).toMatchObject({ removed: 0, held: 3 });
  const [fewer] = await alerts();
  expect([fewer?.status, fewer?.notices.length]).toEqual(['open', 2]);
  expect(describeAlert(fewer as Alert, now).headline).toMatch(/^3 domains are no longer on/);
  // Fewer than were held at first, and more than people know to be held now.
  expect(await follow(names(29))).toMatchObject({ removed: 0, held: 11 });
  const [again] = await alerts();
  expect(again?.notices.map(({ form }) => form)).toEqual(['coverage', 'escalated', 'escalated']);
  expect(describeAlert(again as Alert, now).headline).toMatch(/^11 domains are no longer on/);
});

test('names added by hand stay, and a held name that is added by hand is held no longer', async () => {
  await follow(names(20));
  await watchDomains(['hand.example'], 'command line', deps());
  await follow([]);
  await watchDomains(['d000.example', 'hand.example'], 'command line', deps());
  expect(await store.domain('d000.example')).toMatchObject({ source: 'command line' });
  expect(await follow([])).toMatchObject({ removed: 0, held: 19 });
  expect(await watched()).toEqual([...names(20), 'hand.example'].sort());
});

test('removed by hand, what was held goes, and the alert ends with the next call', async () => {
  await follow(names(20));
  await follow([]);
  await endHeldAlert(deps());
  expect((await alerts()).map(({ status }) => status)).toEqual(['open']);
  await removeHeld(await held(), { ...deps(), policy: { ...POLICY, channels: [] } });
  expect(await watched()).toEqual([]);
  await endHeldAlert(deps());
  const [alert] = await alerts();
  expect([alert?.status, alert?.notices.at(-1)?.channels]).toEqual(['resolved', POLICY.channels]);
});

describe('hosted zones', () => {
  const zones = (many: number) => names(many).map((name, n) => ({ id: `Z${n}`, name, mail: [name] }));
  const read = (account: readonly DeclaredAccount[], confirmation?: string) =>
    followZones(account, {}, deps(confirmation));

  test('that vanish at once are held, few beside a long list too, and go with the key', async () => {
    const account = new DeclaredAccount('own account', zones(15));
    await follow(
      Array.from({ length: 100 }, (_, n) => `c${n}.example`),
      undefined,
      true,
    );
    await read([account]);
    account.declared = [];
    expect(await read([account])).toMatchObject({ removed: 0, held: 15 });
    // The configuration leaves them to the zones, and the alert with them.
    expect(
      await follow(
        Array.from({ length: 100 }, (_, n) => `c${n}.example`),
        undefined,
        true,
      ),
    ).toMatchObject({
      removed: 0,
      held: 15,
    });
    expect((await alerts()).map(({ status }) => status)).toEqual(['open']);
    account.declared = zones(15);
    expect(await read([account])).toMatchObject({ added: 0, removed: 0, held: 0 });
    expect((await alerts()).map(({ status }) => status)).toEqual(['resolved']);
    account.declared = [];
    await read([account]);
    expect(await read([account], confirmationOf(await held()))).toMatchObject({ removed: 15, held: 0 });
  });

  test.each([
    ['an account that is configured no longer', () => read([])],
    ['zones that are read no longer', () => follow([])],
  ])('%s: its domains are held', async (_, change) => {
    await read([new DeclaredAccount('own account', zones(15))]);
    expect(await change()).toMatchObject({ removed: 0, held: 15 });
    expect((await watched()).length).toBe(15);
  });

  test('that cannot be listed remove and release nothing', async () => {
    const account = new DeclaredAccount('own account', zones(15));
    await read([account]);
    account.declared = [];
    await read([account]);
    account.failing = true;
    expect(await read([account])).toMatchObject({ removed: 0, held: 15 });
    expect((await held()).length).toBe(15);
  });
});
