/** The sentences of verdicts, DANE and deliveries, word by word, from standings that the test writes down. */
import type { DaneHostStanding, DaneStanding, Finding, MxHostStanding } from '../../../lib/core/model';
import { CATALOGUE } from '../../../lib/core/findings';
import { daneStanding, deliveries, domainVerdict, isNotChecked, mxStandings } from '../../../lib/core/verdict';
import type { DomainView, MxHostView } from '../../../lib/core/verdict';

import { found, standing as host, view } from './standings';

const EXPIRED = found('mx-host-certificate-expired');
const MISMATCH = found('mx-host-tlsa-mismatch');

const rejected = (n: number): MxHostStanding => host(n, { acceptance: 'refused', findings: [EXPIRED] });
const unseen = (n: number, cause: 'timeout' | 'not-observed' = 'timeout'): MxHostStanding =>
  host(n, {
    acceptance: 'unknown',
    withoutPolicy: 'unknown',
    unknown: [{ aspect: 'smtp:192.0.2.1', cause, detail: '' }],
  });
const alias = (
  change: Partial<NonNullable<MxHostStanding['exchangeOnline']>>,
  acceptance: MxHostStanding['acceptance'] = 'accepted',
) =>
  host(1, {
    acceptance,
    exchangeOnline: { target: 'mail.example.net', acceptance: 'refused', covered: true, named: true, ...change },
  });
const at =
  'Exchange Online rejects MX host mx1.example.com: it matches policy and certificate against mail.example.net, the final host of the CNAME, which';

