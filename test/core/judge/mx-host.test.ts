import { judgeMxHost } from '../../../lib/core/judge';
import type { Finding, SmtpEndpoint } from '../../../lib/core/model';
import { present } from '../../../lib/core/model';
import {
  ADDRESS,
  addresses,
  certificate,
  certificateSet,
  DAY,
  endpoint,
  failedEndpoint,
  intermediate,
  mxHostObservation,
  mxHostServing,
  NOW,
  tls,
} from '../../support/observations';
import { inWords } from './expected';
import { MX_HOST_CASES, UNKNOWN_MX_HOST_CASES } from './mx-host-cases';
import { readMxHost } from '../../../lib/core/reading';

const SECOND = '192.0.2.26';
const expired = certificate({ notAfter: NOW - DAY });
const EXPIRED = { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true };

test.each(MX_HOST_CASES)('%s', (_, observation, expected) => {
  const { findings, unknown } = judgeMxHost(readMxHost(observation));
  expect(inWords(findings, expected)).toEqual([...expected].sort());
  expect(unknown).toEqual([]);
});

describe('what could not be seen is no finding', () => {
  test.each(UNKNOWN_MX_HOST_CASES)('%s', (_, observation, expected) => {
    const { findings, unknown } = judgeMxHost(readMxHost(observation));
    expect(findings).toEqual([]);
    expect(
      unknown.map(({ aspect, becomes }) => [
        aspect,
        becomes && `${becomes.kind}${becomes.severity === 'warning' ? ' warning' : ''}`,
      ]),
    ).toEqual(expected);
  });

  test('two addresses out of sight would become one finding, which both carry', () => {
    const timeout = { step: 'connect', cause: 'timeout', detail: '' } as const;
    const endpoints = [failedEndpoint(timeout), failedEndpoint(timeout, { address: SECOND })];
    const { unknown } = judgeMxHost(
      readMxHost(mxHostObservation({ addresses: addresses(ADDRESS, SECOND), endpoints })),
    );
    expect(unknown[0]?.becomes).toBe(unknown[1]?.becomes);
    expect(unknown[0]?.becomes).toMatchObject({
      severity: 'error',
      aspects: [`smtp:${ADDRESS}`, `smtp:${SECOND}`],
      evidence: { addresses: [ADDRESS, SECOND] },
    });
  });
});

test('a certificate is judged although the session did not survive TLS', () => {
  const failure = { step: 'tls-ehlo', cause: 'closed', detail: '' } as const;
  const { findings, unknown } = judgeMxHost(
    readMxHost(
      mxHostObservation({
        endpoints: [endpoint({ tls: tls([expired], { trust: EXPIRED }), failure })],
        certificates: certificateSet(expired),
      }),
    ),
  );
  expect(findings.map(({ kind }) => kind)).toEqual(['mx-host-certificate-expired']);
  expect(unknown.map(({ becomes }) => becomes?.kind)).toEqual(['mx-host-session-failed']);
});

describe('addresses that one resolver alone named', () => {
  const THIRD = '192.0.2.27';
  const good = endpoint();
  const bad = (address: string, leaf = expired) => endpoint({ address, tls: tls([leaf], { trust: EXPIRED }) });
  const named = (endpoints: readonly SmtpEndpoint[], byResolver: Record<string, readonly string[]>) =>
    judgeMxHost(
      readMxHost({
        ...mxHostObservation({
          endpoints,
          addresses: present({
            cnameChain: [],
            ttl: 60,
            ipv4: endpoints.map(({ address }) => address),
            ipv6: [],
            unconfirmed: byResolver,
          }),
        }),
        certificates: { ...mxHostObservation().certificates, ...certificateSet(expired) },
      }),
    );

  test('prove nothing: another host may be there', () => {
    const { findings, unknown } = named([good, bad(SECOND)], { Honest: [ADDRESS], Liar: [SECOND] });
    expect(findings).toEqual([]);
    expect(unknown).toEqual([
      { aspect: `smtp:${SECOND}`, cause: 'disagreement', detail: 'Liar alone names this address' },
    ]);
  });

  test('however many one names', () => {
    expect(named([good, bad(SECOND), bad(THIRD)], { Honest: [ADDRESS], Liar: [SECOND, THIRD] }).findings).toEqual([]);
  });

  test('nor does a dead one ever', () => {
    const { findings, unknown } = named(
      [good, failedEndpoint({ step: 'connect', cause: 'timeout', detail: '' }, { address: SECOND })],
      { Honest: [ADDRESS], Liar: [SECOND] },
    );
    expect(findings).toEqual([]);
    expect(unknown).toEqual([{ aspect: `smtp:${SECOND}`, cause: 'timeout', detail: '' }]);
  });

  test('but what two show is a fault of the host', () => {
    expect(named([good, bad(SECOND), bad(THIRD)], { Honest: [ADDRESS], One: [SECOND], Two: [THIRD] })).toMatchObject({
      findings: [{ kind: 'mx-host-certificate-expired', evidence: { addresses: [SECOND, THIRD] } }],
      unknown: [],
    });
  });

  test('and what a confirmed one shows, as of the other family', () => {
    expect(named([bad(ADDRESS), bad(SECOND)], { Liar: [SECOND] })).toMatchObject({
      findings: [{ kind: 'mx-host-certificate-expired' }],
      unknown: [],
    });
  });
});

