import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { domainTarget } from '../../lib/core/model';
import { openLevel } from '../../lib/storage/embedded/level';
import { openStore } from '../../lib/storage/open';
import type { OpenStore } from '../../lib/storage/store';
import { startChild } from './child/start';
import { all, check, example, NOON } from './fixtures';

/** What the files of a history suffer, and what is said about it. */
describe('a damaged history', () => {
  let dir: string;
  const stores: OpenStore[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'damage-'));
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    rmSync(dir, { recursive: true });
  });

  const open = async () => {
    const store = await openStore({ embedded: { dir } });
    stores.push(store);
    return store;
  };
  const close = async () => {
    for (const store of stores.splice(0)) await store.close();
  };
  const files = (pattern: RegExp) =>
    readdirSync(join(dir, 'db'))
      .filter((name) => pattern.test(name))
      .map((name) => join(dir, 'db', name));
  const largest = (pattern: RegExp): string =>
    files(pattern).reduce((a, b) => (statSync(b).size > statSync(a).size ? b : a));
  const flip = (file: string, at: number) => {
    const bytes = readFileSync(file);
    for (let n = 0; n < 16; n += 1) bytes[at + n] = (bytes[at + n] ?? 0) ^ 0xff;
    writeFileSync(file, bytes);
  };
  const hasCopy = (): boolean => readdirSync(dir).some((name) => name.startsWith('db-damaged-'));
  const half = (file: string): number => Math.floor(statSync(file).size / 2);

  /** A history of 60 checks, 5 events, 6 domains and states, and one alert, all of it in LevelDB's log. */
  const inLog = async () => {
    const child = startChild('record', dir);
    await child.lines(1);
    child.process.stdin.write('end\n');
    expect(await child.ended()).toBe(0);
  };
  /** The same, all of it in a table. */
  const inTable = async () => {
    await inLog();
    await open();
    await close();
  };
  const words = async (store: OpenStore) => (await store.damage?.found())?.map((found) => found.words) ?? [];
  const checks = async (store: OpenStore) => {
    let found = 0;
    for (let n = 0; n < 6; n += 1)
      found += (await store.checks(domainTarget(`d${n}.example`), { limit: 1000 })).items.length;
    return found;
  };

  const LOG = /\.log$/;
  const TABLE = /\.ldb$/;
  const MANIFEST = /^MANIFEST/;

  test.each<[string, () => Promise<void>, () => void, RegExp]>([
    [
      'a log that was emptied',
      inLog,
      () => truncateSync(largest(LOG), 0),
      /60 of 60 checks.*5 of 5 events.*\.log: 0 of \d+ bytes are left/,
    ],
    [
      'a log that was cut',
      inLog,
      () => truncateSync(largest(LOG), half(largest(LOG))),
      /\d+ of 60 checks.*5 of 5 events.*\.log: \d+ of \d+ bytes are left/,
    ],
    [
      'flipped bytes in a log',
      inLog,
      () => flip(largest(LOG), half(largest(LOG))),
      /\d+ of 60 checks.*\.log: its content was changed/,
    ],
    [
      'a log that is gone',
      inLog,
      () => rmSync(largest(LOG)),
      /60 of 60 checks.*the database went back to an older state/,
    ],
    [
      'a table that was emptied',
      inTable,
      () => truncateSync(largest(TABLE), 0),
      /60 of 60 checks.*\.ldb: 0 of \d+ bytes are left/,
    ],
    [
      'a table that was cut',
      inTable,
      () => truncateSync(largest(TABLE), half(largest(TABLE))),
      /of 60 checks.*\.ldb: \d+ of \d+ bytes are left/,
    ],
    [
      'flipped bytes in a table',
      inTable,
      () => flip(largest(TABLE), half(largest(TABLE))),
      /\.ldb: its content was changed/,
    ],
    ['a table that is gone', inTable, () => rmSync(largest(TABLE)), /60 of 60 checks.*db: .*missing files/],
    [
      'a whole database that is gone',
      inTable,
      () => rmSync(join(dir, 'db'), { recursive: true }),
      /60 of 60 checks.*5 of 5 events/,
    ],
    [
      'a list of tables that was emptied',
      inTable,
      () => truncateSync(largest(MANIFEST), 0),
      /no stored item is missing.*MANIFEST-\d+: 0 of \d+ bytes are left/,
    ],
    [
      'a list of tables that was cut',
      inTable,
      () => truncateSync(largest(MANIFEST), half(largest(MANIFEST))),
      /no stored item is missing.*MANIFEST-\d+: \d+ of \d+ bytes are left/,
    ],
    ['a list of tables that is gone', inTable, () => rmSync(largest(MANIFEST)), /no stored item is missing/],
    ['an empty CURRENT', inTable, () => truncateSync(join(dir, 'db', 'CURRENT'), 0), /no stored item is missing/],
    [
      'a CURRENT of another content',
      inTable,
      () => writeFileSync(join(dir, 'db', 'CURRENT'), 'nonsense'),
      /no stored item is missing/,
    ],
    [
      'a CURRENT that is gone',
      inTable,
      () => rmSync(join(dir, 'db', 'CURRENT')),
      /no stored item is missing.*CURRENT: it is gone/,
    ],
  ])('%s is noticed, what is left is kept, and what is lost is said', async (_, fill, harm, said) => {
    await fill();
    const before = files(/./).filter((file) => !/LOCK|LOG/.test(file));
    harm();
    const harmed = before.filter((file) => existsSync(file)).map((file) => [file, readFileSync(file)] as const);
    const store = await open();
    const [text = '', ...others] = await words(store);
    expect(text).toMatch(said);
    expect(others).toEqual([]);
    const gone = Number(/(\d+) of 60 checks/.exec(text)?.[1] ?? 0);
    expect(await checks(store)).toBe(60 - gone);
    const alertsLeft = /1 of 1 alert/.test(text) ? [] : ['a'];
    expect((await all(store.openAlerts())).map(({ id }) => id)).toEqual(alertsLeft);
    const copy = readdirSync(dir).find((name) => name.startsWith('db-damaged-'));
    if (/damaged:/.test(text))
      for (const [file, bytes] of harmed)
        expect(readFileSync(file.replace(`${dir}/db/`, `${dir}/${copy}/`)).equals(bytes)).toBe(true);
    // It goes on, and says no more once it was reported.
    await store.putChecks([check(NOON + 100)]);
    await store.damage?.reported();
    await close();
    const again = await open();
    expect(await words(again)).toEqual([]);
    expect(await again.latestCheck(example)).toEqual(check(NOON + 100));
  });

  test('is said until it was reported, by whichever process opens it', async () => {
    await inLog();
    truncateSync(largest(LOG), 0);
    await (await open()).close();
    expect(await words(await open())).toHaveLength(1);
  });

  test.each<[string, () => boolean]>([
    ['the copy is begun', () => hasCopy() || readdirSync(join(dir, 'run')).some((name) => name.endsWith('.half'))],
    ['the copy is there', () => hasCopy()],
    ['the repair is begun', () => existsSync(join(dir, 'damage.json'))],
  ])('is said, and nothing more is lost, when the process is killed as %s', async (_, begun) => {
    await inTable();
    flip(largest(TABLE), half(largest(TABLE)));
    const opening = startChild('hold', dir);
    for (let n = 0; !begun() && opening.said.length === 0 && n < 20_000; n += 1) await pause(1);
    expect(begun()).toBe(true);
    await opening.kill();
    const store = await open();
    const [text = '', ...others] = await words(store);
    expect(text).toMatch(/\.ldb: its content was changed/);
    expect(others).toEqual([]);
    const gone = Number(/(\d+) of 60 checks/.exec(text)?.[1] ?? 0);
    expect(await checks(store)).toBe(60 - gone);
    expect(hasCopy()).toBe(true);
  });

  test('keeps the files as they were found three times at most', async () => {
    for (let n = 0; n < 5; n += 1) {
      const store = await open();
      for (let k = 0; k < 5; k += 1) await store.putChecks([check(NOON + k)]);
      await close();
      truncateSync(largest(LOG), 0);
    }
    expect(readdirSync(dir).filter((name) => name.startsWith('db-damaged-'))).toHaveLength(3);
  });
});

