import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { DEFAULT_DIFF_OPTIONS, domainCheck, mxHostCheck, nextState } from '../../../lib/core/diff';
import type {
  DnssecStatus,
  DomainObservation,
  MxHostObservation,
  Observed,
  TargetState,
  TlsaAnswer,
  TlsaRecord,
} from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import {
  daneStanding,
  deliveries,
  domainViewOfReading,
  domainViewOfState,
  mxHostViewOfReading,
  mxHostViewOfState,
  mxStandings,
} from '../../../lib/core/verdict';
import { reportDomain } from '../../../lib/core/report';
import { make, strayTlsa, tlsa, type Made } from '../../support/dane';
import {
  addresses,
  DAY,
  domainObservation,
  endpoint,
  failedEndpoint,
  http,
  NOW,
  policyFetch,
  policyText,
} from '../../support/observations';
import { signedHost } from '../judge/dane-cases';
import { readDomain, readMxHost } from '../../../lib/core/reading';

const MX1 = 'mx1.example.com';
const MX2 = 'mx2.example.com';

let ca: Made;
let leaf: Made;
let expired: Made;
let ofDomain: Made;
beforeAll(async () => {
  ca = await make('CA', 'ec', {
    role: 'root',
    notBefore: new Date(NOW - 900 * DAY),
    notAfter: new Date(NOW + 900 * DAY),
  });
  leaf = await make('leaf', 'ec', { dnsNames: [MX1, MX2] }, ca);
  expired = await make(
    'expired',
    'ec',
    { dnsNames: [MX1, MX2], notBefore: new Date(NOW - 90 * DAY), notAfter: new Date(NOW - DAY) },
    ca,
  );
  ofDomain = await make('domain', 'ec', { dnsNames: ['example.com'] }, ca);
});

const records = (...all: readonly TlsaRecord[]): Observed<TlsaAnswer> =>
  present({ cnameChain: [], ttl: 60, dnssec: 'secure', records: all });
const none: Observed<TlsaAnswer> = { state: 'absent', reason: 'no-name', dnssec: 'secure' };
const at = (host: string, observation: MxHostObservation): MxHostObservation => ({ ...observation, host });
const good = (host = MX1) => at(host, signedHost(records(tlsa(3, 1, 1, leaf)), [leaf, ca]));
const plain = (host = MX1) => at(host, signedHost(none, [leaf, ca]));
const renewed = (host = MX1) => at(host, signedHost(records(strayTlsa(3)), [leaf, ca]));
const unusable = () => signedHost(records(strayTlsa(1)), [leaf, ca]);
const untrusted = (host = MX1): MxHostObservation =>
  at(host, { ...signedHost(none, [leaf, ca]), addresses: addresses('192.0.2.25') });

function domain(dnssec: DnssecStatus | undefined, hosts: readonly string[], mode = 'enforce'): DomainObservation {
  const mx = present({
    cnameChain: [],
    ttl: 60,
    ...(dnssec && { dnssec }),
    records: hosts.map((exchange, index) => ({ preference: index, exchange })),
  });
  return domainObservation({
    mx,
    policyFetch: policyFetch({ http: http({ body: policyText({ mode, mx: [MX1, MX2] }) }) }),
  });
}

/** DANE's state, and what the three kinds of sender do: DANE first, MTA-STS alone, Exchange Online. */
function inWords(observation: DomainObservation, hosts: readonly MxHostObservation[]): readonly (string | undefined)[] {
  const view = domainViewOfReading(readDomain(observation), judgeDomain(readDomain(observation)));
  return words(
    view,
    hosts.map((host) => mxHostViewOfReading(readMxHost(host), judgeMxHost(readMxHost(host)))),
  );
}

function words(
  view: Parameters<typeof mxStandings>[0],
  hosts: Parameters<typeof mxStandings>[1],
): readonly (string | undefined)[] {
  const standings = mxStandings(view, hosts);
  const dane = daneStanding(view, standings);
  for (const reason of dane?.reasons ?? []) expect(reason).toMatch(/^\S.*\.$/);
  const delivered = deliveries(view, standings, dane);
  for (const { says } of delivered) expect(says).toMatch(/^[A-Z].*\.$/);
  return [dane?.state, ...delivered.map(({ outcome, partly }) => `${outcome}${partly ? ' partly' : ''}`)];
}

const lostOverTls = ({ endpoints, ...observation }: MxHostObservation): MxHostObservation => ({
  ...observation,
  endpoints: endpoints.map((session) => ({ ...session, failure: { step: 'tls-ehlo', cause: 'closed', detail: '' } })),
});

const AUTHENTICATED = ['authenticated', 'authenticated', 'authenticated'];

