import { judgeDomain } from '../../../lib/core/judge';
import { NOW, txt } from '../../support/observations';
import { inWords } from './expected';
import { inZone, UNKNOWN_ZONE_CASES, view, ZONE_CASES } from './zone-cases';
import { readDomain } from '../../../lib/core/reading';

test.each(ZONE_CASES)('%s', (_, observation, expected) => {
  const { findings, unknown } = judgeDomain(readDomain(observation));
  expect(inWords(findings, expected)).toEqual([...expected].sort());
  expect(unknown).toEqual([]);
});

test.each(UNKNOWN_ZONE_CASES)('not known: %s', (_, observation, aspects) => {
  const { findings, unknown } = judgeDomain(readDomain(observation));
  expect(findings).toEqual([]);
  expect(unknown.map(({ aspect }) => aspect)).toEqual(aspects);
});

describe('how long caches are allowed for', () => {
  const settlesAfter = (observation: Parameters<typeof readDomain>[0]): unknown =>
    judgeDomain(readDomain(observation)).findings.flatMap(({ evidence }) =>
      'settlesAfter' in evidence ? [evidence.settlesAfter] : [],
    )[0];
  const zone = (ttl: number, records: readonly string[]) => ({
    view: view([{ name: '_mta-sts.example.com', type: 'TXT', ttl, records }]),
  });

  test.each([
    ["the zone's TTL, and a minute", inZone(zone(3600, ['new'])), 3_660_000],
    ["the answer's, if that is longer", inZone(zone(60, ['new'])), 360_000],
    [
      'that of absence, where nothing is seen',
      inZone(zone(60, ['new']), { stsRecord: { state: 'absent', reason: 'no-name' } }),
      960_000,
    ],
  ])('%s', (_, observation, expected) => {
    expect(settlesAfter(observation)).toBe(expected);
  });
});

test('another intention is another finding, and a hostile answer stays within bounds', () => {
  const at = (records: readonly string[]) =>
    judgeDomain(
      readDomain(
        inZone(
          { view: view([{ name: '_mta-sts.example.com', type: 'TXT', ttl: 300, records }]) },
          { stsRecord: txt(...Array.from({ length: 2000 }, (_, n) => `${n}${'x'.repeat(900)}`)), observedAt: NOW },
        ),
      ),
    );
  const [one, other] = [at(['a']), at(['b'])].map(({ findings }) =>
    findings.find(({ kind }) => kind === 'zone-record-differs'),
  );
  expect(one?.fingerprint).not.toBe(other?.fingerprint);
  expect(JSON.stringify(one).length).toBeLessThan(15_000);
});
