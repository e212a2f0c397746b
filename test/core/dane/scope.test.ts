import { daneScope } from '../../../lib/core/dane/scope';
import type {
  AddressAnswer,
  DnssecStatus,
  MxHostObservation,
  Observed,
  TlsaAnswer,
  TlsaRecord,
} from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { strayTlsa } from '../../support/dane';
import { ADDRESS, HOST, mxHostObservation } from '../../support/observations';

const TARGET = 'mail.example.net';
const OWN = strayTlsa(3);
const OTHER = strayTlsa(2);

const addresses = (dnssec: DnssecStatus | undefined, cnameChain: readonly string[] = []): Observed<AddressAnswer> =>
  present({ cnameChain, ttl: 60, ipv4: [ADDRESS], ipv6: [], ...(dnssec && { dnssec }) });
const tlsa = (dnssec: DnssecStatus, ...records: readonly TlsaRecord[]): Observed<TlsaAnswer> =>
  present({ cnameChain: [], ttl: 60, dnssec, records });
const absent = (dnssec: DnssecStatus): Observed<TlsaAnswer> => ({ state: 'absent', reason: 'no-name', dnssec });

/** `applies <base>`, `none`, `none: <what is not proven> at <base>`, `failed <name> <cause>` or `not-judged`. */
function inWords(change: Partial<MxHostObservation>): string {
  const scope = daneScope(mxHostObservation(change));
  switch (scope.state) {
    case 'applies':
      return `applies ${scope.baseDomain}`;
    case 'none':
      return scope.ignored === undefined ? 'none' : `none: ${scope.ignored.insecure} at ${scope.ignored.baseDomain}`;
    case 'failed':
      return `failed ${scope.name} ${scope.cause}`;
    case 'not-judged':
      return 'not-judged';
  }
}

test.each([
  ['a signed address and record', { addresses: addresses('secure'), tlsa: tlsa('secure', OWN) }, `applies ${HOST}`],
  [
    'a record that is not signed',
    { addresses: addresses('secure'), tlsa: tlsa('insecure', OWN) },
    `none: records at ${HOST}`,
  ],
  [
    'an address that is not signed',
    { addresses: addresses('insecure'), tlsa: tlsa('secure', OWN) },
    `none: addresses at ${HOST}`,
  ],
  ['neither signed', { addresses: addresses('insecure'), tlsa: tlsa('insecure', OWN) }, `none: records at ${HOST}`],
  [
    'an indeterminate record',
    { addresses: addresses('secure'), tlsa: tlsa('indeterminate', OWN) },
    `none: records at ${HOST}`,
  ],
  ['no record', { addresses: addresses('secure'), tlsa: absent('secure') }, 'none'],
  ['no record, in a zone that is not signed', { addresses: addresses('insecure'), tlsa: absent('insecure') }, 'none'],
  ['no record, by an unsigned denial', { addresses: addresses('secure'), tlsa: absent('insecure') }, 'none'],
  ['a bogus record', { addresses: addresses('secure'), tlsa: unknown('bogus', '') }, `failed _25._tcp.${HOST} bogus`],
  [
    'a record that is not answered',
    { addresses: addresses('secure'), tlsa: unknown('timeout', '') },
    `failed _25._tcp.${HOST} timeout`,
  ],
  [
    'a record that is not answered, of a host that is not signed: nobody asks',
    { addresses: addresses('insecure'), tlsa: unknown('timeout', '') },
    'none',
  ],
  [
    'an untrusted resolver',
    { addresses: addresses(undefined), tlsa: present({ cnameChain: [], ttl: 60, records: [OWN] }) },
    'not-judged',
  ],
  ['no look for records', { addresses: addresses('secure') }, 'not-judged'],
  ['bogus addresses', { addresses: unknown('bogus', ''), tlsa: tlsa('secure', OWN) }, 'not-judged'],
] as const)('%s', (_, change, words) => {
  expect(inWords(change)).toBe(words);
});

describe('behind an alias (RFC 7672 section 2.2.2)', () => {
  const secure = { addresses: addresses('secure', ['mail.example.org', TARGET]) };
  const insecure = { addresses: addresses('insecure', [TARGET]) };
  test.each([
    [
      'records at both names: the end of the aliases',
      { ...secure, tlsa: tlsa('secure', OWN), tlsaOfTarget: tlsa('secure', OTHER) },
      `applies ${TARGET}`,
    ],
    [
      'records at the end alone',
      { ...secure, tlsa: absent('secure'), tlsaOfTarget: tlsa('secure', OTHER) },
      `applies ${TARGET}`,
    ],
    [
      'records at the host alone',
      { ...secure, tlsa: tlsa('secure', OWN), tlsaOfTarget: absent('secure') },
      `applies ${HOST}`,
    ],
    [
      'records at the end that are not signed',
      { ...secure, tlsa: tlsa('secure', OWN), tlsaOfTarget: tlsa('insecure', OTHER) },
      `applies ${HOST}`,
    ],
    [
      'bogus records at the end: no falling back',
      { ...secure, tlsa: tlsa('secure', OWN), tlsaOfTarget: unknown('bogus', '') },
      `failed _25._tcp.${TARGET} bogus`,
    ],
    [
      'bogus records at the host, and good ones at the end',
      { ...secure, tlsa: unknown('bogus', ''), tlsaOfTarget: tlsa('secure', OTHER) },
      `applies ${TARGET}`,
    ],
    [
      'an end that is not signed, behind a signed alias: the host alone',
      { ...insecure, aliasDnssec: 'secure', tlsa: tlsa('secure', OWN), tlsaOfTarget: tlsa('secure', OTHER) },
      `applies ${HOST}`,
    ],
    [
      'an end that is not signed, behind an alias that is not',
      { ...insecure, aliasDnssec: 'insecure', tlsa: tlsa('secure', OWN), tlsaOfTarget: tlsa('secure', OTHER) },
      `none: addresses at ${TARGET}`,
    ],
    [
      'an alias of which nothing is known',
      { ...insecure, tlsa: tlsa('secure', OWN), tlsaOfTarget: absent('insecure') },
      `none: addresses at ${HOST}`,
    ],
    ['no record anywhere', { ...secure, tlsa: absent('secure'), tlsaOfTarget: absent('secure') }, 'none'],
    ['no look for records at the end', { ...secure, tlsa: tlsa('secure', OWN) }, 'not-judged'],
  ] as const)('%s', (_, change, words) => {
    expect(inWords(change)).toBe(words);
  });
});

test('records in another order are the same, and thousands are not all looked at', () => {
  const many = Array.from({ length: 2000 }, (_, n) => ({ ...OWN, data: n.toString(16).padStart(64, '0') }));
  const scopeOf = (records: readonly TlsaRecord[]) =>
    daneScope(mxHostObservation({ addresses: addresses('secure'), tlsa: tlsa('secure', ...records) }));
  const scope = scopeOf(many);
  expect(scopeOf([...many].reverse())).toEqual(scope);
  expect(scope.state === 'applies' && scope.records.length).toBe(100);
});

test('the records are given by whether they can be used', () => {
  const pkix = strayTlsa(1);
  expect(daneScope(mxHostObservation({ addresses: addresses('secure'), tlsa: tlsa('secure', pkix, OWN) }))).toEqual({
    state: 'applies',
    baseDomain: HOST,
    cnameChain: [],
    records: [pkix, OWN],
    usable: [OWN],
    unusable: [{ record: pkix, why: 'pkix-usage' }],
  });
});
