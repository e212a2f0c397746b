import type { FailureCause, FindingKind, MxHostObservation, SmtpEndpoint, SmtpStep } from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import {
  ADDRESS,
  addresses,
  certificate,
  DAY,
  endpoint,
  failedEndpoint,
  HOUR,
  intermediate,
  mxHostObservation,
  mxHostServing,
  NOW,
  omit,
  root,
} from '../../support/observations';
import type { Expected } from './expected';

const IPV6 = '2001:db8::25';
const absent = { state: 'absent', reason: 'no-name' } as const;
const at = (...endpoints: readonly SmtpEndpoint[]): MxHostObservation =>
  mxHostObservation({ addresses: addresses(...endpoints.map(({ address }) => address)), endpoints });
const failing = (step: SmtpStep, cause: FailureCause, replyCode?: number): MxHostObservation =>
  at(failedEndpoint({ step, cause, detail: 'seen', ...(replyCode !== undefined && { replyCode }) }));
const alias = mxHostObservation({
  addresses: present({ cnameChain: ['mail.example.net'], ttl: 300, ipv4: [ADDRESS], ipv6: [] }),
});

/** A session of which TLS showed all, and which did not survive it. */
const lostOverTls = (cause: FailureCause, replyCode?: number): MxHostObservation => {
  const failure = { step: 'tls-ehlo', cause, detail: '', ...(replyCode !== undefined && { replyCode }) } as const;
  return at(endpoint({ failure }));
};
const EXPIRED = { trust: { trusted: true, error: 'CERT_HAS_EXPIRED', dateError: true } };
const NOT_YET = { trust: { trusted: true, error: 'CERT_NOT_YET_VALID', dateError: true } };
const untrusted = (error: string) => ({ trust: { trusted: false, error } });
const leaf = certificate;

