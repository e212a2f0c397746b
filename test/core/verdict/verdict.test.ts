import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { domainCheck, mxHostCheck, nextState } from '../../../lib/core/diff';
import type { DiffOptions } from '../../../lib/core/diff';
import type {
  DomainObservation,
  MxHostObservation,
  MxHostStanding,
  TargetState,
  Verdict,
} from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import {
  domainVerdict,
  domainViewOfReading,
  domainViewOfState,
  mxHostViewOfReading,
  mxHostViewOfState,
  mxStandings,
} from '../../../lib/core/verdict';
import {
  ADDRESS,
  addresses,
  certificate,
  certificateSet,
  DAY,
  domainObservation,
  endpoint,
  failedEndpoint,
  failedFetch,
  http,
  intermediate,
  mxHostObservation,
  mxHostServing,
  NOW,
  omit,
  policyFetch,
  policyHostServing,
  policyText,
  tls,
  txt,
} from '../../support/observations';
import { DOMAIN_CASES } from '../judge/domain-cases';
import { MX_HOST_CASES } from '../judge/mx-host-cases';
import { readDomain, readMxHost } from '../../../lib/core/reading';

const SECOND = '192.0.2.26';
const absent = { state: 'absent', reason: 'no-name' } as const;
const servfail = unknown('servfail', '');
const EXPIRED = { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true };

const named = (host: string, observation: MxHostObservation): MxHostObservation => ({ ...observation, host });
const first = mxHostObservation();
const second = named('mx2.example.com', first);
const expired = mxHostServing([certificate({ notAfter: NOW - DAY }), intermediate()], { trust: EXPIRED });
const lost = mxHostObservation({ endpoints: [failedEndpoint({ step: 'connect', cause: 'timeout', detail: '' })] });
const closedPort = mxHostObservation({
  endpoints: [failedEndpoint({ step: 'connect', cause: 'vantage-blocked', detail: '' })],
});
/** As where the monitor does not connect to port 25. */
const notAsked = mxHostObservation({ endpoints: [], certificates: {} });
const unresolvable = mxHostObservation({ addresses: absent, endpoints: [] });
const spare = mxHostServing([certificate(), intermediate({ notAfter: NOW - 1 })]);
const mx = (...exchanges: readonly string[]) =>
  present({
    cnameChain: [],
    ttl: 300,
    records: exchanges.map((exchange, index) => ({ preference: index * 10, exchange })),
  });
const policy = (change: Parameters<typeof policyText>[0]): DomainObservation =>
  domainObservation({ policyFetch: policyFetch({ http: http({ body: policyText(change) }) }) });

/** One address sound, the other with an expired certificate. */
function half(): MxHostObservation {
  const old = certificate({ notAfter: NOW - DAY });
  return mxHostObservation({
    addresses: addresses(ADDRESS, SECOND),
    endpoints: [endpoint(), endpoint({ address: SECOND, tls: tls([old], { trust: EXPIRED }) })],
    certificates: certificateSet(certificate(), intermediate(), old),
  });
}

/** One address sound, the other out of sight. */
const halfLost = mxHostObservation({
  addresses: addresses(ADDRESS, SECOND),
  endpoints: [endpoint(), failedEndpoint({ step: 'connect', cause: 'timeout', detail: '' }, { address: SECOND })],
});

type Row = readonly [string, DomainObservation, readonly MxHostObservation[], Verdict['name'], string];

