import type { Check } from '../../lib/core/diff';
import type { SilenceDraft } from '../../lib/core/alerting';
import { domainTarget, mxHostTarget } from '../../lib/core/model';
import { acknowledgeAlert, withdrawAcknowledgement } from '../../lib/monitor/acknowledge';
import { checkRecord } from '../../lib/monitor/check-record';
import { RunCoverage } from '../../lib/monitor/coverage';
import { deliver } from '../../lib/monitor/deliver';
import { noteCoverage } from '../../lib/monitor/note-coverage';
import { addSilence, liftSilence } from '../../lib/monitor/silence';
import { memoryStore } from '../support/memory-store';
import {
  DAY,
  HOUR,
  DIFF_OPTIONS,
  MINUTE,
  NOON,
  Pager,
  POLICY,
  Stage,
  body,
  domainCheck,
  hostCheck,
  noStartTls,
  twoRecords,
  unreachable,
} from './stage';

const WEEK = 7 * DAY;
const MX1 = mxHostTarget('mx1.example.com');

let stage: Stage;
beforeEach(async () => {
  stage = new Stage(memoryStore({ now: () => stage.now }));
  await stage.watch('a.example');
  await stage.take(domainCheck('a.example', NOON - 2));
  await stage.take(hostCheck(MX1.name, NOON - 1));
  await stage.finish();
});

/** A run at that time: its looks, their lines in the history, and what is done after each run. @returns what was told */
async function run(at: number, ...checks: readonly ((at: number) => Check)[]): Promise<readonly string[]> {
  stage.now = at;
  for (const [index, make] of checks.entries()) {
    const check = make(at + index);
    await stage.take(check);
    await stage.store.putChecks([checkRecord(check, { runId: 'run', durationMs: 1, verdict: undefined })]);
  }
  stage.now = at + MINUTE;
  const before = stage.pager.lines.length;
  await stage.finish();
  return stage.pager.lines.slice(before);
}

const good = (at: number): Check => hostCheck(MX1.name, at);
const bad = (at: number): Check => hostCheck(MX1.name, at, { findings: [noStartTls()] });
const unseen = (at: number): Check => hostCheck(MX1.name, at, { missing: [unreachable(MX1.name)] });
/** As many clean looks as resolve it. */
async function resolve(at: number): Promise<readonly string[]> {
  const told: string[] = [];
  for (let n = 0; n < DIFF_OPTIONS.clearChecks.served; n += 1) told.push(...(await run(at + n * 5 * MINUTE, good)));
  return told;
}
const silence = (more: Partial<SilenceDraft> = {}) =>
  addSilence(
    {
      purpose: 'maintenance',
      subject: MX1.name,
      from: NOON,
      until: NOON + 2 * HOUR,
      reason: 'new disks',
      by: 'alice',
      ...more,
    },
    stage.deps,
  );
const mute = (more: Partial<SilenceDraft> = {}) =>
  addSilence({ purpose: 'mute', subject: MX1.name, from: NOON, reason: 'new disks', by: 'alice', ...more }, stage.deps);
const openAlert = async () => {
  const [alert, ...others] = (await stage.store.alerts({ status: 'open' })).items;
  expect(others).toEqual([]);
  if (alert === undefined) throw new Error('no alert is open');
  return alert;
};
const types = async () => (await stage.store.eventsOf(MX1, {})).items.map(({ type }) => type);

