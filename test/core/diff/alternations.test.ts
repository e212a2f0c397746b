import { createHash } from 'node:crypto';
import type { CheckFacts, CheckedPolicy } from '../../../lib/core/diff';
import { findingOf } from '../../../lib/core/findings';
import type { Finding, TlsaFacts } from '../../../lib/core/model';
import { DOMAIN, HOST, Watch } from './checks';

const sha256 = (body: string): string => createHash('sha256').update(body).digest('hex');
const policy = (mode: string, ...mx: readonly string[]): CheckedPolicy => {
  const body = `version: STSv1\nmode: ${mode}\n${mx.map((each) => `mx: ${each}\n`).join('')}max_age: 604800\n`;
  return { state: 'served', sha256: sha256(body), body, mode, maxAge: 604_800, mx };
};
const record = (id: string) => ({ text: `v=STSv1; id=${id};`, id });
const mx = (...exchanges: readonly string[]) => ({
  form: 'mx' as const,
  records: exchanges.map((exchange) => ({ preference: 10, exchange })),
});
const tlsa = (...records: readonly string[]): TlsaFacts => ({
  baseDomain: 'mx1.example.com',
  records,
  secure: true,
  usable: true,
  rollOver: false,
});

const A = policy('enforce', 'mx1.example.com');
const B = policy('enforce', 'mx1.example.com', 'mx2.example.com');
const ID = record('1');

/** A series without order: servers answer by chance. The seed is the series. */
function* byChance(seed: number): Generator<boolean> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state > 1_073_741_824;
  }
}

/** What people are alerted to, by the facts of one check after the other. */
function told(facts: readonly CheckFacts[], watch = new Watch(DOMAIN)): readonly string[] {
  return facts.flatMap((each) =>
    watch
      .facts(each)
      .map((type) =>
        type === 'finding-opened' || type === 'finding-resolved'
          ? `${type} ${(watch.last() as { finding?: Finding }).finding?.kind ?? ''}`
          : type,
      )
      .filter((type) => type !== 'unchanged' && type !== 'target-added'),
  );
}

const turns = <T>(times: number, ...values: readonly T[]): readonly T[] =>
  Array.from({ length: times }, () => values).flat();

