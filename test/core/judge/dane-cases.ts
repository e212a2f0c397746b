import { recordFor } from '../../../lib/core/dane/record';
import type {
  CertificateFacts,
  FailureCause,
  MxHostObservation,
  Observed,
  SmtpEndpoint,
  TlsaAnswer,
  TlsaRecord,
} from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { make, strayTlsa, tlsa, type Made } from '../../support/dane';
import {
  ADDRESS,
  certificateSet,
  DAY,
  domainObservation,
  endpoint,
  failedEndpoint,
  HOST,
  mxHostObservation,
  NOW,
  tls,
} from '../../support/observations';
import type { Expected } from './expected';

export const IPV6 = '2001:db8::25';

const records = (...all: readonly TlsaRecord[]): Observed<TlsaAnswer> =>
  present({ cnameChain: [], ttl: 60, dnssec: 'secure', records: all });

/** A signed host with these TLSA records, and what it serves at its addresses: a chain, or another session. */
export function signedHost(
  published: Observed<TlsaAnswer>,
  ...served: readonly (readonly Made[] | SmtpEndpoint)[]
): MxHostObservation {
  const endpoints = served.map((each, index): SmtpEndpoint =>
    'address' in each
      ? each
      : endpoint({ address: [ADDRESS, IPV6][index] ?? '', tls: tls(each.map(({ facts }) => facts)) }),
  );
  const facts: readonly CertificateFacts[] = served.flatMap((each) =>
    'address' in each ? [] : each.map((made) => made.facts),
  );
  const addresses = endpoints.map(({ address }) => address);
  return mxHostObservation({
    addresses: present({
      cnameChain: [],
      ttl: 60,
      dnssec: 'secure',
      ipv4: addresses.filter((one) => !one.includes(':')),
      ipv6: addresses.filter((one) => one.includes(':')),
    }),
    endpoints,
    tlsa: published,
    certificates: certificateSet(...facts),
  });
}

/** Real certificates of one authority: of the host, of its renewal, of another name, and one that has expired. */
export async function makeCertificates() {
  const ca = await make('CA', 'rsa', {
    role: 'root',
    notBefore: new Date(NOW - 900 * DAY),
    notAfter: new Date(NOW + 900 * DAY),
  });
  const of = (names: readonly string[], until = 80) =>
    make(
      names[0] ?? '',
      'ec',
      { dnsNames: names, notBefore: new Date(NOW + (until - 90) * DAY), notAfter: new Date(NOW + until * DAY) },
      ca,
    );
  return {
    ca,
    leaf: await of([HOST]),
    renewed: await of([HOST]),
    other: await of(['mail.example.net']),
    parent: await of(['example.com']),
    expired: await of([HOST], -1),
  };
}

export type Certificates = Awaited<ReturnType<typeof makeCertificates>>;

const failing = (cause: FailureCause): Observed<TlsaAnswer> => unknown(cause, 'seen');
const insecure = (observation: MxHostObservation): MxHostObservation => ({
  ...observation,
  ...(observation.tlsa?.state === 'present' && { tlsa: present({ ...observation.tlsa.value, dnssec: 'insecure' }) }),
});

