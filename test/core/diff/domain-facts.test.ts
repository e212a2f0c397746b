import { createHash } from 'node:crypto';
import type { CheckedPolicy } from '../../../lib/core/diff';
import { findingOf } from '../../../lib/core/findings';
import type { Finding } from '../../../lib/core/model';
import { DOMAIN, Watch } from './checks';

const ENFORCE = 'version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmax_age: 604800\r\n';
const TESTING = 'version: STSv1\r\nmode: testing\r\nmx: mx1.example.com\r\nmax_age: 86400\r\n';
const sha256 = (body: string): string => createHash('sha256').update(body).digest('hex');
const BODIES = { [sha256(ENFORCE)]: ENFORCE, [sha256(TESTING)]: TESTING };

const policy = (body: string): CheckedPolicy => ({
  state: 'served',
  sha256: sha256(body),
  body,
  mode: /mode: (\w+)/.exec(body)?.[1] ?? '',
  maxAge: Number(/max_age: (\d+)/.exec(body)?.[1]),
  mx: [...body.matchAll(/mx: (\S+)/g)].map(([, pattern]) => pattern ?? ''),
});
const record = (id: string) => ({ text: `v=STSv1; id=${id};`, id });
const mx = (...exchanges: string[]) => ({
  form: 'mx' as const,
  records: exchanges.map((exchange, index) => ({ preference: 10 * (index + 1), exchange })),
});
const GONE: CheckedPolicy = { state: 'not-served', reason: 'HTTP status 404' };
const about = (
  kind: 'policy-http-status' | 'sts-record-missing' | 'mx-not-covered',
  severity: Finding['severity'] = 'error',
): Finding =>
  findingOf(
    {
      'policy-http-status': {
        kind,
        subject: DOMAIN,
        evidence: { status: 404 },
        aspects: ['policy'] as const,
        severity,
      },
      'sts-record-missing': {
        kind,
        subject: DOMAIN,
        evidence: { policyUrl: 'https://mta-sts.example.com/.well-known/mta-sts.txt' },
        aspects: ['sts-record'] as const,
        severity,
      },
      'mx-not-covered': {
        kind,
        subject: DOMAIN,
        evidence: { exchanges: ['mx9.example.net'], patterns: ['mx1.example.com'], mode: 'enforce', all: false },
        aspects: ['mx', 'policy'] as const,
        severity,
      },
    }[kind],
  );

const STEADY = {
  stsRecord: record('1'),
  policy: policy(ENFORCE),
  tlsRpt: 'v=TLSRPTv1; rua=mailto:a@example.com',
  mx: mx('mx1.example.com'),
};
const watchFrom = (facts: object = STEADY): Watch => {
  const watch = new Watch(DOMAIN, {}, BODIES);
  expect(watch.facts(facts)).toEqual(['target-added']);
  return watch;
};

test('nothing new is not written', () => {
  expect(watchFrom().facts(STEADY)).toEqual(['unchanged']);
});

test('what a look could not tell stays as remembered, and what is known for the first time is no change', () => {
  const watch = watchFrom({ stsRecord: record('1') });
  expect(watch.facts({})).toEqual(['unchanged']);
  expect(watch.facts(STEADY)).toEqual([]);
  expect(watch.facts({})).toEqual(['unchanged']);
  expect(watch.state?.facts).toMatchObject({ tlsRpt: STEADY.tlsRpt, policy: { mode: 'enforce', reachable: true } });
});

describe('the STS record', () => {
  test('appears, vanishes, changes its id', () => {
    const watch = watchFrom({ stsRecord: null });
    expect(watch.facts({ stsRecord: record('1') })).toEqual(['sts-record-appeared']);
    expect(watch.last()).toMatchObject({ before: null, after: 'v=STSv1; id=1;' });
    expect(watch.facts({ stsRecord: record('2') })).toEqual(['sts-record-id-changed']);
    expect(watch.last()).toMatchObject({ before: '1', after: '2' });
  });

  test('vanishes', () => {
    const watch = watchFrom({ stsRecord: record('2') });
    expect(watch.facts({ stsRecord: null })).toEqual(['sts-record-vanished']);
    expect(watch.last()).toMatchObject({ before: 'v=STSv1; id=2;', after: null });
  });

  test('loses its id when it is not valid any more', () => {
    const watch = watchFrom({ stsRecord: record('1') });
    expect(watch.facts({ stsRecord: { text: 'v=STSv1;' } })).toEqual(['sts-record-id-changed']);
    expect(watch.last()).toMatchObject({ before: '1', after: 'v=STSv1;' });
  });

  test('is told by the finding that its loss leads to, if that is told', () => {
    const grave = watchFrom();
    grave.see({ facts: { stsRecord: null }, findings: [about('sts-record-missing')] });
    expect(grave.last()).toMatchObject({
      type: 'sts-record-vanished',
      toldBy: [about('sts-record-missing').fingerprint],
    });
    const slight = watchFrom();
    slight.see({ facts: { stsRecord: null }, findings: [about('sts-record-missing', 'info')] });
    expect(slight.last()).not.toHaveProperty('toldBy');
  });
});

