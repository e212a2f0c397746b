import type { Check } from '../../lib/core/diff';
import type { Aspect, FailureCause, UnknownAspect } from '../../lib/core/model';
import { RunCoverage } from '../../lib/monitor/coverage';
import { noteCoverage } from '../../lib/monitor/note-coverage';
import type { Port25 } from '../../lib/monitor/ports';
import { memoryStore } from '../support/memory-store';
import { ADDRESS, HOUR, DIFF_OPTIONS, NOON, Stage, domainCheck, hostCheck, unreachable } from './stage';

const SMTP: Aspect = `smtp:${ADDRESS}`;
const missing = (aspect: Aspect, cause: FailureCause = 'timeout'): UnknownAspect => ({ aspect, cause, detail: '' });
const host = (n: number, ...unknown: UnknownAspect[]): Check =>
  hostCheck(`mx${n}.example.com`, NOON, { missing: unknown });
const run = (
  planned: { readonly domains?: number; readonly mxHosts?: number },
  ...checks: readonly Check[]
): RunCoverage => {
  const coverage = new RunCoverage({ domains: 0, mxHosts: 0, ...planned });
  for (const check of checks) coverage.add(check, undefined);
  return coverage;
};
const hosts = (count: number, ...unknown: UnknownAspect[]): Check[] =>
  Array.from({ length: count }, (_, n) => host(n, ...unknown));
const SERVED = { fingerprint: 'aa', notAfter: 0, issuer: '', keyType: 'ec', dnsNames: [], spkiSha256: '' };
const kinds = (coverage: RunCoverage) => coverage.report().map(({ kind }) => kind);

describe('whether "not seen" counts against a target', () => {
  const good = (coverage: RunCoverage, seenBefore = true, aspect: Aspect = SMTP) =>
    coverage.vantageGood(missing(aspect), seenBefore);

  test.each<[string, RunCoverage, boolean]>([
    ['nothing is known of the place yet', run({ mxHosts: 100 }), false],
    ['another was seen', run({ mxHosts: 100 }, ...hosts(1)), true],
    ['others were not seen either', run({ mxHosts: 100 }, ...hosts(10, missing(SMTP))), false],
    ['most were seen', run({ mxHosts: 100 }, ...hosts(6), ...hosts(4, missing(SMTP))), true],
    ['most were not seen', run({ mxHosts: 100 }, ...hosts(4), ...hosts(6, missing(SMTP))), false],
    [
      'others refused the session: something came back',
      run({ mxHosts: 100 }, ...hosts(3, missing(SMTP, 'smtp-permanent'))),
      true,
    ],
    ['others were not looked at', run({ mxHosts: 100 }, ...hosts(3, missing(SMTP, 'not-observed'))), false],
    [
      'the DNS works, which says nothing of port 25',
      run({ mxHosts: 100, domains: 9 }, domainCheck('a.example', NOON)),
      false,
    ],
  ])('%s', (_, coverage, expected) => {
    expect(good(coverage)).toBe(expected);
  });

  test('of one or two targets it does if they were seen before', () => {
    expect([1, 2, 3].map((mxHosts) => good(run({ mxHosts }), true))).toEqual([true, true, false]);
    expect(good(run({ mxHosts: 1 }), false)).toBe(false);
  });

  describe('at an IPv6 address', () => {
    const at = (address: string): Aspect => `smtp:${address}`;
    const both = (n: number, ...unknown: UnknownAspect[]): Check => {
      const check = host(n, ...unknown);
      return { ...check, facts: { ...check.facts, addresses: [ADDRESS, '2001:db8::1'] } };
    };
    const places = Array.from({ length: 100 }, (_, n) => n);

    test('it does not where nothing came back over IPv6, whatever the number of targets', () => {
      const lost = run({ mxHosts: 100 }, ...places.map((n) => both(n, missing(at('2001:db8::1')))));
      expect(good(lost, true, at('2001:db8::1'))).toBe(false);
      expect(good(lost, true, 'policy:2001:db8::2')).toBe(false);
      expect(good(lost)).toBe(true);
    });

    test.each<[string, Check]>([
      ['a session with another host', both(1)],
      ['a refusal', both(1, missing(at('2001:db8::1'), 'smtp-permanent'))],
    ])('it does after %s', (_, check) => {
      const lost = places.map((n) => both(n, missing(at('2001:db8::1'))));
      expect(good(run({ mxHosts: 101 }, check, ...lost), true, at('2001:db8::1'))).toBe(true);
    });

    test('it does after a policy was served there, in another part of the run too', () => {
      const check = domainCheck('a.example', NOON);
      const { policy } = check.facts;
      if (policy?.state !== 'served') throw new Error('the policy is served');
      const served = { ...check, facts: { ...check.facts, policy: { ...policy, addresses: ['2001:db8::3'] } } };
      const elsewhere = run({ domains: 2 }, served).counts();
      const here = new RunCoverage({ domains: 2, mxHosts: 0 }, elsewhere);
      expect(good(here, true, 'policy:2001:db8::2')).toBe(true);
      expect(good(run({ domains: 2 }, check), true, 'policy:2001:db8::2')).toBe(false);
    });
  });

  test('of the DNS of a single domain it does not: the network of this machine may be down', () => {
    expect(good(run({ domains: 1 }), true, 'sts-record')).toBe(false);
    expect(good(run({ domains: 1 }), true, 'policy')).toBe(true);
  });
});

