import { findingOf } from '../../../lib/core/findings';
import type {
  AutomaticRepair,
  HostedZone,
  MonitorEvent,
  RecordChange,
  RecordSet,
  TargetState,
} from '../../../lib/core/model';
import { domainTarget, present } from '../../../lib/core/model';
import type { AutomaticKind } from '../../../lib/core/repair';
import type { Clock, ZoneAccount } from '../../../lib/monitor/ports';
import { ZoneError } from '../../../lib/monitor/ports';
import { publishPending } from '../../../lib/monitor/publish';
import { autoRepair } from '../../../lib/monitor/zones/auto-repair';
import { memoryStore } from '../../support/memory-store';
import { DAY, domainObservation, HOUR, http, NOW, policyFetch, txt } from '../../support/observations';
import { absent } from '../../core/judge/domain-cases';
import { POLICY } from '../stage';

const STS = '_mta-sts.example.com';
const RPT = '_smtp._tls.example.com';
const domain = domainTarget('example.com');
const missing = findingOf({
  kind: 'sts-record-missing',
  subject: domain,
  evidence: { policyUrl: 'https://mta-sts.example.com/.well-known/mta-sts.txt' },
  aspects: ['sts-record', 'policy'],
});
const BOTH: readonly AutomaticKind[] = ['sts-record-missing', 'policy-changed-under-same-id'];

class Killed extends Error {}

/** One zone, in which changes are made as Route 53 makes them, and one domain in it with a fault that is remembered. */
class World {
  now = NOW;
  sets: RecordSet[] = [];
  readonly changes: (readonly RecordChange[])[] = [];
  /** Before and after each change; may throw. */
  step: () => void = () => undefined;
  refusal: ZoneError | undefined;
  servesPolicy = true;
  readonly clock: Clock = { now: () => this.now };
  readonly store = memoryStore(this.clock);

  /** What a resolver gives. */
  private texts = (name: string): readonly string[] =>
    this.sets.filter((set) => set.name === name).flatMap(({ values }) => values.map((value) => value.slice(1, -1)));

  readonly account: ZoneAccount = {
    name: 'own account',
    zones: () => this.zones(),
    zonesNamed: async (name) => (name === 'example.com' ? [{ id: 'Z1', name, isPrivate: false }] : []),
    recordSets: () => this.records(),
    nameServers: async () => ['ns.example'],
    change: async (_zone, changes) => {
      this.step();
      if (this.refusal !== undefined) throw this.refusal;
      for (const { before, after } of changes) {
        const held = this.sets.find(({ name }) => name === (after ?? before)?.name);
        if (JSON.stringify(held) !== JSON.stringify(before)) throw new ZoneError('changed-meanwhile', 'not found');
        this.sets = [...this.sets.filter((set) => set !== held), ...(after === undefined ? [] : [after])];
      }
      this.changes.push(changes);
      this.step();
      return `C${this.changes.length}`;
    },
    inSync: async () => this.step(),
  };

  private async *zones(): AsyncIterable<HostedZone> {
    yield { id: 'Z1', name: 'example.com', isPrivate: false };
  }

  private async *records(): AsyncIterable<RecordSet> {
    yield { name: 'example.com', type: 'NS', ttl: 60, values: ['ns.example.'] };
    yield* this.sets;
  }

  async remember(change: Partial<TargetState> = {}): Promise<void> {
    if (await this.store.addDomain({ name: 'example.com', source: 'route53', addedAt: 0 }))
      await this.store.setZone('example.com', {
        zone: 'example.com',
        zoneId: 'Z1',
        account: 'own account',
        readAt: 0,
        nameServers: ['ns.example'],
        negativeTtl: 60,
        intended: [],
      });
    const before = await this.store.readState(domain);
    const findings = {
      [missing.fingerprint]: {
        finding: missing,
        status: 'open' as const,
        firstSeen: 0,
        openedAt: 0,
        checks: 2,
        cleanChecks: 0,
      },
    };
    expect(
      await this.store.writeState({
        target: domain,
        observedAt: 1,
        facts: {},
        certificates: {},
        findings,
        unknown: [],
        outbox: [],
        ...before,
        ...change,
        version: (before?.version ?? 0) + 1,
      }),
    ).toBe('written');
  }

