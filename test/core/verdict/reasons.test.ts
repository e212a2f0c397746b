/** The causes within the reasons of a verdict: which are named, in which order, and how many hosts they count. */
import { CATALOGUE } from '../../../lib/core/findings';
import type { Finding, MxHostStanding } from '../../../lib/core/model';
import { domainVerdict } from '../../../lib/core/verdict';
import { found, standing, view } from './standings';

const reasons = (standings: readonly MxHostStanding[], findings: readonly Finding[] = []): readonly string[] =>
  domainVerdict(view({ findings }), standings).reasons;

const EXPIRED = found('mx-host-certificate-expired');
const CA = found('mx-host-certificate-expired', { role: 'intermediate' });
const SOME_SENDERS = found('mx-host-certificate-untrusted', { reason: 'any-purpose', acceptedBy: ['go'] });
const partly = (...findings: readonly Finding[]) =>
  reasons([standing(1, { acceptance: 'partly', findings }), standing(2)])[0];

const LEAF_EXPIRED = 'the certificate of mx1.example.com has expired';

test('several causes are told apart, and come in one order however they were kept', () => {
  const named = found('mx-host-certificate-name-mismatch');
  const words = [EXPIRED, CA, named].map((finding) => CATALOGUE[finding.kind].title(finding as never));
  expect(new Set(words).size).toBe(3);
  const orders = [
    [EXPIRED, CA, named],
    [named, CA, EXPIRED],
    [CA, named, EXPIRED],
  ].map((findings) => partly(...findings));
  expect(new Set(orders).size).toBe(1);
  expect(orders[0]).toMatch(
    new RegExp(`^MX host mx1\\.example\\.com is rejected at some of its addresses: ${LEAF_EXPIRED}; [^;]+; [^;]+\\.$`),
  );
});

test('a host that nobody reaches has each cause named as well', () => {
  const findings = [found('mx-host-unresolvable')];
  expect(reasons([standing(1, { acceptance: 'refused', covered: false, findings }), standing(2)])).toEqual([
    'MX host mx1.example.com is out of reach: the policy does not cover it; mx1.example.com has no address.',
  ]);
});

test('what one address has and some senders reject is said of the addresses', () => {
  expect(partly(SOME_SENDERS)).toMatch(/^MX host mx1\.example\.com is rejected by some senders: /);
  expect(partly(EXPIRED, SOME_SENDERS)).toMatch(/^MX host mx1\.example\.com is rejected at some of its addresses: /);
});

test.each([
  [5, 'five of six'],
  [7, 'seven of eight'],
  [9, 'nine of ten'],
  [10, 'ten of 11'],
])('of %i rejected hosts the number is a word up to ten', (count, words) => {
  const rejected = Array.from({ length: count }, (_, n) =>
    standing(n + 1, { acceptance: 'refused', findings: [EXPIRED] }),
  );
  const unseen = standing(20, {
    acceptance: 'unknown',
    withoutPolicy: 'unknown',
    unknown: [{ aspect: 'smtp:192.0.2.1', cause: 'timeout', detail: '' }],
  });
  expect(reasons([...rejected, unseen])[0]).toBe(`At least ${words} MX hosts are rejected; one could not be checked.`);
});

describe('a policy that some senders do not find', () => {
  test('says so, and why', () => {
    const finding = found('policy-host-certificate-untrusted', { reason: 'any-purpose', acceptedBy: ['go'] });
    const because = CATALOGUE['policy-host-certificate-untrusted'].because(finding as never, 0);
    expect(reasons([standing(1)], [finding])).toEqual([`Some senders find no usable policy: ${because}.`]);
  });

  test('names each policy where the addresses serve different ones', () => {
    const [reason] = reasons([standing(1)], [found('policy-differs')]);
    expect(reason).toMatch(/: [^,]+, [^,]+\.$/);
  });
});
