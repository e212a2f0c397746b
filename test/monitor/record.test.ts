import type { CertificateSet } from '../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../lib/core/model';
import { recordCheck } from '../../lib/monitor/record';
import { memoryStore } from '../support/memory-store';
import { certificate, check } from '../storage/fixtures';
import { HOUR, DIFF_OPTIONS, NOON, Stage, body, domainCheck, hostCheck, noStartTls, unreachable } from './stage';

const A = domainTarget('a.example');
let stage: Stage;
beforeEach(async () => {
  stage = new Stage(memoryStore());
  await stage.watch('a.example');
});
const record = (check: ReturnType<typeof domainCheck>, certificates: CertificateSet = {}) =>
  recordCheck(stage.store, check, certificates, DIFF_OPTIONS);

test('a look is remembered with its events in the outbox', async () => {
  expect(await record(domainCheck('a.example', NOON))).toMatchObject({
    outcome: 'changed',
    previous: undefined,
    state: { version: 1 },
  });
  expect(await stage.state(A)).toMatchObject({
    observedAt: NOON,
    facts: { policy: { mode: 'enforce' } },
    outbox: [{ type: 'target-added' }],
  });
});

test('a look that shows nothing new is not written', async () => {
  await record(domainCheck('a.example', NOON));
  expect((await record(domainCheck('a.example', NOON + HOUR))).outcome).toBe('unchanged');
  expect(await stage.state(A)).toMatchObject({ version: 1, observedAt: NOON });
});

test('what a state names is kept before the state is', async () => {
  const order: string[] = [];
  const { store } = stage;
  const watched = {
    ...store,
    putPolicyBody: async (...args: Parameters<typeof store.putPolicyBody>) => (
      order.push('body'),
      store.putPolicyBody(...args)
    ),
    putCertificates: async (...args: Parameters<typeof store.putCertificates>) => (
      order.push('certificates'),
      store.putCertificates(...args)
    ),
    writeState: async (...args: Parameters<typeof store.writeState>) => (
      order.push('state'),
      store.writeState(...args)
    ),
  };
  await recordCheck(watched, domainCheck('a.example', NOON), { c1: certificate('c1') }, DIFF_OPTIONS);
  expect(order).toEqual(['body', 'certificates', 'state']);
  expect(await store.policyBody(`sha256 of ${body()}`)).toBe(body());
  expect(await store.certificates(['c1'])).toEqual([certificate('c1')]);
});

test('the diff of a policy is made from the body that was kept', async () => {
  await record(domainCheck('a.example', NOON));
  await record(domainCheck('a.example', NOON + HOUR, { policy: body('testing'), id: '2' }));
  expect((await stage.state(A)).outbox).toContainEqual(
    expect.objectContaining({
      type: 'policy-body-changed',
      diff: expect.stringContaining('-mode: enforce\n+mode: testing') as string,
    }),
  );
});

describe('a look that came late', () => {
  test('changes nothing', async () => {
    await record(domainCheck('a.example', NOON));
    expect((await record(domainCheck('a.example', NOON - 1, { mx: ['mx2.example.com'] }))).outcome).toBe('late');
    expect((await stage.state(A)).facts.mx?.records[0]?.exchange).toBe('mx1.example.com');
  });

  test('is known as late by the history, when the newer look changed nothing', async () => {
    await record(domainCheck('a.example', NOON));
    await record(domainCheck('a.example', NOON + 2 * HOUR));
    await stage.store.putChecks([check(NOON + 2 * HOUR, { target: A })]);
    expect((await record(domainCheck('a.example', NOON + HOUR, { mx: ['mx2.example.com'] }))).outcome).toBe('late');
  });

  test('a look whose own check is in the history is not late', async () => {
    await record(domainCheck('a.example', NOON));
    await stage.store.putChecks([check(NOON + HOUR, { target: A })]);
    expect((await record(domainCheck('a.example', NOON + HOUR, { mx: ['mx2.example.com'] }))).outcome).toBe('changed');
  });
});

