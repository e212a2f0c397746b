import { refreshAlerts } from '../../lib/monitor/remind';
import { unwatchDomain } from '../../lib/monitor/unwatch';
import { findingOf } from '../../lib/core/findings';
import type { Severity } from '../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../lib/core/model';
import { memoryStore } from '../support/memory-store';
import { DAY, HOUR, NOON, Stage, body, domainCheck, hostCheck, noStartTls, twoRecords } from './stage';

let stage: Stage;
beforeEach(async () => {
  stage = new Stage(memoryStore());
  await stage.watch('a.example', 'b.example');
});
const later = async (ms: number): Promise<readonly string[]> => {
  stage.now += ms;
  const before = stage.pager.lines.length;
  await stage.finish();
  return stage.pager.lines.slice(before);
};

test('an alert that stays open is told again, seldom', async () => {
  await stage.take(domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }));
  expect(await later(0)).toEqual(['opened sts-record-multiple']);
  expect(await later(7 * DAY - 1)).toEqual([]);
  expect(await later(1)).toEqual(['reminder sts-record-multiple']);
  expect(await later(DAY)).toEqual([]);
  expect(await later(6 * DAY)).toEqual(['reminder sts-record-multiple']);
});

test('an alert that grows graver is told again: the last MX host goes', async () => {
  await stage.take(domainCheck('a.example', NOON, { mx: ['mx1.example.com', 'mx2.example.com'] }));
  await stage.take(hostCheck('mx1.example.com', NOON));
  await stage.take(hostCheck('mx2.example.com', NOON));
  await stage.take(hostCheck('mx1.example.com', NOON + HOUR, { findings: [noStartTls()] }));
  expect(await later(HOUR)).toEqual(['opened mx-host-starttls-missing']);
  await stage.take(hostCheck('mx2.example.com', NOON + 2 * HOUR, { findings: [noStartTls('mx2.example.com')] }));
  expect([...(await later(HOUR))].sort()).toEqual([
    'escalated mx-host-starttls-missing',
    'opened mx-host-starttls-missing',
  ]);
  expect(await later(HOUR)).toEqual([]);
});

test('an alert whose fault changed without growing graver speaks of it as it is now', async () => {
  const uncovered = (exchanges: readonly string[], mode: string, severity: Severity) =>
    findingOf({
      kind: 'mx-not-covered',
      subject: domainTarget('a.example'),
      evidence: { exchanges, patterns: ['*.a.example'], mode, all: false },
      aspects: ['mx', 'policy-text'],
      severity,
    });
  const alert = async () => (await stage.store.alerts({ status: 'open' })).items[0];
  await stage.take(domainCheck('a.example', NOON, { findings: [uncovered(['mx1.example.com'], 'enforce', 'error')] }));
  expect(await later(0)).toEqual(['opened mx-not-covered']);
  await stage.take(
    domainCheck('a.example', NOON + HOUR, { findings: [uncovered(['mx2.example.com'], 'testing', 'warning')] }),
  );
  expect(await later(HOUR)).toEqual([]);
  expect(await alert()).toMatchObject({
    severity: 'warning',
    worst: 'error',
    cause: { finding: { evidence: { exchanges: ['mx2.example.com'], mode: 'testing' } } },
  });
  const { version } = (await alert()) ?? {};
  expect(await later(HOUR)).toEqual([]);
  expect(await alert()).toMatchObject({ version });
});

test('a fault of an MX host is slight again when no sender can hold the policy that was removed', async () => {
  await stage.take(domainCheck('a.example', NOON));
  await stage.take(hostCheck('mx1.example.com', NOON, { findings: [noStartTls()] }));
  const alert = async () => (await stage.store.alerts({ status: 'open' })).items[0];
  await stage.take({
    ...domainCheck('a.example', NOON + HOUR),
    facts: { stsRecord: null, policy: { state: 'not-served', reason: 'HTTP status 404' } },
  });
  await later(HOUR);
  expect(await alert()).toMatchObject({ severity: 'critical', impact: { enforcing: 1 } });
  await later(7 * DAY);
  expect(await alert()).toMatchObject({ severity: 'info', impact: { enforcing: 0, undeliverable: 0 } });
});

describe('a domain that is watched no longer', () => {
  beforeEach(async () => {
    await stage.take(domainCheck('a.example', NOON, { findings: [twoRecords('a.example')] }));
    await stage.take(domainCheck('b.example', NOON, { mx: ['mx2.example.com'] }));
    await stage.take(hostCheck('mx1.example.com', NOON, { findings: [noStartTls()] }));
    await stage.take(hostCheck('mx2.example.com', NOON, { findings: [noStartTls('mx2.example.com')] }));
    await stage.finish();
  });
  const open = async () => (await stage.store.alerts({ status: 'open' })).items.map(({ subject }) => subject?.name);

  test('closes its alerts, and those of MX hosts that no other names, without a word', async () => {
    expect((await open()).sort()).toEqual(['a.example', 'mx1.example.com', 'mx2.example.com']);
    expect(await unwatchDomain('a.example', stage.deps)).toBe(true);
    expect(await open()).toEqual(['mx2.example.com']);
    expect(await later(DAY * 30)).toEqual(['reminder mx-host-starttls-missing']);
    expect((await stage.store.eventsOf(domainTarget('a.example'), {})).items.map(({ type }) => type)).toContain(
      'target-removed',
    );
    expect(await unwatchDomain('a.example', stage.deps)).toBe(false);
  });

  test('is taken care of by the next run, when the removal was cut short', async () => {
    await stage.store.removeDomain('a.example');
    await refreshAlerts(stage.deps);
    expect(await open()).toEqual(['mx2.example.com']);
    expect(await stage.state(mxHostTarget('mx1.example.com'))).toMatchObject({ retiredAt: NOON + 1, outbox: [] });
  });

  test('and is added again later is looked at as if for the first time, with alerts of its own', async () => {
    await unwatchDomain('a.example', stage.deps);
    stage.now += HOUR;
    await stage.watch('a.example');
    await stage.take(
      domainCheck('a.example', NOON + HOUR, { findings: [twoRecords('a.example')], policy: body('testing') }),
    );
    expect(await later(0)).toEqual(['opened sts-record-multiple']);
    expect(new Set(stage.pager.told).size).toBe(stage.pager.told.length);
  });
});
