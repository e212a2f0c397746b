import { exactCounts, keptCounts } from '../../../lib/core/diff';
import type { TargetState } from '../../../lib/core/model';

/** A state as every release before the names were changed stored it. */
const STORED = {
  facts: {
    tlsRpt: null,
    lately: { tlsRpt: { others: [{ value: '', usable: false, fact: null, missedLooks: 2 }], told: '', steady: 1 } },
  },
  certificates: { '192.0.2.25': [{ fingerprint: 'ab', missedLooks: 3 }] },
  findings: { f: { finding: { kind: 'record-missing', evidence: { looks: 'evidence' } }, looks: 1, cleanLooks: 2 } },
  unknown: [{ aspect: 'policy', since: 1, looks: 3, cause: 'timeout' }],
  outbox: [],
} as unknown as TargetState;

const READ = {
  facts: {
    tlsRpt: null,
    lately: { tlsRpt: { others: [{ value: '', usable: false, fact: null, missedChecks: 2 }], told: '', steady: 1 } },
  },
  certificates: { '192.0.2.25': [{ fingerprint: 'ab', missedChecks: 3 }] },
  findings: { f: { finding: { kind: 'record-missing', evidence: { looks: 'evidence' } }, checks: 1, cleanChecks: 2 } },
  unknown: [{ aspect: 'policy', since: 1, checks: 3, cause: 'timeout' }],
  outbox: [],
} as unknown as TargetState;

test('counts that an earlier release stored are read', () => expect(exactCounts(STORED)).toEqual(READ));

test('counts are stored under names that an earlier release reads, as the same text', () =>
  expect(JSON.stringify(keptCounts(READ))).toBe(JSON.stringify(STORED)));

test('counts stored under their new names are read too', () => expect(exactCounts(READ)).toEqual(READ));

test.each([null, 7, 'x', {}, { facts: null, certificates: 1, findings: [1], unknown: {} }])(
  'a damaged state is left as it is: %j',
  (damaged) => expect(exactCounts(damaged as unknown as TargetState)).toEqual(damaged),
);

test('a key that every object has is a key like any other', () => {
  const state = { ...READ, unknown: [{ constructor: 1, toString: 2 }] } as unknown as TargetState;
  expect(keptCounts(state).unknown).toEqual(state.unknown);
  expect(exactCounts(state).unknown).toEqual(state.unknown);
});
