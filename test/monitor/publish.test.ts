import { domainTarget, mxHostTarget } from '../../lib/core/model';
import { deliver } from '../../lib/monitor/deliver';
import { publish, publishPending } from '../../lib/monitor/publish';
import { recordCheck } from '../../lib/monitor/record';
import { memoryStore } from '../support/memory-store';
import { HOUR, DIFF_OPTIONS, NOON, Stage, body, domainCheck, hostCheck, noStartTls, twoRecords } from './stage';

const A = domainTarget('a.example');
const MX1 = mxHostTarget('mx1.example.com');
let stage: Stage;
beforeEach(async () => {
  stage = new Stage(memoryStore());
  await stage.watch('a.example', 'b.example', 'c.example');
});
const alerts = async () => (await stage.store.alerts({})).items;

test('events go to the history and to their alerts, and off the outbox', async () => {
  await recordCheck(
    stage.store,
    domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }),
    {},
    DIFF_OPTIONS,
  );
  expect(await publish(A, stage.deps)).toBe(2);
  expect((await stage.state(A)).outbox).toEqual([]);
  expect((await stage.store.eventsOf(A, {})).items.map(({ type }) => type).sort()).toEqual([
    'finding-opened',
    'target-added',
  ]);
  expect(await alerts()).toMatchObject([
    {
      id: `${twoRecords('a.example').fingerprint}@${NOON}`,
      status: 'open',
      severity: 'error',
      impact: { domains: 1, sample: ['a.example'], enforcing: 1 },
    },
  ]);
  expect(await publish(A, stage.deps)).toBe(0);
});

test('publishing the same events again changes nothing', async () => {
  await recordCheck(
    stage.store,
    domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }),
    {},
    DIFF_OPTIONS,
  );
  const forgetful = { ...stage.store, acknowledgeEvents: async () => Promise.reject(new Error('gone')) };
  for (let n = 0; n < 3; n++) await expect(publish(A, { ...stage.deps, store: forgetful })).rejects.toThrow('gone');
  await publish(A, stage.deps);
  expect(await alerts()).toHaveLength(1);
  expect((await alerts())[0]?.version).toBe(1);
  expect((await stage.store.eventsOf(A, {})).items).toHaveLength(2);
});

test('an alert that changes meanwhile loses neither change', async () => {
  await stage.take(domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }));
  await recordCheck(stage.store, domainCheck('a.example', NOON + HOUR), {}, DIFF_OPTIONS);
  const { store } = stage;
  let told = false;
  const contended = {
    ...store,
    async writeAlert(next: Parameters<typeof store.writeAlert>[0]) {
      if (!told) {
        told = true;
        await deliver(stage.pager, stage.deps);
      }
      return store.writeAlert(next);
    },
  };
  await publish(A, { ...stage.deps, store: contended });
  expect(await alerts()).toMatchObject([
    {
      status: 'resolved',
      version: 3,
      notices: [
        { form: 'opened', deliveredTo: ['pager'] },
        { form: 'resolved', deliveredTo: [] },
      ],
    },
  ]);
});

test('what a crash left behind is published, of all targets', async () => {
  await recordCheck(stage.store, domainCheck('a.example', NOON), {}, DIFF_OPTIONS);
  await recordCheck(stage.store, domainCheck('b.example', NOON), {}, DIFF_OPTIONS);
  expect(await publishPending(stage.deps)).toBe(2);
  expect(await stage.store.domainsOf('mx1.example.com')[Symbol.asyncIterator]().next()).toMatchObject({
    value: 'a.example',
  });
});

test('MX hosts are known by the domains that name them, and are retired when none does', async () => {
  await stage.take(domainCheck('a.example', NOON));
  await stage.take(domainCheck('b.example', NOON));
  await stage.take(hostCheck('mx1.example.com', NOON + 1, { findings: [noStartTls()] }));
  expect(await stage.store.mxHostsOf('a.example')).toEqual([{ host: 'mx1.example.com', preference: 10 }]);
  await stage.take(domainCheck('a.example', NOON + HOUR, { mx: ['mx2.example.com'] }));
  expect((await stage.state(MX1)).retiredAt).toBeUndefined();
  await stage.take(domainCheck('b.example', NOON + HOUR, { mx: ['mx2.example.com'] }));
  expect(await stage.state(MX1)).toMatchObject({ retiredAt: expect.any(Number) as number, findings: {} });
});

