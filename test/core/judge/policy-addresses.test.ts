import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { DEFAULT_DIFF_OPTIONS, domainCheck, nextState } from '../../../lib/core/diff';
import { describeFinding } from '../../../lib/core/findings';
import type { DomainObservation, Finding, PolicyEndpoint, TargetState, Verdict } from '../../../lib/core/model';
import { present } from '../../../lib/core/model';
import {
  domainVerdict,
  domainViewOfReading,
  domainViewOfState,
  mxHostViewOfReading,
  mxStandings,
} from '../../../lib/core/verdict';
import {
  certificate,
  certificateSet,
  domainObservation,
  failedPolicyEndpoint,
  HOUR,
  http,
  intermediate,
  mxHostObservation,
  NOW,
  policyEndpoint,
  policyFetchFrom,
  policyText,
  tls,
} from '../../support/observations';
import { readDomain, readMxHost } from '../../../lib/core/reading';

const A = '192.0.2.80';
const B = '192.0.2.81';
const V6 = '2001:db8::80';

const good = (address = A): PolicyEndpoint => policyEndpoint({ address });
const answering = (status: number, address = B): PolicyEndpoint =>
  policyEndpoint({ address, http: http({ status, body: '' }) });
const EXPIRED = certificate({ notAfter: NOW - 1 });
const expired = (address = B): PolicyEndpoint =>
  policyEndpoint({
    address,
    tls: tls([EXPIRED, intermediate()], { trust: { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true } }),
  });
const silent = (address = B, cause: 'timeout' | 'unreachable' | 'refused' = 'timeout'): PolicyEndpoint =>
  failedPolicyEndpoint({ step: 'connect', cause, detail: 'seen' }, { address });
const serving = (text: string, address = B): PolicyEndpoint => policyEndpoint({ address, http: http({ body: text }) });

const at = (...endpoints: readonly PolicyEndpoint[]): DomainObservation => {
  const observation = domainObservation({ policyFetch: policyFetchFrom(...endpoints) });
  return { ...observation, certificates: { ...observation.certificates, ...certificateSet(EXPIRED) } };
};

const verdictOf = (observation: DomainObservation) => {
  const view = domainViewOfReading(readDomain(observation), judgeDomain(readDomain(observation)));
  const hosts = ['mx1.example.com', 'mx2.example.com'].map((host) => {
    const seen = mxHostObservation({ host });
    return mxHostViewOfReading(readMxHost(seen), judgeMxHost(readMxHost(seen)));
  });
  return domainVerdict(view, mxStandings(view, hosts));
};
const only = (observation: DomainObservation): Finding => {
  const [finding, ...others] = judgeDomain(readDomain(observation)).findings;
  if (finding === undefined || others.length > 0) throw new Error(`${others.length} more findings`);
  return finding;
};

