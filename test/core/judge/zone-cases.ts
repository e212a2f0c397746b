import type {
  DomainObservation,
  IntendedRecords,
  NameServerAnswer,
  Observed,
  TlsaAnswer,
  ZoneObservation,
  ZoneView,
} from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { domainObservation, NOW, txt } from '../../support/observations';
import { absent } from './domain-cases';
import type { Expected } from './expected';

const SERVERS = ['ns-1.awsdns.com', 'ns-2.awsdns.org'];
const RECORD: IntendedRecords = {
  name: '_mta-sts.example.com',
  type: 'TXT',
  ttl: 300,
  records: ['v=STSv1; id=20261101;'],
};
const MX: IntendedRecords = {
  name: 'example.com',
  type: 'MX',
  ttl: 300,
  records: ['10 mx1.example.com', '20 mx2.example.com'],
};
const TLSA: IntendedRecords = { name: '_25._tcp.mx1.example.com', type: 'TLSA', ttl: 60, records: ['3 1 1 ab'] };

export const view = (
  intended: readonly IntendedRecords[] = [RECORD, MX],
  change: Partial<ZoneView> = {},
): ZoneView => ({
  zone: 'example.com',
  zoneId: 'Z1',
  account: 'own account',
  readAt: NOW,
  nameServers: SERVERS,
  negativeTtl: 900,
  intended,
  ...change,
});

export const servers = (...names: readonly string[]): Observed<NameServerAnswer> =>
  present({ cnameChain: [], ttl: 3600, servers: names });
const tlsa = (...data: readonly string[]): Observed<TlsaAnswer> =>
  present({
    cnameChain: [],
    ttl: 60,
    records: data.map((one) => ({ usage: 3, selector: 1, matchingType: 1, data: one })),
  });

export const inZone = (
  zone: Partial<ZoneObservation> = {},
  change: Partial<DomainObservation> = {},
): DomainObservation =>
  domainObservation({ zone: { view: view(), nameServers: servers(...SERVERS), tlsa: {}, ...zone }, ...change });
const intending = (...intended: readonly IntendedRecords[]): Partial<ZoneObservation> => ({ view: view(intended) });

/** A domain in a hosted zone, and what the judge must find. */
export const ZONE_CASES: readonly (readonly [string, DomainObservation, Expected])[] = [
  ['all as the zone says', inZone(), []],
  [
    'MX records in another order',
    inZone(
      {},
      {
        mx: present({
          cnameChain: [],
          ttl: 300,
          records: [
            { preference: 20, exchange: 'mx2.example.com' },
            { preference: 10, exchange: 'mx1.example.com' },
          ],
        }),
      },
    ),
    [],
  ],
  ['another id', inZone(intending({ ...RECORD, records: ['v=STSv1; id=2;'] })), ['zone-record-differs']],
  [
    'a record that the zone does not have',
    inZone(intending({ ...RECORD, records: [], ttl: 0 })),
    ['zone-record-differs'],
  ],
  [
    'a record that the world does not have',
    inZone(intending(RECORD), { tlsRptRecord: absent, stsRecord: absent }),
    ['sts-record-missing', 'tlsrpt-missing', 'zone-record-differs'],
  ],
  [
    'nothing, as the zone says',
    inZone(intending({ name: '_smtp._tls.example.com', type: 'TXT', ttl: 0, records: [] }), { tlsRptRecord: absent }),
    ['tlsrpt-missing'],
  ],
  ['another MX host', inZone(intending({ ...MX, records: ['10 mx1.example.com'] })), ['zone-record-differs']],
  [
    'the null MX, as the zone says',
    inZone(intending({ ...MX, records: ['0 .'] }), {
      mx: present({ cnameChain: [], ttl: 300, records: [{ preference: 0, exchange: '' }] }),
    }),
    ['mx-null-with-policy'],
  ],
  [
    'a CNAME, followed',
    inZone(intending({ ...RECORD, records: [], cname: 'sts.provider.example' }), {
      stsRecord: present({
        cnameChain: ['sts.provider.example', 'x.provider.example'],
        ttl: 300,
        records: [['v=STSv1; id=20261101;']],
      }),
    }),
    [],
  ],
  [
    'a CNAME to nothing, as the zone says',
    inZone(intending({ ...RECORD, records: [], cname: 'gone.example' }), {
      stsRecord: { ...absent, cnameChain: ['gone.example'] },
    }),
    ['sts-record-missing'],
  ],
  [
    'a CNAME to elsewhere',
    inZone(intending({ ...RECORD, records: [], cname: 'new.provider.example' }), {
      stsRecord: present({ cnameChain: ['old.provider.example'], ttl: 300, records: [['v=STSv1; id=20261101;']] }),
    }),
    ['zone-record-differs'],
  ],
  [
    'a CNAME where the zone has a record',
    inZone(
      {},
      { stsRecord: present({ cnameChain: ['old.provider.example'], ttl: 300, records: [['v=STSv1; id=20261101;']] }) },
    ),
    ['zone-record-differs'],
  ],
  ['TLSA as the zone says', inZone({ ...intending(TLSA), tlsa: { [TLSA.name]: tlsa('ab') } }), []],
  [
    'another TLSA record',
    inZone({ ...intending(TLSA), tlsa: { [TLSA.name]: tlsa('ab', 'cd') } }),
    ['zone-record-differs'],
  ],
  ['nobody delegates to the zone', inZone({ nameServers: absent }), ['zone-not-delegated']],
  [
    'nobody delegates to the zone: what is missing for that is not told beside it',
    inZone({ nameServers: absent }, { mx: absent, domainAddresses: absent, tlsRptRecord: absent }),
    ['zone-not-delegated'],
  ],
  [
    'other name servers: their records are their own',
    inZone({ ...intending({ ...RECORD, records: ['v=STSv1; id=2;'] }), nameServers: servers('ns1.elsewhere.example') }),
    ['zone-delegated-elsewhere'],
  ],
  [
    'another name server beside them',
    inZone({ nameServers: servers(...SERVERS, 'ns1.elsewhere.example') }),
    ['zone-delegated-elsewhere'],
  ],
  ['some of the name servers', inZone({ nameServers: servers('ns-1.awsdns.com') }), []],
];

/** What could not be seen: nothing is found, and the aspects that are unknown. */
export const UNKNOWN_ZONE_CASES: readonly (readonly [string, DomainObservation, readonly string[]])[] = [
  [
    'who answers for the zone',
    inZone({ ...intending({ ...RECORD, records: [] }), nameServers: unknown('servfail', '') }),
    ['zone'],
  ],
  [
    'a record that was not seen',
    inZone(intending({ ...RECORD, records: ['v=STSv1; id=2;'] }), { stsRecord: unknown('timeout', '') }),
    ['sts-record'],
  ],
  [
    'TLSA records that were not seen',
    inZone({ ...intending(TLSA), tlsa: { [TLSA.name]: unknown('timeout', '') } }),
    ['zone'],
  ],
  ['TLSA records that were not asked for', inZone(intending(TLSA)), ['zone']],
];

export const differing = (change: Partial<ZoneView>, at: number): DomainObservation => ({
  ...inZone(
    { view: view([{ ...RECORD, records: ['v=STSv1; id=2;'] }], change) },
    { stsRecord: txt('v=STSv1; id=20261101;') },
  ),
  observedAt: at,
});