describe('the impact of an MX host that fails', () => {
  const whom = async () => (await alerts()).find(({ subject }) => subject?.type === 'mx-host');

  test('counts the domains that name it, those that lose mail first', async () => {
    await stage.take(domainCheck('a.example', NOON, { mx: ['mx1.example.com', 'mx2.example.com'] }));
    await stage.take(domainCheck('b.example', NOON, { policy: body('testing') }));
    await stage.take(domainCheck('c.example', NOON));
    await stage.take(hostCheck('mx2.example.com', NOON + 1));
    await stage.take(hostCheck('mx1.example.com', NOON + 1, { findings: [noStartTls()] }));
    expect(await whom()).toMatchObject({
      severity: 'critical',
      impact: {
        domains: 3,
        sample: ['c.example', 'a.example', 'b.example'],
        enforcing: 2,
        testing: 1,
        undeliverable: 1,
      },
    });
  });

  test('is an error when another host is left, a warning in mode testing, and told to nobody without a policy', async () => {
    const severities: (string | undefined)[] = [];
    for (const [index, policy] of [body(), body('testing'), body('none')].entries()) {
      stage = new Stage(memoryStore());
      await stage.watch('a.example');
      await stage.take(domainCheck('a.example', NOON + index, { mx: ['mx1.example.com', 'mx2.example.com'], policy }));
      await stage.take(hostCheck('mx2.example.com', NOON + 10));
      await stage.take(hostCheck('mx1.example.com', NOON + 10, { findings: [noStartTls()] }));
      severities.push((await whom())?.severity);
    }
    expect(severities).toEqual(['error', 'warning', 'info']);
    await stage.finish();
    expect(stage.pager.told).toEqual([]);
  });

  test('counts all of many thousand domains and looks into some', async () => {
    for (let n = 0; n < 1_200; n++)
      await stage.store.setMxHosts(`d${n}.example`, [{ host: 'mx1.example.com', preference: 10 }]);
    let read = 0;
    const store = {
      ...stage.store,
      readStates: async (targets: Parameters<typeof stage.store.readStates>[0]) => (
        (read += targets.length),
        stage.store.readStates(targets)
      ),
    };
    await recordCheck(store, hostCheck('mx1.example.com', NOON, { findings: [noStartTls()] }), {}, DIFF_OPTIONS);
    await publish(MX1, { ...stage.deps, store });
    expect(await whom()).toMatchObject({ severity: 'error', impact: { domains: 1_200, examined: 500 } });
    expect(read).toBeLessThan(600);
  });
});

describe('verdicts', () => {
  const verdict = async (name: string) => (await stage.store.domain(name))?.verdict;

  test('follow the domain and its MX hosts, in the state, the directory and the history', async () => {
    expect((await stage.take(domainCheck('a.example', NOON))).verdict?.name).toBe('unknown');
    expect(await verdict('a.example')).toBe('unknown');
    await stage.take(hostCheck('mx1.example.com', NOON + 1));
    expect(await verdict('a.example')).toBe('protected');
    await stage.take(hostCheck('mx1.example.com', NOON + HOUR, { findings: [noStartTls()] }));
    expect(await stage.store.domain('a.example')).toMatchObject({
      verdict: 'undeliverable',
      reasons: ['MX host mx1.example.com is rejected: mx1.example.com does not offer STARTTLS.'],
    });
    const changes = (await stage.store.eventsOf(A, {})).items.flatMap((event) =>
      event.type === 'verdict-changed' ? [event.after] : [],
    );
    expect(changes.sort()).toEqual(['protected', 'undeliverable', 'unknown']);
    expect((await stage.state(A)).verdict?.name).toBe('undeliverable');
  });

  test('follow an MX host that is seen for the first time without any event', async () => {
    await stage.take(domainCheck('a.example', NOON));
    await stage.take(
      hostCheck('mx1.example.com', NOON, { missing: [{ aspect: 'addresses', cause: 'timeout', detail: '' }] }),
    );
    expect(await verdict('a.example')).toBe('unknown');
    await stage.take(hostCheck('mx1.example.com', NOON + HOUR));
    expect(await verdict('a.example')).toBe('protected');
  });
});
