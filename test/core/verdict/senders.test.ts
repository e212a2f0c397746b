import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { DEFAULT_DIFF_OPTIONS, domainCheck, mxHostCheck, nextState } from '../../../lib/core/diff';
import { findingOf } from '../../../lib/core/findings';
import type { DomainObservation, Finding, MxHostObservation, TargetState } from '../../../lib/core/model';
import { domainTarget, mxHostTarget, present } from '../../../lib/core/model';
import type { DomainView, MxHostView } from '../../../lib/core/verdict';
import {
  deliveries,
  domainVerdict,
  domainViewOfReading,
  domainViewOfState,
  mxHostViewOfReading,
  mxHostViewOfState,
  mxStandings,
} from '../../../lib/core/verdict';
import {
  certificate,
  DAY,
  domainObservation,
  endpoint,
  failedEndpoint,
  http,
  intermediate,
  mxHostObservation,
  mxHostServing,
  NOW,
  policyFetch,
  policyText,
} from '../../support/observations';
import { readDomain, readMxHost } from '../../../lib/core/reading';

const ALIAS = 'mx1.example.com';
const FINAL = 'mail.example.net';

const domain = (patterns: readonly string[], mode = 'enforce'): DomainObservation =>
  domainObservation({
    mx: present({ cnameChain: [], ttl: 300, records: [{ preference: 10, exchange: ALIAS }] }),
    policyFetch: policyFetch({ http: http({ body: policyText({ mx: patterns, mode }) }) }),
  });

const alias = (names: readonly string[]): MxHostObservation => ({
  ...mxHostServing([certificate({ dnsNames: [...names] }), intermediate()]),
  addresses: present({ cnameChain: [FINAL], ttl: 60, ipv4: ['192.0.2.25'], ipv6: [] }),
});

const checked = (observation: DomainObservation, host: MxHostObservation): readonly [DomainView, MxHostView] => [
  domainViewOfReading(readDomain(observation), judgeDomain(readDomain(observation))),
  mxHostViewOfReading(readMxHost(host), judgeMxHost(readMxHost(host))),
];

const remembered = (check: Parameters<typeof nextState>[1]): TargetState => {
  const transition = nextState(undefined, check, {
    ...DEFAULT_DIFF_OPTIONS,
    confirmChecks: 1,
    vantageGood: () => true,
  });
  if (transition.outcome !== 'changed') throw new Error(transition.outcome);
  return transition.state;
};

const recalled = (observation: DomainObservation, host: MxHostObservation): readonly [DomainView, MxHostView] => [
  domainViewOfState(remembered(domainCheck(readDomain(observation), judgeDomain(readDomain(observation))))),
  mxHostViewOfState(remembered(mxHostCheck(readMxHost(host), judgeMxHost(readMxHost(host))))),
];

function told([view, ...hosts]: readonly [DomainView, ...MxHostView[]]) {
  const standings = mxStandings(view, hosts);
  const { name, reasons } = domainVerdict(view, standings);
  const says = Object.fromEntries(deliveries(view, standings, undefined).map((one) => [one.sender, one]));
  return { verdict: name, reasons, outcome: (sender: string) => says[sender]?.outcome, says };
}

describe.each([
  ['checked just now', checked],
  ['remembered', recalled],
])('an MX host that is an alias, as %s', (_, views) => {
  test.each([
    ['policy and certificate name the alias alone', [ALIAS], [ALIAS], 'degraded', 'authenticated', 'refused'],
    ['both name both', [ALIAS, FINAL], [ALIAS, FINAL], 'protected', 'authenticated', 'authenticated'],
    ['both name the final host alone', [FINAL], [FINAL], 'undeliverable', 'refused', 'authenticated'],
    [
      'the policy names both, the certificate the alias',
      [ALIAS, FINAL],
      [ALIAS],
      'degraded',
      'authenticated',
      'refused',
    ],
    [
      'the certificate names both, the policy the alias',
      [ALIAS],
      [ALIAS, FINAL],
      'degraded',
      'authenticated',
      'refused',
    ],
    [
      'the policy names the alias, the certificate the final host',
      [ALIAS],
      [FINAL],
      'undeliverable',
      'refused',
      'refused',
    ],
  ])('%s', (__, patterns, names, verdict, conforming, exchangeOnline) => {
    const result = told(views(domain(patterns), alias(names)));
    expect([result.verdict, result.outcome('mta-sts-only')]).toEqual([verdict, conforming]);
    // DANE is not known here, so that it is not known to be out of the way for Exchange Online.
    const [view, host] = views(domain(patterns), alias(names));
    const secure = { mxRecords: 'insecure', state: 'not-signed', reasons: [] } as const;
    const outcomes = deliveries(view, mxStandings(view, [host]), secure);
    expect(outcomes.find(({ sender }) => sender === 'exchange-online')?.outcome).toBe(exchangeOnline);
    expect(result.outcome('neither')).toBe('opportunistic');
  });

  test('the reason names Exchange Online and the final host', () => {
    const { reasons } = told(views(domain([ALIAS]), alias([ALIAS])));
    expect(reasons).toEqual([
      'Exchange Online rejects MX host mx1.example.com: it matches policy and certificate against mail.example.net, the final host of the CNAME, which neither names.',
    ]);
    expect(told(views(domain([FINAL]), alias([FINAL]))).reasons.at(-1)).toMatch(
      /^Exchange Online still delivers to MX host/,
    );
  });

  test('nothing is enforced in testing mode', () => {
    const result = told(views(domain([ALIAS], 'testing'), alias([ALIAS])));
    expect([result.verdict, result.reasons.join(' ')]).toEqual(['testing', expect.not.stringContaining('Exchange')]);
  });
});

