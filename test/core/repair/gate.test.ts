import fc from 'fast-check';
import { parseReportUri } from '../../../lib/config/route53';
import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { readDomain } from '../../../lib/core/reading/domain';
import { tlsaText } from '../../../lib/core/dane/record';
import type {
  DomainObservation,
  MxHostObservation,
  RecordSet,
  TlsaRecord,
  TlsObservation,
} from '../../../lib/core/model';
import { present } from '../../../lib/core/model';
import { selectStsRecord } from '../../../lib/core/mta-sts/record';
import type { RepairInput } from '../../../lib/core/repair';
import { planRepair } from '../../../lib/core/repair';
import { withoutFaulty } from '../../../lib/core/repair/gate';
import { parseTlsRptRecord, selectTlsRptRecord } from '../../../lib/core/tls-rpt/record';
import { ZoneContent } from '../../../lib/core/zone/content';
import { txtText, txtValue } from '../../../lib/core/zone/txt-value';
import { make, strayTlsa, tlsa } from '../../support/dane';
import { certificateSet, DAY, domainObservation, mxHostObservation, NOW, tls, txt } from '../../support/observations';
import { endpoint } from '../../support/observations';
import { absent, DOMAIN_CASES } from '../judge/domain-cases';
import { readMxHost } from '../../../lib/core/reading';

const STS = '_mta-sts.example.com';
const RPT = '_smtp._tls.example.com';
const TLSA = '_25._tcp.mx1.example.com';

const texts = (set: RecordSet | undefined): readonly string[] => (set?.values ?? []).map(txtText);
const answer = (records: readonly string[]) => (records.length === 0 ? absent : txt(...records));

interface World {
  readonly sts: readonly string[];
  readonly rpt: readonly string[];
  readonly reportsTo: readonly string[];
  readonly needsNewId: boolean;
}

/** A zone with these texts, and an observation of the domain that shows them. */
function input({ sts, rpt, reportsTo, needsNewId }: World, base: DomainObservation = domainObservation()): RepairInput {
  const observation = { ...base, stsRecord: answer(sts), tlsRptRecord: answer(rpt) };
  const set = (name: string, values: readonly string[]): readonly RecordSet[] =>
    values.length === 0 ? [] : [{ name, type: 'TXT', ttl: 600, values: values.map(txtValue) }];
  return {
    reading: readDomain(observation),
    findings: judgeDomain(readDomain(observation)).findings,
    hosts: [],
    zone: new ZoneContent('example.com', [...set(STS, sts), ...set(RPT, rpt)]),
    needsNewId,
    reportsTo,
    now: NOW,
  };
}

/** Plans, and holds each planned record against the parser and the judge; then the world as planned. */
function planned(world: World, base?: DomainObservation): { readonly mends: number; readonly after: World } {
  const plan = planRepair(input(world, base));
  expect(plan.notMended.filter(({ why }) => why.includes('is not accepted by'))).toEqual([]);
  let after = { ...world, needsNewId: false };
  for (const { change } of plan.mends) {
    const published = texts(change.after);
    if (change.after?.name === STS) {
      expect(selectStsRecord(published.map((text) => [text]))).toMatchObject({ verdict: 'ok', problems: [] });
      after = { ...after, sts: published };
    } else {
      expect(change.after?.name).toBe(RPT);
      expect(selectTlsRptRecord(published.map((text) => [text]))).toMatchObject({ verdict: 'ok', problems: [] });
      after = { ...after, rpt: published };
    }
  }
  const left = new Set<string>(input(after, base).findings.map(({ kind }) => kind));
  expect(plan.mends.flatMap(({ kinds }) => kinds).filter((kind) => left.has(kind))).toEqual([]);
  expect(planRepair(input(after, base)).mends).toEqual([]);
  return { mends: plan.mends.length, after };
}

const character = fc.constantFrom(...'ab,;!%=?/&+.~-_@:#"\\ \t'.split(''), 'é', '%2C', '%zz');
const messy = fc.array(character, { maxLength: 12 }).map((parts) => parts.join(''));
const uri = fc
  .oneof(
    messy.map((local) => `mailto:${local}@example.com`),
    messy.map((path) => `https://x.example/${path}`),
    messy,
  )
  .map(parseReportUri)
  .filter((parsed) => 'value' in parsed)
  .map(({ value }) => value);
const record = (version: string, field: string) =>
  fc.oneof(
    fc.constantFrom(
      `${version}; ${field}=1`,
      `${version};`,
      `${version} ; ${field}=mailto:a@a.example ;`,
      'other',
      version,
    ),
    messy.map((text) => `${version}; ${field}=${text}`),
    messy.map((text) => `${version}; ${field}=mailto:${text}@example.com`),
    messy,
  );