describe('what people are told of the place', () => {
  test.each<[string, RunCoverage, readonly string[]]>([
    ['all is seen', run({ mxHosts: 3 }, ...hosts(3)), []],
    ['no MX host is seen', run({ mxHosts: 3 }, ...hosts(3, missing(SMTP, 'refused'))), ['vantage-blocked']],
    ['one of three is not seen', run({ mxHosts: 3 }, ...hosts(2), host(2, missing(SMTP))), []],
    [
      'MX hosts are not looked at',
      run({ mxHosts: 3 }, ...hosts(3, missing(SMTP, 'not-observed'))),
      ['mx-not-observed'],
    ],
    ['no resolver answers', run({ mxHosts: 3 }, ...hosts(3, missing('addresses', 'servfail'))), ['resolver-failing']],
    [
      'no policy host is seen',
      run({ domains: 3 }, ...['a', 'b', 'c'].map((name) => domainCheck(name, NOON, { missing: [missing('policy')] }))),
      ['https-blocked'],
    ],
  ])('%s', (_, coverage, expected) => {
    expect(kinds(coverage)).toEqual(expected);
  });

  test('a share is told as such', () => {
    expect(run({ mxHosts: 10 }, ...hosts(2), ...hosts(8, missing(SMTP))).report()).toEqual([
      { kind: 'vantage-blocked', detail: '8 of 10', targets: 8 },
    ]);
  });

  test('of a single host that was seen before the finding tells, and of one that never was, the notice', async () => {
    const stage = new Stage(memoryStore());
    await stage.watch('a.example');
    await stage.take(domainCheck('a.example', NOON));
    const seen = {
      ...hostCheck('mx1.example.com', NOON),
      served: {
        [ADDRESS]: SERVED,
      },
    };
    const { recorded } = await stage.take(seen);
    const state = 'state' in recorded ? recorded.state : undefined;
    const coverage = new RunCoverage({ domains: 1, mxHosts: 1 });
    coverage.add(host(1, missing(SMTP)), state);
    expect(kinds(coverage)).toEqual([]);
    expect(kinds(run({ mxHosts: 1 }, host(1, missing(SMTP))))).toEqual(['vantage-blocked']);
  });
});