test.each<
  readonly [string, () => readonly [DomainObservation, readonly MxHostObservation[]], readonly (string | undefined)[]]
>([
  [
    'all signed and matching, enforced',
    () => [domain('secure', [MX1, MX2]), [good(), good(MX2)]],
    ['protected', ...AUTHENTICATED],
  ],
  [
    'a session that does not survive TLS is no authenticated delivery',
    () => [domain('secure', [MX1]), [lostOverTls(good())]],
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ],
  [
    'without MTA-STS',
    () => [domain('secure', [MX1], 'none'), [good()]],
    ['protected', 'authenticated', 'opportunistic', 'authenticated'],
  ],
  [
    'in mode testing',
    () => [domain('secure', [MX1], 'testing'), [good()]],
    ['protected', 'authenticated', 'opportunistic', 'authenticated'],
  ],
  [
    'a mismatch is not rescued by MTA-STS',
    () => [domain('secure', [MX1]), [renewed()]],
    ['undeliverable', 'refused', 'authenticated', 'refused'],
  ],
  [
    'a mismatch at one of two',
    () => [domain('secure', [MX1, MX2]), [renewed(), good(MX2)]],
    ['degraded', 'authenticated partly', 'authenticated', 'authenticated partly'],
  ],
  [
    'a mismatch at one address of two',
    () => [domain('secure', [MX1]), [signedHost(records(tlsa(3, 1, 1, leaf)), [leaf, ca], [ofDomain, ca])]],
    ['degraded', 'authenticated partly', 'authenticated partly', 'authenticated partly'],
  ],
  [
    'DANE holds where MTA-STS fails: an expired certificate under 3 1 1',
    () => [domain('secure', [MX1]), [signedHost(records(tlsa(3, 1, 1, expired)), [expired, ca])]],
    ['protected', 'authenticated', 'refused', 'refused'],
  ],
  [
    'and under 2 1 1 both fail',
    () => [domain('secure', [MX1]), [signedHost(records(tlsa(2, 1, 1, ca)), [expired, ca])]],
    ['undeliverable', 'refused', 'refused', 'refused'],
  ],
  [
    'a certificate for the domain itself under 2 1 1',
    () => [domain('secure', [MX1], 'none'), [signedHost(records(tlsa(2, 1, 1, ca)), [ofDomain, ca])]],
    ['protected', 'authenticated', 'opportunistic', 'authenticated'],
  ],
  [
    'the same, and the MX records are not signed',
    () => [domain('insecure', [MX1], 'none'), [signedHost(records(tlsa(2, 1, 1, ca)), [ofDomain, ca])]],
    ['not-signed', 'opportunistic', 'opportunistic', 'opportunistic'],
  ],
  ['MX records that are not signed', () => [domain('insecure', [MX1]), [good()]], ['not-signed', ...AUTHENTICATED]],
  [
    'MX records that are not signed, and a mismatch: MTA-STS decides',
    () => [domain('insecure', [MX1]), [renewed()]],
    ['not-signed', ...AUTHENTICATED],
  ],
  [
    'MX records that are not signed, and no TLSA',
    () => [domain('insecure', [MX1]), [plain()]],
    ['not-used', ...AUTHENTICATED],
  ],
  [
    'signed, and no TLSA',
    () => [domain('secure', [MX1], 'none'), [plain()]],
    ['not-used', 'opportunistic', 'opportunistic', 'opportunistic'],
  ],
  [
    'TLSA at one of two',
    () => [domain('secure', [MX1, MX2], 'none'), [good(), plain(MX2)]],
    ['partial', 'opportunistic', 'opportunistic', 'opportunistic'],
  ],
  [
    'TLSA at one of two, enforced',
    () => [domain('secure', [MX1, MX2]), [good(), plain(MX2)]],
    ['partial', ...AUTHENTICATED],
  ],
  [
    'no usable record',
    () => [domain('secure', [MX1], 'none'), [unusable()]],
    ['partial', 'encrypted', 'opportunistic', 'encrypted'],
  ],
  [
    'no usable record, and no STARTTLS',
    () => [domain('secure', [MX1], 'none'), [signedHost(records(strayTlsa(1)), endpoint({ startTlsOffered: false }))]],
    ['undeliverable', 'refused', 'opportunistic', 'refused'],
  ],
  [
    'bogus TLSA records',
    () => [domain('secure', [MX1]), [signedHost(unknown('bogus', ''), [leaf, ca])]],
    ['undeliverable', 'refused', 'authenticated', 'refused'],
  ],
  [
    'TLSA records that cannot be seen',
    () => [domain('secure', [MX1]), [signedHost(unknown('timeout', ''), [leaf, ca])]],
    ['unknown', 'unknown', 'authenticated', 'unknown'],
  ],
  [
    'bogus MX records',
    () => [{ ...domain('secure', [MX1]), mx: unknown('bogus', '') }, []],
    ['undeliverable', 'refused', 'unknown', 'refused'],
  ],
  [
    'bogus addresses',
    () => [domain('secure', [MX1]), [{ ...good(), addresses: unknown('bogus', ''), endpoints: [] }]],
    ['undeliverable', 'refused', 'unknown', 'refused'],
  ],
  [
    'an STS record that cannot be seen: only DANE is sure',
    () => [{ ...domain('secure', [MX1]), stsRecord: unknown('disagreement', '') }, [good()]],
    ['protected', 'authenticated', 'unknown', 'unknown'],
  ],
  [
    'the same, of a policy that does not enforce',
    () => [{ ...domain('insecure', [MX1], 'testing'), stsRecord: unknown('disagreement', '') }, [good()]],
    ['not-signed', 'opportunistic', 'opportunistic', 'opportunistic'],
  ],
  [
    'a host out of sight',
    () => [
      domain('secure', [MX1]),
      [signedHost(records(tlsa(3, 1, 1, leaf)), failedEndpoint({ step: 'connect', cause: 'timeout', detail: '' }))],
    ],
    ['unknown', 'unknown', 'unknown', 'unknown'],
  ],
  [
    'a resolver that is not trusted',
    () => [domain(undefined, [MX1]), [untrusted()]],
    [undefined, 'unknown', 'authenticated', 'unknown'],
  ],
  [
    'a null MX',
    () => [
      {
        ...domain('secure', []),
        mx: present({ cnameChain: [], ttl: 60, dnssec: 'secure', records: [{ preference: 0, exchange: '' }] }),
      },
      [],
    ],
    ['not-used'],
  ],
])('%s', (_, checks, expected) => {
  // Senders that know neither standard are in senders.test.ts.
  expect(inWords(...checks()).slice(0, 4)).toEqual(expected);
});