const world: fc.Arbitrary<World> = fc.record({
  sts: fc.array(record('v=STSv1', 'id'), { maxLength: 3 }),
  rpt: fc.array(record('v=TLSRPTv1', 'rua'), { maxLength: 3 }),
  reportsTo: fc.array(uri, { maxLength: 2 }),
  needsNewId: fc.boolean(),
});

test('whatever is published and configured, what is planned parses without a fault and leaves nothing to mend', () => {
  let mends = 0;
  fc.assert(
    fc.property(world, (given) => {
      mends += planned(given).mends;
    }),
    { numRuns: 500 },
  );
  expect(mends).toBeGreaterThan(200);
});

test.each(DOMAIN_CASES)('so it is for each fault of a domain: %s', (_, observation) => {
  for (const sts of [[], ['v=STSv1; id=a-b;'], ['v=STSv1; id=1;', 'v=STSv1; id=2;']])
    planned({ sts, rpt: [], reportsTo: ['mailto:a,b@example.com'], needsNewId: true }, observation);
});

test.each([
  ['mailto:a,b@example.com', 'mailto:a%2Cb@example.com'],
  ['mailto:a;b@example.com', 'mailto:a%3Bb@example.com'],
  ['mailto:a!b@example.com', 'mailto:a%21b@example.com'],
  ['mailto:a%2Cb@example.com', 'mailto:a%2Cb@example.com'],
  ['https://x.example/r;v=1', 'https://x.example/r%3Bv=1'],
  ['https://x.example/r?a=1,2!', 'https://x.example/r?a=1%2C2%21'],
])('the address %s, which the configuration accepts, is published as %s', (given, expected) => {
  expect(parseReportUri(given)).toEqual({ value: given });
  const { mends } = planRepair(input({ sts: ['v=STSv1; id=1;'], rpt: [], reportsTo: [given], needsNewId: false }));
  const written = texts(mends[0]?.change.after);
  expect(written).toEqual([`v=TLSRPTv1; rua=${expected}`]);
  expect(parseTlsRptRecord(written)).toMatchObject({ verdict: 'ok', value: { rua: [expected] } });
});

describe('a change that would not mend is not made, and the fault of it is named', () => {
  const given = input({ sts: [], rpt: [], reportsTo: [], needsNewId: false });
  const change = (name: string, type: string, ...values: readonly string[]) => ({
    kinds: ['sts-record-missing'] as const,
    change: { after: { name, type, ttl: 300, values } },
  });
  test.each([
    ['an STS record that is not valid', change(STS, 'TXT', '"v=STSv1; id=a-b;"'), 'The id "a-b" has characters'],
    ['two STS records', change(STS, 'TXT', '"v=STSv1; id=1;"', '"v=STSv1; id=2;"'), '2 records begin "v=STSv1"'],
    ['no record of the kind', change(STS, 'TXT', '"other"'), 'None of the TXT records (1) is an STS record.'],
    [
      'an address that is cut by its comma',
      change(RPT, 'TXT', '"v=TLSRPTv1; rua=mailto:a,b@example.com"'),
      '"mailto:a"',
    ],
    ['a TLSA record with half a digest', change(TLSA, 'TLSA', '3 1 1 abcd'), 'cannot use "3 1 1 abcd"'],
    [
      'a TLSA record that senders pass over',
      change(TLSA, 'TLSA', `3 1 1 ${'ab'.repeat(32)}`, `3 1 2 ${'ab'.repeat(64)}`),
      'stronger digest',
    ],
    ['no TLSA record', change(TLSA, 'TLSA', 'x'), 'cannot use "x"'],
    ['an alias', change(STS, 'CNAME', 'x.example.'), `Repair does not write CNAME records at ${STS}.`],
    [
      'another name',
      change('example.com', 'TXT', '"v=STSv1; id=1;"'),
      'Repair does not write TXT records at example.com.',
    ],
  ])('%s', (_, mend, fault) => {
    const { mends, notMended } = withoutFaulty({ mends: [mend], notMended: [] }, given);
    expect(mends).toEqual([]);
    expect(notMended).toMatchObject([{ kind: 'sts-record-missing', why: expect.stringContaining(fault) as string }]);
  });
});

