import type { MonitorEvent, VerdictName } from '../../../lib/core/model';
import { domainTarget, VERDICTS } from '../../../lib/core/model';
import {
  exactEvent,
  exactStateVerdict,
  exactVerdict,
  keptEvent,
  keptStateVerdict,
  keptVerdict,
} from '../../../lib/core/verdict';

/** The names that a release before `mx-not-checked` knows; it fails on any other. */
const KNOWN_BEFORE = ['undeliverable', 'degraded', 'unprotected', 'unknown', 'testing', 'protected'];

const changed = (before: VerdictName | null, after: VerdictName): MonitorEvent => ({
  id: 'x',
  type: 'verdict-changed',
  target: domainTarget('a.example'),
  at: 1,
  before,
  after,
  reasons: ['why'],
});
const state = (name: VerdictName) => ({ name, since: 1, reasons: ['why'] });

test.each(VERDICTS)('%s is kept under a name that earlier releases know, and comes back', (name) => {
  const { verdict, exactVerdict: exact } = keptVerdict(name);
  expect(KNOWN_BEFORE).toContain(verdict);
  expect(exactVerdict(verdict, exact)).toBe(name);

  const kept = keptStateVerdict(state(name)) as ReturnType<typeof state>;
  expect(KNOWN_BEFORE).toContain(kept.name);
  expect(exactStateVerdict(kept)).toEqual(state(name));

  for (const before of [...VERDICTS, null]) {
    const event = keptEvent(changed(before, name));
    if (event.type !== 'verdict-changed') throw new Error(event.type);
    expect(KNOWN_BEFORE).toContain(event.after);
    expect([...KNOWN_BEFORE, null]).toContain(event.before);
    expect(exactEvent(event)).toEqual(changed(before, name));
  }
});

test('the exact name counts no longer when an earlier release wrote another verdict over it', () => {
  expect(exactVerdict('protected', 'mx-not-checked')).toBe('protected');
  expect(exactStateVerdict({ ...state('degraded'), exactName: 'mx-not-checked' } as ReturnType<typeof state>)).toEqual(
    state('degraded'),
  );
});

test('a name of a later release is unknown', () => {
  expect(exactVerdict('splendid', undefined)).toBe('unknown');
  expect(exactVerdict('unknown', 'splendid')).toBe('unknown');
});

test('other events stay as they are', () => {
  const event: MonitorEvent = {
    id: 'x',
    type: 'tlsrpt-changed',
    target: domainTarget('a.example'),
    at: 1,
    before: null,
    after: 'unknown',
  };
  expect(keptEvent(event)).toBe(event);
  expect(exactEvent(event)).toBe(event);
});
