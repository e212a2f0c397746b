import { domainTarget } from '../../lib/core/model';
import { addSilence } from '../../lib/monitor/silence';
import { acknowledgeAlert } from '../../lib/monitor/acknowledge';
import { deliver } from '../../lib/monitor/deliver';
import { LeaseWatch } from '../../lib/monitor/lease-watch';
import { recordCheck } from '../../lib/monitor/record';
import { refreshAlerts } from '../../lib/monitor/remind';
import { memoryStore } from '../support/memory-store';
import { DAY, HOUR, DIFF_OPTIONS, MINUTE, NOON, Pager, Stage, domainCheck, twoRecords } from './stage';

const A = domainTarget('a.example');
const YEAR = 365 * DAY;

let stage: Stage;
beforeEach(async () => {
  const clock: { now(): number } = { now: () => stage.now };
  stage = new Stage(memoryStore(clock));
  await stage.watch('a.example');
});

/** The stage with a clock that is not believed since a moment. */
const inDoubt = (since: number) => ({ ...stage.deps, clock: { now: () => stage.now, doubtedSince: () => since } });

describe('a state from a clock that was a year ahead', () => {
  beforeEach(async () => {
    stage.now = NOON + YEAR;
    await stage.take(domainCheck('a.example', NOON + YEAR));
    await stage.store.putChecks([
      { target: A, at: NOON + YEAR, runId: 'r', durationMs: 1, kinds: [], unknown: [], certificates: [] },
    ]);
    stage.now = NOON;
  });

  test('is no newer than a check of now: a new fault is alerted at once', async () => {
    const { recorded } = await stage.take(domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }));
    expect(recorded).toMatchObject({ outcome: 'changed', fromFuture: true });
    expect((await stage.state(A))?.observedAt).toBe(NOON);
    await stage.finish();
    expect(stage.pager.lines).toEqual(['opened sts-record-multiple']);
    stage.now += HOUR;
    await stage.take(domainCheck('a.example', stage.now));
    await stage.finish();
    expect(stage.pager.lines).toEqual(['opened sts-record-multiple', 'resolved sts-record-multiple']);
  });

  test('is healed by a check that shows nothing new', async () => {
    const { recorded } = await stage.take(domainCheck('a.example', NOON));
    expect(recorded).toMatchObject({ outcome: 'changed', fromFuture: true, state: { observedAt: NOON } });
    expect((await stage.take(domainCheck('a.example', NOON + MINUTE))).recorded.outcome).toBe('unchanged');
    expect(JSON.stringify(await stage.state(A))).not.toContain(String(NOON + YEAR));
  });

  test('a check that is merely late is still late', async () => {
    await stage.take(domainCheck('a.example', NOON));
    expect(await recordCheck(stage.store, domainCheck('a.example', NOON - HOUR), {}, DIFF_OPTIONS, NOON)).toEqual({
      outcome: 'late',
    });
  });
});

test('a pending finding that was counted in the future is confirmed by the usual checks', async () => {
  const options = { ...DIFF_OPTIONS, interval: HOUR, confirmChecks: 2 };
  const pending = {
    ...twoRecords('a.example'),
    kind: 'policy-http-status',
    evidence: { status: 500 },
    aspects: ['policy'],
  };
  const check = (at: number) => domainCheck('a.example', at, { findings: [pending as ReturnType<typeof twoRecords>] });
  const take = (at: number) => recordCheck(stage.store, check(at), {}, options, at);
  await take(NOON + YEAR);
  await take(NOON);
  const later = await take(NOON + HOUR);
  expect(later).toMatchObject({ state: { outbox: [{}, { type: 'finding-opened', since: NOON }] } });
});

