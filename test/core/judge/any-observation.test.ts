import fc from 'fast-check';
import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { describeFinding } from '../../../lib/core/findings';
import type { Judgement } from '../../../lib/core/model';
import { domainVerdict, domainViewOfReading, mxHostViewOfReading, mxStandings } from '../../../lib/core/verdict';
import { arbitraryDomain, arbitraryMxHost, blindDomain, blindMxHost } from '../../support/arbitrary';
import { NOW } from '../../support/observations';
import { readDomain, readMxHost } from '../../../lib/core/reading';

/** More would not fit the item that holds a state. */
const LONGEST_FINDING = 40_000;

function checkWords({ findings, unknown }: Judgement): void {
  for (const finding of [...findings, ...unknown.flatMap(({ becomes }) => becomes ?? [])]) {
    const words = describeFinding(finding, NOW);
    for (const said of [words.title, words.why, words.fix, words.because]) expect(said).toMatch(/\S/);
    for (const [name, value] of words.evidence)
      expect([name, typeof value]).toEqual([expect.stringMatching(/\S/), 'string']);
    expect(JSON.stringify([finding, words]).length).toBeLessThan(LONGEST_FINDING);
  }
}

function checkFingerprints({ findings }: Judgement): void {
  const fingerprints = findings.map(({ fingerprint }) => fingerprint);
  expect(new Set(fingerprints).size).toBe(fingerprints.length);
  expect(fingerprints.filter((fingerprint) => /192\.0\.2|2001:/.test(fingerprint))).toEqual([]);
}

test('any observation of a domain is judged, in words, twice the same', () => {
  fc.assert(
    fc.property(arbitraryDomain, (observation) => {
      const judgement = judgeDomain(readDomain(observation));
      checkWords(judgement);
      checkFingerprints(judgement);
      expect(judgeDomain(readDomain(observation))).toEqual(judgement);
    }),
    { numRuns: 500 },
  );
});

test('any observation of an MX host is judged, in words, twice the same', () => {
  fc.assert(
    fc.property(arbitraryMxHost, (observation) => {
      const judgement = judgeMxHost(readMxHost(observation));
      checkWords(judgement);
      checkFingerprints(judgement);
      expect(judgeMxHost(readMxHost(observation))).toEqual(judgement);
    }),
    { numRuns: 500 },
  );
});

test('any observations give a verdict with reasons', () => {
  fc.assert(
    fc.property(arbitraryDomain, fc.array(arbitraryMxHost, { maxLength: 2 }), (domain, hosts) => {
      const view = domainViewOfReading(readDomain(domain), judgeDomain(readDomain(domain)));
      const verdict = domainVerdict(
        view,
        mxStandings(
          view,
          hosts.map((host) => mxHostViewOfReading(readMxHost(host), judgeMxHost(readMxHost(host)))),
        ),
      );
      expect(verdict.reasons.length).toBeGreaterThan(0);
      for (const reason of verdict.reasons) expect(reason).toMatch(/\.$/);
    }),
  );
});

test('a look that saw nothing of a domain finds nothing but failed validations', () => {
  fc.assert(
    fc.property(blindDomain, (observation) => {
      const { findings, unknown } = judgeDomain(readDomain(observation));
      expect(findings.filter(({ kind }) => kind !== 'dnssec-bogus')).toEqual([]);
      expect(unknown).toMatchObject([
        { aspect: 'sts-record' },
        { aspect: 'policy' },
        { aspect: 'mx' },
        { aspect: 'tlsrpt-record' },
      ]);
    }),
  );
});

test('a look that saw nothing of an MX host finds nothing, and says so of each address', () => {
  fc.assert(
    fc.property(blindMxHost, (observation) => {
      const { findings, unknown } = judgeMxHost(readMxHost(observation));
      expect(findings).toEqual([]);
      expect(unknown.map(({ aspect }) => aspect).sort()).toEqual(['smtp:192.0.2.25', 'smtp:192.0.2.26']);
    }),
  );
});
