import { domainTarget } from '../../../lib/core/model';
import type { MonitorEvent } from '../../../lib/core/model';
import type { Bench } from '../contract';
import { all, check, event, example, finding, HOUR, mx1, NOON, state } from '../fixtures';

export function stateContract(bench: Bench): void {
  describe('states', () => {
    const rich = state(1, {
      judgedBy: 1,
      facts: {
        stsRecord: { text: 'v=STSv1; id=1;', id: '1' },
        policy: null,
        tlsRpt: 'é 例え',
        mx: { form: 'mx', records: [{ preference: 10, exchange: 'mx1.example.com' }] },
      },
      certificates: {
        '2001:db8::1': [
          {
            fingerprint: 'ab'.repeat(32),
            notAfter: NOON,
            issuer: 'CN=CA',
            keyType: 'rsa',
            dnsNames: ['a', 'b'],
            spkiSha256: 'cd'.repeat(32),
            missedChecks: 2,
          },
        ],
      },
      findings: {
        [finding.fingerprint]: { finding, status: 'open', firstSeen: NOON, openedAt: NOON, checks: 1, cleanChecks: 0 },
      },
      unknown: [{ aspect: 'policy', since: NOON, checks: 3, cause: 'timeout', becomes: 'policy-host-unreachable' }],
      recurring: {
        'dns-failing|domain/example.com': { checks: 'x-x', since: NOON, aspects: ['mx'], countedAt: NOON },
      },
      repair: {
        status: 'made',
        at: NOON,
        kinds: ['sts-record-missing'],
        zone: 'example.com',
        zoneId: 'Z1',
        account: 'own account',
        changes: [{ after: { name: '_mta-sts.example.com', type: 'TXT', ttl: 300, values: ['"v=STSv1; id=1;"'] } }],
      },
      verdict: { name: 'undeliverable', since: NOON, reasons: ['The certificate expired.'] },
      outbox: [event(NOON)],
    });

    test('a verdict that is kept under another name for earlier releases comes back, in the state and its events', async () => {
      const changed: MonitorEvent = {
        id: 'changed',
        type: 'verdict-changed',
        target: example,
        at: NOON,
        before: 'mx-not-checked',
        after: 'unknown',
        reasons: [],
      };
      const full = state(1, {
        verdict: { name: 'mx-not-checked', since: NOON, reasons: ['why'] },
        outbox: [changed, event(NOON)],
      });
      expect(await bench.store.writeState(full)).toBe('written');
      expect(await bench.store.readState(example)).toEqual(full);
      await bench.store.acknowledgeEvents(example, [event(NOON).id]);
      expect((await bench.store.readState(example))?.outbox).toEqual([changed]);
      await bench.store.putEvents([changed]);
      expect((await bench.store.events({})).items).toEqual([changed]);
      await bench.store.putChecks([check(NOON, { verdict: 'mx-not-checked' })]);
      expect((await bench.store.checks(example, {})).items).toEqual([check(NOON, { verdict: 'mx-not-checked' })]);
    });

    test('targets are listed by the earliest end of what they serve now', async () => {
      const { store } = bench;
      const seen = (notAfter: number, missedChecks = 0) => ({
        fingerprint: 'ab'.repeat(32),
        notAfter,
        issuer: 'CN=CA',
        keyType: 'rsa',
        dnsNames: [],
        spkiSha256: 'cd'.repeat(32),
        missedChecks,
      });
      await store.writeState(
        state(1, {
          certificates: { '192.0.2.1': [seen(NOON + 3 * HOUR)], '192.0.2.2': [seen(NOON + 2 * HOUR), seen(NOON, 1)] },
        }),
      );
      await store.writeState(state(1, { target: mx1, certificates: { '192.0.2.3': [seen(NOON + HOUR, 1)] } }));
      await store.writeState(state(1, { target: domainTarget('b.example') }));
      expect(await all(store.certificateEnds({}))).toEqual([
        { target: mx1, at: NOON + HOUR },
        { target: example, at: NOON + 2 * HOUR },
      ]);
      expect(await all(store.certificateEnds({ since: NOON + 2 * HOUR, until: NOON + 2 * HOUR }))).toEqual([
        { target: example, at: NOON + 2 * HOUR },
      ]);
      await store.writeState(state(2, { certificates: { '192.0.2.1': [seen(NOON + 30 * HOUR)] } }));
      await store.writeState(state(2, { target: mx1 }));
      expect(await all(store.certificateEnds({}))).toEqual([{ target: example, at: NOON + 30 * HOUR }]);
    });

    test('a state comes back as it was written', async () => {
      expect(await bench.store.writeState(rich)).toBe('written');
      expect(await bench.store.readState(example)).toEqual(rich);
      const emptied = state(2, { retiredAt: NOON });
      expect(await bench.store.writeState(emptied)).toBe('written');
      expect(await bench.store.readState(example)).toEqual(emptied);
      await bench.store.writeState(state(3));
      expect(await bench.store.readState(example)).toEqual(state(3));
    });

    test('a long state comes back as it was written', async () => {
      const long = state(1, {
        findings: Object.fromEntries(
          Array.from({ length: 200 }, (_, n) => [
            `${finding.fingerprint} ${n}`,
            { finding, status: 'open', firstSeen: NOON, checks: n, cleanChecks: 0 } as const,
          ]),
        ),
      });
      await bench.store.writeState(long);
      expect(await bench.store.readState(example)).toEqual(long);
    });

    test('of two writes of one version, one is written and one loses the race', async () => {
      await bench.store.writeState(state(1));
      const outcomes = await Promise.all(
        [1, 2, 3, 4].map((observedAt) => bench.store.writeState(state(2, { observedAt }))),
      );
      expect([...outcomes].sort()).toEqual(['lost-race', 'lost-race', 'lost-race', 'written']);
      expect((await bench.store.readState(example))?.observedAt).toBe(outcomes.indexOf('written') + 1);
    });

    test('a first write loses to a state that is there, and a later one to none', async () => {
      expect(await bench.store.writeState(state(2))).toBe('lost-race');
      expect(await bench.store.readState(example)).toBeUndefined();
      await bench.store.writeState(state(1));
      expect(await bench.store.writeState(state(1))).toBe('lost-race');
    });

    test('many states are read at once, in the order asked', async () => {
      const names = Array.from({ length: 230 }, (_, n) => domainTarget(`d${n}.example`));
      await Promise.all(names.filter((_, n) => n % 2).map((target) => bench.store.writeState(state(1, { target }))));
      const read = await bench.store.readStates([...names, names[1] ?? example]);
      expect(read.map((one) => one?.target.name)).toEqual([
        ...names.map(({ name }, n) => (n % 2 ? name : undefined)),
        'd1.example',
      ]);
      expect(await bench.store.readStates([])).toEqual([]);
    });

    test('a domain and an MX host of one name are two targets', async () => {
      await bench.store.writeState(state(1, { target: { type: 'mx-host', name: 'example.com' } }));
      expect(await bench.store.readState(example)).toBeUndefined();
    });

    test('events leave the outbox when they are acknowledged, and only those', async () => {
      await bench.store.writeState(state(1, { outbox: [event(NOON, 0), event(NOON, 1), event(NOON, 2)] }));
      await bench.store.acknowledgeEvents(example, [event(NOON, 0).id, event(NOON, 2).id, 'another']);
      expect(await bench.store.readState(example)).toEqual(state(2, { outbox: [event(NOON, 1)] }));
      await bench.store.acknowledgeEvents(example, [event(NOON, 1).id]);
      await bench.store.acknowledgeEvents(example, [event(NOON, 1).id]);
      expect(await bench.store.readState(example)).toEqual(state(3));
    });

    test('to acknowledge events of a target without a state does nothing', async () => {
      await bench.store.acknowledgeEvents(example, ['x']);
      expect(await bench.store.readState(example)).toBeUndefined();
    });

    test('an acknowledged event does not come back by a write that began before', async () => {
      await bench.store.writeState(state(1, { outbox: [event(NOON)] }));
      await bench.store.acknowledgeEvents(example, [event(NOON).id]);
      expect(await bench.store.writeState(state(2, { outbox: [event(NOON), event(NOON, 1)] }))).toBe('lost-race');
    });

    test('acknowledgements and writes at the same time all get through', async () => {
      const events = Array.from({ length: 6 }, (_, n) => event(NOON, n));
      await bench.store.writeState(state(1, { outbox: events }));
      const touch = async (): Promise<void> => {
        const held = await bench.store.readState(example);
        if (
          held &&
          (await bench.store.writeState({ ...held, version: held.version + 1, observedAt: held.observedAt + 1 })) ===
            'lost-race'
        )
          await touch();
      };
      await Promise.all([...events.map(({ id }) => bench.store.acknowledgeEvents(example, [id])), touch(), touch()]);
      const left = await bench.store.readState(example);
      expect(left).toMatchObject({ outbox: [], observedAt: NOON + 2, version: 9 });
    });

    test('targets with events to publish are named until the last is acknowledged, longest waiting first', async () => {
      const late = domainTarget('a.example');
      await bench.store.writeState(state(1, { target: late, outbox: [event(NOON + HOUR, 0, late)] }));
      await bench.store.writeState(
        state(1, { target: mx1, outbox: [event(NOON, 0, mx1), event(NOON + 2 * HOUR, 1, mx1)] }),
      );
      await bench.store.writeState(state(1));
      expect(await all(bench.store.targetsWithOutbox())).toEqual([mx1, late]);
      await bench.store.acknowledgeEvents(mx1, [event(NOON, 0, mx1).id]);
      const held = await bench.store.readState(mx1);
      await bench.store.writeState({ ...(held ?? state(1)), version: 3 });
      expect(await all(bench.store.targetsWithOutbox())).toEqual([mx1, late]);
      await bench.store.acknowledgeEvents(mx1, [event(NOON + 2 * HOUR, 1, mx1).id]);
      expect(await all(bench.store.targetsWithOutbox())).toEqual([late]);
    });

    test('a deleted state is gone, and may begin anew', async () => {
      await bench.store.writeState(state(1, { outbox: [event(NOON)] }));
      await bench.store.deleteState(example);
      await bench.store.deleteState(example);
      expect(await bench.store.readState(example)).toBeUndefined();
      expect(await all(bench.store.targetsWithOutbox())).toEqual([]);
      expect(await bench.store.writeState(state(1))).toBe('written');
    });

    test('a state that DynamoDB would not take is refused with its size', async () => {
      const noise = Array.from({ length: 400_000 }, (_, n) => ((n * 2_654_435_761) >>> 8).toString(36)).join('');
      const huge = state(1, { facts: { tlsRpt: noise } });
      await expect(bench.store.writeState(huge)).rejects.toThrow(/TARGET#domain\/example\.com .* bytes/);
    });
  });
}