describe('with what canaries proved of port 25', () => {
  const from = (port25: Port25, ...checks: readonly Check[]): RunCoverage => {
    const coverage = new RunCoverage({ domains: 0, mxHosts: 100 }, {}, port25);
    for (const check of checks) coverage.add(check, undefined);
    return coverage;
  };
  const good = (coverage: RunCoverage, cause: FailureCause = 'timeout') =>
    coverage.vantageGood(missing(SMTP, cause), true);

  test('open: a host that does not answer needs no others to be compared with', () => {
    expect(good(from('open'))).toBe(true);
    expect(good(from('open', ...hosts(3, missing(SMTP))))).toBe(true);
    expect(kinds(from('open', ...hosts(3, missing(SMTP))))).toEqual([]);
  });

  test('open, and most of many do not answer: the breaker holds them all, and one notice says it', () => {
    expect(good(from('open', ...hosts(20, missing(SMTP))))).toBe(true);
    const broken = from('open', ...hosts(15), ...hosts(21, missing(SMTP)));
    expect([good(broken), broken.report()]).toEqual([
      false,
      [{ kind: 'mx-mostly-silent', detail: '21 of 36', targets: 21 }],
    ]);
    expect(good(from('open', ...hosts(30), ...hosts(21, missing(SMTP))))).toBe(true);
  });

  test('closed: nothing counts, whoever was seen', () => {
    const closed = from('closed', ...hosts(40), ...hosts(2, missing(SMTP, 'vantage-blocked')));
    expect([good(closed, 'vantage-blocked'), closed.report()]).toEqual([
      false,
      [{ kind: 'vantage-blocked', detail: '2 of 42', targets: 2 }],
    ]);
  });

  test('open again is the end of the notice, even before a host answers', () => {
    const open = from('open', ...hosts(3, missing(SMTP)));
    expect(open.isOver('vantage-blocked')).toBe(true);
    expect(open.isOver('mx-mostly-silent')).toBe(false);
    expect(from('unproven', ...hosts(3, missing(SMTP))).isOver('vantage-blocked')).toBe(false);
  });

  test('who shares the run shares what was proven', () => {
    const first = from('closed', ...hosts(3, missing(SMTP, 'vantage-blocked')));
    const last = new RunCoverage({ domains: 0, mxHosts: 100 }, first.counts());
    expect(last.report()).toEqual([{ kind: 'vantage-blocked', detail: '', targets: 3 }]);
    expect(last.counts()).toEqual({});
  });
});

describe('where no resolver answers', () => {
  const NAMES: readonly Aspect[] = ['sts-record', 'tlsrpt-record', 'mx', 'policy'];
  const blind = (name: string, cause: FailureCause): Check => ({
    ...domainCheck(name, NOON, { missing: NAMES.map((aspect) => missing(aspect, cause)) }),
    facts: {},
    policyHostUnresolved: true,
  });
  const CAUSES: readonly FailureCause[] = [
    'timeout',
    'refused',
    'unreachable',
    'tls',
    'closed',
    'reset',
    'servfail',
    'dns-refused',
  ];

  test.each(CAUSES)('%s: the resolvers are named and port 443 is not', (cause) => {
    for (const count of [1, 2, 3, 30]) {
      const checks = Array.from({ length: count }, (_, n) => blind(`d${n}.example`, cause));
      const coverage = run({ domains: count }, ...checks);
      expect(coverage.report()).toEqual([{ kind: 'resolver-failing', detail: '', targets: count }]);
      for (const aspect of NAMES) expect(coverage.vantageGood(missing(aspect, cause), true, checks[0])).toBe(false);
    }
  });

  test.each(CAUSES)('%s: an MX host whose name has no answer is not behind a closed port 25', (cause) => {
    expect(kinds(run({ mxHosts: 9 }, ...hosts(9, missing('addresses', cause))))).toEqual(['resolver-failing']);
  });

  test('what also fails is a consequence', () => {
    const seen = domainCheck('seen.example', NOON, { missing: [missing('policy')] });
    const coverage = run(
      { domains: 9 },
      seen,
      ...['a', 'b', 'c'].map((name) => blind(name, 'timeout')),
      { ...seen },
      { ...seen },
    );
    expect(kinds(coverage)).toEqual(['https-blocked']);
    for (const name of ['d', 'e', 'f', 'g']) coverage.add(blind(name, 'timeout'), undefined);
    expect(kinds(coverage)).toEqual(['resolver-failing']);
    expect(coverage.isOver('https-blocked')).toBe(false);
  });

  test('a policy host whose name alone has no answer counts against its domain', () => {
    const check: Check = {
      ...domainCheck('a.example', NOON, { missing: [missing('policy', 'servfail')] }),
      policyHostUnresolved: true,
    };
    const coverage = run({ domains: 1 });
    expect(coverage.vantageGood(missing('policy', 'servfail'), false, check)).toBe(true);
    coverage.add(check, undefined);
    expect(kinds(coverage)).toEqual([]);
  });
});

test('hosts that turn the monitor away for its address are told as that, and port 25 counts as open', () => {
  const listed = run({ mxHosts: 3 }, ...hosts(3, missing(SMTP, 'blocklisted')));
  expect(listed.report()).toEqual([{ kind: 'vantage-blocklisted', detail: '', targets: 3 }]);
  expect(listed.isOver('vantage-blocked')).toBe(true);
  expect(run({ mxHosts: 3 }, ...hosts(3)).isOver('vantage-blocklisted')).toBe(true);
});

