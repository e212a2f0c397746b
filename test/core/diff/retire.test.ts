import { retiredState } from '../../../lib/core/diff';
import { HOST, Watch, certificate, expired, refusing } from './checks';

const MINUTE = 60_000;

/** A host with an open finding, one that waits for confirmation, and events that are not published yet. */
function watched() {
  const watch = new Watch(HOST);
  watch.see({
    findings: [expired(), refusing()],
    facts: { addresses: ['192.0.2.1'] },
    served: { a: certificate('aa') },
  });
  if (watch.state === undefined) throw new Error('nothing is remembered');
  return watch.state;
}

test('a target that is no longer watched keeps its name and nothing that was seen of it', () => {
  const state = watched();
  const now = state.observedAt + 1;
  expect(retiredState(state, now)).toMatchObject({
    target: HOST,
    version: state.version + 1,
    observedAt: now,
    retiredAt: now,
    facts: {},
    certificates: {},
    findings: {},
    unknown: [],
  });
});

test('its open findings are resolved as unwatched; one that was never alerted is not mentioned', () => {
  const state = watched();
  const added = retiredState(state, state.observedAt + 1)?.outbox.slice(state.outbox.length);
  expect(added).toMatchObject([
    { type: 'finding-resolved', finding: expired(), openedAt: state.observedAt, unwatched: true },
    { type: 'target-removed', before: HOST.name, after: null },
  ]);
});

test('events that wait to be published still wait', () => {
  const state = watched();
  expect(state.outbox.length).toBeGreaterThan(0);
  expect(retiredState(state, state.observedAt + 1)?.outbox.slice(0, state.outbox.length)).toEqual(state.outbox);
});

test('it is removed once', () => {
  const state = watched();
  const retired = retiredState(state, state.observedAt + 1);
  expect(retired && retiredState(retired, state.observedAt + 2)).toBeUndefined();
});

test.each([
  ['later than its last check', 5 * MINUTE, 5 * MINUTE],
  ['at the time of its last check: the ids of its events stay their own', 0, 1],
  ['by a clock that is a little behind', -MINUTE, 1],
  ['after a clock that was ahead: a later check brings it back', -3 * MINUTE, -3 * MINUTE],
])('removed %s', (_, since, expected) => {
  const state = watched();
  expect(retiredState(state, state.observedAt + since)?.observedAt).toBe(state.observedAt + expected);
});
