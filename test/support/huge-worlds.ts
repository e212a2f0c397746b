import type { DomainObservation, MxHostObservation } from '../../lib/core/model';
import { present } from '../../lib/core/model';
import {
  ADDRESS,
  addresses,
  certificate,
  certificateSet,
  domainObservation,
  endpoint,
  failedPolicyEndpoint,
  http,
  mxHostObservation,
  mxHostServing,
  policyFetch,
  policyFetchFrom,
  policyHostServing,
  policyText,
  txt,
} from './observations';

const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** As long as a name can be (RFC 1035 section 2.3.4). */
export const longName = (n: number): string =>
  `${[`mx${n}`.padEnd(60, 'x'), 'y'.repeat(60), 'z'.repeat(60), 'w'.repeat(55)].join('.')}.example`;

const records = many(2_500, (n) => ({ preference: n % 60_000, exchange: longName(n) }));
const addressMx = many(2_500, (n) => ({ preference: 10, exchange: `192.0.${n >> 8}.${n & 255}` }));
const mx = (all: typeof records) => present({ cnameChain: [], ttl: 300, records: all });
const patterns = (count: number): string[] => many(count, longName);
const POLICY_OCTETS = 0x10000;

const bodies: Readonly<Record<string, string>> = {
  'a policy of 250 mx lines, each as long as a name can be': policyText({ mx: patterns(250) }),
  'a policy of 64 KB in one line': 'x'.repeat(POLICY_OCTETS),
  'a policy of 64 KB of empty lines': '\n'.repeat(POLICY_OCTETS),
  'a policy of 64 KB of wrong lines': 'x\n'.repeat(POLICY_OCTETS / 2),
  'a policy of 64 KB of mx lines that name nothing': `version: STSv1\nmode: enforce\nmax_age: 86400\n${'mx: _\n'.repeat(10_000)}`,
  'a policy of 64 KB of control characters': '\u0007'.repeat(POLICY_OCTETS),
};

const names = many(1_000, longName);
const leaf = certificate({
  subject: `CN=${'s'.repeat(990)}`,
  issuer: `CN=${'i'.repeat(990)}`,
  dnsNames: names,
  ipAddresses: many(1_000, (n) => `192.0.2.${n % 256}`),
  notAfter: 0,
});
const chain = [leaf, ...many(19, (n) => certificate({ subject: `CN=${'c'.repeat(900)}${n}`, isCa: true }))];
const untrusted = { trust: { trusted: false, error: 'CERT_HAS_EXPIRED', dateError: true } } as const;
/** As many as one check connects to. */
const hosts = many(16, (n) => `192.0.2.${n}`);

/** What a hostile zone, policy host or MX host can make of the lists that a check reads. */
export const HUGE_DOMAINS: Readonly<Record<string, DomainObservation>> = {
  '2,500 MX hosts': domainObservation({ mx: mx(records) }),
  '2,500 addresses as MX hosts': domainObservation({ mx: mx(addressMx) }),
  '10,000 TXT strings': domainObservation({
    stsRecord: present({ cnameChain: [], ttl: 300, records: [many(10_000, () => 'v=STSv1; id=1;')] }),
    tlsRptRecord: present({
      cnameChain: [],
      ttl: 300,
      records: [['v=TLSRPTv1; rua=', ...many(10_000, (n) => `mailto:${n}@example.com,`)]],
    }),
  }),
  '10,000 TXT records': domainObservation({
    stsRecord: txt(...many(10_000, (n) => `v=STSv1; id=${n};`)),
    tlsRptRecord: txt(...many(10_000, (n) => `v=TLSRPTv1; rua=mailto:${n}@example.com`)),
  }),
  'TXT records of hidden characters': domainObservation({
    stsRecord: txt(`v=STSv1; id=${'\u202e'.repeat(20_000)};`),
    tlsRptRecord: txt(`v=TLSRPTv1; rua=${'\u0007'.repeat(20_000)}`),
  }),
  '1,000 names in the certificate of the policy host': policyHostServing(chain, untrusted),
  '250 addresses of the policy host, each failing otherwise': domainObservation({
    policyFetch: policyFetchFrom(
      ...many(250, (n) => `192.0.2.${n}`).map((address, n) =>
        failedPolicyEndpoint(
          { step: n % 2 === 0 ? 'connect' : 'response', cause: 'timeout', detail: `${n} ${'d'.repeat(5_000)}` },
          { address },
        ),
      ),
    ),
  }),
  'an endless answer in place of the policy': domainObservation({
    policyFetch: policyFetch({
      http: http({
        status: 302,
        location: `https://x.example/${'l'.repeat(16_000)}`,
        contentType: 't'.repeat(16_000),
        body: '<html>'.repeat(10_000),
        truncated: true,
      }),
    }),
  }),
  ...Object.fromEntries(
    Object.entries(bodies).map(([name, body]) => [
      name,
      domainObservation({ mx: mx(records), policyFetch: policyFetch({ http: http({ body }) }) }),
    ]),
  ),
};

export const HUGE_HOSTS: Readonly<Record<string, MxHostObservation>> = {
  '1,000 names in the certificate of an MX host': mxHostServing(chain, untrusted),
  '16 addresses of an MX host': mxHostServing(chain, untrusted, ...hosts),
  '16 addresses of an MX host, each with a certificate of its own': {
    ...mxHostObservation(),
    addresses: addresses(...hosts),
    endpoints: hosts.map((address, n) =>
      endpoint({ address, tls: { ...endpoint().tls, ...untrusted, chain: [leafOf(n).fingerprint] } as never }),
    ),
    certificates: certificateSet(...hosts.map((_, n) => leafOf(n))),
  },
  'endless SMTP replies': mxHostObservation({
    endpoints: [
      endpoint({
        address: ADDRESS,
        greeting: `554 ${'g'.repeat(500)}`,
        ehloKeywords: many(128, (n) => `X${n}`),
        failure: { step: 'greeting', cause: 'smtp-permanent', detail: 'r'.repeat(100_000), replyCode: 554 },
      }),
    ],
  }),
};

function leafOf(n: number) {
  return certificate({ subject: `CN=${n}${'s'.repeat(900)}`, dnsNames: names.slice(0, 100), notAfter: n });
}