test('silent is a host from which nothing came back, at any address', () => {
  const coverage = run({ mxHosts: 9 });
  const other: Aspect = 'smtp:192.0.2.26';
  const two = (...unknown: UnknownAspect[]) =>
    coverage.isSilent(hostCheck('mx.example.com', NOON, { addresses: [ADDRESS, '192.0.2.26'], missing: unknown }));
  expect(two(missing(SMTP), missing(other, 'refused'))).toBe(true);
  expect(two(missing(SMTP))).toBe(false);
  expect(two(missing(SMTP), missing(other, 'smtp-permanent'))).toBe(false);
  expect(two(missing(SMTP, 'not-observed'), missing(other, 'not-observed'))).toBe(false);
  expect(two()).toBe(false);
});

test('silent is a domain from which nothing came back by the DNS, or from its policy host', () => {
  const coverage = run({ domains: 9 });
  const one = (...unknown: UnknownAspect[]) => coverage.isSilent(domainCheck('a.example', NOON, { missing: unknown }));
  expect(one(missing('policy', 'refused'))).toBe(true);
  expect(one(missing('policy', 'protocol'))).toBe(false);
  expect(one(missing('sts-record', 'servfail'))).toBe(false);
  expect(one()).toBe(false);
});

test('a record that has no answer counts against its domain if the same check got other answers', () => {
  const coverage = run({ domains: 1 });
  const unanswered = missing('sts-record', 'servfail');
  expect(coverage.vantageGood(unanswered, false, domainCheck('a.example', NOON, { missing: [unanswered] }))).toBe(true);
  expect(coverage.vantageGood(unanswered, false)).toBe(false);
});

test('a check is counted once, also where it was set aside before', () => {
  const coverage = run({ domains: 9 });
  const check = domainCheck('a.example', NOON, { missing: [missing('policy')] });
  coverage.add(check, undefined);
  coverage.add(check, undefined);
  expect(coverage.counts()).toMatchObject({ https_unseen: 1 });
});