  /** @param store what the process sees of the store */
  run(kinds: readonly AutomaticKind[] = BOTH, store = this.store) {
    const observation = () => {
      const [records, reports] = [this.texts(STS), this.texts(RPT)];
      return domainObservation({
        stsRecord: records.length === 0 ? absent : txt(...records),
        tlsRptRecord: reports.length === 0 ? absent : txt(...reports),
        ...(!this.servesPolicy && { policyFetch: policyFetch({ http: http({ status: 404 }) }) }),
      });
    };
    const makeObserver = () => ({
      observeDomain: async () => observation(),
      observeMxHost: async () => {
        throw new Error('MX hosts are of no concern');
      },
      observeNameServers: async () => present({ cnameChain: [], ttl: 60, servers: ['ns.example'] }),
      close: () => undefined,
    });
    return autoRepair(
      { kinds, reportsTo: [] },
      {
        store,
        clock: this.clock,
        policy: POLICY,
        accounts: [this.account],
        makeObserver,
        signal: new AbortController().signal,
      },
    );
  }

  async events(): Promise<readonly MonitorEvent[]> {
    return (await this.store.eventsOf(domain, {})).items;
  }

  /** What people are told, the newest first, with the number of notices. */
  async told(): Promise<string[]> {
    const { items } = await this.store.alerts({});
    return items.map(({ cause, notices }) => `${'event' in cause ? cause.event.type : ''} ${notices.length}`);
  }

  repair = async (): Promise<AutomaticRepair | undefined> => (await this.store.readState(domain))?.repair;
}

const isGood = (sets: readonly RecordSet[]): void =>
  expect(sets).toEqual([
    { name: STS, type: 'TXT', ttl: 300, values: [expect.stringMatching(/^"v=STSv1; id=\d{14}Z;"$/)] },
  ]);
const set = (name: string, ...texts: readonly string[]): RecordSet => ({
  name,
  type: 'TXT',
  ttl: 300,
  values: texts.map((text) => `"${text}"`),
});

test('a confirmed fault of a kind that is named is mended, told with its records, and left alone after that', async () => {
  const world = new World();
  await world.remember();
  expect(await world.run()).toEqual({ changed: ['example.com'], failures: [] });
  isGood(world.sets);
  expect(await world.events()).toMatchObject([
    {
      type: 'zone-repaired',
      kinds: ['sts-record-missing'],
      zone: 'example.com',
      zoneId: 'Z1',
      before: null,
      after: expect.stringMatching(/^_mta-sts\.example\.com\. 300 IN TXT "v=STSv1; id=\d{14}Z;"$/) as string,
    },
  ]);
  expect(await world.told()).toEqual(['zone-repaired 1']);
  for (const later of [HOUR, 2 * DAY]) {
    world.now = NOW + later;
    expect(await world.run()).toEqual({ changed: [], failures: [] });
  }
  expect(world.changes).toHaveLength(1);
  expect(await world.told()).toEqual(['zone-repaired 1']);
});

test.each<[string, (world: World) => Promise<void> | void, readonly AutomaticKind[]]>([
  ['of a kind that is not named', () => undefined, ['tlsrpt-missing', 'sts-record-multiple']],
  ['when nothing is named', () => undefined, []],
  [
    'that is not confirmed',
    (world) =>
      world.remember({
        findings: {
          [missing.fingerprint]: { finding: missing, status: 'pending', firstSeen: 0, checks: 1, cleanChecks: 0 },
        },
      }),
    BOTH,
  ],
  ['that another look does not show', (world) => void (world.sets = [set(STS, 'v=STSv1; id=1;')]), BOTH],
  ['whose record would lead to no policy', (world) => void (world.servesPolicy = false), BOTH],
  ['of a domain that is not watched any more', (world) => world.remember({ retiredAt: 5 }), BOTH],
])('a fault %s is left alone', async (_, change, kinds) => {
  const world = new World();
  await world.remember();
  await change(world);
  expect(await world.run(kinds)).toEqual({ changed: [], failures: [] });
  expect([world.changes, await world.repair(), await world.events()]).toEqual([[], undefined, []]);
});