describe('while the clock is in doubt', () => {
  const fault = () => stage.take(domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }));

  test('no mute ends', async () => {
    const draft = { purpose: 'mute', subject: '*', from: NOON - 1, until: NOON + HOUR, reason: 'r', by: 'me' } as const;
    await addSilence(draft, stage.deps);
    await fault();
    stage.now = NOON + YEAR;
    const deps = inDoubt(NOON + MINUTE);
    await refreshAlerts(deps);
    expect(await deliver(stage.pager, deps)).toEqual({ messages: 0 });
    // By a clock that is believed it is over.
    await stage.store.putChecks([
      { target: A, at: stage.now, runId: 'r', durationMs: 1, kinds: [], unknown: [], certificates: [] },
    ]);
    await refreshAlerts(stage.deps);
    expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 1 });
  });

  test('no acknowledgement ends, and no reminder is due', async () => {
    await fault();
    await stage.finish();
    const [alert] = (await stage.store.alerts({})).items;
    await acknowledgeAlert(alert?.id ?? '', { by: 'me', reason: 'r', until: NOON + HOUR }, stage.deps);
    stage.now = NOON + YEAR;
    await refreshAlerts(inDoubt(NOON + MINUTE));
    expect((await stage.store.alert(alert?.id ?? ''))?.acknowledgements?.[0]?.ended).toBeUndefined();
    await refreshAlerts(stage.deps);
    expect((await stage.store.alert(alert?.id ?? ''))?.acknowledgements?.[0]?.ended).toMatchObject({ why: 'expired' });
  });
});

test('an alert with times later than now is reminded of as if it had been sent now', async () => {
  stage.now = NOON + YEAR;
  await stage.take(domainCheck('a.example', stage.now, { findings: [twoRecords('a.example')] }));
  await stage.finish();
  stage.now = NOON;
  await refreshAlerts(stage.deps);
  stage.now = NOON + 8 * DAY;
  await stage.finish();
  expect(stage.pager.lines).toEqual(['opened sts-record-multiple', 'reminder sts-record-multiple']);
});

describe('a delivery that another process has in hand', () => {
  let steady: number;
  const deps = () => ({ ...stage.deps, leases });
  let leases: LeaseWatch;
  beforeEach(async () => {
    steady = 0;
    leases = new LeaseWatch({ now: () => steady });
    await stage.take(domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }));
    // It began to send, and was killed.
    const dead = Object.assign(new Pager('pager'), { send: () => Promise.reject(new Error('killed')) });
    await deliver(dead, {
      ...stage.deps,
      store: { ...stage.store, deferDelivery: () => Promise.reject(new Error('killed')) },
    }).catch(() => undefined);
  });

  test('is taken over when it was watched unchanged for its length, wherever the clock is', async () => {
    expect(await deliver(stage.pager, deps())).toMatchObject({ messages: 0, deferred: { until: NOON + MINUTE } });
    stage.now = NOON - YEAR;
    steady = MINUTE - 1;
    expect(await deliver(stage.pager, deps())).toMatchObject({ messages: 0 });
    steady = MINUTE;
    expect(await deliver(stage.pager, deps())).toEqual({ messages: 1 });
  });

  test('is not taken from who sends by a clock that is ahead', async () => {
    stage.now = NOON + YEAR;
    expect(await deliver(stage.pager, deps())).toMatchObject({ messages: 0 });
    expect(stage.pager.deliveries).toEqual([]);
  });
});

test('a wait after a failure that was stored by a clock a year ahead is over in its length', async () => {
  stage.now = NOON + YEAR;
  await stage.take(domainCheck('a.example', stage.now, { findings: [twoRecords('a.example')] }));
  stage.pager.failure = new Error('no');
  await deliver(stage.pager, stage.deps);
  stage.pager.failure = undefined;
  stage.now = NOON;
  let steady = 0;
  const leases = new LeaseWatch({ now: () => steady });
  expect(await deliver(stage.pager, { ...stage.deps, leases })).toMatchObject({ deferred: { until: NOON + 30_000 } });
  steady = 30_000;
  expect(await deliver(stage.pager, { ...stage.deps, leases })).toEqual({ messages: 1 });
});

test('without a watch, a wait longer than any there is ends at once', async () => {
  stage.now = NOON + YEAR;
  await stage.take(domainCheck('a.example', stage.now, { findings: [twoRecords('a.example')] }));
  stage.pager.failure = new Error('no');
  await deliver(stage.pager, stage.deps);
  stage.pager.failure = undefined;
  stage.now = NOON;
  expect(await deliver(stage.pager, stage.deps)).toEqual({ messages: 1 });
});