describe('a maintenance window', () => {
  beforeEach(async () => {
    await silence();
  });

  test('holds back what opens in it; what still stands is told by the first run after it, once', async () => {
    expect(await run(NOON + HOUR, bad)).toEqual([]);
    expect(await types()).toContain('finding-opened');
    expect((await stage.store.domain('a.example'))?.verdict).toBe('undeliverable');
    expect((await openAlert()).notices).toMatchObject([{ form: 'opened', channels: [], heldFor: ['pager'] }]);
    expect(await run(NOON + HOUR + 30 * MINUTE, bad)).toEqual([]);
    expect(await run(NOON + 3 * HOUR, bad)).toEqual(['opened mx-host-starttls-missing']);
    expect(await run(NOON + 4 * HOUR, bad)).toEqual([]);
    expect(new Set(stage.pager.told).size).toBe(stage.pager.told.length);
  });

  test('what was seen in it alone is not told at its end: somebody was at work', async () => {
    expect(await run(NOON + 2 * HOUR - MINUTE / 2, bad)).toEqual([]);
    expect(await run(NOON + 2 * HOUR + 10 * MINUTE)).toEqual([]);
    expect(await resolve(NOON + 3 * HOUR)).toEqual([]);
    expect(await types()).toEqual(expect.arrayContaining(['finding-opened', 'finding-resolved']));
    expect((await stage.store.alerts({ status: 'resolved' })).items).toHaveLength(1);
  });

  test('what opened and was resolved in it is never told, and is in the history', async () => {
    expect(await run(NOON + HOUR, bad)).toEqual([]);
    expect(await resolve(NOON + HOUR + 30 * MINUTE)).toEqual([]);
    expect(await run(NOON + 30 * DAY, good)).toEqual([]);
    expect(await types()).toEqual(expect.arrayContaining(['finding-opened', 'finding-resolved']));
  });

  test('a clean look after it waits for those that resolve it, and a look that shows the fault again tells it', async () => {
    await run(NOON + HOUR, bad);
    expect(await run(NOON + 3 * HOUR, good)).toEqual([]);
    expect(await run(NOON + 4 * HOUR, bad)).toEqual(['opened mx-host-starttls-missing']);
  });

  test('a look after it that could not see the fault tells what is known', async () => {
    await run(NOON + HOUR, bad);
    expect(await run(NOON + 3 * HOUR, unseen)).toEqual(['opened mx-host-starttls-missing']);
  });

  test('what opened before it is not told again in it, and is told to be over', async () => {
    await silence({ from: NOON + DAY, until: NOON + 30 * DAY });
    expect(await run(NOON + 3 * HOUR, bad)).toEqual(['opened mx-host-starttls-missing']);
    expect(await run(NOON + 20 * DAY, bad)).toEqual([]);
    expect(await resolve(NOON + 21 * DAY)).toEqual(['resolved mx-host-starttls-missing']);
  });

  test('reminders go on after it', async () => {
    await silence({ from: NOON + DAY, until: NOON + 30 * DAY });
    await run(NOON + 3 * HOUR, bad);
    expect(await run(NOON + 30 * DAY, bad)).toEqual(['reminder mx-host-starttls-missing']);
  });

  test('a change that was seen in it is not told, what is elsewhere is', async () => {
    await silence({ subject: 'a.example' });
    await stage.watch('b.example');
    expect(
      await run(
        NOON + HOUR,
        (at) => domainCheck('a.example', at, { mx: ['mx2.example.com'], policy: body('testing'), id: '2' }),
        (at) => domainCheck('b.example', at, { mx: ['mx2.example.com'], findings: [twoRecords('b.example')] }),
      ),
    ).toEqual(['opened sts-record-multiple']);
    expect(
      await run(NOON + 3 * HOUR, (at) =>
        domainCheck('a.example', at, { mx: ['mx2.example.com'], policy: body('testing'), id: '2' }),
      ),
    ).toEqual([]);
    expect((await stage.store.eventsOf(domainTarget('a.example'), {})).items.map(({ type }) => type)).toContain(
      'mx-set-changed',
    );
  });

  test('of a domain holds back the fault of an MX host that it has to itself', async () => {
    await silence({ subject: 'a.example', from: NOON + DAY, until: NOON + 2 * DAY });
    expect(await run(NOON + DAY, bad)).toEqual([]);
    await stage.watch('b.example');
    // Another domain is hit as well, so it is told at once, window or not.
    expect(await run(NOON + DAY + HOUR, (at) => domainCheck('b.example', at), bad)).toEqual([
      'opened mx-host-starttls-missing',
    ]);
  });

  test('of everything holds back what cannot be seen, which is told after it', async () => {
    await silence({ subject: '*' });
    const blocked = new RunCoverage({ domains: 0, mxHosts: 3 });
    for (const name of ['mx1.example.com', 'mx2.example.com', 'mx3.example.com'])
      blocked.add(hostCheck(name, NOON, { missing: [unreachable(name)] }), undefined);
    await noteCoverage(blocked, { store: stage.store, at: NOON + 1, policy: POLICY });
    expect(await run(NOON + HOUR)).toEqual([]);
    expect(await run(NOON + 3 * HOUR)).toEqual(['coverage vantage-blocked']);
    expect(await run(NOON + 4 * HOUR)).toEqual([]);
  });

  test('an alert that was to be told and could not be is held back as well', async () => {
    await silence({ from: NOON + 3 * HOUR, until: NOON + DAY });
    stage.pager.failure = new Error('down');
    expect(await run(NOON + HOUR * 2 + MINUTE, good)).toEqual([]);
    await stage.take(bad(NOON + HOUR * 2 + 2 * MINUTE));
    stage.pager.failure = undefined;
    expect(await run(NOON + 4 * HOUR, bad)).toEqual([]);
    expect(await run(NOON + DAY, bad)).toEqual(['opened mx-host-starttls-missing']);
  });

  test('two channels: each hears exactly once, though one holds it back for both', async () => {
    const [pager, chat] = [stage.pager, new Pager('chat')];
    stage = new Stage(stage.store, pager, { ...POLICY, channels: ['pager', 'chat'] });
    await run(NOON + HOUR, bad);
    await deliver(chat, stage.deps);
    await run(NOON + 3 * HOUR, bad);
    await deliver(chat, stage.deps);
    await deliver(chat, stage.deps);
    expect([pager.lines, chat.lines]).toEqual([
      ['opened mx-host-starttls-missing'],
      ['opened mx-host-starttls-missing'],
    ]);
  });
});