describe('the verdict', () => {
  test.each<readonly [string, DomainView, readonly MxHostStanding[], string, readonly string[]]>([
    ['one host', view(), [host(1)], 'protected', ['The policy is enforced and the MX host passes.']],
    ['two', view(), [host(1), host(2)], 'protected', ['The policy is enforced and both MX hosts pass.']],
    ['three', view(), [host(1), host(2), host(3)], 'protected', ['The policy is enforced and all 3 MX hosts pass.']],
    ['no host known', view(), [], 'unknown', ['The MX hosts of example.com are not known yet.']],
    [
      'one rejected, none out of sight',
      view(),
      [rejected(1), host(2)],
      'degraded',
      ['MX host mx1.example.com is rejected: the certificate of mx1.example.com has expired.'],
    ],
    [
      'two rejected of four, two out of sight',
      view(),
      [rejected(1), rejected(2), unseen(3), unseen(4)],
      'degraded',
      [
        'At least two of four MX hosts are rejected; two could not be checked.',
        'MX host mx1.example.com is rejected: the certificate of mx1.example.com has expired.',
        'MX host mx2.example.com is rejected: the certificate of mx1.example.com has expired.',
        'MX host mx3.example.com could not be checked: no answer in time.',
        'MX host mx4.example.com could not be checked: no answer in time.',
      ],
    ],
    [
      'one rejected in part, one out of sight',
      view(),
      [host(1, { acceptance: 'partly', findings: [EXPIRED] }), unseen(2)],
      'degraded',
      [
        'At least one of two MX hosts is rejected in part; one could not be checked.',
        'MX host mx1.example.com is rejected at some of its addresses: the certificate of mx1.example.com has expired.',
        'MX host mx2.example.com could not be checked: no answer in time.',
      ],
    ],
    [
      'one rejected and one in part, one out of sight',
      view(),
      [rejected(1), host(2, { acceptance: 'partly' }), unseen(3)],
      'degraded',
      expect.arrayContaining(['At least two of three MX hosts are rejected; one could not be checked.']) as never,
    ],
    [
      'nothing to reject it for is known any more',
      view(),
      [host(1, { acceptance: 'refused' }), host(2)],
      'degraded',
      ['MX host mx1.example.com is rejected.'],
    ],
    [
      'not covered, and expired',
      view({ policy: { mode: 'testing', mx: [] } }),
      [host(1, { acceptance: 'refused', covered: false, findings: [EXPIRED] })],
      'testing',
      [
        'The policy of example.com is in testing mode: senders report failures but still deliver.',
        'MX host mx1.example.com would be rejected in enforce mode: the policy does not cover it; the certificate of mx1.example.com has expired.',
      ],
    ],
    [
      'one of three not checked',
      view(),
      [host(1), host(2), unseen(3, 'not-observed')],
      'mx-not-checked',
      [
        'The policy is published and valid; one of three MX hosts was not checked.',
        'MX host mx3.example.com could not be checked: not looked at.',
      ],
    ],
    [
      'two of three not checked',
      view(),
      [host(1), unseen(2, 'not-observed'), unseen(3, 'not-observed')],
      'mx-not-checked',
      expect.arrayContaining(['The policy is published and valid; two of three MX hosts were not checked.']) as never,
    ],
    ...[
      [1, 'the MX host was not'],
      [2, 'neither MX host was'],
      [3, 'none of the 3 MX hosts was'],
    ].map(
      ([all, words]) =>
        [
          `none of ${all} checked`,
          view(),
          Array.from({ length: Number(all) }, (_, n) => unseen(n + 1, 'not-observed')),
          'mx-not-checked',
          expect.arrayContaining([`The policy is published and valid; ${words} checked.`]) as never,
        ] as const,
    ),
    [
      'an alias whose final host the policy does not list',
      view(),
      [alias({ covered: false })],
      'degraded',
      [`${at} the policy does not list.`],
    ],
    [
      'an alias whose final host the certificate does not name',
      view(),
      [alias({ named: false })],
      'degraded',
      [`${at} the certificate does not name.`],
    ],
    [
      'an alias whose final host neither names',
      view(),
      [alias({ covered: false, named: false })],
      'degraded',
      [`${at} neither names.`],
    ],
    [
      'the same at one address',
      view(),
      [alias({ named: false, acceptance: 'partly' })],
      'degraded',
      [`${at.replace(': it', ' at some of its addresses: it')} the certificate does not name.`],
    ],
    [
      'an alias that only Exchange Online accepts',
      view(),
      [alias({ acceptance: 'accepted' }, 'refused')],
      'undeliverable',
      [
        'MX host mx1.example.com is rejected.',
        'Exchange Online still delivers to MX host mx1.example.com: it matches policy and certificate against mail.example.net, the final host of the CNAME.',
      ],
    ],
    [
      'no record, and the policy out of sight',
      {
        ...view({ recordAbsent: true, unknown: [{ aspect: 'policy', cause: 'timeout' }] }),
        policy: undefined,
      } as never,
      [],
      'unprotected',
      [
        'example.com has no STS record, so senders fetch no policy.',
        'The policy of example.com could not be checked: no answer in time.',
      ],
    ],
    [
      'no record, and something else out of sight',
      { ...view({ recordAbsent: true, unknown: [{ aspect: 'mx', cause: 'timeout' }] }), policy: undefined } as never,
      [],
      'unprotected',
      ['example.com has no STS record, so senders fetch no policy.'],
    ],
    [
      'neither record nor policy known yet',
      { ...view({ recordKnown: false }), policy: undefined } as never,
      [],
      'unknown',
      ['The STS record or the policy of example.com is not known yet.'],
    ],
    [
      'nothing else known, and the policy and something else out of sight',
      {
        ...view({
          recordAbsent: true,
          unknown: [
            { aspect: 'mx', cause: 'timeout' },
            { aspect: 'policy', cause: 'timeout' },
          ],
        }),
        policy: undefined,
      } as never,
      [],
      'unprotected',
      [
        'example.com has no STS record, so senders fetch no policy.',
        'The policy of example.com could not be checked: no answer in time.',
      ],
    ],
    [
      'one host out of sight at one address, and not visited at another',
      view(),
      [
        host(1, {
          acceptance: 'unknown',
          unknown: [
            { aspect: 'smtp:192.0.2.1', cause: 'not-observed', detail: '' },
            { aspect: 'smtp:192.0.2.2', cause: 'timeout', detail: '' },
          ],
        }),
      ],
      'unknown',
      ['MX host mx1.example.com could not be checked: no answer in time.'],
    ],
    [
      'only Exchange Online rejects one, and one is out of sight',
      view(),
      [alias({ covered: false }), unseen(2)],
      'degraded',
      [`${at} the policy does not list.`, 'MX host mx2.example.com could not be checked: no answer in time.'],
    ],
    [
      'rejected for a fault; another fault of the host is no cause',
      view(),
      [host(1, { acceptance: 'refused', findings: [EXPIRED, found('mx-host-cname')] }), host(2)],
      'degraded',
      ['MX host mx1.example.com is rejected: the certificate of mx1.example.com has expired.'],
    ],
    [
      'MX records not known yet',
      { ...view(), mx: undefined } as never,
      [],
      'unknown',
      ['The MX records of example.com are not known yet.'],
    ],
  ])('%s', (_, domain, hosts, name, reasons) => {
    expect(domainVerdict(domain, hosts)).toEqual({ name, reasons });
  });

  test.each([
    [10, 10],
    [11, 11],
    [12, 11],
  ])('of %i MX hosts that are rejected, the verdict has %i reasons', (all, reasons) => {
    const hosts = [...Array.from({ length: all }, (_, n) => rejected(n + 1)), host(20)];
    const given = domainVerdict(view(), hosts).reasons;
    expect(given).toHaveLength(reasons);
    expect(given.at(-1)).toMatch(all === 10 ? /^MX host mx10/ : /^There are \d more reasons/);
  });

  test('names the gravest fault first, then in the order of the catalogue, however they were kept', () => {
    const faults = [found('sts-record-invalid'), found('policy-invalid'), found('sts-record-multiple')];
    const reasons = domainVerdict(view({ findings: faults }), []).reasons;
    for (const order of [
      [2, 1, 0],
      [1, 0, 2],
      [0, 2, 1],
    ])
      expect(domainVerdict(view({ findings: order.map((n) => faults[n]!) }), []).reasons).toEqual(reasons);
    const graver = faults.map((fault, n) => (n === 1 ? { ...fault, severity: 'critical' as const } : fault));
    expect(domainVerdict(view({ findings: graver }), []).reasons[0]).toBe(
      `${CATALOGUE['policy-invalid'].title(faults[1] as never)}.`,
    );
  });
});