describe('one of two addresses', () => {
  test.each<[string, PolicyEndpoint, string]>([
    ['answers 404', answering(404), 'mta-sts.example.com answers 404 instead of the policy (at 192.0.2.81)'],
    ['serves an expired certificate', expired(), 'The certificate of mta-sts.example.com has expired (at 192.0.2.81)'],
    [
      'redirects',
      policyEndpoint({ address: B, http: http({ status: 301, location: 'https://x.example/' }) }),
      'mta-sts.example.com redirects instead of serving the policy (at 192.0.2.81)',
    ],
    [
      'serves a web page',
      policyEndpoint({ address: B, http: http({ contentType: 'text/html', body: '<html>' }) }),
      'The policy of example.com is not served as text/plain (at 192.0.2.81)',
    ],
    [
      'speaks no TLS',
      failedPolicyEndpoint({ step: 'handshake', cause: 'tls', detail: 'alert 40' }, { address: B }),
      'No TLS session with mta-sts.example.com (at 192.0.2.81)',
    ],
  ])('%s: a warning that names it, and the domain is degraded', (_, bad, title) => {
    for (const observation of [at(good(), bad), at(bad, good())]) {
      const finding = only(observation);
      expect(finding).toMatchObject({ severity: 'warning', aspects: [`policy:${B}`], evidence: { servedAt: [A] } });
      const words = describeFinding(finding, NOW);
      expect(words).toMatchObject({ title, mail: 'at-risk' });
      expect(words.because).toContain(B);
      expect(verdictOf(observation)).toEqual({
        name: 'degraded',
        reasons: [`${title}: senders that connect there find no usable policy.`],
      });
    }
  });

  test('of all addresses the same fault is as grave as of one, and the domain unprotected', () => {
    const observation = at(answering(404, A), answering(404));
    expect(only(observation)).toMatchObject({ severity: 'error', evidence: { addresses: [A, B] } });
    expect(verdictOf(observation).name).toBe('unprotected');
    expect(verdictOf(at(answering(404, A), expired())).name).toBe('unprotected');
  });

  test.each(['timeout', 'refused'] as const)('gives no answer (%s): not seen, and a finding if that lasts', (cause) => {
    const observation = at(good(), silent(B, cause));
    const { findings, unknown } = judgeDomain(readDomain(observation));
    expect(findings).toEqual([]);
    expect(unknown).toMatchObject([
      {
        aspect: `policy:${B}`,
        cause,
        becomes: { kind: 'policy-host-unreachable', severity: 'warning', evidence: { addresses: [B], servedAt: [A] } },
      },
    ]);
    expect(verdictOf(observation).name).toBe('protected');
  });

  test('an IPv6 address without a route from here is not checked, and never a fault', () => {
    const { findings, unknown } = judgeDomain(readDomain(at(good(), silent(V6, 'unreachable'))));
    expect(findings).toEqual([]);
    expect(unknown).toEqual([{ aspect: 'policy:ipv6', cause: 'unreachable', detail: `no route from here to ${V6}` }]);
    const alone = judgeDomain(readDomain(at(silent(V6, 'unreachable'))));
    expect(alone).toEqual({ findings: [], unknown: [{ aspect: 'policy', cause: 'unreachable', detail: 'seen' }] });
  });

  test('neither gives an answer: the policy host is not seen as a whole', () => {
    const { findings, unknown } = judgeDomain(readDomain(at(silent(A), silent(B))));
    expect(findings).toEqual([]);
    expect(unknown).toMatchObject([
      {
        aspect: 'policy',
        becomes: {
          kind: 'policy-host-unreachable',
          severity: 'error',
          aspects: ['policy'],
          evidence: { addresses: [A, B] },
        },
      },
    ]);
  });
});

describe('different policies', () => {
  test.each<[string, string]>([
    ['mode', policyText({ mode: 'testing' })],
    ['max_age', policyText({ maxAge: 700_000 })],
    ['mx', policyText({ mx: ['mx1.example.com'] })],
    ['no policy at all', 'Hello'],
  ])('%s: one finding that names what is served where, and the domain is degraded', (_, text) => {
    const observation = at(good(), good('192.0.2.82'), serving(text));
    const finding = only(observation);
    expect(finding).toMatchObject({ kind: 'policy-differs', severity: 'warning' });
    const { evidence } = describeFinding(finding, NOW);
    expect(evidence.map(([name]) => name).sort()).toEqual([`Policy at ${A} and 192.0.2.82`, `Policy at ${B}`]);
    const { name, reasons } = verdictOf(observation);
    expect(name).toBe('degraded');
    expect(reasons.join()).toContain(B);
  });

  test.each<[string, string]>([
    ['line ends', policyText().replaceAll('\r\n', '\n')],
    ['order', policyText({ mx: ['mx2.example.com', 'mx1.example.com'] })],
    ['letter case', policyText({ mx: ['MX1.example.com', 'mx2.EXAMPLE.com'] })],
    ['an extension', `${policyText()}generated_at: 2026-11-30\r\n`],
  ])('%s alone are the same to senders', (_, text) => {
    expect(judgeDomain(readDomain(at(good(), serving(text)))).findings.map(({ kind }) => kind)).not.toContain(
      'policy-differs',
    );
  });

  test('the policy that most addresses serve counts, in whatever order', () => {
    const other = policyText({ mode: 'testing' });
    for (const endpoints of [
      [serving(other, A), good(B), good('192.0.2.82')],
      [good(B), serving(other, A), good('192.0.2.82')],
    ])
      expect(verdictOf(at(...endpoints)).name).toBe('degraded');
  });

  test('what another fault keeps senders from is not compared', () => {
    const observation = at(good(), { ...expired(), http: http({ body: policyText({ mode: 'none' }) }) });
    expect(only(observation).kind).toBe('policy-host-certificate-expired');
  });
});