test('of two faults, the one that is named is mended alone', async () => {
  const world = new World();
  await world.remember();
  world.sets = [set(RPT, 'v=TLSRPTv1; rua=mailto:a@a.example', 'v=TLSRPTv1; rua=mailto:b@b.example')];
  await world.run();
  expect(world.changes.flat().map(({ after }) => after?.name)).toEqual([STS]);
});

describe('a policy that changed under the same id', () => {
  const unannounced = (id: string) => ({
    findings: {},
    facts: {
      stsRecord: { text: `v=STSv1; id=${id};`, id },
      policy: { sha256: 'b', mx: [], reachable: true, id, unannounced: { before: 'a', told: true } },
    },
  });

  test('gets one new id, and no other before the new one was seen', async () => {
    const world = new World();
    world.sets = [set(STS, 'v=STSv1; id=1;')];
    await world.remember(unannounced('1'));
    expect(await world.run()).toMatchObject({ changed: ['example.com'] });
    for (const later of [HOUR, 2 * DAY]) {
      world.now = NOW + later;
      expect(await world.run()).toEqual({ changed: [], failures: [] });
    }
    const id = /id=(\d+Z)/.exec(world.sets[0]?.values[0] ?? '')?.[1] ?? '';
    await world.remember(unannounced(id));
    expect(await world.run()).toMatchObject({ changed: ['example.com'] });
    expect(await world.told()).toEqual(['zone-repaired 1', 'zone-repaired 1']);
  });

  test('is not taken for announced by a look that nobody confirmed', async () => {
    const world = new World();
    world.sets = [set(STS, 'v=STSv1; id=1;')];
    const { facts } = unannounced('1');
    await world.remember({
      findings: {},
      facts: { ...facts, policy: { ...facts.policy, unannounced: { before: 'a', told: false } } },
    });
    expect(await world.run()).toEqual({ changed: [], failures: [] });
  });
});

test('when somebody else takes it back, that is told once, and nothing more is changed until the fault was gone', async () => {
  const world = new World();
  await world.remember();
  await world.run();
  const written = world.sets;
  world.sets = [set(STS, 'v=STSv1; id=a-b;')];
  const invalid = findingOf({
    kind: 'sts-record-invalid',
    subject: domain,
    evidence: { records: ['v=STSv1; id=a-b;'], reason: 'bad' } as never,
    aspects: ['sts-record'],
  });
  const open = {
    [invalid.fingerprint]: {
      finding: invalid,
      status: 'open' as const,
      firstSeen: 0,
      openedAt: 0,
      checks: 2,
      cleanChecks: 0,
    },
  };
  await world.remember({ findings: open });
  const kinds = ['sts-record-missing', 'sts-record-invalid'] as const;
  for (const later of [HOUR, 2 * DAY, 9 * DAY]) {
    world.now = NOW + later;
    expect(await world.run(kinds)).toEqual({ changed: [], failures: [] });
  }
  expect(await world.told()).toEqual(['zone-repair-undone 1', 'zone-repaired 1']);
  expect(await world.events()).toContainEqual(
    expect.objectContaining({
      type: 'zone-repair-undone',
      before: `${STS}. 300 IN TXT ${written[0]?.values[0]}`,
      after: `${STS}. 300 IN TXT "v=STSv1; id=a-b;"`,
    }),
  );
  await world.remember({ findings: {} });
  await world.run(kinds);
  expect(await world.repair()).toMatchObject({ status: 'over' });
  await world.remember({ findings: open });
  expect(await world.run(kinds)).toMatchObject({ changed: ['example.com'] });
});

