/** What one check makes of the findings that are remembered: their counts, their times, and what stays as it is. */
import { Draft } from '../../../lib/core/diff/draft';
import { nextFindings } from '../../../lib/core/diff/findings';
import type { SeenFindings } from '../../../lib/core/diff/findings';
import type { DiffOptions } from '../../../lib/core/diff';
import { CATALOGUE, findingOf, identityOf } from '../../../lib/core/findings';
import type { Aspect, Finding, FindingState, Severity } from '../../../lib/core/model';
import { aspectAt } from '../../../lib/core/model';
import { DOMAIN, expired, expiring, HOST, OPTIONS, refusing, unreachable, unseen, Watch } from './checks';

const NOW = Date.UTC(2026, 10, 24);
const HOUR = 3_600_000;
const A = aspectAt('smtp', '192.0.2.1');
const B = aspectAt('smtp', '192.0.2.2');

const state = (finding: Finding, over: Partial<FindingState> = {}): FindingState => ({
  finding,
  status: 'open',
  firstSeen: NOW - 9 * HOUR,
  openedAt: NOW - 9 * HOUR,
  checks: 0,
  cleanChecks: 0,
  ...over,
});

/** One check, a day after the first, with what was remembered before. */
function after(
  previous: readonly FindingState[],
  over: Partial<SeenFindings> = {},
  options: Partial<DiffOptions> = {},
) {
  const draft = new Draft(HOST, NOW, false);
  const latest: SeenFindings = {
    at: NOW,
    seen: [],
    matured: [],
    isUnknown: () => false,
    isDisproved: () => false,
    returned: new Set(),
    recurring: {},
    certificates: {},
    isFirstByRules: false,
    ...over,
  };
  const findings = nextFindings(Object.fromEntries(previous.map((one) => [one.finding.fingerprint, one])), latest, {
    at: NOW,
    options: { ...OPTIONS, ...options },
    bodyOf: () => undefined,
    draft,
  });
  return { findings: Object.values(findings), events: draft.finish() };
}
const unknownAt =
  (...aspects: readonly Aspect[]) =>
  (aspect: Aspect): boolean =>
    aspects.includes(aspect);

const missing = (): Finding =>
  findingOf({
    kind: 'sts-record-missing',
    subject: DOMAIN,
    evidence: { policyUrl: 'https://mta-sts.example.com/.well-known/mta-sts.txt' },
    aspects: ['sts-record', 'policy'],
  });

describe('a finding that opens', () => {
  test('has no counts, and needs as many checks without it as its kind says', () => {
    const { findings } = after([], { seen: [expired()] });
    expect(findings).toEqual([
      { finding: expired(), status: 'open', firstSeen: NOW, openedAt: NOW, checks: 0, cleanChecks: 0 },
    ]);
  });

  test('counts from when it was confirmed to be there, not from an earlier time that it was gone since', () => {
    const earlier = { checks: 'x-', since: NOW - 5 * HOUR, aspects: [A] };
    const { events } = after([], { seen: [expired()], recurring: { [identityOf(expired())]: earlier } });
    expect(events).toMatchObject([{ type: 'finding-opened', since: NOW }]);
  });

  test('after being out of sight at two addresses counts from the first of them', () => {
    const watch = new Watch(HOST);
    const [a, b] = [unseen(A, unreachable('192.0.2.1')), unseen(B, unreachable('192.0.2.2'))];
    // The first check sees nothing anywhere, so it does not count: both mature in the same check.
    watch.see({ missing: [a] }, { vantageGood: () => false });
    for (let n = 0; n < 3; n += 1) watch.see({ missing: [a, b] });
    expect(watch.last()).toMatchObject({ type: 'finding-opened', since: watch.last().at - 3 * HOUR });
  });
});

describe('while the clock is in doubt', () => {
  const untrusted = (error: string): Finding =>
    findingOf({
      kind: 'mx-host-certificate-untrusted',
      subject: HOST,
      evidence: { reason: 'other', error, certificate: 'aa', issuer: 'CN=a CA', addresses: ['192.0.2.1'] },
      aspects: [A],
    });

  test.each(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])('%s opens nothing', (error) => {
    expect(after([], { seen: [untrusted(error)] }, { datesInDoubt: true })).toEqual({ findings: [], events: [] });
    expect(after([], { seen: [untrusted('INVALID_CA')] }, { datesInDoubt: true }).findings).toHaveLength(1);
  });

  test('a fault that only the dates hide stays as it is', () => {
    const open = state(untrusted('INVALID_CA'));
    const { findings } = after([open], { seen: [untrusted('CERT_HAS_EXPIRED')] }, { datesInDoubt: true });
    expect(findings).toEqual([open]);
  });
});

