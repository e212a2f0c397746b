import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remindersAround } from '../../lib/core/alerting';
import { alertDamage, damageFound, settleDamage } from '../../lib/cli/damage';
import { openStore } from '../../lib/storage/open';
import type { OpenStore } from '../../lib/storage/store';
import { all, check, DAY, NOON } from '../storage/fixtures';

/** What a person hears of a history that was found damaged. */
describe('damage of the history', () => {
  let dir: string;
  let store: OpenStore;
  const said: string[] = [];
  const options = () => ({
    store,
    clock: { now: () => NOON },
    policy: { minimumSeverity: 'warning', remindAfter: remindersAround(7 * DAY), channels: ['slack'] } as const,
    say: (text: string) => void said.push(text),
  });
  const reopen = async (harm: () => void = () => undefined) => {
    await store.close();
    harm();
    store = await openStore({ embedded: { dir } });
  };
  const loseTheLog = () => {
    const db = join(dir, 'db');
    for (const name of readdirSync(db)) if (name.endsWith('.log')) truncateSync(join(db, name), 0);
  };
  const open = async () => (await all(store.openAlerts())).map(({ cause }) => cause);

  beforeEach(async () => {
    said.splice(0);
    dir = mkdtempSync(join(tmpdir(), 'damage-'));
    store = await openStore({ embedded: { dir } });
    for (let n = 0; n < 10; n += 1) await store.putChecks([check(NOON + n)]);
  });
  afterEach(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });

  test('opens one alert that names what is lost, which resolves at the next start that finds the files whole', async () => {
    await reopen(loseTheLog);
    await settleDamage(options());
    expect(said).toEqual([
      expect.stringMatching(/^The history was damaged: 10 of 10 checks are lost.*\d+\.log: 0 of \d+ bytes are left; /),
    ]);
    expect(await open()).toEqual([
      {
        coverage: {
          kind: 'history-damaged',
          targets: 10,
          detail: expect.stringMatching(/^10 of 10 checks are lost/) as string,
        },
      },
    ]);
    // It is said once in this session, and the alert stays.
    expect(await alertDamage(options())).toBe(false);
    expect(said).toHaveLength(1);
    expect(await open()).toHaveLength(1);
    await reopen();
    await settleDamage(options());
    expect(await open()).toEqual([]);
  });

  test('that is found while the alert about an earlier one is open is alerted too, once', async () => {
    await reopen(loseTheLog);
    await settleDamage(options());
    // What is in LevelDB's log moves to a table.
    await reopen();
    for (let n = 0; n < 3; n += 1) await store.putChecks([check(NOON + n)]);
    await reopen(loseTheLog);
    // A crash before the report is taken off finds it once more.
    const found = () => store.damage?.found() ?? Promise.resolve([]);
    const crashing = { ...store, damage: { found, reported: () => Promise.reject(new Error('killed')) } };
    await expect(settleDamage({ ...options(), store: crashing })).rejects.toThrow('killed');
    await settleDamage(options());
    const [alert, ...others] = await all(store.openAlerts());
    expect(others).toEqual([]);
    expect(alert?.cause).toMatchObject({ coverage: { detail: expect.stringMatching(/^3 of 3 checks/) as string } });
    expect(alert?.notices.map(({ form }) => form)).toEqual(['coverage', 'escalated']);
  });

  test('is said by every command until start has alerted it', async () => {
    await reopen(loseTheLog);
    expect(await damageFound(store)).toHaveLength(1);
    await reopen();
    expect(await damageFound(store)).toHaveLength(1);
    await settleDamage(options());
    expect(await damageFound(store)).toEqual([]);
  });

  test('that is none opens nothing', async () => {
    await reopen();
    await settleDamage(options());
    expect([said, await open()]).toEqual([[], []]);
  });
});
