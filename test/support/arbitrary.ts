import fc from 'fast-check';
import type {
  AddressAnswer,
  CertificateFacts,
  DomainObservation,
  FailureCause,
  HttpAnswer,
  MxAnswer,
  MxHostObservation,
  Observed,
  PolicyEndpoint,
  PolicyFetch,
  SmtpEndpoint,
  StepFailure,
  TlsObservation,
  TxtAnswer,
} from '../../lib/core/model';
import { LOOKUP_FAILURES, POLICY_FETCH_STEPS, SMTP_STEPS } from '../../lib/core/judge/failures';
import { certificate, certificateSet, NOW, policyText } from './observations';

const cause = fc.constantFrom(...(Object.keys(LOOKUP_FAILURES) as FailureCause[]));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('', 'v=STSv1; id=1;', 'v=TLSRPTv1; rua=mailto:a@example.com', 'v=STSv1;'),
);
const name = fc.oneof(
  fc.constantFrom('', 'mx1.example.com', 'mx2.example.com', 'example.com', '192.0.2.1', '*'),
  fc.string({ maxLength: 40 }),
);
const address = fc.constantFrom('192.0.2.25', '192.0.2.26', '2001:db8::25', '');
const time = fc.oneof(
  fc.integer({ min: NOW - 1e12, max: NOW + 1e12 }),
  fc.constantFrom(0, NaN, Infinity, -Infinity, 8.64e15 + 1, NOW),
);

const present = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Observed<T>> =>
  value.map((inner) => ({ state: 'present', value: inner }));
const absent = fc.record({
  state: fc.constant('absent' as const),
  reason: fc.constantFrom('no-name' as const, 'no-data' as const),
  cnameChain: fc.array(name, { maxLength: 2 }),
});
const outOfSight = fc.record({ state: fc.constant('unknown' as const), cause, detail: text });
const observed = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Observed<T>> =>
  fc.oneof({ weight: 3, arbitrary: present(value) }, absent, outOfSight);

const dns = { cnameChain: fc.array(name, { maxLength: 2 }), ttl: fc.nat() };
const txt: fc.Arbitrary<TxtAnswer> = fc.record({
  ...dns,
  records: fc.array(fc.array(text, { maxLength: 2 }), { maxLength: 3 }),
});
const mx: fc.Arbitrary<MxAnswer> = fc.record({
  ...dns,
  records: fc.array(fc.record({ preference: fc.integer(), exchange: name }), { maxLength: 4 }),
});
const addresses: fc.Arbitrary<AddressAnswer> = fc.record({
  ...dns,
  ipv4: fc.array(address, { maxLength: 2 }),
  ipv6: fc.array(address, { maxLength: 2 }),
});

const facts: fc.Arbitrary<CertificateFacts> = fc
  .record({
    subject: fc.constantFrom('CN=a', 'CN=b', ''),
    issuer: fc.constantFrom('CN=a', 'CN=b', ''),
    notBefore: time,
    notAfter: time,
    dnsNames: fc.array(name, { maxLength: 3 }),
    key: fc.record({
      type: fc.constantFrom('rsa' as const, 'ec' as const, 'ed25519' as const, 'ed448' as const, 'other' as const),
      bits: fc.nat({ max: 8192 }),
    }),
    signatureAlgorithm: fc.constantFrom('sha1WithRSAEncryption', 'ecdsa-with-SHA256', '1.2.3.4', ''),
    isCa: fc.boolean(),
    selfIssued: fc.boolean(),
  })
  .map(certificate);

const session = (chain: readonly CertificateFacts[]): fc.Arbitrary<TlsObservation> =>
  fc.record({
    protocol: fc.constantFrom('TLSv1', 'TLSv1.2', 'TLSv1.3', ''),
    cipher: text,
    chain: fc.subarray([...chain.map(({ fingerprint }) => fingerprint), 'not carried']),
    trust: fc.record(
      {
        trusted: fc.boolean(),
        error: fc.constantFrom('CERT_HAS_EXPIRED', 'SELF_SIGNED_CERT_IN_CHAIN', 'toString', ''),
        dateError: fc.boolean(),
      },
      { requiredKeys: ['trusted'] },
    ),
  });

const failure = <Step extends string>(steps: readonly Step[]): fc.Arbitrary<StepFailure<Step>> =>
  fc.record({ step: fc.constantFrom(...steps), cause, detail: text });

const httpAnswer: fc.Arbitrary<HttpAnswer> = fc.record(
  {
    status: fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 599 })),
    contentType: fc.oneof(fc.constant('text/plain'), text),
    location: text,
    body: fc.oneof(
      text,
      fc
        .record({
          mode: fc.constantFrom('enforce', 'testing', 'none', 'x'),
          mx: fc.array(name, { maxLength: 3 }),
          maxAge: fc.nat(),
        })
        .map(policyText),
    ),
    bodyBytes: fc.nat(),
    truncated: fc.boolean(),
  },
  { requiredKeys: ['status', 'body', 'bodyBytes', 'truncated'] },
);