test('of two findings that are one fault today, an open one goes on, and one that waits is dropped', () => {
  const earlier = (name: string, over: Partial<FindingState>): FindingState =>
    state({ ...expired(), fingerprint: name }, over);
  const { findings } = after(
    [
      earlier('a', {}),
      earlier('b', { openedAt: NOW - HOUR, cleanChecks: 2 }),
      earlier('c', { status: 'pending', checks: 1 }),
    ],
    { seen: [expired()] },
  );
  expect(findings).toMatchObject([
    { finding: { fingerprint: 'a' }, cleanChecks: 0 },
    { finding: { fingerprint: 'b' }, status: 'open', cleanChecks: 0 },
  ]);
  expect(findings).toHaveLength(2);
});

test('a fault at some of the addresses that were tried says nothing of those that were not', () => {
  const notFound = (servedAt?: readonly string[]): Finding =>
    findingOf({
      kind: 'policy-http-status',
      subject: DOMAIN,
      evidence: {
        ...CATALOGUE['policy-http-status'].example,
        addresses: ['192.0.2.82'],
        partly: true,
        ...(servedAt && { servedAt }),
      },
      aspects: [aspectAt('policy', '192.0.2.82')],
    });
  const untried = aspectAt('policy', '192.0.2.80');
  const { findings } = after([state(notFound(['192.0.2.80']))], { seen: [notFound()], isUnknown: unknownAt(untried) });
  expect(findings).toMatchObject([{ finding: { evidence: { partly: true } } }]);
  expect(findings[0]?.finding.evidence).not.toHaveProperty('servedAt');
});

describe('a fault that is slighter by what could not be checked', () => {
  const seen = (severity: Severity): Finding => ({ ...missing(), severity });

  test.each(['sts-record', 'policy', 'policy-text'] as const)('stays as grave as it was: %s', (aspect) => {
    const isUnknown = unknownAt(aspect);
    expect(after([state(seen('error'))], { seen: [seen('warning')], isUnknown }).findings).toMatchObject([
      { finding: { severity: 'error' } },
    ]);
  });

  test('gets slighter when all of that was checked', () => {
    const isUnknown = unknownAt('mx');
    expect(after([state(seen('error'))], { seen: [seen('warning')], isUnknown }).findings).toMatchObject([
      { finding: { severity: 'warning' } },
    ]);
  });
});

describe('a check without the fault', () => {
  test('counts if it is the first, however soon it comes after one with the fault', () => {
    const open = state(expired(), { countedAt: NOW - 1 });
    expect(after([open], {}, { interval: HOUR }).findings).toMatchObject([{ cleanChecks: 1, countedAt: NOW }]);
  });

  test('does not count if it follows another too soon', () => {
    const open = state(expired(), { cleanChecks: 1, countedAt: NOW - 1 });
    expect(after([open], {}, { interval: HOUR }).findings).toEqual([open]);
  });

  test('ends a fault that turned into another, however soon it comes', () => {
    const open = state(expiring('2d/5%'), { cleanChecks: 1, countedAt: NOW - 1 });
    const { events } = after([open], { seen: [expired()] }, { interval: HOUR });
    expect(events).toMatchObject([
      { type: 'finding-opened' },
      { type: 'finding-resolved', supersededBy: expired().fingerprint },
    ]);
  });

  test('keeps the usual number to itself, which a setting may change', () =>
    expect(after([state(expired())]).findings[0]).not.toHaveProperty('clearAfter'));

  test('needs two more when one part of the target shows again what it showed lately', () => {
    const held = after([state(missing())], { returned: new Set<Aspect>(['policy']) }).findings;
    expect(held).toMatchObject([{ cleanChecks: 1, clearAfter: 3 }]);
    const again = after(held).findings;
    expect(again).toMatchObject([{ cleanChecks: 2 }]);
    expect(after(again).events).toMatchObject([{ type: 'finding-resolved' }]);
    expect(after([state(missing())], { returned: new Set<Aspect>(['mx']) }).findings).toEqual([]);
  });
});

test('a fault that had to stay away for long still has to, when it is back', () => {
  const open = state(refusing(), { cleanChecks: 4, clearAfter: 12 });
  expect(after([open], { seen: [refusing()] }).findings).toMatchObject([{ cleanChecks: 0, clearAfter: 12 }]);
});
