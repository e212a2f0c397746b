/** When a fault that comes and goes is believed, how grave it is, and how long it must stay away. */
import { findingOf } from '../../../lib/core/findings';
import { clearAfterReturns, isBackOften, withReturns } from '../../../lib/core/diff/recurring';
import type { Finding, FindingState, Recurrence, Severity } from '../../../lib/core/model';
import { DOMAIN, OPTIONS, refusing } from './checks';

const NOW = 1_800_000_000_000;
const OFTEN = 'x-x-x-x';
const SELDOM = 'x-------x';
const memory = (checks: string): Recurrence => ({ checks, since: NOW, aspects: [] });

/** Of no consequence, unless it was there and is lost time and again. */
const missing = (over: Partial<Finding> = {}): Finding =>
  ({
    ...findingOf({ kind: 'tlsrpt-missing', subject: DOMAIN, evidence: {}, aspects: ['tlsrpt-record'] }),
    ...over,
  }) as Finding;
const known = (finding: Finding, status: FindingState['status'] = 'open'): FindingState => ({
  finding,
  status,
  firstSeen: NOW,
  checks: 0,
  cleanChecks: 0,
});
const seen = (checks: string, before?: FindingState, finding = missing()): Finding =>
  withReturns(finding, { memory: memory(checks), before }, OPTIONS);

describe('a finding', () => {
  test.each(['xxx', 'xxx-', 'x'])('that did not come back says nothing of coming and going: %s', (checks) =>
    expect(seen(checks)).toEqual(missing()),
  );

  test('that came back once says in how many of how many checks it was there', () =>
    expect(seen('xx-x')).toEqual(missing({ comesAndGoes: { there: 3, checks: 4 } })));

  test('that came back often is as grave as its kind says of what comes back', () => {
    expect(seen(OFTEN)).toMatchObject({ severity: 'warning', comesAndGoes: { there: 4, checks: 7 } });
    expect(seen(OFTEN, known(missing())).severity).toBe('warning');
  });

  test('that came back seldom is as grave as before', () => {
    expect(seen(SELDOM).severity).toBe('info');
    expect(seen(SELDOM, known(missing({ comesAndGoes: { there: 2, checks: 9 } }))).severity).toBe('info');
  });

  test('that was alerted as graver, because it came back, stays so while it comes and goes', () => {
    const graver = missing({ severity: 'warning', comesAndGoes: { there: 4, checks: 7 } });
    expect(seen(SELDOM, known(graver)).severity).toBe('warning');
    expect(seen(SELDOM, known(graver, 'pending')).severity).toBe('info');
  });

  test('that was graver for another reason does not stay so because it comes back', () =>
    expect(seen(SELDOM, known(missing({ severity: 'warning' }))).severity).toBe('info'));

  test.each<Severity>(['critical', 'error'])('that is graver in itself gets no slighter: %s', (severity) =>
    expect(seen(OFTEN, undefined, missing({ severity })).severity).toBe(severity),
  );

  test('of a kind that is as grave when it comes back keeps its severity', () =>
    expect(seen(OFTEN, undefined, refusing()).severity).toBe(refusing().severity));
});

describe('a fault is believed because it comes back', () => {
  test.each([
    ['x-x-x-x', true],
    ['x-x-x', false],
    ['xxxxx-', false],
    ['xxxxx', false],
    ['x-----------xxx', false],
    ['x-xxxx', true],
  ])('%s: %s', (checks, isBelieved) => expect(isBackOften(memory(checks), OPTIONS)).toBe(isBelieved));

  test.each([
    ['-xxx', true],
    ['x-xx', false],
  ])('when it was there in all of a window no longer than it takes to confirm it: %s, %s', (checks, isBelieved) =>
    expect(isBackOften(memory(checks), { confirmChecks: 3, windowChecks: 3 })).toBe(isBelieved),
  );
});

test('a fault is over after the usual number of checks, unless it came back', () => {
  const after = (checks: string) => clearAfterReturns(3, memory(checks), OPTIONS);
  expect([after('xxx'), after('xxx-'), after('xx-x'), after(OFTEN)]).toEqual([3, 3, 12, 12]);
  expect(clearAfterReturns(3, undefined, OPTIONS)).toBe(3);
});
