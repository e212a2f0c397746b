import { createHash } from 'node:crypto';
import type {
  AddressAnswer,
  CertificateFacts,
  CertificateSet,
  DomainObservation,
  HttpAnswer,
  MxHostObservation,
  Observed,
  PolicyEndpoint,
  PolicyFetch,
  SmtpEndpoint,
  TlsObservation,
  TxtAnswer,
} from '../../lib/core/model';
import { present } from '../../lib/core/model';

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
/** The object without some of its keys. */
export const omit = <T extends object, K extends keyof T>(from: T, ...keys: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;

/** When all looks of the tests began. */
export const NOW = Date.UTC(2026, 10, 23, 12);

export const DOMAIN = 'example.com';
export const HOST = 'mx1.example.com';
export const ADDRESS = '192.0.2.25';
export const POLICY_ADDRESS = '192.0.2.80';

/** A healthy leaf of 90 days, ten days old; its fingerprint comes from what it says. */
export function certificate(change: Partial<CertificateFacts> = {}): CertificateFacts {
  const facts: Omit<CertificateFacts, 'fingerprint'> = {
    der: '',
    subject: 'CN=mx1.example.com',
    issuer: 'CN=Intermediate',
    serialNumber: '01',
    notBefore: NOW - 10 * DAY,
    notAfter: NOW + 80 * DAY,
    dnsNames: ['mx1.example.com', 'mx2.example.com', 'mta-sts.example.com'],
    ipAddresses: [],
    key: { type: 'ec', bits: 256, curve: 'prime256v1' },
    spkiSha256: 'aa',
    signatureAlgorithm: 'sha256WithRSAEncryption',
    isCa: false,
    selfIssued: false,
    ocspUrls: [],
    caIssuersUrls: [],
    crlUrls: [],
    ...change,
  };
  return { fingerprint: createHash('sha256').update(JSON.stringify(facts)).digest('hex'), ...facts, ...change };
}

export const intermediate = (change: Partial<CertificateFacts> = {}): CertificateFacts =>
  certificate({
    subject: 'CN=Intermediate',
    issuer: 'CN=Root',
    dnsNames: [],
    isCa: true,
    notBefore: NOW - 900 * DAY,
    notAfter: NOW + 900 * DAY,
    key: { type: 'rsa', bits: 2048 },
    ...change,
  });

export const root = (change: Partial<CertificateFacts> = {}): CertificateFacts =>
  intermediate({ subject: 'CN=Root', selfIssued: true, ...change });

export const certificateSet = (...certificates: readonly CertificateFacts[]): CertificateSet =>
  Object.fromEntries(certificates.map((one) => [one.fingerprint, one]));

export const tls = (chain: readonly CertificateFacts[], change: Partial<TlsObservation> = {}): TlsObservation => ({
  protocol: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  chain: chain.map(({ fingerprint }) => fingerprint),
  trust: { trusted: true },
  ...change,
});

export const addresses = (...all: readonly string[]): Observed<AddressAnswer> =>
  present({
    cnameChain: [],
    ttl: 300,
    ipv4: all.filter((one) => !one.includes(':')),
    ipv6: all.filter((one) => one.includes(':')),
  });

export const txt = (...texts: readonly string[]): Observed<TxtAnswer> =>
  present({ cnameChain: [], ttl: 300, records: texts.map((text) => [text]) });

export const policyText = (change: { mode?: string; mx?: readonly string[]; maxAge?: number } = {}): string => {
  const { mode = 'enforce', mx = ['mx1.example.com', 'mx2.example.com'], maxAge = 1209600 } = change;
  return ['version: STSv1', `mode: ${mode}`, ...mx.map((name) => `mx: ${name}`), `max_age: ${maxAge}`, ''].join('\r\n');
};

export const http = (change: Partial<HttpAnswer> = {}): HttpAnswer => {
  const body = change.body ?? policyText();
  return {
    status: 200,
    contentType: 'text/plain',
    body,
    bodyBytes: Buffer.byteLength(body),
    truncated: false,
    ...change,
  };
};

const HEALTHY_CHAIN = [certificate(), intermediate()];

/** A fetch from one address: what that address gave, and the fetch around it. */
type FetchParts = Pick<PolicyEndpoint, 'tls' | 'http' | 'failure' | 'asSender'> & Pick<PolicyFetch, 'addresses'>;

export const policyEndpoint = (change: Partial<PolicyEndpoint> = {}): PolicyEndpoint => ({
  address: POLICY_ADDRESS,
  family: change.address?.includes(':') === true ? 6 : 4,
  tls: tls(HEALTHY_CHAIN),
  http: http(),
  durationMs: 40,
  ...change,
});

export const policyFetch = ({ addresses: at, ...change }: Partial<FetchParts> = {}): PolicyFetch => ({
  url: `https://mta-sts.${DOMAIN}/.well-known/mta-sts.txt`,
  addresses: at ?? addresses(POLICY_ADDRESS),
  endpoints: at === undefined || at.state === 'present' ? [policyEndpoint(change)] : [],
  durationMs: 50,
});

/** A fetch from several addresses. */
export const policyFetchFrom = (...endpoints: readonly PolicyEndpoint[]): PolicyFetch => ({
  ...policyFetch({ addresses: addresses(...endpoints.map(({ address }) => address)) }),
  endpoints,
});

/** One that came as far as the failure. */
export function failedPolicyEndpoint(
  failure: NonNullable<PolicyEndpoint['failure']>,
  change: Partial<PolicyEndpoint> = {},
): PolicyEndpoint {
  const endpoint = omit(policyEndpoint({ ...change, failure }), 'http');
  return failure.step === 'response' ? endpoint : omit(endpoint, 'tls');
}

/** A fetch that came as far as the failure. */
export const failedFetch = (failure: NonNullable<PolicyEndpoint['failure']>): PolicyFetch =>
  policyFetchFrom(failedPolicyEndpoint(failure));

/** A domain without a fault: two MX hosts, enforced policy, TLSRPT. */
export const domainObservation = (change: Partial<DomainObservation> = {}): DomainObservation => ({
  domain: DOMAIN,
  observedAt: NOW,
  stsRecord: txt('v=STSv1; id=20261101;'),
  tlsRptRecord: txt('v=TLSRPTv1; rua=mailto:tls@example.com'),
  mx: present({
    cnameChain: [],
    ttl: 300,
    records: [
      { preference: 10, exchange: 'mx1.example.com' },
      { preference: 20, exchange: 'mx2.example.com' },
    ],
  }),
  policyFetch: policyFetch(),
  certificates: certificateSet(...HEALTHY_CHAIN),
  ...change,
});

export const endpoint = (change: Partial<SmtpEndpoint> = {}): SmtpEndpoint => ({
  address: ADDRESS,
  family: change.address?.includes(':') === true ? 6 : 4,
  port: 25,
  greeting: '220 mx1.example.com ESMTP',
  ehloKeywords: ['PIPELINING', 'STARTTLS'],
  startTlsOffered: true,
  tls: tls(HEALTHY_CHAIN),
  durationMs: 40,
  ...change,
});

/** A session that came as far as the failure. */
export function failedEndpoint(
  failure: NonNullable<SmtpEndpoint['failure']>,
  change: Partial<SmtpEndpoint> = {},
): SmtpEndpoint {
  const session = omit(endpoint({ ...change, failure }), 'tls');
  return failure.step === 'starttls' || failure.step === 'handshake' ? session : omit(session, 'startTlsOffered');
}

/** An MX host without a fault, at one address. */
export const mxHostObservation = (change: Partial<MxHostObservation> = {}): MxHostObservation => ({
  host: HOST,
  observedAt: NOW,
  addresses: addresses(ADDRESS),
  endpoints: [endpoint()],
  certificates: certificateSet(...HEALTHY_CHAIN),
  ...change,
});

/** An MX host that serves this chain at each of its addresses. */
export const mxHostServing = (
  chain: readonly CertificateFacts[],
  session: Partial<TlsObservation> = {},
  ...at: readonly string[]
): MxHostObservation => {
  const all = at.length === 0 ? [ADDRESS] : at;
  return mxHostObservation({
    addresses: addresses(...all),
    endpoints: all.map((address) => endpoint({ address, tls: tls(chain, session) })),
    certificates: certificateSet(...chain),
  });
};

/** A policy host that serves this chain. */
export const policyHostServing = (
  chain: readonly CertificateFacts[],
  session: Partial<TlsObservation> = {},
  answer: Partial<HttpAnswer> = {},
): DomainObservation =>
  domainObservation({
    policyFetch: policyFetch({ tls: tls(chain, session), http: http(answer) }),
    certificates: certificateSet(...chain),
  });
