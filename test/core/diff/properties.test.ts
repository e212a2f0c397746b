import fc from 'fast-check';
import type { Check, Transition } from '../../../lib/core/diff';
import { nextState } from '../../../lib/core/diff';
import type { Finding, MonitorEvent, TargetState, UnknownAspect } from '../../../lib/core/model';
import { OPTIONS, certificate, expired, expiring, check, refusing, unreachable, unseen } from './checks';

const A = '192.0.2.1';
const findings: fc.Arbitrary<readonly Finding[]> = fc.subarray([
  expired('aa'),
  expired('bb'),
  expiring('21d/25%', 'cc'),
  expiring('2d/5%', 'aa'),
  refusing(),
]);
const missing: fc.Arbitrary<readonly UnknownAspect[]> = fc.subarray([
  unseen(`smtp:${A}`, unreachable(A)),
  unseen('addresses'),
]);
const anyCheck = fc.record({
  findings,
  missing: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: missing }),
  served: fc.oneof(
    fc.constant({}),
    fc.constantFrom('one', 'two').map((name) => ({ [A]: certificate(name) })),
  ),
  vantageGood: fc.boolean(),
});
const anyChecks = fc.array(anyCheck, { maxLength: 40 });
type Seen = typeof anyCheck extends fc.Arbitrary<infer T> ? T : never;

const asCheck = ({ findings: found, missing: unknown, served }: Seen, index: number): Check =>
  check({
    observedAt: 1_000 + index,
    findings: unknown.length > 0 ? [] : found,
    missing: unknown,
    served,
    facts: unknown.some(({ aspect }) => aspect === 'addresses') ? {} : { addresses: [A] },
  });

function play(seen: readonly Seen[]): {
  readonly transitions: readonly Transition[];
  readonly events: readonly MonitorEvent[];
  readonly state: TargetState | undefined;
} {
  let state: TargetState | undefined;
  const transitions = seen.map((one, index) => {
    const transition = nextState(state, asCheck(one, index), { ...OPTIONS, vantageGood: () => one.vantageGood });
    if (transition.outcome === 'changed') state = transition.state;
    return transition;
  });
  return {
    transitions,
    events: transitions.flatMap((transition) => (transition.outcome === 'changed' ? transition.events : [])),
    state,
  };
}

const findingEvents = (events: readonly MonitorEvent[]) =>
  events.filter(
    (event) =>
      event.type === 'finding-opened' || event.type === 'finding-escalated' || event.type === 'finding-resolved',
  );

test('opened and resolved alternate for each fault, and what is open at the end was opened last', () => {
  fc.assert(
    fc.property(anyChecks, (seen) => {
      const { events, state } = play(seen);
      const open = new Map<string, number>();
      for (const event of findingEvents(events)) {
        const { fingerprint } = event.finding;
        if (event.type === 'finding-opened') {
          expect(open.has(fingerprint)).toBe(false);
          open.set(fingerprint, event.at);
        } else {
          expect(event.openedAt).toBe(open.get(fingerprint));
          if (event.type === 'finding-resolved') open.delete(fingerprint);
        }
      }
      const remembered = Object.entries(state?.findings ?? {}).filter(([, { status }]) => status === 'open');
      expect(new Map(remembered.map(([fingerprint, { openedAt }]) => [fingerprint, openedAt]))).toEqual(open);
    }),
  );
});

test('no two events share an id, and versions grow by one', () => {
  fc.assert(
    fc.property(anyChecks, (seen) => {
      const { events, transitions } = play(seen);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      const versions = transitions.flatMap((transition) =>
        transition.outcome === 'changed' ? [transition.state.version] : [],
      );
      expect(versions).toEqual(versions.map((_, index) => index + 1));
    }),
  );
});

test('looks that could tell nothing give no event after the first, from a bad vantage', () => {
  fc.assert(
    fc.property(anyChecks, fc.nat(20), (seen, blind) => {
      const before = play(seen);
      let { state } = before;
      for (let n = 0; n < blind; n++) {
        const transition = nextState(
          state,
          check({ observedAt: 10_000 + n, missing: [unseen('addresses'), unseen(`smtp:${A}`, unreachable(A))] }),
          { ...OPTIONS, vantageGood: () => false },
        );
        if (transition.outcome !== 'changed') continue;
        expect(transition.events.filter(({ type }) => type !== 'target-added')).toEqual([]);
        expect(transition.state.findings).toEqual(state?.findings ?? {});
        ({ state } = transition);
      }
    }),
  );
});

test('a replay of any look seen so far changes nothing', () => {
  fc.assert(
    fc.property(fc.array(anyCheck, { minLength: 1, maxLength: 20 }), fc.nat(), (seen, pick) => {
      const index = pick % seen.length;
      const { state, transitions } = play(seen);
      const replayed = nextState(state, asCheck(seen[index] as Seen, index), OPTIONS);
      // Looks behind the last one that was written may come again; they are told apart by the history (recordLook).
      const lastWritten = transitions.findLastIndex(({ outcome }) => outcome === 'changed');
      if (index <= lastWritten) expect(replayed).toEqual({ outcome: 'late' });
    }),
  );
});