describe('addresses that one resolver alone names', () => {
  const lone = (observation: DomainObservation, unconfirmed: Record<string, string[]>): DomainObservation => {
    const { policyFetch } = observation;
    if (policyFetch?.addresses.state !== 'present') throw new Error('no addresses');
    return {
      ...observation,
      policyFetch: { ...policyFetch, addresses: present({ ...policyFetch.addresses.value, unconfirmed }) },
    };
  };

  test('one that proves the name is the policy host, and another may be another\u2019s', () => {
    const { findings, unknown } = judgeDomain(
      readDomain(lone(at(answering(404, A), expired()), { Honest: [A], Liar: [B] })),
    );
    expect(findings.map(({ kind, severity }) => [kind, severity])).toEqual([['policy-http-status', 'error']]);
    expect(unknown).toMatchObject([{ aspect: `policy:${B}`, cause: 'disagreement' }]);
  });

  test('what fails in different ways at the addresses of different resolvers is not known', () => {
    const { findings, unknown } = judgeDomain(readDomain(lone(at(silent(A), expired()), { One: [A], Two: [B] })));
    expect(findings).toEqual([]);
    expect(unknown).toMatchObject([{ aspect: 'policy', cause: 'disagreement' }]);
  });

  test('what fails in one way at the addresses of two resolvers is the policy host\u2019s', () => {
    const observation = lone(at(expired(A), expired()), { One: [A], Two: [B] });
    expect(judgeDomain(readDomain(observation)).findings.map(({ kind }) => kind)).toEqual([
      'policy-host-certificate-expired',
    ]);
  });
});

test('an address that is not public among public ones is named', () => {
  const observation = at(
    good(),
    failedPolicyEndpoint({ step: 'connect', cause: 'address-not-allowed', detail: '' }, { address: '10.0.0.1' }),
  );
  expect(only(observation)).toMatchObject({
    kind: 'policy-host-address-not-public',
    evidence: { addresses: ['10.0.0.1'] },
  });
  expect(verdictOf(observation)).toEqual({
    name: 'degraded',
    reasons: [
      'The address of mta-sts.example.com is not public (at 10.0.0.1): senders that try this address first lose time, and find no policy if none is left.',
    ],
  });
});

describe('an address where nobody can connect', () => {
  const hosts = ['mx1.example.com', 'mx2.example.com'].map((host) => {
    const seen = mxHostObservation({ host });
    return mxHostViewOfReading(readMxHost(seen), judgeMxHost(readMxHost(seen)));
  });
  /** The verdict after each of the hourly checks. */
  const verdictsOf = (...checks: readonly DomainObservation[]): readonly Verdict[] => {
    let state: TargetState | undefined;
    return checks.map((check, index) => {
      const observation = { ...check, observedAt: NOW + index * HOUR };
      const transition = nextState(state, domainCheck(readDomain(observation), judgeDomain(readDomain(observation))), {
        ...DEFAULT_DIFF_OPTIONS,
        vantageGood: () => true,
      });
      if (transition.outcome === 'changed') state = transition.state;
      if (state === undefined) throw new Error('nothing is remembered');
      const view = domainViewOfState(state);
      return domainVerdict(view, mxStandings(view, hosts));
    });
  };
  const names = (verdicts: readonly Verdict[]): readonly string[] => verdicts.map(({ name }) => name);
  const dead = at(good(), silent());

  test('degrades the domain once that has lasted, and until it is over', () => {
    const verdicts = verdictsOf(dead, dead, dead, dead, at(good(), good(B)), at(good(), good(B)), at(good(), good(B)));
    expect(names(verdicts)).toEqual(expect.arrayContaining(['protected', 'degraded']));
    expect(names(verdicts.slice(0, 2))).toEqual(['protected', 'protected']);
    expect(verdicts[3]).toEqual({
      name: 'degraded',
      reasons: [
        'mta-sts.example.com is not reachable from here (at 192.0.2.81): senders that try this address first lose time, and find no policy if none is left.',
      ],
    });
    expect(verdicts.at(-1)?.name).toBe('protected');
  });

  test('does not degrade it by one check, however often that tried', () => {
    const tries = { count: 3, overMs: 15_000 };
    const observation = at(good(), { ...silent(), tries });
    expect(only(observation)).toMatchObject({ kind: 'policy-host-unreachable', evidence: { tries } });
    expect(verdictOf(observation).name).toBe('protected');
  });

  test('does not degrade it where there is no route from here to IPv6', () => {
    const v6 = at(good(), silent(V6, 'unreachable'));
    expect(new Set(names(verdictsOf(v6, v6, v6, v6, v6)))).toEqual(new Set(['protected']));
  });

  test('is told as what it is: senders may try another address', () => {
    const words = describeFinding(only(at(good(), { ...silent(), tries: { count: 3, overMs: 15_000 } })), NOW);
    expect(words.senders.conforming).toContain('Tries another address');
    expect(words.mail).toBe('at-risk');
  });
});
