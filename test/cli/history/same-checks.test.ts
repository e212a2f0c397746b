import { sameChecksText } from '../../../lib/cli/history/same-checks';
import { colorsFor } from '../../../lib/cli/terminal/style';
import type { CheckRecord } from '../../../lib/core/model';
import { domainTarget, mxHostTarget } from '../../../lib/core/model';
import { check, NOON } from '../../storage/fixtures';

const plain = colorsFor({ write: () => true }, { NO_COLOR: '1' });
const said = (more: Partial<CheckRecord>): string => {
  const one = check(NOON, { kinds: [], unknown: [], ...more });
  return sameChecksText({ first: one, last: one, count: 1 }, plain).replace(/^.* UTC: /, '');
};
const domain = domainTarget('a.example');

test.each<[string, Partial<CheckRecord>]>([
  ['protected; nothing found', { target: domain, verdict: 'protected' }],
  // The fault is that of an MX host.
  ['undeliverable', { target: domain, verdict: 'undeliverable' }],
  ['unknown; not seen: mx', { target: domain, verdict: 'unknown', unknown: ['mx'] }],
  ['degraded; mx-not-covered', { target: domain, verdict: 'degraded', kinds: ['mx-not-covered'] }],
])('a look at a domain: %s', (words, check) => expect(said(check)).toBe(words));

test('a look at an MX host has no verdict', () => {
  const { verdict: ignored, ...host } = check(NOON, { target: mxHostTarget('mx.a.example'), kinds: [], unknown: [] });
  void ignored;
  expect(sameChecksText({ first: host, last: host, count: 1 }, plain)).toMatch(/: nothing found$/);
});