test('a weekly window holds back at that time of each week, and at no other', async () => {
  await silence({ weekly: true });
  expect(await run(NOON + 5 * WEEK + HOUR, bad)).toEqual([]);
  expect(await run(NOON + 5 * WEEK + 3 * HOUR, bad)).toEqual(['opened mx-host-starttls-missing']);
  expect(await resolve(NOON + 5 * WEEK + 4 * HOUR)).toEqual(['resolved mx-host-starttls-missing']);
  expect(await run(NOON + 5 * WEEK + DAY, bad)).toEqual(['opened mx-host-starttls-missing']);
  // Within the next window it is only not said again.
  expect(await run(NOON + 6 * WEEK + HOUR, bad)).toEqual([]);
});

test('when the clock jumps over a window nothing of it is held back, and back into it, all is', async () => {
  await silence({ from: NOON + DAY, until: NOON + DAY + HOUR });
  expect(await run(NOON + 2 * DAY, bad)).toEqual(['opened mx-host-starttls-missing']);
  await resolve(NOON + 2 * DAY + HOUR);
  stage.now = NOON + DAY;
  await stage.store.addDomain({ name: 'c.example', source: 'test', addedAt: NOON });
  await stage.take(domainCheck('c.example', NOON + 2 * DAY + 2 * HOUR, { mx: ['mx9.example.com'] }));
  await silence({ subject: 'mx9.example.com', from: NOON + DAY, until: NOON + DAY + HOUR });
  expect(
    await run(NOON + DAY + 30 * MINUTE, (at) =>
      hostCheck('mx9.example.com', at, { findings: [noStartTls('mx9.example.com')] }),
    ),
  ).toEqual([]);
});