const TABLE: readonly Row[] = [
  [
    'no mail taken, no MTA-STS',
    omit(domainObservation({ stsRecord: absent, tlsRptRecord: absent, mx: mx('') }), 'policyFetch'),
    [],
    'protected',
    'there is no mail to protect',
  ],
  ['enforced, all sound', domainObservation(), [first, second], 'protected', 'both MX hosts pass'],
  ['a spare intermediate expired', domainObservation(), [spare, second], 'protected', 'both MX hosts'],
  ['an address out of sight', domainObservation(), [halfLost, second], 'protected', 'both MX hosts'],
  [
    'one of two refused',
    domainObservation(),
    [expired, second],
    'degraded',
    'MX host mx1.example.com is rejected: the certificate of mx1.example.com has expired.',
  ],
  [
    'one refused at one address',
    domainObservation(),
    [half(), second],
    'degraded',
    'MX host mx1.example.com is rejected at some of its addresses: the certificate',
  ],
  [
    'one not covered',
    domainObservation({ mx: mx('mx1.example.com', 'mx9.example.net') }),
    [first],
    'degraded',
    'MX host mx9.example.net is rejected: the policy does not cover it.',
  ],
  [
    'one an address',
    domainObservation({ mx: mx('192.0.2.25', 'mx2.example.com') }),
    [second],
    'degraded',
    'MX host 192.0.2.25 is out of reach: an MX record of example.com holds an address',
  ],
  [
    'one without an address',
    domainObservation(),
    [unresolvable, second],
    'degraded',
    'MX host mx1.example.com is out of reach: mx1.example.com has no address.',
  ],
  [
    'one refused, one out of sight',
    domainObservation(),
    [expired, named('mx2.example.com', lost)],
    'degraded',
    'At least one of two MX hosts is rejected; one could not be checked.',
  ],
  [
    'both refused',
    domainObservation(),
    [expired, named('mx2.example.com', expired)],
    'undeliverable',
    'MX host mx1.example.com is rejected',
  ],
  [
    'one expired, one not covered',
    domainObservation({ mx: mx('mx1.example.com', 'mx9.example.net') }),
    [expired],
    'undeliverable',
    'MX host mx1.example.com is rejected',
  ],
  [
    'none covered',
    domainObservation({ mx: mx('mx9.example.net') }),
    [],
    'undeliverable',
    'MX host mx9.example.net is rejected: the policy does not cover it.',
  ],
  [
    'no MX and no address',
    domainObservation({ mx: absent, domainAddresses: absent }),
    [],
    'undeliverable',
    'neither an MX record nor an address',
  ],
  [
    'one sound, one out of sight',
    domainObservation(),
    [first, named('mx2.example.com', lost)],
    'unknown',
    'MX host mx2.example.com could not be checked: no answer in time.',
  ],
  [
    'port 25 closed here',
    domainObservation(),
    [closedPort, named('mx2.example.com', closedPort)],
    'mx-not-checked',
    'The policy is published and valid; neither MX host was checked.',
  ],
  [
    'MX hosts are not to be checked',
    domainObservation(),
    [notAsked, named('mx2.example.com', notAsked)],
    'mx-not-checked',
    'The policy is published and valid; neither MX host was checked.',
  ],
  [
    'one sound, one not to be checked',
    domainObservation(),
    [first, named('mx2.example.com', notAsked)],
    'mx-not-checked',
    'The policy is published and valid; one of two MX hosts was not checked.',
  ],
  [
    'one not to be checked, one out of sight',
    domainObservation(),
    [notAsked, named('mx2.example.com', lost)],
    'unknown',
    'MX host mx1.example.com could not be checked: not looked at.',
  ],
  [
    'one not to be checked, one of unknown address',
    domainObservation(),
    [notAsked, named('mx2.example.com', mxHostObservation({ addresses: servfail, endpoints: [] }))],
    'unknown',
    'MX host mx1.example.com could not be checked: not looked at.',
  ],
  [
    'one not to be checked, one not covered',
    domainObservation({ mx: mx('mx1.example.com', 'mx9.example.net') }),
    [notAsked],
    'degraded',
    'At least one of two MX hosts is rejected; one could not be checked.',
  ],
  [
    'testing, MX hosts are not to be checked',
    policy({ mode: 'testing' }),
    [notAsked, named('mx2.example.com', notAsked)],
    'testing',
    'senders report failures but still deliver',
  ],
  [
    'no record, MX hosts are not to be checked',
    domainObservation({ stsRecord: absent }),
    [notAsked, named('mx2.example.com', notAsked)],
    'unprotected',
    'The STS record of example.com is missing',
  ],
  ['no look at MX hosts', domainObservation(), [], 'unknown', 'MX host mx1.example.com could not be checked.'],
  [
    'no MX lookup',
    domainObservation({ mx: servfail }),
    [],
    'unknown',
    'The MX records of example.com could not be checked: the name server fails (SERVFAIL).',
  ],
  [
    'no record lookup',
    domainObservation({ stsRecord: servfail }),
    [first, second],
    'unknown',
    'The STS record of example.com could not be checked',
  ],
  [
    'no record, and a policy host out of sight',
    domainObservation({
      stsRecord: absent,
      policyFetch: failedFetch({ step: 'connect', cause: 'timeout', detail: '' }),
    }),
    [first, second],
    'unprotected',
    'example.com has no STS record, so senders fetch no policy.',
  ],
  [
    'no policy fetch',
    domainObservation({ policyFetch: failedFetch({ step: 'connect', cause: 'timeout', detail: '' }) }),
    [first, second],
    'unknown',
    'The policy of example.com could not be checked: no answer in time.',
  ],
  ['testing', policy({ mode: 'testing' }), [first, second], 'testing', 'senders report failures but still deliver'],
  [
    'testing, no MX lookup',
    { ...policy({ mode: 'testing' }), mx: servfail },
    [],
    'testing',
    'senders report failures but still deliver',
  ],
  ['none', policy({ mode: 'none' }), [first, second], 'unprotected', 'The policy of example.com is in mode none.'],
  [
    'no record',
    domainObservation({ stsRecord: absent }),
    [first, second],
    'unprotected',
    'The STS record of example.com is missing',
  ],
  [
    'two records, and no policy fetch',
    domainObservation({
      stsRecord: txt('v=STSv1; id=1;', 'v=STSv1; id=2;'),
      policyFetch: failedFetch({ step: 'connect', cause: 'timeout', detail: '' }),
    }),
    [],
    'unprotected',
    'example.com has several STS records.',
  ],
  [
    'policy host expired',
    policyHostServing([certificate({ notAfter: NOW - 1 }), intermediate()], { trust: EXPIRED }),
    [first, second],
    'unprotected',
    'The certificate of mta-sts.example.com has expired.',
  ],
  [
    'policy host expired, and MX hosts too',
    policyHostServing([certificate({ notAfter: NOW - 1 }), intermediate()], { trust: EXPIRED }),
    [expired, named('mx2.example.com', expired)],
    'unprotected',
    'The certificate of mta-sts.example.com has expired.',
  ],
  [
    '404, and no record lookup',
    domainObservation({ stsRecord: servfail, policyFetch: policyFetch({ http: http({ status: 404 }) }) }),
    [first, second],
    'unprotected',
    'mta-sts.example.com answers 404',
  ],
  [
    'a doubtful policy',
    domainObservation({ policyFetch: policyFetch({ http: http({ body: `${policyText()}\r\n` }) }) }),
    [first, second],
    'protected',
    'both MX hosts',
  ],
  ['null MX, enforced', domainObservation({ mx: mx('') }), [], 'protected', 'accepts no mail'],
  ['null MX, no record', domainObservation({ stsRecord: absent, mx: mx('') }), [], 'protected', 'no mail to protect'],
  ['null MX, testing', { ...policy({ mode: 'testing' }), mx: mx('') }, [], 'protected', 'accepts no mail'],
  [
    'implicit MX',
    { ...policy({ mx: ['example.com'] }), mx: absent, domainAddresses: addresses(ADDRESS) },
    [named('example.com', mxHostServing([certificate({ dnsNames: ['example.com'] }), intermediate()]))],
    'protected',
    'the MX host',
  ],
];