describe('the notice', () => {
  const blocked = run({ mxHosts: 3 }, ...hosts(3, missing(SMTP)));
  const open = run({ mxHosts: 3 }, ...hosts(3));
  let stage: Stage;
  const end = async (coverage: RunCoverage, startedAt: number) => {
    await noteCoverage(coverage, { store: stage.store, at: startedAt, policy: stage.policy });
    await stage.finish();
  };
  beforeEach(() => {
    stage = new Stage(memoryStore());
  });

  test('is told once, and once that it is over', async () => {
    for (const [index, coverage] of [open, blocked, blocked, blocked, open, open, blocked].entries())
      await end(coverage, NOON + index * HOUR);
    expect(stage.pager.lines).toEqual([
      'coverage vantage-blocked',
      'resolved vantage-blocked',
      'coverage vantage-blocked',
    ]);
  });

  test('of the same run is the same notice', async () => {
    await Promise.all([end(blocked, NOON), end(blocked, NOON)]);
    expect(stage.pager.lines).toEqual(['coverage vantage-blocked']);
  });

  describe('of a place without a network, whose resolver answers from its memory', () => {
    const noPolicies = run(
      { domains: 3 },
      ...['a', 'b', 'c'].map((name) => domainCheck(name, NOON, { missing: [missing('policy', 'unreachable')] })),
    );
    const policies = run({ domains: 3 }, { ...domainCheck('a', NOON), served: { a: SERVED } });
    const note = async (coverage: RunCoverage, startedAt: number) => {
      await noteCoverage(coverage, {
        store: stage.store,
        at: startedAt,
        policy: stage.policy,
        onePlace: { every: HOUR },
      });
      await stage.finish();
    };

    test('is one, and port 25 has its own only when policy hosts are in sight again', async () => {
      await note(noPolicies, NOON);
      await note(blocked, NOON + 1);
      expect(stage.pager.lines).toEqual(['coverage https-blocked']);
      await note(policies, NOON + HOUR);
      await note(blocked, NOON + HOUR + 1);
      expect(stage.pager.lines.slice(1)).toEqual(['resolved https-blocked', 'coverage vantage-blocked']);
    });

    const noAnswers = run(
      { domains: 3 },
      ...['a', 'b', 'c'].map((name) => ({
        ...domainCheck(name, NOON, {
          missing: (['sts-record', 'mx', 'policy'] as const).map((aspect) => missing(aspect)),
        }),
        facts: {},
        policyHostUnresolved: true as const,
      })),
    );
    const noAddresses = run({ mxHosts: 3 }, ...hosts(3, missing('addresses')));

    test('is the one about its cause, whichever run notices it first', async () => {
      for (const [index, [first, second]] of [
        [noAnswers, noAddresses],
        [noAddresses, noAnswers],
        [noAnswers, blocked],
        [noAnswers, noPolicies],
      ].entries()) {
        stage = new Stage(memoryStore());
        await note(first as RunCoverage, NOON);
        await note(second as RunCoverage, NOON + 1);
        await note(policies, NOON + HOUR);
        expect([index, stage.pager.lines]).toEqual([index, ['coverage resolver-failing', 'resolved resolver-failing']]);
      }
    });

    test.each<[string, RunCoverage, RunCoverage, string]>([
      ['the MX hosts, then the resolvers', blocked, noAnswers, 'resolver-failing'],
      ['the MX hosts, then the policy hosts', blocked, noPolicies, 'https-blocked'],
      ['the policy hosts, then the resolvers', noPolicies, noAddresses, 'resolver-failing'],
    ])('that a run says of %s is one alert, about the cause', async (_, first, second, cause) => {
      await noteCoverage(first, { store: stage.store, at: NOON, policy: stage.policy, onePlace: { every: HOUR } });
      await note(second, NOON + 1);
      expect(stage.pager.lines).toEqual([`coverage ${cause}`]);
      await note(policies, NOON + HOUR);
      await note(open, NOON + HOUR + 1);
      expect(stage.pager.lines).toEqual([`coverage ${cause}`, `resolved ${cause}`]);
    });

    test('is corrected once where its consequence was alerted before', async () => {
      await note(blocked, NOON);
      await note(noAnswers, NOON + HOUR);
      await note(noAnswers, NOON + 2 * HOUR);
      await note(blocked, NOON + 2 * HOUR + 1);
      await note(policies, NOON + 3 * HOUR);
      expect(stage.pager.lines).toEqual([
        'coverage vantage-blocked',
        'escalated resolver-failing',
        'resolved resolver-failing',
      ]);
      expect((await stage.store.alerts({ limit: 10 })).items).toHaveLength(1);
    });

    test('is none of a port that was closed long before, or to a share of the hosts', async () => {
      const most = run({ mxHosts: 5 }, ...hosts(4, missing(SMTP)), host(9));
      for (const closed of [blocked, most]) {
        stage = new Stage(memoryStore());
        await note(closed, closed === most ? NOON + 5 * HOUR - 1 : NOON);
        await note(noAnswers, NOON + 5 * HOUR);
        expect(stage.pager.lines).toEqual(['coverage vantage-blocked', 'coverage resolver-failing']);
      }
    });

    test('is two where domains and MX hosts are checked from different places', async () => {
      await end(noPolicies, NOON);
      await end(blocked, NOON + 1);
      expect(stage.pager.lines).toEqual(['coverage https-blocked', 'coverage vantage-blocked']);
    });
  });

  test('is not over because a run looked at nothing', async () => {
    await end(blocked, NOON);
    await end(run({ mxHosts: 0 }), NOON + HOUR);
    expect(stage.pager.lines).toEqual(['coverage vantage-blocked']);
  });
});

test('port 25 closed over 1,000 MX hosts, run after run: no alert about any of them, one notice', async () => {
  const stage = new Stage(memoryStore());
  const names = Array.from({ length: 1_000 }, (_, n) => `mx${n}.example.com`);
  await stage.watch('a.example');
  await stage.take(domainCheck('a.example', NOON, { mx: names.slice(0, 100) }));
  for (const [index, name] of names.entries())
    await stage.store.setMxHosts(`d${index}.example`, [{ host: name, preference: 10 }]);
  for (let n = 0; n < 6; n++) {
    const coverage = new RunCoverage({ domains: 0, mxHosts: names.length });
    stage.now = NOON + (n + 1) * HOUR;
    for (const name of names) {
      const check = hostCheck(name, stage.now, { missing: n === 0 ? [] : [unreachable(name)] });
      const { recorded } = await stage.take(check, { ...DIFF_OPTIONS, vantageGood: coverage.vantageGood });
      coverage.add(check, 'state' in recorded ? recorded.state : undefined);
    }
    await noteCoverage(coverage, { store: stage.store, at: stage.now, policy: stage.policy });
    await stage.finish();
  }
  expect(stage.pager.lines).toEqual(['coverage vantage-blocked']);
  expect((await stage.store.alerts({ limit: 5_000 })).items).toHaveLength(1);
});