describe('a TLSA record of a key that is served', () => {
  const serving = async (records: readonly TlsaRecord[]): Promise<MxHostObservation> => {
    const { facts } = await make('mx1.example.com', 'ec', { dnsNames: ['mx1.example.com'] });
    const base = mxHostObservation();
    if (base.addresses.state !== 'present') throw new Error('no addresses');
    return {
      ...base,
      addresses: present({ ...base.addresses.value, dnssec: 'secure' as const }),
      tlsa: present({ cnameChain: [], ttl: 300, dnssec: 'secure' as const, records }),
      endpoints: [endpoint({ tls: tls([facts]) })],
      certificates: certificateSet(facts),
    };
  };

  test.each([
    ['beside one of SHA-256', strayTlsa(3), '3 1 1 '],
    ['beside one of SHA-512, with which senders pass over SHA-256', strayTlsa(3, 1, 2), '3 1 2 '],
    ['beside one of a whole certificate', strayTlsa(3, 0), '3 1 1 '],
  ])('is believed %s', async (_, old, begins) => {
    const observation = await serving([old]);
    const { findings } = judgeMxHost(readMxHost(observation));
    expect(findings.map(({ kind }) => kind)).toContain('mx-host-tlsa-mismatch');
    const given: RepairInput = {
      ...input({ sts: ['v=STSv1; id=1;'], rpt: [], reportsTo: [], needsNewId: false }),
      hosts: [{ observation, findings }],
      zone: new ZoneContent('example.com', [{ name: TLSA, type: 'TLSA', ttl: 60, values: [tlsaText(old)] }]),
    };
    const written = planRepair(given).mends.flatMap(({ change }) => change.after?.values ?? []);
    expect(written).toEqual([tlsaText(old), expect.stringMatching(`^${begins}`)]);
    const leaf = Object.values(observation.certificates)[0];
    if (leaf === undefined) throw new Error('no certificate');
    const now = {
      ...observation,
      tlsa: present({
        cnameChain: [],
        ttl: 300,
        dnssec: 'secure' as const,
        records: [old, tlsa(3, 1, begins === '3 1 2 ' ? 2 : 1, { facts: leaf })],
      }),
    };
    expect(written[1]).toBe(tlsaText(tlsa(3, 1, begins === '3 1 2 ' ? 2 : 1, { facts: leaf })));
    expect(judgeMxHost(readMxHost(now)).findings.map(({ kind }) => kind)).not.toContain('mx-host-tlsa-mismatch');
  });
});

describe('a key is vouched for', () => {
  const planOf = async (
    content: Parameters<typeof make>[2],
    trust: Partial<TlsObservation['trust']>,
    listed: readonly ('key' | 'stray')[] = [],
  ) => {
    const { facts } = await make('mx1.example.com', 'ec', content);
    const base = mxHostObservation();
    if (base.addresses.state !== 'present') throw new Error('no addresses');
    const old = strayTlsa(3, 1, 2);
    const records = [old, ...listed.map((one) => (one === 'key' ? tlsa(3, 1, 1, { facts }) : strayTlsa(3)))];
    const observation: MxHostObservation = {
      ...base,
      addresses: present({ ...base.addresses.value, dnssec: 'secure' as const }),
      tlsa: present({ cnameChain: [], ttl: 300, dnssec: 'secure' as const, records }),
      endpoints: [endpoint({ tls: { ...tls([facts]), trust: { trusted: true, ...trust } } })],
      certificates: certificateSet(facts),
    };
    const { mends } = planRepair({
      ...input({ sts: ['v=STSv1; id=1;'], rpt: [], reportsTo: [], needsNewId: false }),
      hosts: [{ observation, findings: judgeMxHost(readMxHost(observation)).findings }],
      zone: new ZoneContent('example.com', [{ name: TLSA, type: 'TLSA', ttl: 60, values: records.map(tlsaText) }]),
    });
    const keys = mends.flatMap((mend) => mend.keys ?? []);
    expect(keys).toMatchObject([
      { host: 'mx1.example.com', certificateSha256: facts.fingerprint, spkiSha256: facts.spkiSha256 },
    ]);
    return keys[0]?.vouchedBy;
  };
  const named = { dnsNames: ['mx1.example.com'] };

  test.each<[string, Promise<string | undefined>, string | undefined]>([
    ['by a valid certificate for the name of the records', planOf(named, {}), 'certificate'],
    ['by the zone, which lists it already', planOf(named, { trusted: false, error: 'x' }, ['key']), 'zone'],
    ['by nobody: its certificate is not trusted', planOf(named, { trusted: false, error: 'x' }), undefined],
    ['by nobody: OpenSSL objects', planOf(named, { error: 'CERT_HAS_EXPIRED', dateError: true }), undefined],
    ['by nobody: its certificate is for another name', planOf({ dnsNames: ['mx2.example.com'] }, {}), undefined],
    [
      'by nobody: its certificate has expired',
      planOf({ ...named, notAfter: new Date(NOW - 1), notBefore: new Date(NOW - DAY) }, {}),
      undefined,
    ],
    ['by nobody: the zone lists another', planOf(named, { trusted: false, error: 'x' }, ['stray']), undefined],
  ])('%s', async (_, vouchedBy, expected) => {
    expect(await vouchedBy).toBe(expected);
  });
});
