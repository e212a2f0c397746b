import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import type { FailureCause, PolicyFetch } from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import {
  certificate,
  certificateSet,
  DAY,
  domainObservation,
  failedFetch,
  failedPolicyEndpoint,
  intermediate,
  mxHostObservation,
  NOW,
  policyFetchFrom,
  policyHostServing,
  root,
  tls,
} from '../../support/observations';
import { absent, body, DOMAIN_CASES, UNKNOWN_DOMAIN_CASES } from './domain-cases';
import { inWords } from './expected';
import { readDomain, readMxHost } from '../../../lib/core/reading';

test.each(DOMAIN_CASES)('%s', (_, observation, expected) => {
  const { findings, unknown } = judgeDomain(readDomain(observation));
  expect(inWords(findings, expected)).toEqual([...expected].sort());
  expect(unknown).toEqual([]);
});

describe('what could not be seen is no finding', () => {
  test.each(UNKNOWN_DOMAIN_CASES)('%s', (_, observation, expected) => {
    const { findings, unknown } = judgeDomain(readDomain(observation));
    expect(findings).toEqual([]);
    expect(unknown.map(({ aspect, becomes }) => [aspect, becomes?.kind])).toEqual(expected);
  });

  test('a certificate is judged although the answer behind it was not seen', () => {
    const expired = certificate({ notAfter: NOW - 1 });
    const session = tls([expired], { trust: { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true } });
    const { findings, unknown } = judgeDomain(
      readDomain(
        domainObservation({
          policyFetch: policyFetchFrom(
            failedPolicyEndpoint({ step: 'response', cause: 'timeout', detail: '' }, { tls: session }),
          ),
          certificates: certificateSet(expired),
        }),
      ),
    );
    expect(findings.map(({ kind }) => kind)).toEqual(['policy-host-certificate-expired']);
    expect(unknown.map(({ aspect }) => aspect)).toEqual(['policy']);
  });

  test.each<[string, PolicyFetch, FailureCause]>([
    ['connection', failedFetch({ step: 'connect', cause: 'timeout', detail: '' }), 'timeout'],
    ['answer', failedFetch({ step: 'response', cause: 'closed', detail: '' }), 'closed'],
    [
      'address',
      { url: '', addresses: { state: 'unknown', cause: 'servfail', detail: '' }, endpoints: [], durationMs: 1 },
      'servfail',
    ],
  ])('without a record and any %s of the policy host, nothing is said of a policy', (_, failed, cause) => {
    const { findings, unknown } = judgeDomain(
      readDomain({ ...domainObservation({ stsRecord: absent }), policyFetch: failed }),
    );
    expect(findings).toEqual([]);
    expect(unknown).toEqual([{ aspect: 'policy', cause, detail: '' }]);
  });
});

test('no address in one family, while the lookup of the other failed, is no absence', () => {
  const half = present({
    cnameChain: [],
    ttl: 60,
    ipv4: [],
    ipv6: [],
    unknownFamily: { ...unknown('servfail', ''), family: 4 as const },
  });
  const { findings, unknown: unseen } = judgeDomain(
    readDomain(
      domainObservation({
        mx: absent,
        domainAddresses: half,
        policyFetch: { ...failedFetch({ step: 'connect', cause: 'timeout', detail: '' }), addresses: half },
      }),
    ),
  );
  expect(findings).toEqual([]);
  expect(unseen.map(({ aspect, becomes }) => [aspect, becomes?.kind])).toEqual([
    ['policy', 'dns-failing'],
    ['mx', 'dns-failing'],
  ]);
  const host = judgeMxHost(readMxHost(mxHostObservation({ addresses: half, endpoints: [] })));
  expect(host.findings).toEqual([]);
  expect(host.unknown.map(({ aspect }) => aspect)).toEqual(['addresses']);
});

describe('resolvers that differ', () => {
  const dispute = {
    name: '_mta-sts.example.com',
    type: 'TXT',
    said: [
      { resolver: 'A', answer: 'no such name' },
      { resolver: 'B', answer: 'SERVFAIL' },
    ],
    settled: false,
  };

  test('without a majority: nothing is known of the record, and it never becomes a fault of the DNS', () => {
    const { findings, unknown } = judgeDomain(
      readDomain(domainObservation({ stsRecord: { state: 'unknown', cause: 'disagreement', detail: '', dispute } })),
    );
    expect(findings.map(({ kind, severity, evidence }) => ({ kind, severity, evidence }))).toEqual([
      {
        kind: 'resolvers-disagree',
        severity: 'warning',
        evidence: { name: dispute.name, type: 'TXT', said: dispute.said },
      },
    ]);
    expect(unknown).toEqual([{ aspect: 'sts-record', cause: 'disagreement', detail: '' }]);
  });

  test('what they say is kept within bounds', () => {
    const said = Array.from({ length: 30 }, (_, n) => ({ resolver: `R${n}`, answer: 'x'.repeat(9000) }));
    const { findings } = judgeDomain(
      readDomain(
        domainObservation({
          mx: { state: 'unknown', cause: 'disagreement', detail: '', dispute: { ...dispute, said } },
        }),
      ),
    );
    expect(JSON.stringify(findings).length).toBeLessThan(6000);
  });
});

describe('evidence', () => {
  test('a faulty text is kept with its problems and their lines', () => {
    const [finding] = judgeDomain(
      readDomain(body('version: STSv1\nmode: enforcer\nmx: *.example.com\nmax_age: 604800\n')),
    ).findings;
    expect(finding?.evidence).toMatchObject({
      problems: [
        {
          kind: 'bad-mode',
          line: 2,
          message: '"enforcer" is not a mode: did you mean enforce? Write "mode: enforce".',
        },
      ],
    });
  });

  test('a hostile text stays within bounds', () => {
    const [finding] = judgeDomain(readDomain(body('mode : x\n'.repeat(7000)))).findings;
    expect(finding?.kind).toBe('policy-invalid');
    expect(JSON.stringify(finding).length).toBeLessThan(8000);
  });

  test('a root that senders have, and that is served, is not judged', () => {
    expect(
      judgeDomain(
        readDomain(
          policyHostServing([
            certificate(),
            intermediate(),
            root({ notAfter: NOW - DAY, signatureAlgorithm: 'md5WithRSAEncryption' }),
          ]),
        ),
      ).findings,
    ).toEqual([]);
  });
});