describe('DANE', () => {
  const dane = (state: DaneHostStanding['state'], findings: readonly Finding[] = []): Partial<MxHostStanding> => ({
    dane: { state, records: [], rollOver: false },
    findings,
  });
  const secure = view({ mxDnssec: 'secure' });

  test.each<[string, DomainView, readonly MxHostStanding[], DaneStanding['state'], readonly string[]]>([
    [
      'one host',
      secure,
      [host(1, dane('authenticated'))],
      'protected',
      ['The MX records are signed, and the MX host is authenticated by TLSA records.'],
    ],
    [
      'two hosts',
      secure,
      [host(1, dane('authenticated')), host(2, dane('authenticated'))],
      'protected',
      ['The MX records are signed, and all 2 MX hosts are authenticated by TLSA records.'],
    ],
    [
      'one refused, one out of sight',
      secure,
      [host(1, dane('refused', [MISMATCH, EXPIRED])), host(2, dane('unknown')), host(3)],
      'degraded',
      [
        '2 of 3 MX hosts could not be checked, and may fail too.',
        `Senders that use DANE do not deliver to MX host mx1.example.com: ${titleOf(MISMATCH)}.`,
      ],
    ],
    [
      'one refused in part, all in sight',
      secure,
      [host(1, dane('partly')), host(2, dane('authenticated'))],
      'degraded',
      ['Senders that use DANE do not deliver to MX host mx1.example.com at some of its addresses.'],
    ],
    [
      'one without records',
      secure,
      [host(1, dane('not-used')), host(2, dane('authenticated'))],
      'partial',
      ['MX host mx1.example.com has no TLSA record that counts.'],
    ],
    ['no host is known', secure, [], 'not-used', ['No MX host has TLSA records that count.']],
    [
      'no MX',
      view({ mx: { form: 'none', hosts: [], addresses: [] }, mxDnssec: 'secure' }),
      [],
      'not-used',
      ['example.com has no MX host.'],
    ],
    [
      'null MX',
      view({ mx: { form: 'null', hosts: [], addresses: [] }, mxDnssec: 'secure' }),
      [],
      'not-used',
      ['example.com has no MX host.'],
    ],
    [
      'not signed, and no host in sight',
      view({ mxDnssec: 'insecure' }),
      [host(1, dane('unknown'))],
      'unknown',
      ['What is needed to judge DANE could not all be seen.'],
    ],
    [
      'MX records that fail validation',
      view({ findings: [{ ...found('dnssec-bogus'), aspects: ['mx'] }] }),
      [host(1)],
      'undeliverable',
      [`${titleOf(found('dnssec-bogus'), '')}.`],
    ],
  ])('%s', (_, domain, hosts, state, reasons) => {
    expect(daneStanding(domain, hosts)).toMatchObject({ state, reasons });
  });
});