function ofCheck(
  domain: DomainObservation,
  hosts: readonly MxHostObservation[],
): { verdict: Verdict; standings: readonly MxHostStanding[] } {
  const view = domainViewOfReading(readDomain(domain), judgeDomain(readDomain(domain)));
  const standings = mxStandings(
    view,
    hosts.map((host) => mxHostViewOfReading(readMxHost(host), judgeMxHost(readMxHost(host)))),
  );
  return { verdict: domainVerdict(view, standings), standings };
}

/** Every fault is believed at the first look, and nothing becomes one by lasting. */
const AT_ONCE: DiffOptions = {
  confirmChecks: 1,
  clearChecks: { published: 1, served: 1, most: 1 },
  windowChecks: 1,
  vantageGood: () => false,
};

const remember = (check: Parameters<typeof nextState>[1], previous?: TargetState, options = AT_ONCE): TargetState => {
  const transition = nextState(previous, check, options);
  return transition.outcome === 'changed' ? transition.state : (previous as TargetState);
};
const domainState = (observation: DomainObservation, previous?: TargetState, options?: DiffOptions): TargetState =>
  remember(domainCheck(readDomain(observation), judgeDomain(readDomain(observation))), previous, options);
const hostState = (observation: MxHostObservation, previous?: TargetState, options?: DiffOptions): TargetState =>
  remember(mxHostCheck(readMxHost(observation), judgeMxHost(readMxHost(observation))), previous, options);

