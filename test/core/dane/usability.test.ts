import { byUsability, unusable } from '../../../lib/core/dane/usability';
import { make, strayTlsa, tlsa, type Made } from '../../support/dane';

let leaf: Made;
beforeAll(async () => {
  leaf = await make('mx1.example.com', 'ec', {});
});

const record = (usage: number, selector: number, matchingType: number, octets = 32) => ({
  usage,
  selector,
  matchingType,
  data: 'ab'.repeat(octets),
});

test.each([
  [0, 'pkix-usage'],
  [1, 'pkix-usage'],
  [4, 'unknown-usage'],
  [255, 'unknown-usage'],
] as const)('usage %s: %s', (usage, why) => {
  expect(unusable(record(usage, 1, 1))).toBe(why);
});

test.each([
  ['3 1 1', record(3, 1, 1), undefined],
  ['2 0 1', record(2, 0, 1), undefined],
  ['3 1 2 of 64 octets', record(3, 1, 2, 64), undefined],
  ['3 0 2 of 64 octets', record(3, 0, 2, 64), undefined],
  ['selector 2', record(3, 2, 1), 'unknown-selector'],
  ['selector 255', record(2, 255, 1), 'unknown-selector'],
  ['matching type 3', record(3, 1, 3), 'unknown-matching-type'],
  ['SHA-256 of 31 octets', record(3, 1, 1, 31), 'digest-length'],
  ['SHA-256 of 33 octets', record(3, 1, 1, 33), 'digest-length'],
  ['SHA-256 of 64 octets', record(3, 1, 1, 64), 'digest-length'],
  ['SHA-512 of 32 octets', record(3, 1, 2, 32), 'digest-length'],
  ['no data', record(3, 1, 1, 0), 'digest-length'],
  ['no data in full', record(3, 1, 0, 0), 'malformed'],
  ['32 octets as certificate', record(2, 0, 0), 'malformed'],
  ['32 octets as key', record(2, 1, 0), 'malformed'],
] as const)('%s', (_, faulty, why) => {
  expect(unusable(faulty)).toBe(why);
});

test('matching type 0 holds a certificate under selector 0 and a key under selector 1, and not the other way round', () => {
  expect(unusable(tlsa(3, 0, 0, leaf))).toBeUndefined();
  expect(unusable(tlsa(3, 1, 0, leaf))).toBeUndefined();
  expect(unusable({ ...tlsa(3, 0, 0, leaf), selector: 1 })).toBe('malformed');
  expect(unusable({ ...tlsa(3, 1, 0, leaf), selector: 0 })).toBe('malformed');
});

test.each(['00', '0500', '3000'])('a key with the octets %s behind it is malformed', (tail) => {
  const whole = tlsa(3, 1, 0, leaf);
  expect(unusable({ ...whole, data: `${whole.data}${tail}` })).toBe('malformed');
});

test('a certificate with octets behind it, or as PEM, is malformed', () => {
  const whole = tlsa(2, 0, 0, leaf);
  const pem = `-----BEGIN CERTIFICATE-----\n${leaf.facts.der}\n-----END CERTIFICATE-----\n`;
  expect(unusable({ ...whole, data: `${whole.data}00` })).toBe('malformed');
  expect(unusable({ ...whole, data: Buffer.from(pem).toString('hex') })).toBe('malformed');
});

test('one usable record among others is kept', () => {
  const good = strayTlsa(3);
  const judged = byUsability([record(1, 1, 1), good, record(3, 1, 1, 20)]);
  expect(judged.usable).toEqual([good]);
  expect(judged.unusable.map(({ why }) => why)).toEqual(['pkix-usage', 'digest-length']);
});