describe('a mute', () => {
  test('without an end lasts until it is lifted; what still stands is told after the next look', async () => {
    const { id } = await mute({ kind: 'mx-host-starttls-missing', subject: '*' });
    expect(await run(NOON + HOUR, bad)).toEqual([]);
    expect(await run(NOON + 300 * DAY, bad)).toEqual([]);
    expect(await liftSilence(id, 'bob', stage.deps)).toMatchObject({
      silence: { lifted: { by: 'bob', at: NOON + 300 * DAY + MINUTE }, reason: 'new disks', by: 'alice' },
    });
    expect(await run(NOON + 300 * DAY + 2 * MINUTE)).toEqual([]);
    expect(await run(NOON + 300 * DAY + HOUR, bad)).toEqual(['opened mx-host-starttls-missing']);
    expect(await run(NOON + 301 * DAY, bad)).toEqual([]);
  });

  test('is on record after its end, and is lifted once', async () => {
    const { id } = await mute({ until: NOON + HOUR });
    stage.now = NOON + MINUTE;
    const first = await liftSilence(id, 'bob', stage.deps);
    stage.now = NOON + 2 * MINUTE;
    expect(await liftSilence(id, 'carol', stage.deps)).toEqual(first);
    expect((await stage.store.silences({})).items).toMatchObject([{ id, lifted: { by: 'bob', at: NOON + MINUTE } }]);
    const other = await mute({ until: NOON + HOUR });
    stage.now = NOON + HOUR;
    expect(await liftSilence(other.id, 'bob', stage.deps)).toEqual({ refused: 'over' });
    expect(await liftSilence('nobody', 'bob', stage.deps)).toEqual({ refused: 'not-found' });
  });

  test('of so many alerts that they would fill the queue holds up no other', async () => {
    await mute({ kind: 'sts-record-multiple', subject: '*' });
    for (let n = 0; n < 2_100; n += 1) await stage.store.writeAlert(alertOf(n));
    await run(NOON + HOUR);
    expect(await run(NOON + 2 * HOUR, bad)).toEqual(['opened mx-host-starttls-missing']);
  });
});

const alertOf = (n: number): Parameters<typeof stage.store.writeAlert>[0] => ({
  id: `alert-${n}`,
  version: 1,
  status: 'open',
  severity: 'error',
  worst: 'error',
  subject: domainTarget('a.example'),
  openedAt: NOON - DAY,
  cause: { finding: twoRecords('a.example'), since: NOON },
  impact: { domains: 1, sample: ['a.example'], enforcing: 1, testing: 0, undeliverable: 0 },
  notices: [{ id: `notice-${n}`, form: 'opened', at: NOON - DAY, channels: ['pager'], deliveredTo: [] }],
});