function ofStates(
  domain: TargetState,
  hosts: readonly TargetState[],
): { verdict: Verdict; standings: readonly MxHostStanding[] } {
  const view = domainViewOfState(domain);
  const standings = mxStandings(view, hosts.map(mxHostViewOfState));
  return { verdict: domainVerdict(view, standings), standings };
}

test.each(TABLE)('%s', (_, domain, hosts, name, reason) => {
  const { verdict } = ofCheck(domain, hosts);
  expect(verdict.name).toBe(name);
  expect(verdict.reasons[0]).toContain(reason);
});

describe('what is remembered of a first look gives the same verdict as the look', () => {
  test.each(TABLE)('%s', (_, domain, hosts, name, reason) => {
    const { verdict } = ofStates(
      domainState(domain),
      hosts.map((host) => hostState(host)),
    );
    expect(verdict.name).toBe(name);
    expect(verdict.reasons[0]).toContain(reason);
  });

  test.each(DOMAIN_CASES)('case: %s', (_, domain) => {
    const hosts = [first, second];
    expect(
      ofStates(
        domainState(domain),
        hosts.map((host) => hostState(host)),
      ).verdict,
    ).toEqual(ofCheck(domain, hosts).verdict);
  });

  test.each(MX_HOST_CASES)('MX host: %s', (_, host) => {
    const acceptance = ({ standings }: { standings: readonly MxHostStanding[] }): readonly string[] =>
      standings.map((standing) => standing.acceptance);
    expect(acceptance(ofStates(domainState(domainObservation()), [hostState(host)]))).toEqual(
      acceptance(ofCheck(domainObservation(), [host])),
    );
  });
});

describe('an MX host that is refused at one address and could not be seen at another', () => {
  const refusedAndLost = (address: string, cause: 'timeout' | 'unreachable'): MxHostObservation => ({
    ...expired,
    addresses: addresses(ADDRESS, address),
    endpoints: [
      ...expired.endpoints,
      failedEndpoint({ step: 'connect', cause, detail: '' }, { address, family: address.includes(':') ? 6 : 4 }),
    ],
  });

  test.each([
    [SECOND, 'timeout', 'partly', 'degraded'],
    ['2001:db8::25', 'timeout', 'partly', 'degraded'],
    ['2001:db8::25', 'unreachable', 'refused', 'undeliverable'],
  ] as const)('%s, %s: %s', (address, cause, acceptance, name) => {
    const domain = domainObservation({ mx: mx(expired.host) });
    const host = refusedAndLost(address, cause);
    for (const { verdict, standings } of [ofCheck(domain, [host]), ofStates(domainState(domain), [hostState(host)])]) {
      expect(standings.map((standing) => standing.acceptance)).toEqual([acceptance]);
      expect(verdict.name).toBe(name);
    }
  });
});

