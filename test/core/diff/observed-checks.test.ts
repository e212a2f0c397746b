import { createHash } from 'node:crypto';
import { domainCheck, mxHostCheck } from '../../../lib/core/diff';
import type {
  CertificateFacts,
  DomainObservation,
  Judgement,
  MxHostObservation,
  PolicyEndpoint,
  PolicyFetch,
  SmtpEndpoint,
} from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { unseen } from './checks';
import { readDomain, readMxHost } from '../../../lib/core/reading';

const CLEAN: Judgement = { findings: [], unknown: [] };
const ANSWER = { cnameChain: [], ttl: 300 };
const BODY = 'version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 604800\n';
const LEAF = 'aa'.repeat(32);
const certificates = {
  [LEAF]: {
    fingerprint: LEAF,
    notAfter: 5,
    issuer: 'O=Trust',
    key: { type: 'ec' },
    dnsNames: ['mx1.example.com'],
    spkiSha256: 'bb',
  } as unknown as CertificateFacts,
};
const tls = { protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', chain: [LEAF, 'cc'], trust: { trusted: true } };

const UNANSWERED: PolicyEndpoint = { address: '192.0.2.7', family: 4, tls, durationMs: 1 };
const fetchFrom = (endpoint: PolicyEndpoint): PolicyFetch => ({
  url: 'https://mta-sts.example.com/.well-known/mta-sts.txt',
  addresses: present({ ...ANSWER, ipv4: ['192.0.2.7'], ipv6: [] }),
  endpoints: [endpoint],
  durationMs: 1,
});
const HTTP = { status: 200, contentType: 'text/plain', body: BODY, bodyBytes: BODY.length, truncated: false };
const fetched = (over: Partial<PolicyEndpoint> = {}): PolicyFetch => fetchFrom({ ...UNANSWERED, http: HTTP, ...over });

const UNFETCHED: DomainObservation = {
  domain: 'example.com',
  observedAt: 7,
  stsRecord: present({ ...ANSWER, records: [['v=STSv1; ', 'id=1;'], ['other']] }),
  tlsRptRecord: present({ ...ANSWER, records: [['v=TLSRPTv1; rua=mailto:a@example.com']] }),
  mx: present({
    ...ANSWER,
    records: [
      { preference: 20, exchange: 'mx2.example.com' },
      { preference: 10, exchange: 'mx1.example.com' },
    ],
  }),
  certificates,
};
const domain = (over: Partial<DomainObservation> = {}): DomainObservation => ({
  ...UNFETCHED,
  policyFetch: fetched(),
  ...over,
});

describe('a look at a domain', () => {
  test('reads every fact', () => {
    expect(domainCheck(readDomain(domain()), CLEAN)).toEqual({
      target: { type: 'domain', name: 'example.com' },
      observedAt: 7,
      facts: {
        stsRecord: { text: 'v=STSv1; id=1;', id: '1' },
        tlsRpt: 'v=TLSRPTv1; rua=mailto:a@example.com',
        ttl: { stsRecord: 300, tlsRpt: 300, mx: 300 },
        mx: {
          form: 'mx',
          records: [
            { preference: 10, exchange: 'mx1.example.com' },
            { preference: 20, exchange: 'mx2.example.com' },
          ],
        },
        policy: {
          state: 'served',
          sha256: createHash('sha256').update(BODY).digest('hex'),
          body: BODY,
          mode: 'enforce',
          maxAge: 604800,
          mx: ['*.example.com'],
          addresses: ['192.0.2.7'],
        },
        policyAddresses: ['192.0.2.7'],
      },
      served: {
        'mta-sts.example.com': {
          fingerprint: LEAF,
          notAfter: 5,
          issuer: 'O=Trust',
          keyType: 'ec',
          dnsNames: ['mx1.example.com'],
          spkiSha256: 'bb',
          chain: ['cc'],
        },
      },
      judgement: CLEAN,
      unknown: new Set(['name-servers']),
    });
  });

  test('tells absent from not seen', () => {
    const absent = { state: 'absent', reason: 'no-name' } as const;
    const failed = unknown('servfail', 'SERVFAIL');
    expect(
      domainCheck(
        readDomain({ ...UNFETCHED, stsRecord: absent, tlsRptRecord: absent, mx: absent, domainAddresses: absent }),
        CLEAN,
      ).facts,
    ).toEqual({
      stsRecord: null,
      tlsRpt: null,
      mx: { form: 'none', records: [] },
      policy: { state: 'not-served', reason: 'there is no policy host' },
    });
    expect(
      domainCheck(readDomain({ ...UNFETCHED, stsRecord: failed, tlsRptRecord: failed, mx: failed }), CLEAN).facts,
    ).toEqual({});
    expect(
      domainCheck(readDomain({ ...UNFETCHED, mx: absent, domainAddresses: failed }), CLEAN).facts,
    ).not.toHaveProperty('mx');
    expect(
      domainCheck(
        readDomain({
          ...UNFETCHED,
          mx: absent,
          domainAddresses: present({ ...ANSWER, ipv4: ['192.0.2.1'], ipv6: [] }),
        }),
        CLEAN,
      ).facts.mx?.form,
    ).toBe('implicit');
    expect(
      domainCheck(readDomain(domain({ mx: present({ ...ANSWER, records: [{ preference: 0, exchange: '' }] }) })), CLEAN)
        .facts.mx?.form,
    ).toBe('null');
  });

  test('a text that is no STS record is none; a faulty one is one without an id', () => {
    const record = (...records: string[][]) =>
      domainCheck(readDomain(domain({ stsRecord: present({ ...ANSWER, records }) })), CLEAN).facts.stsRecord;
    expect(record(['spf'])).toBeNull();
    expect(record(['v=STSv1; id=b;'], ['v=STSv1; id=a;'])).toEqual({ text: 'v=STSv1; id=a;\nv=STSv1; id=b;' });
  });

  test('a policy that is not valid is a body without a mode', () => {
    const policy = domainCheck(
      readDomain(domain({ policyFetch: fetched({ http: { ...HTTP, body: 'mode: enforcer' } }) })),
      CLEAN,
    ).facts.policy;
    expect(policy).toEqual({
      state: 'served',
      sha256: createHash('sha256').update('mode: enforcer').digest('hex'),
      body: 'mode: enforcer',
      mx: [],
      addresses: ['192.0.2.7'],
    });
  });

  test.each<[string, PolicyFetch]>([
    ['HTTP status 404', fetched({ http: { ...HTTP, status: 404 } })],
    ['the answer is too large', fetched({ http: { ...HTTP, truncated: true } })],
    [
      'the policy host has no address',
      { ...fetched(), addresses: { state: 'absent', reason: 'no-name' }, endpoints: [] },
    ],
    [
      'connect failed: refused',
      fetchFrom({ ...UNANSWERED, failure: { step: 'connect', cause: 'refused', detail: '' } }),
    ],
  ])('a policy that is not served: %s', (reason, policyFetch) => {
    expect(domainCheck(readDomain(domain({ policyFetch })), CLEAN).facts.policy).toEqual({
      state: 'not-served',
      reason,
    });
  });

  test('the judge says what cannot be told about the policy', () => {
    const check = domainCheck(readDomain(domain()), { findings: [], unknown: [unseen('policy')] });
    expect(check.facts).not.toHaveProperty('policy');
    expect([...check.unknown]).toEqual(['policy', 'policy-text', 'name-servers']);
  });
});

describe('a look at an MX host', () => {
  const endpoint = (address: string, over: Partial<SmtpEndpoint> = {}): SmtpEndpoint => ({
    address,
    family: 4,
    port: 25,
    tls,
    durationMs: 1,
    ...over,
  });
  const host = (over: Partial<MxHostObservation> = {}): MxHostObservation => ({
    host: 'mx1.example.com',
    observedAt: 7,
    addresses: present({
      cnameChain: ['real.example.net'],
      ttl: 1,
      ipv4: ['192.0.2.2', '192.0.2.1'],
      ipv6: ['2001:db8::1'],
    }),
    endpoints: [endpoint('192.0.2.1'), endpoint('192.0.2.2'), endpoint('2001:db8::1')],
    certificates,
    ...over,
  });

  test('reads addresses, alias and certificates', () => {
    const check = mxHostCheck(readMxHost(host()), CLEAN);
    expect(check.target).toEqual({ type: 'mx-host', name: 'mx1.example.com' });
    expect(check.facts).toEqual({ addresses: ['192.0.2.1', '192.0.2.2', '2001:db8::1'], cname: 'real.example.net' });
    expect(Object.keys(check.served)).toEqual(['192.0.2.1', '192.0.2.2', '2001:db8::1']);
  });

  test('nothing was seen at an address that was not tried', () => {
    const check = mxHostCheck(readMxHost(host({ endpoints: [endpoint('192.0.2.1')] })), {
      findings: [],
      unknown: [unseen('smtp:192.0.2.1')],
    });
    expect([...check.unknown]).toEqual(['smtp:192.0.2.1', 'smtp:192.0.2.2', 'smtp:2001:db8::1']);
  });

  test('tells no address from not seen', () => {
    expect(
      mxHostCheck(readMxHost(host({ addresses: { state: 'absent', reason: 'no-name' }, endpoints: [] })), CLEAN).facts,
    ).toEqual({ addresses: null, cname: null });
    expect(mxHostCheck(readMxHost(host({ addresses: unknown('timeout', ''), endpoints: [] })), CLEAN).facts).toEqual(
      {},
    );
  });
});