test.each([
  ['secure', [MX1], 'info'],
  ['insecure', [MX1], 'warning'],
] as const)('in the report a certificate for the domain itself is %s', (dnssec, mx, severity) => {
  const host = signedHost(records(tlsa(2, 1, 1, ca)), [ofDomain, ca]);
  expect(
    reportDomain(readDomain(domain(dnssec, mx)), [host].map(readMxHost)).findings.find(
      ({ kind }) => kind === 'mx-host-tlsa-name-mismatch',
    )?.severity,
  ).toBe(severity);
});

test('a mismatch weighs less where the MX records are not signed', () => {
  const severity = (dnssec: DnssecStatus) =>
    reportDomain(readDomain(domain(dnssec, [MX1])), [renewed()].map(readMxHost)).findings.find(
      ({ kind }) => kind === 'mx-host-tlsa-mismatch',
    )?.severity;
  expect([severity('secure'), severity('insecure')]).toEqual(['error', 'warning']);
});

test('a roll-over is no fault, and is seen', () => {
  const both = signedHost(records(tlsa(3, 1, 1, leaf), strayTlsa(3)), [leaf, ca]);
  const view = domainViewOfReading(
    readDomain(domain('secure', [MX1])),
    judgeDomain(readDomain(domain('secure', [MX1]))),
  );
  const [host] = mxStandings(view, [mxHostViewOfReading(readMxHost(both), judgeMxHost(readMxHost(both)))]);
  expect(host?.dane).toMatchObject({ state: 'authenticated', rollOver: true, baseDomain: MX1 });
  const [settled] = mxStandings(view, [mxHostViewOfReading(readMxHost(good()), judgeMxHost(readMxHost(good())))]);
  expect(settled?.dane).toMatchObject({ state: 'authenticated', rollOver: false });
});

test('what is remembered gives the same', () => {
  const remembered = (check: Parameters<typeof nextState>[1]): TargetState => {
    const transition = nextState(undefined, check, {
      ...DEFAULT_DIFF_OPTIONS,
      confirmChecks: 1,
      vantageGood: () => true,
    });
    if (transition.outcome !== 'changed') throw new Error(transition.outcome);
    return transition.state;
  };
  const observation = domain('secure', [MX1, MX2]);
  const host = renewed();
  const view = domainViewOfState(
    remembered(domainCheck(readDomain(observation), judgeDomain(readDomain(observation)))),
  );
  const hosts = [host, good(MX2)].map((each) =>
    mxHostViewOfState(remembered(mxHostCheck(readMxHost(each), judgeMxHost(readMxHost(each))))),
  );
  expect(words(view, hosts)).toEqual([
    'degraded',
    'authenticated partly',
    'authenticated',
    'authenticated partly',
    'opportunistic',
  ]);
});