/** As it stands in a sentence. */
function titleOf(finding: Finding, article = 'the '): string {
  const title = (CATALOGUE[finding.kind].title as (one: Finding) => string)(finding);
  return article === '' ? title : title.replace(/^(The|An|A|No) /, (word) => word.toLowerCase());
}

describe('deliveries', () => {
  const says = (domain: DomainView, hosts: readonly MxHostStanding[], dane?: DaneStanding) =>
    Object.fromEntries(deliveries(domain, hosts, dane).map((one) => [one.sender, one.says]));
  const NOT_USED: DaneStanding = { state: 'not-used', mxRecords: 'secure', reasons: [] };
  const notUsed: Partial<MxHostStanding> = { dane: { state: 'not-used', records: [], rollOver: false } };

  test('all sound, and no DANE', () => {
    expect(says(view(), [host(1, notUsed)], NOT_USED)).toEqual({
      'dane-first': 'Senders that support DANE deliver over authenticated TLS.',
      'mta-sts-only': 'Senders that support MTA-STS but not DANE deliver over authenticated TLS.',
      'exchange-online': 'Exchange Online delivers over authenticated TLS.',
      neither:
        'Senders that support neither MTA-STS nor DANE deliver with opportunistic TLS, so an on-path attacker can read the mail.',
    });
  });

  test('one of two is rejected', () => {
    expect(says(view(), [host(1, { ...notUsed, acceptance: 'refused' }), host(2, notUsed)], NOT_USED)).toMatchObject({
      'mta-sts-only':
        'Senders that support MTA-STS but not DANE deliver over authenticated TLS. They skip some MX hosts or addresses.',
      'exchange-online': 'Exchange Online delivers over authenticated TLS. It skips some MX hosts or addresses.',
    });
  });

  test('all are rejected', () => {
    expect(says(view(), [host(1, { ...notUsed, acceptance: 'refused' })], NOT_USED)).toMatchObject({
      'mta-sts-only': 'Senders that support MTA-STS but not DANE defer the mail, then bounce it.',
      'exchange-online': 'Exchange Online defers the mail, then bounces it.',
    });
  });

  test('what is not known', () => {
    expect(says(view(), [unseen(1)])).toMatchObject({
      'dane-first': 'Delivery by senders that support DANE could not be checked.',
      'mta-sts-only': 'Delivery by senders that support MTA-STS but not DANE could not be checked.',
      'exchange-online': 'Delivery by Exchange Online could not be checked.',
    });
    // One host that passes proves nothing of the other.
    expect(says(view(), [host(1), unseen(2)])['mta-sts-only']).toMatch(/could not be checked/);
    // No policy is known, nor that there is none.
    const nothing = { ...view(), policy: undefined } as never;
    expect(says(nothing, [host(1)])['mta-sts-only']).toMatch(/could not be checked/);
    expect(says({ ...(nothing as DomainView), recordAbsent: true }, [host(1)])['mta-sts-only']).toMatch(
      /opportunistic/,
    );
    expect(
      says({ ...(nothing as DomainView), findings: [found('policy-invalid')] }, [host(1)])['mta-sts-only'],
    ).toMatch(/opportunistic/);
    // Without the record, who would ask for the policy is not known.
    expect(says(view({ recordKnown: false }), [host(1)])['mta-sts-only']).toMatch(/could not be checked/);
  });

  test('TLSA records of which none is usable', () => {
    const encrypted = host(1, { dane: { state: 'encrypted', records: [], rollOver: false } });
    const dane: DaneStanding = { state: 'partial', mxRecords: 'secure', reasons: [] };
    const domain = { ...view({ recordAbsent: true }), policy: undefined } as never;
    expect(says(domain, [encrypted], dane)).toMatchObject({
      'dane-first': 'Senders that support DANE deliver over TLS without authenticating the MX hosts.',
      'exchange-online': 'Exchange Online delivers over TLS without authenticating the MX hosts.',
    });
    // Under a policy the stronger of both counts.
    expect(says(view(), [encrypted], dane)['exchange-online']).toBe('Exchange Online delivers over authenticated TLS.');
    // Mail may go to either host, so the weaker counts.
    expect(
      says(view(), [encrypted, host(2, { dane: { state: 'authenticated', records: [], rollOver: false } })], dane)[
        'dane-first'
      ],
    ).toMatch(/without authenticating/);
  });

  test('DANE partly, and MX records that are bogus or not known', () => {
    const partly = host(1, { dane: { state: 'partly', records: [], rollOver: false } });
    expect(says(view(), [partly], { state: 'degraded', mxRecords: 'secure', reasons: [] })).toMatchObject({
      'dane-first': 'Senders that support DANE deliver over authenticated TLS. They skip some MX hosts or addresses.',
      'exchange-online': 'Exchange Online delivers over authenticated TLS. It skips some MX hosts or addresses.',
    });
    expect(says(view(), [partly], { state: 'unknown', reasons: [] })['dane-first']).toMatch(/could not be checked/);
    expect(says(view(), [], { state: 'undeliverable', mxRecords: 'bogus', reasons: [] })).toMatchObject({
      'dane-first': 'Senders that support DANE defer the mail, then bounce it.',
      'mta-sts-only': 'Delivery by senders that support MTA-STS but not DANE could not be checked.',
      'exchange-online': 'Exchange Online defers the mail, then bounces it.',
      neither: 'Delivery by senders that support neither MTA-STS nor DANE could not be checked.',
    });
    expect(says(view(), [], NOT_USED)).toEqual({});
  });

  /** A certificate that some TLS libraries accept and others reject. */
  const SOME_REJECT = found('mx-host-certificate-untrusted', {
    ...CATALOGUE['mx-host-certificate-untrusted'].example,
    acceptedBy: ['openssl'],
  } as never);
  const POLICY_SOME_REJECT = found('policy-host-certificate-untrusted', {
    ...CATALOGUE['policy-host-certificate-untrusted'].example,
    acceptedBy: ['openssl'],
  } as never);

  test('a certificate that only some TLS libraries accept', () => {
    const one = host(1, { ...notUsed, acceptance: 'partly', findings: [SOME_REJECT] });
    const other = host(2, notUsed);
    // Nobody knows which library Exchange Online uses.
    expect(says(view(), [one, other], NOT_USED)).toMatchObject({
      'mta-sts-only':
        'Senders that support MTA-STS but not DANE deliver over authenticated TLS. Those whose TLS library rejects the certificate of an MX host skip that host.',
      'exchange-online': 'Delivery by Exchange Online could not be checked.',
      neither:
        'Senders that support neither MTA-STS nor DANE deliver with opportunistic TLS, so an on-path attacker can read the mail.',
    });
    const refused = {
      ...one,
      exchangeOnline: { target: 'a.example.net', acceptance: 'refused', covered: false, named: undefined },
    } as const;
    expect(says(view(), [refused], NOT_USED)['exchange-online']).toBe(
      'Exchange Online defers the mail, then bounces it.',
    );
    const testing = view({ policy: { mode: 'testing', mx: ['*.example.com'] } });
    expect(says(testing, [one], NOT_USED)['exchange-online']).toMatch(/with opportunistic TLS/);
  });

  test('a policy that only some TLS libraries can fetch', () => {
    const domain = view({ findings: [POLICY_SOME_REJECT] });
    expect(says(domain, [host(1, notUsed)], NOT_USED)).toMatchObject({
      'mta-sts-only':
        'Senders that support MTA-STS but not DANE deliver over authenticated TLS. Those without a cached policy that cannot fetch it deliver with opportunistic TLS.',
      'exchange-online': 'Delivery by Exchange Online could not be checked.',
    });
  });

  test('under testing mode nothing is said of a policy beside DANE', () => {
    const domain = view({ findings: [found('policy-differs')], policy: { mode: 'testing', mx: ['*.example.com'] } });
    const authenticated = host(1, { dane: { state: 'authenticated', records: [], rollOver: false } });
    const dane: DaneStanding = { state: 'protected', mxRecords: 'secure', reasons: [] };
    expect(says(domain, [authenticated], dane)['dane-first']).toBe(
      'Senders that support DANE deliver over authenticated TLS.',
    );
  });

  test('policies that differ by address keep no mail from Exchange Online', () => {
    expect(says(view({ findings: [found('policy-differs')] }), [host(1, notUsed)], NOT_USED)['exchange-online']).toBe(
      'Exchange Online delivers over authenticated TLS.',
    );
  });

  test('one of two MX hosts is rejected at some of its addresses', () => {
    const hosts = [host(1, { ...notUsed, acceptance: 'partly' }), host(2, notUsed)];
    expect(says(view(), hosts, NOT_USED)['mta-sts-only']).toBe(
      'Senders that support MTA-STS but not DANE deliver over authenticated TLS. They skip some MX hosts or addresses.',
    );
  });

  test('what senders of one kind differ about', () => {
    const differs = found('policy-differs');
    const partlyServed: Finding = {
      ...found('policy-http-status'),
      evidence: { ...found('policy-http-status').evidence, partly: true, servedAt: ['192.0.2.9'] },
    } as Finding;
    const of = (findings: readonly Finding[]) => says(view({ findings }), [host(1, notUsed)], NOT_USED)['mta-sts-only'];
    const sound = 'Senders that support MTA-STS but not DANE deliver over authenticated TLS.';
    expect(of([])).toBe(sound);
    expect(of([differs])).toBe(`${sound} Those that fetched another of the policies apply that one.`);
    expect(of([partlyServed])).toBe(
      `${sound} Those without a cached policy that cannot fetch it deliver with opportunistic TLS.`,
    );
    expect(of([partlyServed, found('tlsrpt-missing')])).toBe(
      `${sound} Those without a cached policy that cannot fetch it deliver with opportunistic TLS.`,
    );
    // In testing mode nobody enforces, so nobody differs.
    expect(
      says(view({ findings: [differs], policy: { mode: 'testing', mx: [] } }), [host(1, notUsed)], NOT_USED)[
        'mta-sts-only'
      ],
    ).toMatch(/opportunistic TLS, so an on-path attacker can read the mail\.$/);
  });
});

