import { judgeDomain, judgeMxHost } from '../../../lib/core/judge';
import { FINDING_KINDS } from '../../../lib/core/findings';
import type { FindingKind } from '../../../lib/core/model';
import { BOGUS_DOMAIN, daneCases, makeCertificates, unknownDaneCases } from './dane-cases';
import { DOMAIN_CASES, UNKNOWN_DOMAIN_CASES } from './domain-cases';
import { MX_HOST_CASES, UNKNOWN_MX_HOST_CASES } from './mx-host-cases';
import { ZONE_CASES } from './zone-cases';
import { readDomain, readMxHost } from '../../../lib/core/reading';

/** One check cannot show them: test/core/diff/alternations.test.ts shows each. */
const OF_SEVERAL_CHECKS: readonly FindingKind[] = ['record-alternates', 'mx-host-record-alternates'];

test('the judge can give every kind of the catalogue, and the cases of these tests show each', async () => {
  const certificates = await makeCertificates();
  const dane = [
    judgeDomain(readDomain(BOGUS_DOMAIN)),
    ...[...daneCases(certificates), ...unknownDaneCases(certificates)].map(([, observation]) =>
      judgeMxHost(readMxHost(observation)),
    ),
  ];
  const judgements = [
    ...dane,
    ...[...DOMAIN_CASES, ...UNKNOWN_DOMAIN_CASES, ...ZONE_CASES].map(([, observation]) =>
      judgeDomain(readDomain(observation)),
    ),
    ...[...MX_HOST_CASES, ...UNKNOWN_MX_HOST_CASES].map(([, observation]) => judgeMxHost(readMxHost(observation))),
  ];
  const given = new Set(
    judgements
      .flatMap(({ findings, unknown }) => [...findings, ...unknown.flatMap(({ becomes }) => becomes ?? [])])
      .map(({ kind }) => kind),
  );
  expect(FINDING_KINDS.filter((kind) => !given.has(kind))).toEqual(OF_SEVERAL_CHECKS);
});
