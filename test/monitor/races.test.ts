import fc from 'fast-check';
import type { Check } from '../../lib/core/diff';
import { mxHostTarget } from '../../lib/core/model';
import { deliver } from '../../lib/monitor/deliver';
import { publish } from '../../lib/monitor/publish';
import { takeIn } from '../../lib/monitor/take-in';
import { memoryStore } from '../support/memory-store';
import type { MemoryStore } from '../support/memory-store';
import { HOUR, DIFF_OPTIONS, NOON, POLICY, Pager, Stage, domainCheck, hostCheck, noStartTls } from './stage';

/** After all checks: what is remembered from later than now would count as none. */
const LATER = NOON + 12 * HOUR;
const MX1 = mxHostTarget('mx1.example.com');

/** The store as a network away: the scheduler chooses whose call comes next. */
function interleaved(store: MemoryStore, scheduler: fc.Scheduler): MemoryStore {
  return new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      const call = (...args: unknown[]): unknown => Reflect.apply(method, target, args);
      // Iterations begin at once; their order does not matter to races.
      if (/^(openAlerts|alertsToTell|silencesNotOver|domains|domainsOf|mxHosts|targetsWithOutbox)$/.test(String(name)))
        return call;
      return scheduler.scheduleFunction(async (...args: unknown[]) => call(...args));
    },
  });
}

/** Looks at one MX host that shows one of three states, as many recorders in parallel, with publishers beside them. */
const checks = fc.array(fc.constantFrom('good', 'bad', 'two faults'), { minLength: 2, maxLength: 8 });
const shown = {
  good: [],
  bad: [noStartTls()],
  'two faults': [noStartTls(), noStartTls('mx1.example.com', '192.0.2.26')],
} as const;
const checkOf = (shows: keyof typeof shown, index: number): Check =>
  hostCheck(MX1.name, NOON + index * HOUR, {
    findings: shown[shows],
    addresses: shows === 'bad' ? ['192.0.2.25', '192.0.2.27'] : ['192.0.2.25'],
  });

test('recorders, publishers and tellers at the same time, in any order: nothing is lost and nothing doubled', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), checks, fc.integer({ min: 2, max: 3 }), async (scheduler, seen, recorders) => {
      const store = memoryStore({ now: () => NOON });
      const stage = new Stage(store);
      await stage.watch('a.example');
      await stage.take(domainCheck('a.example', NOON - 1));
      const remote = interleaved(store, scheduler);
      const deps = { store: remote, clock: { now: () => LATER }, policy: POLICY };
      const pagers = [new Pager(), new Pager()];
      const record = async (recorder: number): Promise<void> => {
        // Each look goes to two recorders, as when a queue delivers it twice.
        for (const [index, shows] of seen.entries())
          if ([recorder, (recorder + 1) % recorders].includes(index % recorders))
            await takeIn(
              checkOf(shows, index),
              {},
              { ...DIFF_OPTIONS, clearChecks: { published: 1, served: 1, most: 2 } },
              deps,
            );
      };
      const tell = async (pager: Pager): Promise<void> => {
        for (let n = 0; n < 6; n++) await deliver(pager, deps);
      };
      const work = [
        ...Array.from({ length: recorders }, (_, recorder) => record(recorder)),
        publish(MX1, deps),
        ...pagers.map(tell),
      ];
      await scheduler.waitFor(Promise.all(work));

      // A look that changes nothing leaves no mark on the state, so an older one that comes in behind it can undo what it
      // saw; the next look puts that right.
      stage.now = LATER;
      await stage.take(checkOf(seen.at(-1) ?? 'good', seen.length));
      await stage.finish();
      const told = [...pagers, stage.pager].flatMap((pager) => pager.told);
      expect([...told].sort()).toEqual((await stage.notices()).map(({ id }) => id).sort());
      expect(new Set(told).size).toBe(told.length);

      const state = await stage.state(MX1);
      expect(state.outbox).toEqual([]);
      const last = seen.at(-1) ?? 'good';
      expect(Object.values(state.findings).map(({ finding }) => finding.fingerprint)).toEqual(
        last === 'good' ? expect.anything() : [noStartTls().fingerprint],
      );
      // In the history, each fault opens and resolves in turn, and its alerts with it.
      const events = [...(await store.eventsOf(MX1, { limit: 1_000 })).items]
        .sort((a, b) => a.at - b.at)
        .flatMap((event) => (event.type === 'finding-opened' || event.type === 'finding-resolved' ? [event.type] : []));
      expect(events).toEqual(events.map((_, index) => (index % 2 === 0 ? 'finding-opened' : 'finding-resolved')));
      const alerts = (await store.alerts({ limit: 1_000 })).items;
      expect(alerts).toHaveLength(Math.ceil(events.length / 2));
      expect(alerts.filter(({ status }) => status === 'open')).toHaveLength(events.length % 2);
      expect((await store.domain('a.example'))?.verdict).toBe(
        (await stage.state({ type: 'domain', name: 'a.example' })).verdict?.name,
      );
    }),
    { numRuns: 150 },
  );
}, 240_000);