describe('standings', () => {
  const seen = (name: string, change: Partial<MxHostView> = {}): MxHostView => ({
    host: name,
    findings: [],
    seen: ['192.0.2.1'],
    unknown: [],
    names: [[name]],
    ...change,
  });
  const records = (...hosts: readonly (readonly [number, string])[]) =>
    hosts.map(([preference, exchange]) => ({ preference, exchange }));

  test('by preference, then by name; of one that is named twice the lowest counts', () => {
    const mx = {
      form: 'mx' as const,
      hosts: records(
        [20, 'c.example.com'],
        [10, 'b.example.com'],
        [5, 'd.example.com'],
        [10, 'a.example.com'],
        [1, 'c.example.com'],
        [3, 'c.example.com'],
      ),
      addresses: records([7, '192.0.2.25']),
    };
    expect(mxStandings(view({ mx }), []).map((one) => [one.preference, one.host])).toEqual([
      [1, 'c.example.com'],
      [5, 'd.example.com'],
      [7, '192.0.2.25'],
      [10, 'a.example.com'],
      [10, 'b.example.com'],
    ]);
  });

  test('under mode none nothing is covered or not', () => {
    const mx = { form: 'mx' as const, hosts: records([10, 'mx1.example.net']), addresses: [] };
    const [one] = mxStandings(view({ mx, policy: { mode: 'none', mx: ['*.example.com'] } }), [seen('mx1.example.net')]);
    expect(one).toMatchObject({ acceptance: 'accepted' });
    expect(one).not.toHaveProperty('covered');
  });

  /** Nobody can connect there. */
  const UNREACHED = found('mx-host-unreachable');
  const outOfSight = (aspect: 'tlsa' | 'smtp:192.0.2.2') => ({ aspect, cause: 'timeout' as const, detail: '' });

  test('unreachable at one address and out of sight at the other, nothing is known', () => {
    const mx = { form: 'mx' as const, hosts: records([10, 'mx1.example.com']), addresses: [] };
    const one = seen('mx1.example.com', { findings: [UNREACHED], unknown: [outOfSight('smtp:192.0.2.2')] });
    expect(mxStandings(view({ mx }), [one])).toMatchObject([{ acceptance: 'unknown', withoutPolicy: 'unknown' }]);
  });

  test.each<[string, Partial<MxHostView>, DaneHostStanding['state']]>([
    ['all in sight', {}, 'authenticated'],
    ['TLSA records out of sight', { unknown: [outOfSight('tlsa')] }, 'unknown'],
    ['an address out of sight', { unknown: [outOfSight('smtp:192.0.2.2')] }, 'authenticated'],
    // A sender tries the next address.
    [
      'unreachable at one of two addresses',
      { findings: [UNREACHED], seen: ['192.0.2.1', '192.0.2.2'] },
      'authenticated',
    ],
    ['a mismatch at one of two addresses', { findings: [MISMATCH], seen: ['192.0.2.1', '192.0.2.2'] }, 'partly'],
  ])('DANE: %s', (_, change, state) => {
    const mx = { form: 'mx' as const, hosts: records([10, 'mx1.example.com']), addresses: [] };
    const tlsa = { secure: true, usable: true, records: ['3 1 1 aa'], baseDomain: 'mx1.example.com', rollOver: false };
    const [one] = mxStandings(view({ mx, mxDnssec: 'secure' }), [seen('mx1.example.com', { tlsa, ...change })]);
    expect(one?.dane).toEqual({ state, records: ['3 1 1 aa'], rollOver: false, baseDomain: 'mx1.example.com' });
  });

  const cname = (...names: readonly (readonly string[])[]): MxHostView =>
    seen('mx1.example.com', {
      findings: [found('mx-host-cname', { cnameChain: ['x.example.net', 'mail.example.com'] })],
      names,
    });
  const mx = { form: 'mx' as const, hosts: records([10, 'mx1.example.com']), addresses: [] };
  const many = (n: number) => Array.from({ length: n }, (_, i) => `n${i}.example.org`);
  test.each<[string, MxHostView, object]>([
    ['named by the certificate', cname(['mail.example.com']), { named: true, acceptance: 'accepted' }],
    ['named by no certificate', cname(['mx1.example.com']), { named: false, acceptance: 'refused' }],
    ['named by one of two', cname(['mail.example.com'], ['mx1.example.com']), { named: false, acceptance: 'partly' }],
    ['no certificate seen', cname(), { named: undefined, acceptance: 'unknown' }],
    ['so many names that not all were kept', cname(many(50)), { named: undefined, acceptance: 'unknown' }],
    ['all names kept', cname(many(49)), { named: false, acceptance: 'refused' }],
    [
      'one of them with too many names',
      cname(many(50), ['mail.example.com']),
      { named: undefined, acceptance: 'unknown' },
    ],
    [
      'unreachable, and named by one of two',
      {
        ...cname(['mail.example.com'], ['mx1.example.com']),
        findings: [...cname().findings, UNREACHED],
      },
      { named: false, acceptance: 'refused' },
    ],
    [
      'out of sight',
      {
        ...cname(['mail.example.com']),
        seen: [],
        unknown: [{ aspect: 'smtp:192.0.2.1', cause: 'timeout', detail: '' }],
      },
      { named: true, acceptance: 'unknown' },
    ],
  ])('an alias for Exchange Online: %s', (_, one, expected) => {
    expect(mxStandings(view({ mx }), [one])[0]?.exchangeOnline).toEqual({
      target: 'mail.example.com',
      covered: true,
      ...expected,
    });
  });
});

