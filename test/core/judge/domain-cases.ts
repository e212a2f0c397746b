import type {
  DomainObservation,
  FailureCause,
  FindingKind,
  NameServerOutcome,
  PolicyFetch,
} from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import {
  addresses,
  certificate,
  DAY,
  domainObservation,
  failedFetch,
  http,
  intermediate,
  NOW,
  omit,
  policyEndpoint,
  policyFetch,
  policyFetchFrom,
  policyHostServing,
  policyText,
  txt,
} from '../../support/observations';
import type { Expected } from './expected';

export const absent = { state: 'absent', reason: 'no-name' } as const;
const servfail = unknown('servfail', 'SERVFAIL from 192.0.2.53');
const mx = (...exchanges: readonly string[]) =>
  present({
    cnameChain: [],
    ttl: 300,
    records: exchanges.map((exchange, index) => ({ preference: index * 10, exchange })),
  });
const policy = (change: Parameters<typeof policyText>[0]): DomainObservation =>
  domainObservation({ policyFetch: policyFetch({ http: http({ body: policyText(change) }) }) });
export const body = (text: string): DomainObservation =>
  domainObservation({ policyFetch: policyFetch({ http: http({ body: text }) }) });
const answer = (change: Parameters<typeof http>[0]): DomainObservation =>
  domainObservation({ policyFetch: policyFetch({ http: http(change) }) });
const fetching = (step: 'connect' | 'handshake' | 'response', cause: FailureCause): DomainObservation =>
  domainObservation({ policyFetch: failedFetch({ step, cause, detail: 'seen' }) });
const without = (observation: DomainObservation): DomainObservation => omit(observation, 'policyFetch');
const leaf = certificate;

const policyFetchWithout = (result: PolicyFetch['addresses']): PolicyFetch => ({
  url: '',
  addresses: result,
  endpoints: [],
  durationMs: 1,
});

const said = [
  { resolver: 'Cloudflare', answer: 'no such name' },
  { resolver: 'Quad9', answer: '"v=STSv1; id=1;"' },
];
const dispute = (settled: boolean) => ({ name: '_mta-sts.example.com', type: 'TXT', said, settled });
const disputed = (observation: DomainObservation): DomainObservation => ({
  ...observation,
  stsRecord:
    observation.stsRecord.state === 'present'
      ? present({ ...observation.stsRecord.value, dispute: dispute(true) })
      : { ...observation.stsRecord, dispute: dispute(true) },
});

const STS = { name: '_mta-sts.example.com', type: 'TXT', records: ['"v=STSv1; id=1;"'] } as const;
const served = (change: Partial<Extract<NameServerOutcome, { state: 'answered' }>> = {}): NameServerOutcome => ({
  state: 'answered',
  serial: 7,
  answers: [STS],
  ...change,
});
const refusing = served({ answers: [], unanswered: [{ name: STS.name, type: STS.type, detail: 'REFUSED' }] });
const silent: NameServerOutcome = { state: 'silent', cause: 'timeout', detail: 'UDP: nothing within 3000 ms' };
const lame: NameServerOutcome = { state: 'lame', detail: 'REFUSED' };
/** A healthy domain whose name servers did this; those whose outcome stands second have an IPv6 address. */
const nameServers = (ipv4: readonly NameServerOutcome[], ipv6: readonly NameServerOutcome[] = []): DomainObservation =>
  domainObservation({
    nameServers: {
      zone: 'example.com',
      servers: [
        ...ipv4.map((outcome, n) => ({
          name: `ns${n}.example.net`,
          address: `192.0.2.${n}`,
          listedBy: 'both' as const,
          outcome,
        })),
        ...ipv6.map((outcome, n) => ({
          name: `ns${n}.example.net`,
          address: `2001:db8::${n}`,
          listedBy: 'both' as const,
          outcome,
        })),
      ],
    },
  });