/** A look at an MX host, and what the judge must find in it. */
export const MX_HOST_CASES: readonly (readonly [string, MxHostObservation, Expected])[] = [
  ['nothing wrong', mxHostObservation(), []],
  ['nothing wrong at two addresses', mxHostServing([leaf(), intermediate()], {}, ADDRESS, IPV6), []],
  ['a root served too', mxHostServing([leaf(), intermediate(), root()]), []],

  [
    'resolvers that differ about the TLSA records',
    mxHostObservation({
      tlsa: {
        state: 'absent',
        reason: 'no-data',
        dispute: {
          name: '_25._tcp.mx1.example.com',
          type: 'TLSA',
          said: [{ resolver: 'Google', answer: 'SERVFAIL' }],
          settled: true,
        },
      },
    }),
    ['mx-host-resolvers-disagree info'],
  ],

  ['no address', mxHostObservation({ addresses: absent, endpoints: [] }), ['mx-host-unresolvable']],
  ['a name with no addresses', mxHostObservation({ addresses: addresses(), endpoints: [] }), ['mx-host-unresolvable']],
  ['a CNAME', alias, ['mx-host-cname']],
  ['a private address', failing('connect', 'address-not-allowed'), ['mx-host-address-not-public']],

  ['no STARTTLS', at(endpoint({ startTlsOffered: false })), ['mx-host-starttls-missing']],
  [
    'no STARTTLS, and then a reset',
    at(failedEndpoint({ step: 'starttls', cause: 'reset', detail: '' }, { startTlsOffered: false })),
    ['mx-host-starttls-missing'],
  ],
  ['no EHLO', failing('ehlo', 'smtp-permanent', 502), ['mx-host-starttls-missing']],
  ['EHLO not recognised', failing('ehlo', 'smtp-permanent', 500), ['mx-host-starttls-missing']],
  ['STARTTLS refused', failing('starttls', 'smtp-permanent', 501), ['mx-host-starttls-refused']],
  ['a TLS alert', failing('handshake', 'tls'), ['mx-host-tls-failed']],
  ['no TLS behind STARTTLS', failing('handshake', 'protocol'), ['mx-host-tls-failed']],
  ['no certificate shown', mxHostServing([]), ['mx-host-tls-failed']],
  ['plaintext behind STARTTLS', at(endpoint({ plaintextAfterStartTls: true })), ['mx-host-starttls-injection']],
  [
    'plaintext behind STARTTLS, and no session',
    at(failedEndpoint({ step: 'handshake', cause: 'tls', detail: '' }, { plaintextAfterStartTls: true })),
    ['mx-host-starttls-injection', 'mx-host-tls-failed'],
  ],
  ['TLS 1.0', mxHostServing([leaf(), intermediate()], { protocol: 'TLSv1' }), ['mx-host-tls-version']],
  ['TLS 1.2', mxHostServing([leaf(), intermediate()], { protocol: 'TLSv1.2' }), []],

  ['expired', mxHostServing([leaf({ notAfter: NOW - 1 }), intermediate()], EXPIRED), ['mx-host-certificate-expired']],
  [
    'valid to this millisecond',
    mxHostServing([leaf({ notAfter: NOW, notBefore: NOW - 90 * DAY }), intermediate()]),
    ['mx-host-certificate-expiring'],
  ],
  [
    'expired between the beginning of the look and the handshake',
    mxHostServing([leaf({ notAfter: NOW + 20_000, notBefore: NOW - 90 * DAY }), intermediate()], EXPIRED),
    ['mx-host-certificate-expiring'],
  ],
  [
    'an expired intermediate that is needed',
    mxHostServing([leaf(), intermediate({ notAfter: NOW - 1 })], EXPIRED),
    ['mx-host-certificate-expired'],
  ],
  [
    'an expired intermediate that verification did without',
    mxHostServing([leaf(), intermediate({ notAfter: NOW - 1 })]),
    ['mx-host-certificate-expired warning'],
  ],
  [
    'an expired leaf and an expired intermediate',
    mxHostServing([leaf({ notAfter: NOW - 1 }), intermediate({ notAfter: NOW - 1 })], EXPIRED),
    ['mx-host-certificate-expired', 'mx-host-certificate-expired'],
  ],
  [
    'an expired root, served',
    mxHostServing([leaf(), intermediate(), root({ notAfter: NOW - 1 })], EXPIRED),
    ['mx-host-certificate-expired'],
  ],
  ['an expired root, not served', mxHostServing([leaf(), intermediate()], EXPIRED), ['mx-host-certificate-untrusted']],
  [
    'of tomorrow',
    mxHostServing([leaf({ notBefore: NOW + DAY }), intermediate()], NOT_YET),
    ['mx-host-certificate-not-yet-valid'],
  ],
  [
    'of in three minutes: clocks differ',
    mxHostServing([leaf({ notBefore: NOW + 180_000 }), intermediate()], NOT_YET),
    [],
  ],
  [
    'an intermediate of tomorrow',
    mxHostServing([leaf(), intermediate({ notBefore: NOW + DAY })], NOT_YET),
    ['mx-host-certificate-not-yet-valid'],
  ],
  [
    'three days left of 90',
    mxHostServing([leaf({ notBefore: NOW - 87 * DAY, notAfter: NOW + 3 * DAY }), intermediate()]),
    ['mx-host-certificate-expiring'],
  ],
  [
    '29 days left of 90',
    mxHostServing([leaf({ notBefore: NOW - 61 * DAY, notAfter: NOW + 29 * DAY }), intermediate()]),
    [],
  ],
  [
    'two days left of six',
    mxHostServing([leaf({ notBefore: NOW - 112 * HOUR, notAfter: NOW + 48 * HOUR }), intermediate()]),
    [],
  ],
  [
    'an intermediate with ten days left',
    mxHostServing([
      leaf({ notAfter: NOW + 30 * DAY, notBefore: NOW - 60 * DAY }),
      intermediate({ notAfter: NOW + 10 * DAY }),
    ]),
    ['mx-host-certificate-expiring'],
  ],
  ['a served root with ten days left', mxHostServing([leaf(), intermediate(), root({ notAfter: NOW + 10 * DAY })]), []],
  [
    'another name',
    mxHostServing([leaf({ dnsNames: ['mail.example.net'] }), intermediate()]),
    ['mx-host-certificate-name-mismatch'],
  ],
  [
    'the name as common name alone',
    mxHostServing([leaf({ dnsNames: [], commonName: 'mx1.example.com' }), intermediate()]),
    ['mx-host-certificate-name-mismatch'],
  ],
  [
    'its address as SAN alone',
    mxHostServing([leaf({ dnsNames: [], ipAddresses: [ADDRESS] }), intermediate()]),
    ['mx-host-certificate-name-mismatch'],
  ],
  ['a wildcard', mxHostServing([leaf({ dnsNames: ['*.example.com'] }), intermediate()]), []],
  [
    'a partial wildcard',
    mxHostServing([leaf({ dnsNames: ['mx*.example.com'] }), intermediate()]),
    ['mx-host-certificate-name-mismatch'],
  ],
  [
    'self-signed',
    mxHostServing(
      [leaf({ selfIssued: true, issuer: 'CN=mx1.example.com', notAfter: NOW + 3650 * DAY })],
      untrusted('DEPTH_ZERO_SELF_SIGNED_CERT'),
    ),
    ['mx-host-certificate-untrusted'],
  ],
  [
    'leaf alone',
    mxHostServing([leaf()], untrusted('UNABLE_TO_VERIFY_LEAF_SIGNATURE')),
    ['mx-host-certificate-untrusted'],
  ],
  [
    'a private root',
    mxHostServing([leaf(), intermediate(), root()], untrusted('SELF_SIGNED_CERT_IN_CHAIN')),
    ['mx-host-certificate-untrusted'],
  ],
  [
    'a certificate for clients',
    mxHostServing([leaf({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'] }), intermediate()], untrusted('INVALID_PURPOSE')),
    ['mx-host-certificate-untrusted'],
  ],
  [
    'an expired certificate for clients',
    mxHostServing([leaf({ extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'], notAfter: NOW - 1 }), intermediate()], EXPIRED),
    ['mx-host-certificate-expired', 'mx-host-certificate-untrusted'],
  ],
  [
    'a certificate that cannot be read',
    { ...mxHostServing([leaf()], untrusted('CERT_SIGNATURE_FAILURE')), certificates: {} },
    ['mx-host-certificate-untrusted'],
  ],
  [
    'a weak key',
    mxHostServing([leaf({ key: { type: 'rsa', bits: 1024 } }), intermediate()]),
    ['mx-host-certificate-weak'],
  ],
  [
    'a weak intermediate',
    mxHostServing([leaf(), intermediate({ signatureAlgorithm: 'sha1WithRSAEncryption' })]),
    ['mx-host-certificate-weak'],
  ],
  [
    'expired, for another name, and not trusted: three findings',
    mxHostServing([leaf({ notAfter: NOW - DAY, dnsNames: ['other.example.net'] })], {
      trust: { trusted: false, error: 'CERT_HAS_EXPIRED', dateError: true },
    }),
    ['mx-host-certificate-expired', 'mx-host-certificate-name-mismatch', 'mx-host-certificate-untrusted'],
  ],
];

/** A look that could not see something: the aspects, and what each becomes if that lasts. */
export const UNKNOWN_MX_HOST_CASES: readonly (readonly [
  string,
  MxHostObservation,
  readonly (readonly [aspect: string, becomes: `${FindingKind}${'' | ' warning'}` | undefined])[],
])[] = [
  [
    'SERVFAIL',
    mxHostObservation({ addresses: unknown('servfail', ''), endpoints: [] }),
    [['addresses', 'mx-host-dns-failing']],
  ],
  [
    'a deployment that looks at no MX host',
    mxHostObservation({ addresses: unknown('not-observed', ''), endpoints: [] }),
    [['addresses', undefined]],
  ],
  ['timed out', failing('connect', 'timeout'), [[`smtp:${ADDRESS}`, 'mx-host-unreachable']]],
  ['refused', failing('connect', 'refused'), [[`smtp:${ADDRESS}`, 'mx-host-unreachable']]],
  ['no route', failing('connect', 'unreachable'), [[`smtp:${ADDRESS}`, 'mx-host-unreachable']]],
  [
    'no route over IPv6',
    at(failedEndpoint({ step: 'connect', cause: 'unreachable', detail: '' }, { address: IPV6 })),
    [[`smtp:${IPV6}`, undefined]],
  ],
  ['port 25 closed here', failing('connect', 'vantage-blocked'), [[`smtp:${ADDRESS}`, undefined]]],
  ['no greeting', failing('greeting', 'timeout'), [[`smtp:${ADDRESS}`, 'mx-host-unreachable']]],
  ['no SMTP', failing('greeting', 'protocol'), [[`smtp:${ADDRESS}`, 'mx-host-unreachable']]],
  ['421', failing('greeting', 'smtp-transient', 421), [[`smtp:${ADDRESS}`, 'mx-host-refuses-sessions warning']]],
  ['554', failing('greeting', 'smtp-permanent', 554), [[`smtp:${ADDRESS}`, 'mx-host-refuses-sessions warning']]],
  [
    '554, because this monitor is on a blocklist',
    failing('greeting', 'blocklisted', 554),
    [[`smtp:${ADDRESS}`, undefined]],
  ],
  [
    'EHLO refused for its name',
    failing('ehlo', 'smtp-permanent', 550),
    [[`smtp:${ADDRESS}`, 'mx-host-refuses-sessions warning']],
  ],
  ['TLS not available', failing('starttls', 'smtp-transient', 454), [[`smtp:${ADDRESS}`, 'mx-host-starttls-refused']]],
  ['STARTTLS put off', failing('starttls', 'smtp-transient', 421), [[`smtp:${ADDRESS}`, 'mx-host-starttls-refused']]],
  ['cut off after STARTTLS', failing('handshake', 'closed'), [[`smtp:${ADDRESS}`, 'mx-host-tls-failed']]],
  ['a greeting that does not come', failing('greeting', 'slow'), [[`smtp:${ADDRESS}`, 'mx-host-slow warning']]],
  ['a handshake that is slow', failing('handshake', 'slow'), [[`smtp:${ADDRESS}`, 'mx-host-slow warning']]],
  ['421 over TLS', lostOverTls('smtp-transient', 421), [[`smtp:${ADDRESS}`, 'mx-host-session-failed']]],
  ['closed over TLS', lostOverTls('closed'), [[`smtp:${ADDRESS}`, 'mx-host-session-failed']]],
  ['an alert over TLS', lostOverTls('tls'), [[`smtp:${ADDRESS}`, 'mx-host-session-failed']]],
  ['slow over TLS', lostOverTls('slow'), [[`smtp:${ADDRESS}`, 'mx-host-slow warning']]],
  ['a handshake without end', failing('handshake', 'timeout'), [[`smtp:${ADDRESS}`, 'mx-host-tls-failed']]],
  [
    'one address of two',
    at(endpoint(), failedEndpoint({ step: 'connect', cause: 'timeout', detail: '' }, { address: IPV6 })),
    [[`smtp:${IPV6}`, 'mx-host-unreachable warning']],
  ],
  ['an address not tried', mxHostObservation({ addresses: addresses(ADDRESS, IPV6) }), [[`smtp:${IPV6}`, undefined]]],
  ['a session that tells nothing', at(omit(endpoint(), 'tls')), [[`smtp:${ADDRESS}`, undefined]]],
  [
    'a trusted certificate that was not kept',
    { ...mxHostServing([leaf()]), certificates: {} },
    [[`smtp:${ADDRESS}`, undefined]],
  ],
];
