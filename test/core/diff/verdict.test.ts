import { withVerdict } from '../../../lib/core/diff';
import type { TargetState, Verdict } from '../../../lib/core/model';
import { domainTarget } from '../../../lib/core/model';

const NOT_ASKED = 'MX host mx1.example.com could not be checked: not looked at.';
const SILENT = 'MX host mx1.example.com could not be checked: no answer in time.';
const summary = 'The policy is published and valid; the MX host was not checked.';

const remembered = (verdict: Verdict): TargetState => ({
  target: domainTarget('example.com'),
  version: 3,
  observedAt: 1,
  facts: {},
  certificates: {},
  findings: {},
  unknown: [],
  verdict: { ...verdict, since: 1 },
  outbox: [],
});
const notChecked: Verdict = { name: 'mx-not-checked', reasons: [summary, NOT_ASKED] };

test('what an earlier release called unknown for the same reason is renamed without an event, and keeps its time', () => {
  expect(withVerdict(remembered({ name: 'unknown', reasons: [NOT_ASKED] }), notChecked, 9)).toMatchObject({
    version: 4,
    verdict: { ...notChecked, since: 1 },
    outbox: [],
  });
});

test.each<[string, Verdict, Verdict]>([
  ['unknown for another reason', { name: 'unknown', reasons: [SILENT] }, notChecked],
  ['unknown for one more reason', { name: 'unknown', reasons: [NOT_ASKED, SILENT] }, notChecked],
  ['protected', { name: 'protected', reasons: [] }, notChecked],
  ['the other way round', notChecked, { name: 'unknown', reasons: [NOT_ASKED] }],
])('a change is an event: %s', (_, before, after) => {
  expect(withVerdict(remembered(before), after, 9)).toMatchObject({
    verdict: { ...after, since: 9 },
    outbox: [{ type: 'verdict-changed', before: before.name, after: after.name }],
  });
});