describe('one fault at several addresses', () => {
  test('is one finding that names them', () => {
    const { findings } = judgeMxHost(
      readMxHost(mxHostServing([expired, intermediate()], { trust: EXPIRED }, ADDRESS, SECOND)),
    );
    expect(findings).toMatchObject([
      {
        fingerprint: 'mx-host-certificate-expired|mx-host/mx1.example.com',
        aspects: [`smtp:${ADDRESS}`, `smtp:${SECOND}`],
        evidence: { addresses: [ADDRESS, SECOND] },
      },
    ]);
  });

  test('lists their certificates, and is about the one that expired first', () => {
    const other = certificate({ notAfter: NOW - 2 * DAY });
    const endpoints = [
      endpoint({ tls: tls([expired], { trust: EXPIRED }) }),
      endpoint({ address: SECOND, tls: tls([other], { trust: EXPIRED }) }),
    ];
    const { findings } = judgeMxHost(
      readMxHost({
        ...mxHostObservation({ addresses: addresses(ADDRESS, SECOND) }),
        endpoints,
        certificates: certificateSet(expired, other),
      }),
    );
    expect(findings).toMatchObject([
      {
        kind: 'mx-host-certificate-expired',
        aspects: [`smtp:${ADDRESS}`, `smtp:${SECOND}`],
        evidence: {
          certificate: other.fingerprint,
          addresses: [ADDRESS, SECOND],
          certificates: [
            { fingerprint: other.fingerprint, subject: other.subject, notAfter: other.notAfter },
            { fingerprint: expired.fingerprint },
          ],
        },
      },
    ]);
  });

  test('is two where a leaf and an intermediate have it: they are renewed by different people', () => {
    const old = intermediate({ notAfter: NOW - DAY });
    const { findings } = judgeMxHost(readMxHost(mxHostServing([expired, old], { trust: EXPIRED })));
    expect(findings.map(({ fingerprint }) => fingerprint).sort()).toEqual([
      'mx-host-certificate-expired|mx-host/mx1.example.com',
      'mx-host-certificate-expired|mx-host/mx1.example.com|intermediate',
    ]);
  });

  test('keeps the gravest: an intermediate that one address needs is not spare', () => {
    const old = intermediate({ notAfter: NOW - DAY });
    const leaf = certificate();
    const endpoints = [
      endpoint({ tls: tls([leaf, old]) }),
      endpoint({ address: SECOND, tls: tls([leaf, old], { trust: EXPIRED }) }),
    ];
    const [finding] = judgeMxHost(
      readMxHost({
        ...mxHostObservation({ addresses: addresses(ADDRESS, SECOND) }),
        endpoints,
        certificates: certificateSet(leaf, old),
      }),
    ).findings;
    expect(finding).toMatchObject({
      severity: 'error',
      evidence: { role: 'intermediate', addresses: [ADDRESS, SECOND] },
    });
    expect(finding?.evidence).not.toHaveProperty('spare');
  });

  test('has the same fingerprint wherever and whenever it is seen', () => {
    const fingerprints = (at: string, when: number): readonly string[] =>
      judgeMxHost(readMxHost({ ...mxHostServing([expired], { trust: EXPIRED }, at), observedAt: when })).findings.map(
        ({ fingerprint }) => fingerprint,
      );
    expect(fingerprints(ADDRESS, NOW)).toEqual(fingerprints(SECOND, NOW + DAY));
  });
});

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', [certificate({ selfIssued: true })], 'self-signed'],
  ['SELF_SIGNED_CERT_IN_CHAIN', [certificate(), intermediate()], 'unknown-issuer'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', [certificate(), intermediate()], 'unknown-issuer'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', [certificate(), intermediate({ subject: 'CN=Another' })], 'incomplete-chain'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', [certificate()], 'incomplete-chain'],
  ['CERT_HAS_EXPIRED', [certificate({ selfIssued: true, notAfter: NOW - 1 })], 'self-signed'],
  ['INVALID_PURPOSE', [certificate(), intermediate()], 'wrong-purpose'],
  ['CERT_REVOKED', [certificate(), intermediate()], 'other'],
  [undefined, [certificate(), intermediate()], 'other'],
])('OpenSSL says %s: the reason', (error, chain, reason) => {
  const { findings } = judgeMxHost(
    readMxHost(mxHostServing(chain, { trust: { trusted: false, ...(error !== undefined && { error }) } })),
  );
  expect(
    findings.find(
      (finding): finding is Finding<'mx-host-certificate-untrusted'> =>
        finding.kind === 'mx-host-certificate-untrusted',
    )?.evidence.reason,
  ).toBe(reason);
});

test('the tightest threshold passed is evidence, and not identity', () => {
  const leaf = certificate({ notBefore: NOW - 80 * DAY, notAfter: NOW + 10 * DAY });
  const at = (now: number) => judgeMxHost(readMxHost(mxHostServing([leaf, intermediate()])), { now }).findings[0];
  expect(at(NOW)).toMatchObject({ evidence: { threshold: '21d/25%' } });
  expect(at(NOW + 9 * DAY)).toMatchObject({ evidence: { threshold: '2d/5%' } });
  expect(at(NOW)?.fingerprint).toBe(at(NOW + 9 * DAY)?.fingerprint);
  expect(judgeMxHost(readMxHost(mxHostServing([leaf, intermediate()])), { expiry: [] }).findings).toEqual([]);
});