test.each([
  ['a session that is not made from here', [['smtp:192.0.2.1', 'not-observed']], true],
  ['port 25 closed', [['smtp:192.0.2.1', 'vantage-blocked']], true],
  ['no answer', [['smtp:192.0.2.1', 'timeout']], false],
  [
    'one of each',
    [
      ['smtp:192.0.2.1', 'vantage-blocked'],
      ['smtp:192.0.2.2', 'timeout'],
    ],
    false,
  ],
  ['nothing but TLSA records out of sight', [['tlsa', 'timeout']], false],
  [
    'TLSA records as well',
    [
      ['smtp:192.0.2.1', 'not-observed'],
      ['tlsa', 'timeout'],
    ],
    true,
  ],
  [
    'the addresses as well',
    [
      ['smtp:192.0.2.1', 'not-observed'],
      ['addresses', 'servfail'],
    ],
    false,
  ],
  [
    'an IPv6 address without a route as well',
    [
      ['smtp:192.0.2.1', 'not-observed'],
      ['smtp:2001:db8::1', 'unreachable'],
    ],
    true,
  ],
  [
    'an IPv4 address without a route',
    [
      ['smtp:192.0.2.1', 'not-observed'],
      ['smtp:192.0.2.2', 'unreachable'],
    ],
    false,
  ],
] as const)('a host is not checked, or out of sight: %s', (_, unknown, expected) => {
  expect(
    isNotChecked({
      acceptance: 'unknown',
      unknown: unknown.map(([aspect, cause]) => ({ aspect: aspect as never, cause: cause as never, detail: '' })),
    }),
  ).toBe(expected);
});