describe('senders that know neither standard', () => {
  const noTls = mxHostObservation({ endpoints: [endpoint({ startTlsOffered: false })] });
  const expired = mxHostServing([certificate({ notAfter: NOW - DAY }), intermediate()], {
    trust: { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true },
  });
  const gone = mxHostObservation({ addresses: { state: 'absent', reason: 'no-name' }, endpoints: [] });
  const lost = mxHostObservation({ endpoints: [failedEndpoint({ step: 'connect', cause: 'timeout', detail: '' })] });
  test.each([
    ['a sound host', mxHostObservation(), 'opportunistic'],
    ['a host that MTA-STS rejects', expired, 'opportunistic'],
    ['a host without TLS', noTls, 'opportunistic'],
    ['a host that nobody reaches', gone, 'refused'],
    ['a host that was not checked', lost, 'unknown'],
  ] as const)('%s', (_, host, outcome) => {
    expect(told(checked(domain([ALIAS]), host)).outcome('neither')).toBe(outcome);
  });

  test('an address in place of a name is reached by nobody, whatever the policy', () => {
    const observation = {
      ...domain([ALIAS], 'testing'),
      mx: present({ cnameChain: [], ttl: 300, records: [{ preference: 10, exchange: '192.0.2.25' }] }),
    };
    const [view] = checked(observation, mxHostObservation());
    const { outcome } = told([view]);
    expect([outcome('neither'), outcome('mta-sts-only')]).toEqual(['refused', 'refused']);
  });
});

describe('a fault that some senders alone meet', () => {
  const untrusted = (acceptedBy: readonly ('gnutls' | 'go')[]): Finding =>
    findingOf({
      kind: 'mx-host-certificate-untrusted',
      subject: mxHostTarget(ALIAS),
      evidence: { certificate: '', addresses: ['192.0.2.25'], reason: 'other', error: 'X', issuer: '', acceptedBy },
      aspects: ['smtp:192.0.2.25'],
    });

  test('of an MX host: degraded, and nothing is known of Exchange Online', () => {
    const [view, host] = checked(domain([ALIAS]), mxHostObservation());
    const { verdict, reasons, outcome, says } = told([view, { ...host, findings: [untrusted(['gnutls', 'go'])] }]);
    expect([verdict, outcome('mta-sts-only'), outcome('exchange-online')]).toEqual([
      'degraded',
      'authenticated',
      'unknown',
    ]);
    expect(reasons[0]).toMatch(/^MX host mx1\.example\.com is rejected by some senders: .*OpenSSL.*GnuTLS.*Go/);
    expect(says['mta-sts-only']?.says).toContain('Those whose TLS library rejects the certificate');
    expect(told([view, { ...host, findings: [untrusted([])] }]).verdict).toBe('undeliverable');
  });

  test.each([
    [
      { partly: true } as const,
      'degraded',
      'has expired (at 192.0.2.80): senders that connect there find no usable policy',
    ],
    [{}, 'unprotected', 'has expired'],
  ])('of a policy host at some of its addresses: %j', (partly, verdict, reason) => {
    const finding = findingOf({
      kind: 'policy-host-certificate-expired',
      subject: domainTarget('example.com'),
      evidence: {
        certificate: '',
        addresses: ['192.0.2.80'],
        notBefore: 0,
        notAfter: 1,
        role: 'leaf',
        certificateSubject: '',
        ...partly,
      },
      aspects: ['policy'],
    });
    const [view, host] = checked(domain([ALIAS]), mxHostObservation());
    const result = told([{ ...view, findings: [finding] }, host]);
    expect(result.verdict).toBe(verdict);
    expect(result.reasons[0]).toContain(reason);
  });
});