describe('a policy that alternates', () => {
  const facts = (policies: readonly CheckedPolicy[]): readonly CheckFacts[] =>
    policies.map((each) => ({ stsRecord: ID, policy: each }));

  test('is told as a change once, and never as a policy that was changed under the same id', () => {
    expect(told(facts(turns(20, A, B)))).toEqual(['policy-body-changed', 'finding-opened policy-differs']);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('by chance (%i) as a change no more than twice', (seed) => {
    const chance = byChance(seed);
    const series = Array.from({ length: 60 }, () => (chance.next().value === true ? A : B));
    const changes = told(facts([A, A, A, ...series])).filter((type) => type === 'policy-body-changed');
    expect(changes.length).toBeLessThanOrEqual(2);
  });

  test('and stops is a changed policy under the same id once that is sure', () => {
    const told20 = told(facts([A, ...turns(4, B, A), ...turns(20, B)]));
    expect(told20).toEqual([
      'policy-body-changed',
      'finding-opened policy-differs',
      'finding-resolved policy-differs',
      'policy-changed-under-same-id',
    ]);
  });

  test('with an answer that is no policy leaves one finding open, however long it lasts', () => {
    const page: CheckedPolicy = { state: 'served', sha256: sha256('<html>'), body: '<html>', mx: [] };
    const invalid = findingOf({
      kind: 'policy-invalid',
      subject: DOMAIN,
      evidence: { text: '<html>', problems: [] },
      aspects: ['policy-text'],
    });
    const watch = new Watch(DOMAIN);
    watch.facts({ stsRecord: ID, policy: A });
    const types = turns(12, true, false).flatMap((bad) =>
      watch.see({ facts: { stsRecord: ID, policy: bad ? page : A }, findings: bad ? [invalid] : [] }),
    );
    expect(types).toEqual(['finding-opened', 'policy-body-changed', 'policy-mode-lowered']);
    const [, , change] = watch.events;
    expect(change?.toldBy).toEqual([invalid.fingerprint]);
    const clean = Array.from({ length: 12 }, () => watch.see({ facts: { stsRecord: ID, policy: A } }));
    expect(clean.flat().filter((type) => type !== 'unchanged')).toEqual(['finding-resolved']);
  });
});

describe('one change around answers that come and go', () => {
  const page: CheckedPolicy = { state: 'served', sha256: sha256('<html>'), body: '<html>', mx: [] };

  test.each<readonly [string, readonly CheckedPolicy[]]>([
    ['before it', [A, page, A, page, A, page, B, B]],
    ['before and after it', [A, page, A, page, B, page, B, page, B]],
    ['and back once', [A, page, B, page, A, page, A]],
    ['and around one return', [A, B, page, A, page, A, page, A]],
  ])('an invalid policy %s: the policy host does not serve policies in turn', (_, policies) => {
    expect(told(policies.map((each) => ({ stsRecord: ID, policy: each })))).not.toContain(
      'finding-opened policy-differs',
    );
  });

  test('policies in turn with an invalid one between them are found', () => {
    const policies = turns(4, A, page, B, page).map((each): CheckFacts => ({ stsRecord: ID, policy: each }));
    expect(told(policies)).toContain('finding-opened policy-differs');
  });

  test('they stop counting once one of the two is forgotten', () => {
    const watch = new Watch(DOMAIN);
    const see = (policies: readonly CheckedPolicy[]): readonly string[] =>
      told(
        policies.map((each) => ({ stsRecord: ID, policy: each })),
        watch,
      );
    expect(see([...turns(3, A, B), ...turns(10, page, B)])).toContain('finding-resolved policy-differs');
    expect(see([A, A, page, A])).not.toContain('finding-opened policy-differs');
  });

  test('a missing record: its id does not alternate', () => {
    const ids = [record('1'), null, record('1'), null, record('1'), null, record('2'), record('2')];
    expect(told(ids.map((stsRecord) => ({ stsRecord })))).not.toContain('finding-opened record-alternates');
  });

  test('a state of an earlier release goes on with what it counted', () => {
    const watch = new Watch(DOMAIN);
    const facts = turns(3, A, B).map((each): CheckFacts => ({ stsRecord: ID, policy: each }));
    expect(told(facts, watch)).toContain('finding-opened policy-differs');
    const { state } = watch;
    const { policy } = state?.facts.lately ?? {};
    if (state === undefined || policy === undefined) throw new Error('nothing is remembered');
    const { usableReturns, ...earlier } = policy;
    expect(usableReturns).toBe(4);
    watch.state = { ...state, facts: { ...state.facts, lately: { ...state.facts.lately, policy: earlier } } };
    expect(told(turns(2, ...facts.slice(0, 2)), watch)).toEqual([]);
  });
});

describe('what is changed back', () => {
  test('and stays is a change, from what people know', () => {
    const watch = new Watch(DOMAIN);
    expect(
      told(
        [A, B, A, A].map((each) => ({ stsRecord: ID, policy: each })),
        watch,
      ),
    ).toEqual(['policy-body-changed']);
    expect(watch.facts({ stsRecord: ID, policy: A })).toEqual(['policy-body-changed']);
    expect(watch.last()).toMatchObject({
      before: (B as { sha256: string }).sha256,
      after: (A as { sha256: string }).sha256,
    });
  });

  test('under a new id is a change at once', () => {
    expect(
      told([
        { stsRecord: ID, policy: A },
        { stsRecord: record('2'), policy: B },
        { stsRecord: record('3'), policy: A },
      ]),
    ).toEqual(['sts-record-id-changed', 'policy-body-changed', 'sts-record-id-changed', 'policy-body-changed']);
  });

  test('after more checks than are remembered is a change at once', () => {
    const watch = new Watch(DOMAIN);
    told(
      [A, ...turns(13, B)].map((each) => ({ policy: each })),
      watch,
    );
    expect(watch.state?.facts).not.toHaveProperty('lately');
    expect(watch.facts({ policy: A })).toEqual(['policy-body-changed']);
  });

  test('a fault that comes back with a value seen lately is the same fault', () => {
    const missing = findingOf({
      kind: 'sts-record-missing',
      subject: DOMAIN,
      evidence: { policyUrl: 'https://mta-sts.example.com/.well-known/mta-sts.txt' },
      aspects: ['sts-record'],
    });
    const watch = new Watch(DOMAIN);
    const bad = (): readonly string[] => watch.see({ facts: { stsRecord: null }, findings: [missing] });
    watch.facts({ stsRecord: ID });
    expect(bad()).toEqual(['finding-opened', 'sts-record-vanished']);
    expect([watch.facts({ stsRecord: ID }), bad(), watch.facts({ stsRecord: ID }), bad()]).toEqual([[], [], [], []]);
    // A value that nobody saw lately proves that somebody changed it.
    expect(watch.facts({ stsRecord: record('2') })).not.toContain('finding-resolved');
    const other = new Watch(DOMAIN);
    other.see({ facts: { stsRecord: null }, findings: [missing] });
    expect(other.facts({ stsRecord: record('2') })).toEqual(['finding-resolved', 'sts-record-appeared']);
  });
});

describe('a record that alternates', () => {
  const ttl = { stsRecord: 3600, tlsRpt: 3600, mx: 3600, tlsa: 3600 };

  test.each<readonly [string, string, CheckFacts, CheckFacts, readonly string[]]>([
    [
      'the STS record',
      'sts-record-id-changed',
      { stsRecord: record('1'), ttl },
      { stsRecord: record('2'), ttl },
      ['v=STSv1; id=1;', 'v=STSv1; id=2;'],
    ],
    [
      'the TLSRPT record',
      'tlsrpt-changed',
      { tlsRpt: 'v=TLSRPTv1; rua=mailto:a@example.com', ttl },
      { tlsRpt: 'v=TLSRPTv1; rua=mailto:b@example.com', ttl },
      ['v=TLSRPTv1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:b@example.com'],
    ],
    [
      'the MX records',
      'mx-set-changed',
      { mx: mx('mx1.example.com'), ttl },
      { mx: mx('mx2.example.com'), ttl },
      ['10 mx1.example.com', '10 mx2.example.com'],
    ],
  ])('%s: one change, and one finding until it stops', (_, change, one, other, values) => {
    const watch = new Watch(DOMAIN);
    expect(told(turns(10, one, other), watch)).toEqual([change, 'finding-opened record-alternates']);
    expect(watch.last()).toMatchObject({ finding: { severity: 'warning', evidence: { values } } });
    expect(told(turns(12, one), watch)).toEqual(['finding-resolved record-alternates']);
    expect(told(turns(2, one), watch)).toEqual([]);
  });

  test('the TLSA records of an MX host', () => {
    const watch = new Watch(HOST);
    const [one, other] = [tlsa('3 1 1 aa'), tlsa('3 1 1 bb')].map((each) => ({
      addresses: ['192.0.2.1'],
      tlsa: each,
      ttl,
    }));
    expect(told(turns(6, one ?? {}, other ?? {}), watch)).toEqual([
      'tlsa-changed',
      'finding-opened mx-host-record-alternates',
    ]);
    expect(watch.last()).toMatchObject({
      finding: { subject: HOST, evidence: { name: '_25._tcp.mx1.example.com', values: ['3 1 1 aa', '3 1 1 bb'] } },
    });
  });

  test('while caches hold the old one after a change is no fault', () => {
    const day = { mx: 86_400 };
    const [old, now] = ['mx1.example.com', 'mx2.example.com'].map((name): CheckFacts => ({ mx: mx(name), ttl: day }));
    expect(told([...turns(11, old ?? {}, now ?? {}), ...turns(20, now ?? {})])).toEqual(['mx-set-changed']);
  });

  test('is told by the name server that serves the old one, where that is known', () => {
    const stale = findingOf({
      kind: 'name-server-stale',
      subject: DOMAIN,
      evidence: { zone: 'example.com', name: 'example.com', type: 'MX', said: [] },
      aspects: ['name-servers'],
      discriminator: 'example.com/MX',
    });
    const watch = new Watch(DOMAIN);
    const opened = turns(10, 'mx1.example.com', 'mx2.example.com').flatMap((name) =>
      watch.see({ facts: { mx: mx(name), ttl }, findings: [stale] }),
    );
    expect(opened.filter((type) => type === 'finding-opened')).toHaveLength(1);
  });

  test('a series of changes of which none comes back is told one by one', () => {
    const series = ['1', '2', '3', '4', '5'].map((id): CheckFacts => ({
      tlsRpt: `v=TLSRPTv1; rua=mailto:${id}@example.com`,
    }));
    expect(told(series)).toEqual(turns(4, 'tlsrpt-changed'));
  });

  test('values without end are one finding, and bounded in memory', () => {
    const watch = new Watch(DOMAIN);
    const series = Array.from({ length: 100 }, (_, n): CheckFacts => ({ mx: mx(`mx${n}.example.com`), ttl }));
    const all = told(series, watch);
    expect(all.filter((type) => type === 'mx-set-changed').length).toBeLessThanOrEqual(5);
    expect(all.filter((type) => type.startsWith('finding-opened'))).toEqual(['finding-opened record-alternates']);
    expect(watch.state?.facts.lately?.mx?.others.length).toBeLessThanOrEqual(6);
  });
});

test('a stored state that remembers no other values is taken as it is', () => {
  const watch = new Watch(DOMAIN);
  const facts: CheckFacts = {
    stsRecord: ID,
    policy: A,
    tlsRpt: 'v=TLSRPTv1; rua=mailto:a@example.com',
    mx: mx('mx1.example.com'),
  };
  watch.facts(facts);
  expect(watch.state?.facts).not.toHaveProperty('lately');
  expect(watch.facts(facts)).toEqual(['unchanged']);
});