describe('the policy', () => {
  test('appears', () => {
    const watch = watchFrom({ policy: GONE });
    expect(watch.facts({ policy: policy(ENFORCE) })).toEqual(['policy-appeared']);
    expect(watch.last()).toMatchObject({
      before: null,
      after: sha256(ENFORCE),
      diff: expect.stringContaining('+mode: enforce') as string,
    });
  });

  test('changes with its id: one event carries the diff and speaks for the rest', () => {
    const watch = watchFrom();
    expect(watch.facts({ ...STEADY, policy: policy(TESTING), stsRecord: record('2') })).toEqual([
      'sts-record-id-changed',
      'policy-body-changed',
      'policy-mode-lowered',
      'policy-max-age-shortened',
    ]);
    const [id, body, mode, maxAge] = watch.events.slice(1);
    expect(body).toMatchObject({
      before: sha256(ENFORCE),
      after: sha256(TESTING),
      mode: { before: 'enforce', after: 'testing' },
      maxAge: { before: '604800', after: '86400' },
      diff: '@@ -1,4 +1,4 @@\n version: STSv1\n-mode: enforce\n+mode: testing\n mx: mx1.example.com\n-max_age: 604800\n+max_age: 86400',
    });
    expect(body).not.toHaveProperty('toldBy');
    expect([id, mode, maxAge].map((event) => event?.toldBy)).toEqual([[body?.id], [body?.id], [body?.id]]);
    expect(watch.facts({ ...STEADY, policy: policy(TESTING), stsRecord: record('2') })).toEqual([]);
  });

  test('raised is not lowered', () => {
    const watch = watchFrom({ ...STEADY, policy: policy(TESTING) });
    expect(watch.facts({ ...STEADY, stsRecord: record('2') })).toEqual([
      'sts-record-id-changed',
      'policy-body-changed',
      'policy-mode-raised',
    ]);
  });

  test('changed first and its id a look later: that is how it is done', () => {
    const watch = watchFrom();
    watch.facts({ ...STEADY, policy: policy(TESTING) });
    expect(watch.facts({ ...STEADY, policy: policy(TESTING), stsRecord: record('2') })).toEqual([
      'sts-record-id-changed',
    ]);
    expect(watch.facts({ ...STEADY, policy: policy(TESTING), stsRecord: record('2') })).toEqual([]);
  });

  test('changed, and a look later the id still did not: senders do not notice, which is told once', () => {
    const watch = watchFrom();
    const after = { ...STEADY, policy: policy(TESTING) };
    expect(watch.facts(after)).toEqual(['policy-body-changed', 'policy-mode-lowered', 'policy-max-age-shortened']);
    expect(watch.facts({ policy: after.policy })).toEqual([]);
    expect(watch.facts(after)).toEqual(['policy-changed-under-same-id']);
    expect(watch.last()).toMatchObject({
      before: sha256(ENFORCE),
      after: sha256(TESTING),
      diff: expect.stringContaining('-mode: enforce\n+mode: testing') as string,
    });
    expect(watch.facts(after)).toEqual([]);
    expect(watch.facts({ ...after, stsRecord: record('2') })).toEqual(['sts-record-id-changed']);
  });

  test('changed and changed back under one id leaves nothing to tell', () => {
    const watch = watchFrom();
    watch.facts({ ...STEADY, policy: policy(TESTING) });
    expect([1, 2, 3].map(() => watch.facts(STEADY))).toEqual([[], [], ['policy-body-changed', 'policy-mode-raised']]);
    expect(watch.last()).toMatchObject({ before: 'testing', after: 'enforce' });
    expect([...Array(20).keys()].flatMap(() => watch.facts(STEADY)).filter((type) => type !== 'unchanged')).toEqual([]);
    expect(watch.state?.facts).toEqual({ ...watchFrom().state?.facts });
  });

  test('stays while its id changes', () => {
    const watch = watchFrom();
    expect(watch.facts({ ...STEADY, stsRecord: record('2') })).toEqual([
      'sts-record-id-changed',
      'policy-id-changed-same-body',
    ]);
    expect(watch.last()).toMatchObject({ before: '1', after: '2' });
  });

  test('goes out of reach and comes back', () => {
    const watch = watchFrom();
    expect(watch.facts({ ...STEADY, policy: GONE })).toEqual(['policy-unreachable']);
    expect(watch.last()).toMatchObject({ before: 'served', after: 'HTTP status 404' });
    expect(watch.facts({ ...STEADY, policy: GONE })).toEqual(['unchanged']);
    expect(watch.state?.facts.policy).toMatchObject({ sha256: sha256(ENFORCE), reachable: false });
    expect(watch.facts(STEADY)).toEqual(['policy-reachable-again']);
  });

  test('is out of reach only when the finding about that is confirmed', () => {
    const watch = watchFrom();
    const down = { facts: { ...STEADY, policy: GONE }, findings: [about('policy-http-status')] };
    expect([1, 2, 3].map(() => watch.see(down))).toEqual([[], [], ['finding-opened', 'policy-unreachable']]);
    expect([1, 2, 3].map(() => watch.see({ facts: STEADY }))).toEqual([
      ['policy-reachable-again'],
      [],
      ['finding-resolved'],
    ]);
  });

  test('that was not kept has no diff, and says so', () => {
    const watch = new Watch(DOMAIN);
    watch.facts(STEADY);
    watch.facts({ ...STEADY, policy: policy(TESTING) });
    expect(watch.events.find(({ type }) => type === 'policy-body-changed')).toMatchObject({
      diff: '(the policy before was not kept)',
    });
  });
});