describe('a target that nobody watches', () => {
  test('is not remembered', async () => {
    expect((await record(domainCheck('b.example', NOON))).outcome).toBe('not-watched');
    expect((await record(hostCheck('mx1.example.com', NOON))).outcome).toBe('not-watched');
    expect(await stage.store.readState(domainTarget('b.example'))).toBeUndefined();
  });

  test('does not come back by a look that was under way when it was removed', async () => {
    await record(domainCheck('a.example', NOON));
    const state = await stage.state(A);
    await stage.store.removeDomain('a.example');
    await stage.store.writeState({ ...state, version: 2, retiredAt: NOON + 1, facts: {}, outbox: [] });
    expect((await record(domainCheck('a.example', NOON + HOUR))).outcome).toBe('not-watched');
    expect(await stage.state(A)).toMatchObject({ version: 2, retiredAt: NOON + 1 });
  });

  test('begins anew when it is watched again', async () => {
    await record(domainCheck('a.example', NOON));
    await stage.store.writeState({ ...(await stage.state(A)), version: 2, retiredAt: NOON + 1, facts: {}, outbox: [] });
    expect((await record(domainCheck('a.example', NOON + HOUR))).outcome).toBe('changed');
    expect(await stage.state(A)).toMatchObject({ version: 3, outbox: [{ type: 'target-added', at: NOON + HOUR }] });
  });
});

describe('a lost race', () => {
  /** Somebody else writes between our reading and our writing, so many times. */
  const overtaken = (times: number, other: (version: number) => ReturnType<typeof domainCheck>) => {
    const { store } = stage;
    let left = times;
    return {
      ...store,
      async writeState(next: Parameters<typeof store.writeState>[0]) {
        if (left-- > 0) await recordCheck(store, other(next.version), {}, DIFF_OPTIONS);
        return store.writeState(next);
      },
    };
  };

  test('is run again on what the other wrote', async () => {
    await record(domainCheck('a.example', NOON));
    const store = overtaken(1, () => domainCheck('a.example', NOON + 1, { mx: ['mx2.example.com'] }));
    expect(
      (await recordCheck(store, domainCheck('a.example', NOON + HOUR, { mx: ['mx3.example.com'] }), {}, DIFF_OPTIONS))
        .outcome,
    ).toBe('changed');
    const changes = (await stage.state(A)).outbox.filter(({ type }) => type === 'mx-set-changed');
    expect(changes).toMatchObject([
      { before: '10 mx1.example.com', after: '10 mx2.example.com' },
      { before: '10 mx2.example.com', after: '10 mx3.example.com' },
    ]);
  });

  test('against a newer look makes ours late', async () => {
    await record(domainCheck('a.example', NOON));
    const store = overtaken(1, () => domainCheck('a.example', NOON + 2 * HOUR, { mx: ['mx2.example.com'] }));
    expect(
      (await recordCheck(store, domainCheck('a.example', NOON + HOUR, { mx: ['mx3.example.com'] }), {}, DIFF_OPTIONS))
        .outcome,
    ).toBe('late');
    expect((await stage.state(A)).facts.mx?.records[0]?.exchange).toBe('mx2.example.com');
  });

  test('is not run for ever', async () => {
    await record(domainCheck('a.example', NOON));
    const { store } = stage;
    const hopeless = { ...store, writeState: async () => 'lost-race' as const };
    await expect(
      recordCheck(hopeless, domainCheck('a.example', NOON + HOUR, { mx: ['mx3.example.com'] }), {}, DIFF_OPTIONS),
    ).rejects.toThrow('The state of domain/a.example was changed by others');
  });
});

test('MX records that become known for the first time have edges, though they are no event', async () => {
  const blind = domainCheck('a.example', NOON, { missing: [{ aspect: 'mx', cause: 'timeout', detail: '' }] });
  await record(blind);
  expect((await record(domainCheck('a.example', NOON + HOUR))).outcome).toBe('changed');
  expect(await stage.store.mxHostsOf('a.example')).toEqual([{ host: 'mx1.example.com', preference: 10 }]);
});

test('the same look twice at the same time is one transition', async () => {
  await stage.store.setMxHosts('a.example', [{ host: 'mx1.example.com', preference: 10 }]);
  const check = hostCheck('mx1.example.com', NOON, {
    findings: [noStartTls()],
    missing: [unreachable('mx1.example.com', '192.0.2.26')],
  });
  const outcomes = await Promise.all([record(check), record(check), record(check)]);
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['changed', 'late', 'late']);
  expect((await stage.state(mxHostTarget('mx1.example.com'))).outbox.map(({ type }) => type)).toEqual([
    'target-added',
    'finding-opened',
  ]);
});
