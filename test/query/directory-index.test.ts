import { DirectoryIndex } from '../../lib/query/directory/directory-index';
import type { MonitorEvent, VerdictName } from '../../lib/core/model';
import { domainTarget } from '../../lib/core/model';
import { memoryStore } from '../support/memory-store';

const NOON = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

let now: number;
let readings: number;
/** How long it takes to read all domains, milliseconds. */
let takes: number;
let store: ReturnType<typeof memoryStore>;
let index: DirectoryIndex;

beforeEach(async () => {
  now = NOON;
  readings = 0;
  takes = 0;
  const clock = { now: () => now };
  store = memoryStore(clock);
  for (const name of ['a.example', 'b.example']) await store.addDomain({ name, source: 'test', addedAt: NOON });
  const counted = {
    ...store,
    domains: () => {
      readings += 1;
      now += takes;
      return store.domains();
    },
  };
  index = new DirectoryIndex(counted, clock);
});

let serial = 0;
const changed = (name: string, after: VerdictName, at = now): MonitorEvent => ({
  id: `domain/${name}#${at}#v${(serial += 1)}`,
  target: domainTarget(name),
  at,
  type: 'verdict-changed',
  before: null,
  after,
  reasons: [`${after}.`, 'And more.'],
});
const shown = async (): Promise<string[]> =>
  (await index.read()).entries.map(({ name, verdict, reasons = [] }) =>
    [name, verdict, ...reasons].filter((part) => part !== undefined).join(' '),
  );

test('the directory is read once, and then follows the events', async () => {
  expect(await shown()).toEqual(['a.example', 'b.example']);
  now += MINUTE;
  await store.putEvents([changed('a.example', 'protected')]);
  now += MINUTE;
  expect(await shown()).toEqual(['a.example protected protected.', 'b.example']);
  expect((await index.read()).counts).toMatchObject({ notYet: 1, verdicts: { protected: 1, degraded: 0 } });
  expect(readings).toBe(1);
});

test('an event that was written late counts, and an older one does not undo a newer', async () => {
  await shown();
  now += 3 * MINUTE;
  await store.putEvents([changed('a.example', 'degraded', NOON + 2 * MINUTE)]);
  await shown();
  now += MINUTE;
  await store.putEvents([
    changed('a.example', 'protected', NOON + MINUTE),
    changed('b.example', 'testing', NOON + MINUTE),
  ]);
  now += MINUTE;
  expect(await shown()).toEqual(['a.example degraded degraded.', 'b.example testing testing.']);
});

test('a domain that was added or removed is seen with its event', async () => {
  await shown();
  now += MINUTE;
  await store.addDomain({ name: 'aa.example', source: 'test', addedAt: now });
  await store.removeDomain('b.example');
  await store.putEvents([
    {
      id: 'domain/aa.example#1#0',
      target: domainTarget('aa.example'),
      at: now,
      type: 'target-added',
      before: null,
      after: 'aa.example',
    },
    {
      id: 'domain/b.example#1#0',
      target: domainTarget('b.example'),
      at: now,
      type: 'target-removed',
      before: 'b.example',
      after: null,
    },
  ]);
  now += MINUTE;
  expect(await shown()).toEqual(['a.example', 'aa.example']);
  expect(readings).toBe(1);
});

test('what no event tells is seen when the directory is read anew, which keeps nobody waiting until it is very old', async () => {
  await shown();
  await store.addDomain({ name: 'c.example', source: 'test', addedAt: now });
  now += 16 * MINUTE;
  expect(await shown()).toEqual(['a.example', 'b.example']);
  // What was begun behind our back has ended.
  await new Promise((resolve) => setImmediate(resolve));
  expect(await shown()).toEqual(['a.example', 'b.example', 'c.example']);
  await store.addDomain({ name: 'd.example', source: 'test', addedAt: now });
  now += 60 * MINUTE;
  expect(await shown()).toContain('d.example');
  expect(readings).toBe(3);
});

test('many who ask at once cause one reading', async () => {
  await Promise.all(Array.from({ length: 20 }, () => index.read()));
  expect(readings).toBe(1);
});

test('more events than are worth following are read as a whole', async () => {
  await shown();
  now += MINUTE;
  await store.putEvents(
    Array.from({ length: 2_001 }, (_, n) => changed(n === 2_000 ? 'a.example' : 'b.example', 'protected')),
  );
  await store.setVerdict('a.example', undefined, { verdict: 'degraded', verdictSince: now, reasons: ['As stored.'] });
  now += MINUTE;
  expect((await shown())[0]).toBe('a.example degraded As stored.');
  expect(readings).toBe(2);
});

test('a large list of which very much changes is not read all the time, and nothing is lost of it', async () => {
  takes = 3_000;
  await shown();
  await store.putEvents(Array.from({ length: 2_001 }, () => changed('b.example', 'protected')));
  await store.setVerdict('a.example', undefined, { verdict: 'degraded', verdictSince: now, reasons: ['As stored.'] });
  for (let asked = 0; asked < 20; asked += 1) {
    now += 2_000;
    await shown();
  }
  expect(readings).toBe(1);
  now += MINUTE;
  expect((await shown())[0]).toBe('a.example degraded As stored.');
  expect(readings).toBe(2);
});

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

test('what happens while the directory is read anew is not lost with the old one', async () => {
  const [listed, news] = [gate(), gate()];
  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  let held = false;
  const slow = {
    ...store,
    async *domains() {
      const entries = [];
      for await (const entry of store.domains()) entries.push(entry);
      if (held) await listed.opened;
      yield* entries;
    },
    events: async (range: Parameters<typeof store.events>[0]) => (held && (await news.opened), store.events(range)),
  };
  index = new DirectoryIndex(slow, { now: () => now });
  await shown();
  held = true;
  now += 16 * MINUTE;
  const reading = index.read();
  await tick();
  await store.putEvents([changed('a.example', 'protected')]);
  listed.open();
  await tick();
  news.open();
  await reading;
  held = false;
  now += MINUTE;
  expect(await shown()).toEqual(['a.example protected protected.', 'b.example']);
});