/** What is no damage. */
describe('a history that is whole', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'whole-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
  const found = async () => {
    const store = await openStore({ embedded: { dir } });
    try {
      return (await store.damage?.found()) ?? [];
    } finally {
      await store.close();
    }
  };
  const tally = () =>
    (JSON.parse(readFileSync(join(dir, 'ledger.json'), 'utf8')) as { tally: { items: object } }).tally.items;

  test('is one whose process was killed, at any point', async () => {
    for (const lines of [1, 30, 200, 900]) {
      const writer = startChild('write', dir);
      await writer.lines(lines);
      await writer.kill();
      expect(await found()).toEqual([]);
    }
  }, 240_000);

  test('is one where LevelDB gave the number of a table that a killed process left half-written to another', async () => {
    const child = startChild('record', dir);
    await child.lines(1);
    child.process.stdin.write('end\n');
    await child.ended();
    const tables = (folder: string) => readdirSync(join(folder, 'db')).filter((name) => name.endsWith('.ldb'));
    const probe = join(dir, 'probe');
    cpSync(join(dir, 'db'), join(probe, 'db'), { recursive: true });
    await (await openStore({ embedded: { dir: probe } })).close();
    const next = tables(probe).find((name) => !tables(dir).includes(name)) ?? '';
    const half = Buffer.from('the first half of a table');
    writeFileSync(join(dir, 'db', next), half);
    const ledger = JSON.parse(readFileSync(join(dir, 'ledger.json'), 'utf8')) as { files: Record<string, unknown> };
    ledger.files[next] = { bytes: half.length, sha256: createHash('sha256').update(half).digest('base64url') };
    writeFileSync(join(dir, 'ledger.json'), JSON.stringify(ledger));
    const killed = startChild('hold', dir);
    await killed.lines(1);
    await killed.kill();
    expect(tables(dir)).toContain(next);
    expect(await found()).toEqual([]);
  });

  test('is one whose items expired', async () => {
    const store = await openStore({ embedded: { dir } });
    for (let n = 0; n < 20; n += 1) await store.putChecks([check(n)]);
    await store.sweepExpired();
    await store.close();
    expect(tally()).toEqual({ check: 0 });
    expect(await found()).toEqual([]);
  });

  test('is one that a release without a ledger wrote, or wrote meanwhile; it is counted anew', async () => {
    const store = await openStore({ embedded: { dir } });
    for (let n = 0; n < 20; n += 1) await store.putChecks([check(NOON + n)]);
    await store.close();
    const level = await openLevel(join(dir, 'db'));
    let removed = 0;
    for await (const key of level.keys({ gte: 'item-', lt: 'item-\xff' })) if (removed++ < 5) await level.del(key);
    await level.close();
    expect(await found()).toEqual([]);
    expect(tally()).toEqual({ check: 15 });
    rmSync(join(dir, 'ledger.json'));
    expect(await found()).toEqual([]);
    expect(tally()).toEqual({ check: 15 });
  });
});