describe('an acknowledgement', () => {
  const draft = { by: 'alice', reason: 'the postmaster is on it' };
  beforeEach(async () => {
    expect(await run(NOON + HOUR, bad)).toEqual(['opened mx-host-starttls-missing']);
  });

  test('holds reminders back until its end; then they go on', async () => {
    const { id } = await openAlert();
    expect(await acknowledgeAlert(id, { ...draft, until: NOON + 20 * DAY }, stage.deps)).toMatchObject({
      alert: { acknowledgements: [draft] },
    });
    expect(await run(NOON + 15 * DAY, bad)).toEqual([]);
    expect(await run(NOON + 20 * DAY, bad)).toEqual(['reminder mx-host-starttls-missing']);
    expect((await openAlert()).acknowledgements).toMatchObject([
      { ...draft, ended: { at: NOON + 20 * DAY, why: 'expired' } },
    ]);
  });

  test('holds them back until it is withdrawn', async () => {
    const { id } = await openAlert();
    await acknowledgeAlert(id, draft, stage.deps);
    expect(await run(NOON + 300 * DAY, bad)).toEqual([]);
    await withdrawAcknowledgement(id, 'bob', stage.deps);
    expect(await run(NOON + 301 * DAY, bad)).toEqual(['reminder mx-host-starttls-missing']);
    expect((await openAlert()).acknowledgements).toMatchObject([{ ended: { why: 'withdrawn', by: 'bob' } }]);
  });

  test('ends when another domain is hit, which is told', async () => {
    const { id } = await openAlert();
    await acknowledgeAlert(id, draft, stage.deps);
    await stage.watch('b.example');
    expect(await run(NOON + DAY, (at) => domainCheck('b.example', at), bad)).toEqual([
      'escalated mx-host-starttls-missing',
    ]);
    expect((await openAlert()).acknowledgements).toMatchObject([{ ended: { why: 'worse' } }]);
    expect(await run(NOON + DAY + HOUR, bad)).toEqual([]);
  });

  test('ends when the fault is over, which is told', async () => {
    const { id } = await openAlert();
    await acknowledgeAlert(id, draft, stage.deps);
    expect(await resolve(NOON + DAY)).toEqual(['resolved mx-host-starttls-missing']);
    expect(await stage.store.alert(id)).toMatchObject({
      acknowledgements: [{ ended: { at: NOON + DAY + 10 * MINUTE, why: 'resolved' } }],
    });
    expect(await acknowledgeAlert(id, draft, stage.deps)).toEqual({ refused: 'not-open' });
    expect(await acknowledgeAlert('nobody', draft, stage.deps)).toEqual({ refused: 'not-found' });
  });

  test('twice is once, also by two people at the same moment', async () => {
    const { id } = await openAlert();
    await Promise.all([acknowledgeAlert(id, draft, stage.deps), acknowledgeAlert(id, draft, stage.deps)]);
    expect((await openAlert()).acknowledgements).toHaveLength(1);
  });
});

test('a process killed before any step of holding back and of telling afterwards: told once, and not before the end', async () => {
  class Killed extends Error {}
  const play = async (killBefore: number): Promise<{ readonly steps: number; readonly told: readonly string[] }> => {
    let [steps, isDead] = [0, false];
    const memory = memoryStore({ now: () => stage.now });
    const mortal = new Proxy(memory, {
      get: (target, name, receiver) => {
        const method: unknown = Reflect.get(target, name, receiver);
        return (...args: unknown[]): unknown => {
          steps += 1;
          if (steps === killBefore) isDead = true;
          if (isDead) throw new Killed();
          return Reflect.apply(method as () => unknown, target, args);
        };
      },
    });
    stage = new Stage(mortal);
    const alive = async (work: () => Promise<unknown>): Promise<void> => {
      for (;;) {
        try {
          await work();
          return;
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
          // Another process; a delivery that was begun is in hand for a minute.
          isDead = false;
          stage.now += 2 * MINUTE;
        }
      }
    };
    await memory.addDomain({ name: 'a.example', source: 'test', addedAt: NOON });
    await memory.writeSilence({
      id: 's',
      version: 1,
      purpose: 'maintenance',
      subject: MX1.name,
      from: NOON,
      until: NOON + 2 * HOUR,
      reason: 'x',
      by: 'alice',
      at: NOON,
    });
    await alive(() => run(NOON - HOUR, (at) => domainCheck('a.example', at), good));
    await alive(() => run(NOON + HOUR, bad));
    await alive(() => stage.finish());
    expect(stage.pager.told).toEqual([]);
    await alive(() => run(NOON + 3 * HOUR, bad));
    stage.now += 5 * MINUTE;
    await alive(() => stage.finish());
    return { steps, told: stage.pager.lines };
  };
  const { steps, told } = await play(0);
  expect(told).toEqual(['opened mx-host-starttls-missing']);
  expect(steps).toBeGreaterThan(50);
  for (let killBefore = 1; killBefore <= steps; killBefore += 1)
    expect([killBefore, (await play(killBefore)).told]).toEqual([killBefore, told]);
});