const policyEndpoint = (chain: readonly CertificateFacts[]): fc.Arbitrary<PolicyEndpoint> =>
  fc.record(
    {
      address,
      family: fc.constantFrom(4 as const, 6 as const),
      tls: session(chain),
      http: httpAnswer,
      failure: failure(POLICY_FETCH_STEPS),
      asSender: fc.record(
        { userAgent: text, letIn: fc.boolean(), refusal: httpAnswer },
        { requiredKeys: ['userAgent', 'letIn'] },
      ),
      durationMs: fc.nat(),
    },
    { requiredKeys: ['address', 'family', 'durationMs'] },
  );

const fetch = (chain: readonly CertificateFacts[]): fc.Arbitrary<PolicyFetch> =>
  fc.record({
    url: text,
    addresses: observed(addresses),
    endpoints: fc.uniqueArray(policyEndpoint(chain), { maxLength: 3, selector: (one) => one.address }),
    durationMs: fc.nat(),
  });

const chains = fc.array(facts, { maxLength: 3 });

/** Anything that the type of an observation allows, sound or not. */
export const arbitraryDomain: fc.Arbitrary<DomainObservation> = chains.chain((chain) =>
  fc.record(
    {
      domain: fc.constant('example.com'),
      observedAt: fc.constant(NOW),
      stsRecord: observed(txt),
      tlsRptRecord: observed(txt),
      mx: observed(mx),
      domainAddresses: observed(addresses),
      policyFetch: fetch(chain),
      certificates: fc.constant(certificateSet(...chain)),
    },
    { requiredKeys: ['domain', 'observedAt', 'stsRecord', 'tlsRptRecord', 'mx', 'certificates'] },
  ),
);

const endpoint = (chain: readonly CertificateFacts[]): fc.Arbitrary<SmtpEndpoint> =>
  fc.record(
    {
      address,
      family: fc.constantFrom(4 as const, 6 as const),
      port: fc.constant(25),
      greeting: text,
      startTlsOffered: fc.boolean(),
      plaintextAfterStartTls: fc.boolean(),
      tls: session(chain),
      failure: fc
        .tuple(failure(SMTP_STEPS), fc.option(fc.integer({ min: 400, max: 599 }), { nil: undefined }))
        .map(([step, replyCode]) => ({ ...step, ...(replyCode !== undefined && { replyCode }) })),
      durationMs: fc.nat(),
    },
    { requiredKeys: ['address', 'family', 'port', 'durationMs'] },
  );

export const arbitraryMxHost: fc.Arbitrary<MxHostObservation> = chains.chain((chain) =>
  fc.record({
    host: fc.constantFrom('mx1.example.com', 'mx2.example.com'),
    observedAt: fc.constant(NOW),
    addresses: observed(addresses),
    endpoints: fc.array(endpoint(chain), { maxLength: 3 }),
    certificates: fc.constant(certificateSet(...chain)),
  }),
);

/** A look at a domain that could see nothing at all, for any cause. */
export const blindDomain: fc.Arbitrary<DomainObservation> = fc.record({
  domain: fc.constant('example.com'),
  observedAt: fc.constant(NOW),
  stsRecord: outOfSight,
  tlsRptRecord: outOfSight,
  mx: outOfSight,
  policyFetch: fc.record({
    url: text,
    addresses: outOfSight.filter((unseen) => unseen.cause !== 'address-not-allowed'),
    endpoints: fc.constant([]),
    durationMs: fc.nat(),
  }),
  certificates: fc.constant({}),
});

/** A look at an MX host whose sessions were all cut short by the network. */
export const blindMxHost: fc.Arbitrary<MxHostObservation> = fc.record({
  host: fc.constant('mx1.example.com'),
  observedAt: fc.constant(NOW),
  addresses: fc.constant<Observed<AddressAnswer>>({
    state: 'present',
    value: { cnameChain: [], ttl: 1, ipv4: ['192.0.2.25', '192.0.2.26'], ipv6: [] },
  }),
  endpoints: fc.subarray(['192.0.2.25', '192.0.2.26']).chain((tried) =>
    fc.tuple(
      ...tried.map((one) =>
        fc.record({
          address: fc.constant(one),
          family: fc.constant(4 as const),
          port: fc.constant(25),
          failure: fc.record({
            step: fc.constantFrom(...SMTP_STEPS),
            cause: fc.constantFrom<FailureCause>(
              'timeout',
              'refused',
              'reset',
              'closed',
              'unreachable',
              'vantage-blocked',
              'not-observed',
              'internal',
            ),
            detail: text,
          }),
          durationMs: fc.nat(),
        }),
      ),
    ),
  ),
  certificates: fc.constant({}),
});