test('a zone is changed at most once a day', async () => {
  const world = new World();
  await world.remember();
  await world.run();
  const done = await world.repair();
  await world.remember({ repair: { ...(done as AutomaticRepair), status: 'over' } });
  world.sets = [];
  world.now = NOW + DAY - 1;
  expect(await world.run()).toEqual({ changed: [], failures: [] });
  world.now = NOW + DAY;
  expect(await world.run()).toMatchObject({ changed: ['example.com'] });
});

test.each(['denied', 'credentials', 'refused', 'throttled', 'failed'] as const)(
  'a change that ends with "%s" is told to nobody, and tried again',
  async (why) => {
    const world = new World();
    await world.remember();
    world.refusal = new ZoneError(why, 'no');
    expect((await world.run()).failures).toEqual([{ domain: 'example.com', error: world.refusal }]);
    world.refusal = undefined;
    for (const later of [HOUR, HOUR + 1]) {
      world.now = NOW + later;
      await world.run();
    }
    isGood(world.sets);
    expect(await world.told()).toEqual(['zone-repaired 1']);
  },
);

test('a change that somebody else overtook is not made, and one that met itself is', async () => {
  const overtaken = new World();
  await overtaken.remember();
  overtaken.step = () => {
    if (overtaken.changes.length === 0) overtaken.sets = [set(STS, 'v=STSv1; id=7;')];
  };
  expect(await overtaken.run()).toEqual({ changed: [], failures: [] });
  expect([overtaken.sets, await overtaken.repair(), await overtaken.told()]).toEqual([
    [set(STS, 'v=STSv1; id=7;')],
    undefined,
    [],
  ]);

  const itself = new World();
  await itself.remember();
  itself.step = () => {
    if (itself.changes.length === 1) throw new ZoneError('perhaps-made', 'it already exists');
  };
  await itself.run();
  isGood(itself.sets);
  expect(await itself.told()).toEqual(['zone-repaired 1']);
});

test('two that run at once change it once', async () => {
  const world = new World();
  await world.remember();
  await Promise.all([world.run(), world.run()]);
  expect(world.changes).toHaveLength(1);
  expect(await world.told()).toEqual(['zone-repaired 1']);
});

test('one that is killed anywhere is followed by one that tells the change once, and makes it once', async () => {
  const whole = new World();
  await whole.remember();
  let steps = 0;
  whole.step = () => void (steps += 1);
  await whole.run(BOTH, stepping(whole));
  expect(steps).toBeGreaterThan(10);
  for (let kill = 1; kill <= steps; kill++) {
    const world = new World();
    await world.remember();
    let step = 0;
    world.step = () => {
      if ((step += 1) >= kill) throw new Killed(`before step ${kill}`);
    };
    await world.run(BOTH, stepping(world)).catch(() => undefined);
    world.step = () => undefined;
    for (const later of [HOUR, 2 * HOUR]) {
      world.now = NOW + later;
      expect((await world.run()).failures).toEqual([]);
    }
    await publishPending({ store: world.store, clock: world.clock, policy: POLICY });
    isGood(world.sets);
    expect([kill, world.changes.length, await world.told(), (await world.repair())?.status]).toEqual([
      kill,
      1,
      ['zone-repaired 1'],
      'made',
    ]);
  }
});

test('one that was killed in the middle, and whose records are others by now, is told and not repeated', async () => {
  const world = new World();
  await world.remember();
  world.step = () => {
    if (world.changes.length === 1) throw new Killed();
  };
  await world.run();
  world.step = () => undefined;
  world.sets = [set(STS, 'v=STSv1; id=a-b;')];
  await world.run();
  expect(await world.told()).toEqual([]);
  world.now = NOW + HOUR;
  await world.run();
  expect(await world.told()).toEqual(['zone-repair-undone 1']);
  expect(world.changes).toHaveLength(1);
});

/** The world's store, each call of which is a step. */
const stepping = (world: World): World['store'] =>
  new Proxy(world.store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        world.step();
        return Reflect.apply(method, target, args) as unknown;
      };
    },
  });