/** A look at a domain, and what the judge must find in it. */
export const DOMAIN_CASES: readonly (readonly [string, DomainObservation, Expected])[] = [
  ['nothing wrong', domainObservation(), []],
  ['wildcard patterns', policy({ mx: ['*.example.com'] }), []],
  [
    'record behind a CNAME',
    domainObservation({
      stsRecord: present({ cnameChain: ['_mta-sts.provider.example'], ttl: 300, records: [['v=STSv1; ', 'id=1;']] }),
    }),
    [],
  ],

  ['one resolver of three differs', disputed(domainObservation()), ['resolvers-disagree info']],
  [
    'one resolver of three sees a record',
    disputed(without(domainObservation({ stsRecord: absent }))),
    ['mta-sts-not-used', 'resolvers-disagree info'],
  ],
  ['name servers that serve the same', nameServers([served(), served()], [served(), served()]), []],
  ['a silent name server', nameServers([served(), silent]), ['name-server-dead']],
  ['a silent name server beside a lame one', nameServers([lame, silent]), ['name-server-dead', 'name-server-lame']],
  ['all name servers silent: this network lets nobody ask them', nameServers([silent, silent]), []],
  ['all silent by IPv6: this place may have none', nameServers([served(), served()], [silent, silent]), []],
  ['one of two silent by IPv6', nameServers([served(), served()], [served(), silent]), ['name-server-dead']],
  [
    'a name server without an address',
    nameServers([served(), { state: 'no-address', detail: 'its name has no address' }]),
    ['name-server-dead'],
  ],
  ['a name server that could not be asked from here', nameServers([served(), { state: 'not-seen' }]), []],
  [
    'name servers that differ about the STS record',
    nameServers([served(), served({ serial: 6, answers: [{ ...STS, records: [] }] })]),
    ['name-server-stale'],
  ],
  ['name servers of which one refers to a zone below', nameServers([served(), served({ answers: [] })]), []],
  [
    'a name server that refuses the question for the STS record, which another answers',
    nameServers([served(), refusing]),
    ['name-server-partial'],
  ],
  [
    'no name server that answers the question for the STS record: the lookup says so, or it is this network',
    nameServers([refusing, refusing]),
    [],
  ],
  [
    'name servers that number the zone differently',
    nameServers([served(), served({ serial: 6 })]),
    ['name-server-stale info'],
  ],

  ['no MTA-STS at all', without(domainObservation({ stsRecord: absent })), ['mta-sts-not-used']],
  [
    'unrelated TXT records of a wildcard',
    without(domainObservation({ stsRecord: txt('v=spf1 -all'), tlsRptRecord: txt('v=spf1 -all') })),
    ['mta-sts-not-used', 'tlsrpt-missing'],
  ],
  [
    'no record, and a wildcard name with a web page',
    domainObservation({
      stsRecord: absent,
      policyFetch: policyFetch({ http: http({ contentType: 'text/html', body: '<html>' }) }),
    }),
    ['mta-sts-not-used'],
  ],
  [
    'no record, and a wildcard name with a bad certificate',
    {
      ...policyHostServing(
        [leaf({ dnsNames: [] })],
        { trust: { trusted: false, error: 'DEPTH_ZERO_SELF_SIGNED_CERT' } },
        { status: 404 },
      ),
      stsRecord: absent,
    },
    ['mta-sts-not-used'],
  ],
  [
    'an alias to nowhere at the name of the STS record, and no policy: MTA-STS was meant',
    without(domainObservation({ stsRecord: { ...absent, cnameChain: ['gone.example.net'], aliasFrom: 'name' } })),
    ['sts-record-missing'],
  ],
  [
    'an alias that a wildcard gives every name, and no policy',
    without(
      domainObservation({
        stsRecord: { ...absent, cnameChain: ['www.example.com'], aliasFrom: 'wildcard' },
        tlsRptRecord: { ...absent, cnameChain: ['www.example.com'], aliasFrom: 'wildcard' },
      }),
    ),
    ['mta-sts-not-used', 'tlsrpt-missing info'],
  ],
  [
    'an alias of which nobody knows where it comes from, and no policy',
    without(domainObservation({ stsRecord: { ...absent, cnameChain: ['gone.example.net'] } })),
    ['mta-sts-not-used'],
  ],
  [
    'an alias to nowhere at the name of the TLSRPT record',
    domainObservation({ tlsRptRecord: { ...absent, cnameChain: ['gone.example.net'], aliasFrom: 'name' } }),
    ['tlsrpt-missing warning'],
  ],
  ['no record, and a policy', domainObservation({ stsRecord: absent }), ['sts-record-missing']],
  [
    'no record, and a policy in testing',
    { ...policy({ mode: 'testing' }), stsRecord: absent },
    ['sts-record-missing warning', 'policy-mode-testing'],
  ],
  [
    'no record, and an attempt at a policy',
    { ...body('version: STSv1\nmode: enforcer\n'), stsRecord: absent },
    ['sts-record-missing', 'policy-invalid'],
  ],
  [
    'no record, and mode none: MTA-STS was given up',
    { ...policy({ mode: 'none' }), stsRecord: absent },
    ['mta-sts-not-used', 'policy-mode-none'],
  ],
  ['record without id', domainObservation({ stsRecord: txt('v=STSv1;') }), ['sts-record-invalid']],
  ['record in the wrong case', domainObservation({ stsRecord: txt('v=stsv1; id=1;') }), ['sts-record-ignored']],
  ['two records', domainObservation({ stsRecord: txt('v=STSv1; id=1;', 'v=STSv1; id=2;') }), ['sts-record-multiple']],
  [
    "the Exchange Online article's record, with a space before its semicolon",
    domainObservation({ stsRecord: txt('v=STSv1 ; id=20211201000000Z ;') }),
    ['sts-record-ambiguous'],
  ],

  [
    'policy host without an address',
    domainObservation({ policyFetch: policyFetchWithout(absent) }),
    ['policy-host-missing'],
  ],
  [
    'policy host with a dangling CNAME',
    domainObservation({ policyFetch: policyFetchWithout({ ...absent, cnameChain: ['gone.provider.example'] }) }),
    ['policy-host-missing'],
  ],
  [
    'policy host on a private address',
    domainObservation({
      policyFetch: failedFetch({ step: 'connect', cause: 'address-not-allowed', detail: '10.0.0.5' }),
    }),
    ['policy-host-address-not-public'],
  ],
  [
    'handshake refused by an alert',
    domainObservation({ policyFetch: failedFetch({ step: 'handshake', cause: 'tls', detail: 'alert 40' }) }),
    ['policy-host-tls-failed'],
  ],
  [
    'no TLS behind the port',
    domainObservation({ policyFetch: failedFetch({ step: 'handshake', cause: 'protocol', detail: 'HTTP/1.1 400' }) }),
    ['policy-host-tls-failed'],
  ],
  ['no certificate shown', policyHostServing([]), ['policy-host-tls-failed']],
  ['TLS 1.1', policyHostServing([leaf(), intermediate()], { protocol: 'TLSv1.1' }), ['policy-host-tls-version']],
  ['404', answer({ status: 404 }), ['policy-http-status']],
  ['502', answer({ status: 502 }), ['policy-http-status']],
  ['204', answer({ status: 204, body: '' }), ['policy-http-status']],
  ['301', answer({ status: 301, location: 'https://www.example.com/' }), ['policy-redirect']],
  ['299', answer({ status: 299 }), ['policy-http-status']],
  ['300', answer({ status: 300 }), ['policy-redirect']],
  ['304', answer({ status: 304 }), ['policy-redirect']],
  ['399', answer({ status: 399 }), ['policy-redirect']],
  ['400', answer({ status: 400 }), ['policy-http-status']],
  ['text/html', answer({ contentType: 'text/html' }), ['policy-content-type']],
  ['text/plainx', answer({ contentType: 'text/plainx' }), ['policy-content-type']],
  [
    'no content type',
    domainObservation({ policyFetch: policyFetch({ http: omit(http(), 'contentType') }) }),
    ['policy-content-type'],
  ],
  ['text/plain in UTF-16', answer({ contentType: 'text/plain; charset=utf-16' }), ['policy-content-type']],
  ['text/plain in UTF-8', answer({ contentType: 'Text/Plain ; charset="UTF-8"' }), []],
  ['text/plain, compressed and not asked for', answer({ contentEncoding: 'gzip' }), ['policy-content-encoding']],
  [
    'a coding that is named and was not applied',
    answer({ contentEncoding: 'aws-chunked' }),
    ['policy-content-encoding info'],
  ],
  ['identity', answer({ contentEncoding: 'identity' }), []],
  [
    'a coding that is not undone',
    answer({ contentEncoding: 'zstd', body: '(\ufffd/\ufffd' }),
    ['policy-encoding-unreadable'],
  ],
  [
    'a refusal of this monitor alone',
    domainObservation({
      policyFetch: policyFetch({
        asSender: { userAgent: 'sender/1', letIn: true, refusal: http({ status: 403, body: '' }) },
      }),
    }),
    ['policy-monitor-blocked'],
  ],
  [
    'a refusal of everyone',
    domainObservation({
      policyFetch: policyFetch({
        http: http({ status: 403, mitigation: 'cf-mitigated: challenge', body: '<title>Just a moment...</title>' }),
        asSender: { userAgent: 'sender/1', letIn: false },
      }),
    }),
    ['policy-http-status'],
  ],
  [
    'addresses of the policy host with different policies',
    domainObservation({
      policyFetch: policyFetchFrom(
        policyEndpoint(),
        policyEndpoint({ address: '192.0.2.81', http: http({ body: policyText({ maxAge: 700000 }) }) }),
      ),
    }),
    ['policy-differs'],
  ],
  ['too large', answer({ bodyBytes: 70_000, truncated: true }), ['policy-too-large']],
  [
    'too large, and cut off',
    domainObservation({
      policyFetch: policyFetch({
        http: http({ bodyBytes: 70_000, truncated: true }),
        failure: { step: 'response', cause: 'too-large', detail: '' },
      }),
    }),
    ['policy-too-large'],
  ],
  [
    'not HTTP',
    domainObservation({ policyFetch: failedFetch({ step: 'response', cause: 'protocol', detail: 'parse error' }) }),
    ['policy-response-failed'],
  ],

  [
    'policy certificate expired',
    policyHostServing([leaf({ notAfter: NOW - 1 }), intermediate()], {
      trust: { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true },
    }),
    ['policy-host-certificate-expired'],
  ],
  [
    'policy certificate of tomorrow',
    policyHostServing([leaf({ notBefore: NOW + DAY }), intermediate()], {
      trust: { trusted: true, error: 'CERT_NOT_YET_VALID', dateError: true },
    }),
    ['policy-host-certificate-not-yet-valid'],
  ],
  [
    'policy certificate about to expire',
    policyHostServing([leaf({ notAfter: NOW + 3 * DAY, notBefore: NOW - 87 * DAY }), intermediate()]),
    ['policy-host-certificate-expiring'],
  ],
  [
    'policy certificate for the provider',
    policyHostServing([leaf({ dnsNames: ['provider.example'] }), intermediate()]),
    ['policy-host-certificate-name-mismatch'],
  ],
  ['policy certificate of a wildcard', policyHostServing([leaf({ dnsNames: ['*.example.com'] }), intermediate()]), []],
  [
    'policy certificate self-signed',
    policyHostServing([leaf({ selfIssued: true })], {
      trust: { trusted: false, error: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    }),
    ['policy-host-certificate-untrusted'],
  ],
  [
    'policy certificate weak',
    policyHostServing([leaf({ key: { type: 'rsa', bits: 1024 } }), intermediate()]),
    ['policy-host-certificate-weak'],
  ],
  [
    'everything wrong with the policy certificate',
    policyHostServing([leaf({ notAfter: NOW - 1, dnsNames: [], key: { type: 'rsa', bits: 512 } })], {
      trust: { trusted: false, error: 'CERT_HAS_EXPIRED', dateError: true },
    }),
    [
      'policy-host-certificate-expired',
      'policy-host-certificate-name-mismatch',
      'policy-host-certificate-untrusted',
      'policy-host-certificate-weak',
    ],
  ],
  [
    'a bad policy certificate, in testing',
    policyHostServing([leaf({ dnsNames: [] }), intermediate()], {}, { body: policyText({ mode: 'testing' }) }),
    ['policy-host-certificate-name-mismatch warning', 'policy-mode-testing'],
  ],

  [
    "the article's policy, with spaces before its colons and enforcer",
    body('version : STSv1\nmode : enforcer\nmx : mx1.example.com\nmax_age : 604800\n'),
    ['policy-invalid'],
  ],
  ['a web page as policy', body('<!doctype html>'), ['policy-invalid']],
  ['a blank line', body('version: STSv1\n\nmode: enforce\nmx: *.example.com\nmax_age: 604800\n'), ['policy-ambiguous']],
  ['testing', policy({ mode: 'testing' }), ['policy-mode-testing']],
  [
    'testing without TLSRPT',
    { ...policy({ mode: 'testing' }), tlsRptRecord: absent },
    ['policy-mode-testing', 'tlsrpt-missing warning'],
  ],
  ['none', policy({ mode: 'none', mx: [] }), ['policy-mode-none']],
  ['max_age of an hour', policy({ maxAge: 3600 }), ['policy-max-age-short']],
  ['max_age of two days', policy({ maxAge: 2 * 86_400 }), ['policy-max-age-short info']],
  ['max_age 0', policy({ maxAge: 0 }), ['policy-max-age-short']],
  ['max_age of a week', policy({ maxAge: 604800 }), []],
  ['max_age of a day in testing', policy({ mode: 'testing', maxAge: 86_400 }), ['policy-mode-testing']],
  ['a pattern that no MX matches', policy({ mx: ['*.example.com', 'old.example.net'] }), ['policy-mx-unused']],

  ['no MX and no address', domainObservation({ mx: absent, domainAddresses: absent }), ['mx-missing critical']],
  [
    'no MX and no address, in testing',
    { ...policy({ mode: 'testing' }), mx: absent, domainAddresses: absent },
    ['policy-mode-testing', 'mx-missing'],
  ],
  [
    'no MX, no address, no MTA-STS',
    without(domainObservation({ stsRecord: absent, mx: absent, domainAddresses: absent })),
    ['mx-missing error'],
  ],
  ['null MX', domainObservation({ mx: mx('') }), ['mx-null-with-policy']],
  [
    'null MX, and a policy without a record',
    domainObservation({ stsRecord: absent, mx: mx('') }),
    ['sts-record-missing info', 'mx-null-with-policy'],
  ],
  [
    'null MX, and a record that is not valid',
    domainObservation({ stsRecord: txt('v=STSv1;'), tlsRptRecord: txt('v=TLSRPTv1;'), mx: mx('') }),
    ['sts-record-invalid info', 'mx-null-with-policy', 'tlsrpt-invalid info'],
  ],
  ['null MX, no MTA-STS', without(domainObservation({ stsRecord: absent, mx: mx('') })), []],
  [
    'null MX, no MTA-STS, no TLSRPT',
    without(domainObservation({ stsRecord: absent, tlsRptRecord: absent, mx: mx('') })),
    [],
  ],
  [
    'null MX beside another',
    domainObservation({ mx: mx('', 'mx1.example.com', 'mx2.example.com') }),
    ['mx-null-not-alone'],
  ],
  [
    'no MX, only an address',
    { ...policy({ mx: ['example.com'] }), mx: absent, domainAddresses: addresses('192.0.2.10') },
    ['mx-implicit'],
  ],
  [
    'no MX, only an address, not covered',
    domainObservation({ mx: absent, domainAddresses: addresses('192.0.2.10') }),
    ['mx-implicit', 'mx-not-covered critical', 'policy-mx-unused'],
  ],
  [
    'no MX, only an address, no MTA-STS',
    without(domainObservation({ stsRecord: absent, mx: absent, domainAddresses: addresses('2001:db8::10') })),
    ['mta-sts-not-used', 'mx-implicit info'],
  ],
  [
    'an address as MX',
    domainObservation({ mx: mx('mx1.example.com', 'mx2.example.com', '192.0.2.25') }),
    ['mx-is-address'],
  ],
  [
    'one MX not covered',
    domainObservation({ mx: mx('mx1.example.com', 'mx2.example.com', 'mx3.example.net') }),
    ['mx-not-covered'],
  ],
  [
    'no MX covered, after the record has gone: only senders with a cached policy refuse',
    domainObservation({ stsRecord: absent, mx: mx('mx.example.net') }),
    ['sts-record-missing', 'mx-not-covered warning', 'policy-mx-unused'],
  ],
  ['no MX covered', domainObservation({ mx: mx('mx.example.net') }), ['mx-not-covered critical', 'policy-mx-unused']],
  [
    'one MX not covered, in testing',
    { ...policy({ mode: 'testing' }), mx: mx('mx1.example.com', 'mx2.example.com', 'mx3.example.net') },
    ['policy-mode-testing', 'mx-not-covered warning'],
  ],
  ['an MX not covered, but mode none', { ...policy({ mode: 'none' }), mx: mx('mx.example.net') }, ['policy-mode-none']],
  [
    "Exchange Online's DANE name under the pattern of another",
    { ...policy({ mx: ['*.mx.microsoft'] }), mx: mx('example-com.h-v1.mx.microsoft') },
    ['mx-not-covered critical', 'policy-mx-unused'],
  ],

  ['no TLSRPT', domainObservation({ tlsRptRecord: absent }), ['tlsrpt-missing']],
  [
    "the article's TLSRPT record, without v=",
    domainObservation({ tlsRptRecord: txt('TLSRPTv1;rua=mailto:reports@example.com') }),
    ['tlsrpt-ignored'],
  ],
  ['TLSRPT without rua', domainObservation({ tlsRptRecord: txt('v=TLSRPTv1;') }), ['tlsrpt-invalid']],
  [
    'two TLSRPT records',
    domainObservation({
      tlsRptRecord: txt('v=TLSRPTv1; rua=mailto:a@example.com', 'v=TLSRPTv1; rua=mailto:b@example.com'),
    }),
    ['tlsrpt-multiple'],
  ],
  [
    'a TLSRPT record that ends in a space',
    domainObservation({ tlsRptRecord: txt('v=TLSRPTv1; rua=mailto:a@example.com ') }),
    ['tlsrpt-ambiguous'],
  ],
];

/** A look that could not see something: the aspects, and what each becomes if that lasts. */
export const UNKNOWN_DOMAIN_CASES: readonly (readonly [
  string,
  DomainObservation,
  readonly (readonly [aspect: string, becomes: FindingKind | undefined])[],
])[] = [
  [
    'SERVFAIL everywhere',
    domainObservation({
      stsRecord: servfail,
      tlsRptRecord: servfail,
      mx: servfail,
      policyFetch: policyFetchWithout(servfail),
    }),
    [
      ['sts-record', 'dns-failing'],
      ['policy', 'dns-failing'],
      ['mx', 'dns-failing'],
      ['tlsrpt-record', 'dns-failing'],
    ],
  ],
  [
    'no looking at all',
    domainObservation({
      stsRecord: unknown('internal', ''),
      tlsRptRecord: unknown('internal', ''),
      mx: unknown('internal', ''),
      policyFetch: policyFetchWithout(unknown('internal', '')),
    }),
    [
      ['sts-record', undefined],
      ['policy', undefined],
      ['mx', undefined],
      ['tlsrpt-record', undefined],
    ],
  ],
  [
    'the address of a domain without MX',
    domainObservation({ mx: absent, domainAddresses: servfail }),
    [['mx', 'dns-failing']],
  ],
  ['an address that nobody looked up', domainObservation({ mx: absent }), [['mx', undefined]]],
  ['connection timed out', fetching('connect', 'timeout'), [['policy', 'policy-host-unreachable']]],
  ['connection refused', fetching('connect', 'refused'), [['policy', 'policy-host-unreachable']]],
  ['connection reset in the handshake', fetching('handshake', 'reset'), [['policy', 'policy-host-tls-failed']]],
  ['answer timed out', fetching('response', 'timeout'), [['policy', 'policy-response-failed']]],
  ['answer slow', fetching('response', 'slow'), [['policy', 'policy-host-slow']]],
  ['handshake slow', fetching('handshake', 'slow'), [['policy', 'policy-host-slow']]],
  ['answer cut off', fetching('response', 'closed'), [['policy', 'policy-response-failed']]],
  ["the monitor's own fault", fetching('connect', 'internal'), [['policy', undefined]]],
  ['a record, and no fetch', without(domainObservation()), [['policy', undefined]]],
];