describe('a policy that was removed', () => {
  const gone = {
    ...domainObservation({ stsRecord: absent, policyFetch: policyFetch({ http: http({ status: 404 }) }) }),
    observedAt: NOW + DAY,
  };
  const removed = domainState(gone, domainState(domainObservation()));
  const MAX_AGE = (removed.facts.policy?.maxAge ?? NaN) * 1000;

  test.each([
    ['counts while a sender may hold it', NOW + DAY + MAX_AGE - 1, 'enforce', 2],
    ['counts no more when none can', NOW + DAY + MAX_AGE, undefined, 1],
  ])('%s', (_, now, mode, reasons) => {
    const view = domainViewOfState(removed, now);
    expect(view.policy?.mode).toBe(mode);
    expect(
      domainVerdict(
        view,
        mxStandings(
          view,
          [first, second].map((host) => mxHostViewOfState(hostState(host))),
        ),
      ),
    ).toMatchObject({ name: 'unprotected', reasons: { length: reasons } });
  });

  test('counts again once it is served again', () => {
    const back = domainState({ ...domainObservation(), observedAt: NOW + 2 * DAY }, removed);
    expect(domainViewOfState(back, NOW + 1000 * DAY).policy?.mode).toBe('enforce');
  });
});

describe('what was seen before stands while it cannot be seen', () => {
  const later = <T extends { observedAt: number }>(observation: T): T => ({
    ...observation,
    observedAt: NOW + DAY / 24,
  });

  test('the domain', () => {
    const blind = later(
      domainObservation({
        stsRecord: servfail,
        mx: servfail,
        policyFetch: failedFetch({ step: 'connect', cause: 'timeout', detail: '' }),
      }),
    );
    expect(
      ofStates(domainState(blind, domainState(domainObservation())), [hostState(first), hostState(second)]).verdict
        .name,
    ).toBe('protected');
  });

  test('an MX host, sound or refused', () => {
    const hidden = (before: MxHostObservation): TargetState => hostState(later(lost), hostState(before));
    expect(ofStates(domainState(domainObservation()), [hidden(first), hostState(second)]).verdict.name).toBe(
      'protected',
    );
    expect(ofStates(domainState(domainObservation()), [hidden(expired), hostState(second)]).verdict.name).toBe(
      'degraded',
    );
  });

  test('an MX host that was never seen is unknown, whatever waits for confirmation', () => {
    const slow: DiffOptions = { ...AT_ONCE, confirmChecks: 3 };
    const alert = mxHostObservation({ endpoints: [failedEndpoint({ step: 'handshake', cause: 'tls', detail: '' })] });
    expect(
      ofStates(domainState(domainObservation()), [hostState(alert, undefined, slow), hostState(second)]).verdict.name,
    ).toBe('unknown');
    expect(
      ofStates(domainState(domainObservation()), [
        hostState(later(alert), hostState(first, undefined, slow), slow),
        hostState(second),
      ]).verdict.name,
    ).toBe('protected');
  });

  test('an MX host that stays out of reach becomes one that is lost', () => {
    const good: DiffOptions = { ...AT_ONCE, vantageGood: () => true };
    const gone = hostState(later(lost), hostState(first, undefined, good), good);
    expect(ofStates(domainState(domainObservation()), [gone, hostState(second)]).verdict).toMatchObject({
      name: 'degraded',
      reasons: ['MX host mx1.example.com is out of reach: mx1.example.com is not reachable from here.'],
    });
  });

  test('an MX host that goes on refusing this monitor is not proven to be lost, and not sound any more either', () => {
    const good: DiffOptions = { ...AT_ONCE, vantageGood: () => true };
    const refusing = mxHostObservation({
      endpoints: [failedEndpoint({ step: 'greeting', cause: 'smtp-permanent', detail: '', replyCode: 554 })],
    });
    const unwelcome = hostState(later(refusing), hostState(first, undefined, good), good);
    expect(Object.values(unwelcome.findings)).toMatchObject([
      { status: 'open', finding: { kind: 'mx-host-refuses-sessions', severity: 'warning' } },
    ]);
    expect(ofStates(domainState(domainObservation()), [unwelcome, hostState(second)]).verdict).toMatchObject({
      name: 'unknown',
      reasons: ['MX host mx1.example.com could not be checked: an SMTP refusal (5xx).'],
    });
  });

  test('but one of its addresses does no harm: senders try the next', () => {
    const good: DiffOptions = { ...AT_ONCE, vantageGood: () => true };
    expect(
      ofStates(domainState(domainObservation()), [hostState(halfLost, undefined, good), hostState(second)]).verdict
        .name,
    ).toBe('protected');
  });

  test('a policy host that stays out of reach leaves new senders without a policy', () => {
    const good: DiffOptions = { ...AT_ONCE, vantageGood: () => true };
    const gone = later(
      domainObservation({ policyFetch: failedFetch({ step: 'connect', cause: 'timeout', detail: '' }) }),
    );
    expect(
      ofStates(domainState(gone, domainState(domainObservation()), good), [hostState(first), hostState(second)]).verdict
        .name,
    ).toBe('unprotected');
  });
});