describe('the MX set', () => {
  test('changes', () => {
    const watch = watchFrom();
    expect(watch.facts({ ...STEADY, mx: mx('mx1.example.com', 'mx1.example.com') })).toEqual(['mx-set-changed']);
    expect(watch.last()).toMatchObject({
      before: '10 mx1.example.com',
      after: '10 mx1.example.com, 20 mx1.example.com',
    });
    expect(watch.facts({ mx: { form: 'null', records: [{ preference: 0, exchange: '' }] } })).toEqual([
      'mx-set-changed',
    ]);
    expect(watch.last()).toMatchObject({ after: '. (null MX)' });
    expect(watch.facts({ mx: { form: 'implicit', records: [] } })).toEqual(['mx-set-changed']);
    expect(watch.facts({ mx: { form: 'none', records: [] } })).toEqual(['mx-set-changed']);
    expect(watch.last()).toMatchObject({ before: 'the domain itself (implicit MX)', after: null });
  });

  test('gets a host that the policy does not cover', () => {
    const watch = watchFrom();
    expect(watch.facts({ mx: mx('mx1.example.com', 'mx9.example.net') })).toEqual(['mx-set-changed', 'mx-uncovered']);
    expect(watch.last()).toMatchObject({ before: 'mx1.example.com', after: 'mx9.example.net' });
    expect(watch.facts({ mx: mx('mx1.example.com', 'mx9.example.net') })).toEqual([]);
  });

  test('is left uncovered by a new policy, told once as the finding', () => {
    const watch = watchFrom();
    watch.see({
      facts: { ...STEADY, policy: policy(ENFORCE.replace('mx1', 'mx2')), stsRecord: record('2') },
      findings: [about('mx-not-covered')],
    });
    expect(watch.events.slice(1).map(({ type, toldBy }) => [type, toldBy?.at(-1)])).toEqual([
      ['finding-opened', undefined],
      ['sts-record-id-changed', watch.events[3]?.id],
      ['policy-body-changed', about('mx-not-covered').fingerprint],
      ['mx-uncovered', about('mx-not-covered').fingerprint],
    ]);
  });
});

test('the TLSRPT record changes, goes and comes', () => {
  const watch = watchFrom();
  expect(watch.facts({ tlsRpt: 'v=TLSRPTv1; rua=mailto:b@example.com' })).toEqual(['tlsrpt-changed']);
  expect(watch.facts({ tlsRpt: null })).toEqual(['tlsrpt-changed']);
  expect(watch.last()).toMatchObject({ before: 'v=TLSRPTv1; rua=mailto:b@example.com', after: null });
  expect(watch.facts({ tlsRpt: null })).toEqual([]);
});
