import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { describeFinding } from '../../../lib/core/findings';
import type { Finding } from '../../../lib/core/model';
import { present, unknown } from '../../../lib/core/model';
import { make, strayTlsa, tlsa } from '../../support/dane';
import { ADDRESS, domainObservation, HOST, NOW } from '../../support/observations';
import { daneCases, IPV6, makeCertificates, signedHost, unknownDaneCases, type Certificates } from './dane-cases';
import { inWords } from './expected';
import { readDomain, readMxHost } from '../../../lib/core/reading';

const OF_DANE = /^mx-host-(?:tlsa|dane|dnssec)-/;
const daneFindings = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ kind }) => OF_DANE.test(kind));

let certificates: Certificates;
beforeAll(async () => {
  certificates = await makeCertificates();
});

test('the findings of each look', () => {
  const judged = daneCases(certificates).map(([name, observation, expected]) => [
    name,
    inWords(daneFindings(judgeMxHost(readMxHost(observation)).findings), expected),
  ]);
  expect(judged).toEqual(daneCases(certificates).map(([name, , expected]) => [name, [...expected].sort()]));
});

test('what could not be seen, and what it becomes', () => {
  for (const [name, observation, becomes] of unknownDaneCases(certificates)) {
    const { findings, unknown: unseen } = judgeMxHost(readMxHost(observation));
    expect([name, daneFindings(findings)]).toEqual([name, []]);
    expect([name, unseen.map((each) => [each.aspect, each.becomes?.kind])]).toEqual([name, [['tlsa', becomes]]]);
  }
});

test('without a trusted resolver nothing is said of DANE', () => {
  const {
    tlsa: published,
    addresses,
    ...rest
  } = signedHost(present({ cnameChain: [], ttl: 60, records: [strayTlsa(3)] }), [certificates.leaf]);
  const observation = {
    ...rest,
    ...(published && { tlsa: published }),
    addresses: addresses.state === 'present' ? present({ ...addresses.value, dnssec: undefined as never }) : addresses,
  };
  expect(daneFindings(judgeMxHost(readMxHost(observation)).findings)).toEqual([]);
});

test('a mismatch names the addresses, why each record misses, and the record to publish', () => {
  const { ca, leaf, renewed } = certificates;
  const published = present({
    cnameChain: [],
    ttl: 60,
    dnssec: 'secure' as const,
    records: [tlsa(3, 1, 1, leaf), tlsa(2, 1, 1, renewed)],
  });
  const [finding] = daneFindings(judgeMxHost(readMxHost(signedHost(published, [renewed, ca], [renewed, ca]))).findings);
  expect(finding).toMatchObject({
    kind: 'mx-host-tlsa-mismatch',
    evidence: {
      baseDomain: HOST,
      addresses: [ADDRESS, IPV6],
      certificate: renewed.facts.fingerprint,
      records: [{ why: 'anchor-is-the-leaf' }, { why: 'other-certificate' }],
    },
    aspects: ['tlsa', `smtp:${ADDRESS}`, `smtp:${IPV6}`],
  });
  expect(describeFinding(finding as Finding, NOW).fix.split('\n')).toContain(
    `_25._tcp.${HOST}. IN TLSA 3 1 1 ${renewed.facts.spkiSha256}`,
  );
});

test('the dates under DANE-TA are those of the certificate at fault', () => {
  const { ca, expired } = certificates;
  const published = present({ cnameChain: [], ttl: 60, dnssec: 'secure' as const, records: [tlsa(2, 1, 1, ca)] });
  const { findings } = judgeMxHost(readMxHost(signedHost(published, [expired, ca])));
  const finding = findings.find(({ kind }) => kind === 'mx-host-tlsa-certificate-dates') as Finding;
  expect(finding.evidence).toMatchObject({ certificate: expired.facts.fingerprint, notAfter: expired.facts.notAfter });
  expect(describeFinding(finding, NOW).because).toContain('expired 1 day ago');
});

test('a record with a whole certificate is cut in evidence', async () => {
  const stranger = await make('stranger', 'rsa', {});
  const published = present({ cnameChain: [], ttl: 60, dnssec: 'secure' as const, records: [tlsa(3, 0, 0, stranger)] });
  expect(
    JSON.stringify(daneFindings(judgeMxHost(readMxHost(signedHost(published, [certificates.leaf]))).findings)).length,
  ).toBeLessThan(2000);
});

describe('bogus is not absent', () => {
  test.each([
    ['MX records', { mx: unknown('bogus', 'seen') }, 'example.com MX'],
    ['the STS record', { stsRecord: unknown('bogus', 'seen') }, '_mta-sts.example.com TXT'],
    ['the TLSRPT record', { tlsRptRecord: unknown('bogus', 'seen') }, '_smtp._tls.example.com TXT'],
  ] as const)('%s', (_, change, named) => {
    const { findings, unknown: unseen } = judgeDomain(readDomain(domainObservation(change)));
    const bogus = findings.filter(({ kind }) => kind === 'dnssec-bogus');
    expect(
      bogus
        .map(({ evidence }) => evidence)
        .map((evidence) => ('name' in evidence && 'type' in evidence ? `${evidence.name} ${evidence.type}` : '')),
    ).toEqual([named]);
    // The aspect stays out of sight, so that what was known of it holds.
    expect(unseen.map(({ aspect, becomes }) => [aspect, becomes?.fingerprint])).toEqual([
      [bogus[0]?.aspects[0], bogus[0]?.fingerprint],
    ]);
  });
});
