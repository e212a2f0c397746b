import fc from 'fast-check';
import { checkDocumentSchema, domainReportSchema, exitCode, reportDomain } from '../../../lib/core/report';
import type { DomainReport } from '../../../lib/core/report';
import type { DomainObservation, MxHostObservation } from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { arbitraryDomain, arbitraryMxHost } from '../../support/arbitrary';
import {
  certificate,
  DAY,
  domainObservation,
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

const sound = (host: string): MxHostObservation => mxHostObservation({ host });
const HOSTS = [sound('mx1.example.com'), sound('mx2.example.com')];
const expired: MxHostObservation = mxHostServing([certificate({ notAfter: NOW - DAY }), intermediate()], {
  trust: { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true },
});
const lost: MxHostObservation = mxHostObservation({
  endpoints: [failedEndpoint({ step: 'connect', cause: 'timeout', detail: 'no answer' })],
});
const inMode = (mode: string): DomainObservation =>
  domainObservation({ policyFetch: policyFetch({ http: http({ body: policyText({ mode }) }) }) });
const unused: DomainObservation = domainObservation({
  stsRecord: { state: 'absent', reason: 'no-name' },
  policyFetch: policyFetch({ http: http({ status: 404 }) }),
});

test('a domain without a fault', () => {
  const report = reportDomain(readDomain(domainObservation()), HOSTS.map(readMxHost));
  expect(report).toMatchObject({
    schemaVersion: 2,
    domain: 'example.com',
    checkedAt: '2026-11-23T12:00:00.000Z',
    verdict: 'protected',
    findings: [],
    unknown: [],
    stsRecord: { state: 'present', texts: ['v=STSv1; id=20261101;'], id: '20261101' },
    policy: {
      state: 'valid',
      mode: 'enforce',
      maxAge: 1209600,
      status: 200,
      tls: { protocol: 'TLSv1.3', trusted: true },
    },
    tlsRptRecord: { rua: ['mailto:tls@example.com'] },
    mx: { form: 'mx' },
    mxHosts: [
      {
        host: 'mx1.example.com',
        preference: 10,
        covered: true,
        acceptance: 'accepted',
        addresses: [{ address: '192.0.2.25', startTlsOffered: true }],
      },
      { host: 'mx2.example.com', preference: 20 },
    ],
  });
  const [leaf] = report.policy.tls?.chain ?? [];
  expect(report.certificates[leaf ?? '']).toMatchObject({
    names: expect.arrayContaining(['mta-sts.example.com']) as string[],
    key: 'EC prime256v1',
    validUntil: '2027-02-11T12:00:00.000Z',
  });
});

test("an MX host's fault is told with its words, under the host's name", () => {
  const report = reportDomain(readDomain(domainObservation()), [expired, sound('mx2.example.com')].map(readMxHost));
  expect(report.verdict).toBe('degraded');
  expect(report.findings).toMatchObject([
    {
      kind: 'mx-host-certificate-expired',
      severity: 'error',
      subject: { type: 'mx-host', name: 'mx1.example.com' },
      because: 'the certificate of mx1.example.com expired 1 day ago',
      resultType: 'certificate-expired',
      details: { role: 'leaf' },
    },
  ]);
  expect(report.mxHosts.map(({ acceptance }) => acceptance)).toEqual(['refused', 'accepted']);
});

test.each([
  ['enforce', inMode('enforce'), 'error'],
  ['testing', inMode('testing'), 'warning'],
  ['none', inMode('none'), 'info'],
  ['no MTA-STS', unused, 'info'],
])('under %s the same fault of an MX host is as grave as it is to this domain', (_, observation, severity) => {
  expect(
    reportDomain(readDomain(observation), [expired].map(readMxHost)).findings.find(
      ({ kind }) => kind === 'mx-host-certificate-expired',
    )?.severity,
  ).toBe(severity);
});

test('what closes the last MX host to senders that enforce is critical, beside a host that is left it is an error', () => {
  const severities = (hosts: readonly MxHostObservation[]) =>
    reportDomain(readDomain(domainObservation()), hosts.map(readMxHost))
      .findings.filter(({ kind }) => kind === 'mx-host-certificate-expired')
      .map(({ severity }) => severity);
  expect(severities([expired, { ...expired, host: 'mx2.example.com' }])).toEqual(['critical', 'critical']);
  expect(severities([expired, sound('mx2.example.com')])).toEqual(['error']);
});

test('findings come gravest first', () => {
  const report = reportDomain(
    readDomain({ ...inMode('testing'), tlsRptRecord: { state: 'absent', reason: 'no-name' } }),
    [expired].map(readMxHost),
  );
  expect(report.findings.map(({ severity }) => severity)).toEqual(['warning', 'warning', 'info']);
});

test('looks at MX hosts of others are left aside', () => {
  expect(reportDomain(readDomain(domainObservation()), [...HOSTS, sound('mx.example.net')].map(readMxHost))).toEqual(
    reportDomain(readDomain(domainObservation()), HOSTS.map(readMxHost)),
  );
});

test('any observations give a document that its schema allows, and JSON can hold', () => {
  fc.assert(
    fc.property(arbitraryDomain, fc.array(arbitraryMxHost, { maxLength: 2 }), (observation, hosts) => {
      const report = reportDomain(readDomain(observation), hosts.map(readMxHost));
      expect(domainReportSchema.strict().parse(JSON.parse(JSON.stringify(report)))).toBeDefined();
    }),
  );
});

describe('the exit code', () => {
  const blind = domainObservation({ mx: unknown('internal', '') });
  const TABLE: readonly (readonly [string, DomainReport, 0 | 1 | 2])[] = [
    ['nothing wrong', reportDomain(readDomain(domainObservation()), HOSTS.map(readMxHost)), 0],
    [
      'a refused MX host',
      reportDomain(readDomain(domainObservation()), [expired, sound('mx2.example.com')].map(readMxHost)),
      1,
    ],
    [
      'the same in testing',
      reportDomain(readDomain(inMode('testing')), [expired, sound('mx2.example.com')].map(readMxHost)),
      0,
    ],
    ['no MTA-STS', reportDomain(readDomain(unused), HOSTS.map(readMxHost)), 0],
    ['no MTA-STS, and MX hosts that were not looked at', reportDomain(readDomain(unused), []), 0],
    ['MX hosts that were not looked at', reportDomain(readDomain(domainObservation()), []), 2],
    ['MX hosts that were not looked at, in testing', reportDomain(readDomain(inMode('testing')), []), 2],
    [
      'an MX host that gives no answer',
      reportDomain(readDomain(domainObservation()), [lost, sound('mx2.example.com')].map(readMxHost)),
      2,
    ],
    ['no view of anything', reportDomain(readDomain(blind), []), 2],
    [
      'no IPv6 here',
      reportDomain(readDomain(domainObservation()), [withoutIpv6(), sound('mx2.example.com')].map(readMxHost)),
      0,
    ],
  ];

  test.each(TABLE)('%s', (_, report, expected) => {
    expect(exitCode([report], 'error')).toBe(expected);
  });

  test('a finding outweighs what could not be told, and both outweigh nothing', () => {
    const of = (code: 0 | 1 | 2): DomainReport => (TABLE.find(([, , expected]) => expected === code) ?? TABLE[0]!)[1];
    expect(exitCode([of(0), of(2), of(1)], 'error')).toBe(1);
    expect(exitCode([of(0), of(2)], 'error')).toBe(2);
    expect(exitCode([], 'error')).toBe(0);
  });

  test('--fail-on moves the line', () => {
    const testing = reportDomain(readDomain(inMode('testing')), [expired, sound('mx2.example.com')].map(readMxHost));
    expect([
      exitCode([testing], 'critical'),
      exitCode([testing], 'error'),
      exitCode([testing], 'warning'),
      exitCode([testing], 'info'),
    ]).toEqual([0, 0, 1, 1]);
  });
});

function withoutIpv6(): MxHostObservation {
  const base = sound('mx1.example.com');
  return {
    ...base,
    endpoints: [
      ...base.endpoints,
      failedEndpoint({ step: 'connect', cause: 'unreachable', detail: '' }, { address: '2001:db8::25' }),
    ],
  };
}

test('the whole document has a schema too', () => {
  expect(
    checkDocumentSchema.parse({
      schemaVersion: 2,
      domains: [reportDomain(readDomain(domainObservation()), HOSTS.map(readMxHost))],
    }).domains,
  ).toHaveLength(1);
});

test('an alias whose final host alone is named: no finding says that Exchange Online, which delivers, bounces', () => {
  const addresses = present({ cnameChain: ['real.example.net'], ttl: 60, ipv4: ['192.0.2.25'], ipv6: [] });
  const named = [certificate({ dnsNames: ['real.example.net'] }), intermediate()];
  const { findings, reasons } = reportDomain(
    readDomain(
      domainObservation({
        policyFetch: policyFetch({ http: http({ body: policyText({ mx: ['real.example.net'] }) }) }),
      }),
    ),
    HOSTS.map(({ host }) => ({ ...mxHostServing(named), host, addresses })).map(readMxHost),
  );
  expect(reasons).toContainEqual(expect.stringContaining('Exchange Online still delivers to MX host mx1.example.com'));
  const bounces = findings
    .filter(({ severity, kind }) => severity === 'critical' && kind !== 'mx-host-cname')
    .map((finding) => finding.senders.exchangeOnline);
  expect([...new Set(bounces)]).toEqual([
    'Delivers: it matches policy and certificate with the final host of the CNAME, real.example.net.',
  ]);
});