test('a zone with a thousand MX hosts does not make a thousand reasons', () => {
  const many = domainObservation({ mx: mx(...Array.from({ length: 1000 }, (_, index) => `mx${index}.example.net`)) });
  const { reasons } = ofCheck(many, []).verdict;
  expect(reasons).toHaveLength(11);
  expect(reasons[10]).toBe('There are 990 more reasons of this kind.');
});

describe('senders that hold the policy in their cache', () => {
  const CACHED = 'Senders with a cached policy enforce it until max_age expires.';

  test('enforce it without a record, and refuse what does not pass', () => {
    const { name, reasons } = ofCheck(domainObservation({ stsRecord: absent }), [expired, second]).verdict;
    expect({ name, reasons: reasons.slice(1) }).toEqual({
      name: 'unprotected',
      reasons: [CACHED, 'MX host mx1.example.com is rejected: the certificate of mx1.example.com has expired.'],
    });
  });

  test('enforce it when record and policy are gone, as far as that is remembered', () => {
    const removed: DomainObservation = { ...omit(domainObservation(), 'policyFetch'), stsRecord: absent };
    expect(ofCheck(removed, []).verdict.reasons).toEqual(['example.com does not use MTA-STS.']);
    const before = domainState(domainObservation());
    expect(
      ofStates(domainState({ ...removed, observedAt: NOW + DAY }, before), [hostState(first), hostState(second)])
        .verdict.reasons,
    ).toEqual(['example.com does not use MTA-STS.', CACHED]);
  });

  test.each(['testing', 'none'])('have nothing to enforce in mode %s', (mode) => {
    expect(ofCheck({ ...policy({ mode }), stsRecord: absent }, [expired]).verdict.reasons).not.toContain(CACHED);
  });
});

describe('standings', () => {
  test('come in the order of preference, each host once at its lowest', () => {
    const records = [
      [20, 'b.example.com'],
      [10, 'c.example.com'],
      [30, 'c.example.com'],
      [20, 'a.example.com'],
    ] as const;
    const domain = domainObservation({
      mx: present({
        cnameChain: [],
        ttl: 1,
        records: records.map(([preference, exchange]) => ({ preference, exchange })),
      }),
    });
    expect(ofCheck(domain, []).standings.map(({ host, preference }) => [host, preference])).toEqual([
      ['c.example.com', 10],
      ['a.example.com', 20],
      ['b.example.com', 20],
    ]);
  });

  test('without a policy a host is judged all the same, and not as covered or not', () => {
    const { standings } = ofCheck(
      domainObservation({ stsRecord: absent, policyFetch: policyFetch({ http: http({ status: 404 }) }) }),
      [expired, second],
    );
    expect(standings.map(({ acceptance, covered }) => [acceptance, covered])).toEqual([
      ['refused', undefined],
      ['accepted', undefined],
    ]);
  });

  test('testing tells what would be rejected', () => {
    expect(ofCheck(policy({ mode: 'testing' }), [unresolvable, second]).verdict.reasons[1]).toBe(
      'MX host mx1.example.com is out of reach: mx1.example.com has no address.',
    );
    expect(ofCheck(policy({ mode: 'testing' }), [expired, second]).verdict.reasons[1]).toBe(
      'MX host mx1.example.com would be rejected in enforce mode: the certificate of mx1.example.com has expired.',
    );
  });
});