/** Looks at a signed host, and the findings of DANE that the judge must give; those of MTA-STS stand in mx-host-cases.ts. */
export const daneCases = ({
  ca,
  leaf,
  renewed,
  other,
  parent,
  expired,
}: Certificates): readonly (readonly [string, MxHostObservation, Expected])[] => [
  ['3 1 1', signedHost(records(tlsa(3, 1, 1, leaf)), [leaf, ca]), []],
  ['3 1 1 as the judge would print it', signedHost(records(recordFor(leaf.facts)), [leaf]), []],
  ['2 0 1', signedHost(records(tlsa(2, 0, 1, ca)), [leaf, ca]), []],
  [
    'old and new published',
    signedHost(records(tlsa(3, 1, 1, leaf), tlsa(3, 1, 1, renewed)), [leaf, ca], [renewed, ca]),
    [],
  ],
  [
    'renewed, and the record stayed',
    signedHost(records(tlsa(3, 1, 1, leaf)), [renewed, ca]),
    ['mx-host-tlsa-mismatch'],
  ],
  [
    'renewed at one address of two',
    signedHost(records(tlsa(3, 1, 1, leaf)), [leaf, ca], [renewed, ca]),
    ['mx-host-tlsa-mismatch'],
  ],
  [
    'two addresses, each with its own stranger',
    signedHost(records(strayTlsa(3)), [leaf], [renewed]),
    ['mx-host-tlsa-mismatch'],
  ],
  ['two addresses with one stranger', signedHost(records(strayTlsa(3)), [leaf], [leaf]), ['mx-host-tlsa-mismatch']],
  [
    '2 1 1 of an authority that is not served',
    signedHost(records(tlsa(2, 1, 1, ca)), [leaf]),
    ['mx-host-tlsa-mismatch'],
  ],
  ['3 1 1 and expired', signedHost(records(tlsa(3, 1, 1, expired)), [expired, ca]), []],
  ['3 1 1 and another name', signedHost(records(tlsa(3, 1, 1, other)), [other, ca]), []],
  ['2 1 1 and expired', signedHost(records(tlsa(2, 1, 1, ca)), [expired, ca]), ['mx-host-tlsa-certificate-dates']],
  ['2 1 1 and another name', signedHost(records(tlsa(2, 1, 1, ca)), [other, ca]), ['mx-host-tlsa-name-mismatch']],
  [
    '2 1 1 and the domain above the host',
    signedHost(records(tlsa(2, 1, 1, ca)), [parent, ca]),
    ['mx-host-tlsa-name-mismatch warning'],
  ],
  ['1 1 1 alone', signedHost(records(tlsa(1, 1, 1, leaf)), [leaf]), ['mx-host-tlsa-unusable']],
  [
    '1 1 1 beside 3 1 1',
    signedHost(records(tlsa(1, 1, 1, leaf), tlsa(3, 1, 1, leaf)), [leaf]),
    ['mx-host-tlsa-unusable info'],
  ],
  [
    '1 1 1 beside a stranger',
    signedHost(records(tlsa(1, 1, 1, leaf), strayTlsa(3)), [leaf]),
    ['mx-host-tlsa-mismatch', 'mx-host-tlsa-unusable info'],
  ],
  ['records without a signature', insecure(signedHost(records(strayTlsa(3)), [leaf])), ['mx-host-tlsa-insecure']],
  ['a bogus TLSA record', signedHost(failing('bogus'), [leaf]), ['mx-host-dnssec-bogus']],
  [
    'bogus addresses',
    mxHostObservation({ addresses: unknown('bogus', 'seen'), endpoints: [] }),
    ['mx-host-dnssec-bogus'],
  ],
  [
    'no STARTTLS',
    signedHost(records(tlsa(3, 1, 1, leaf)), endpoint({ startTlsOffered: false })),
    ['mx-host-dane-tls-missing'],
  ],
  [
    'no STARTTLS, and no record that can be used: TLS is still a must',
    signedHost(records(strayTlsa(0)), endpoint({ startTlsOffered: false })),
    ['mx-host-dane-tls-missing', 'mx-host-tlsa-unusable'],
  ],
  [
    'a TLS alert',
    signedHost(records(tlsa(3, 1, 1, leaf)), failedEndpoint({ step: 'handshake', cause: 'tls', detail: '' })),
    ['mx-host-dane-tls-missing'],
  ],
  [
    'a session that did not come about',
    signedHost(records(tlsa(3, 1, 1, leaf)), failedEndpoint({ step: 'connect', cause: 'timeout', detail: '' })),
    [],
  ],
  [
    'an address that must not be contacted',
    signedHost(
      records(tlsa(3, 1, 1, leaf)),
      failedEndpoint({ step: 'connect', cause: 'address-not-allowed', detail: '' }),
    ),
    [],
  ],
  [
    'no record',
    signedHost({ state: 'absent', reason: 'no-name', dnssec: 'secure' }, endpoint({ startTlsOffered: false })),
    [],
  ],
];

/** What a look could not see of DANE, and what that becomes if it lasts. */
export const unknownDaneCases = ({
  leaf,
}: Certificates): readonly (readonly [string, MxHostObservation, string | undefined])[] => [
  ['TLSA lookups that time out', signedHost(failing('timeout'), [leaf]), 'mx-host-tlsa-failing'],
  ['TLSA lookups that fail', signedHost(failing('servfail'), [leaf]), 'mx-host-tlsa-failing'],
  ['a fault of the monitor', signedHost(failing('internal'), [leaf]), undefined],
];

/** A look at a domain whose MX records fail DNSSEC validation. */
export const BOGUS_DOMAIN = domainObservation({ mx: unknown('bogus', 'seen') });
