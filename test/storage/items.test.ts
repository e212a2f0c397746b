import fc from 'fast-check';
import { z } from 'zod';
import { domainTarget, mxHostTarget, type CheckRecord, type FindingKind } from '../../lib/core/model';
import { checkItem, readCheck } from '../../lib/storage/check-item';
import { CorruptItemError, NewerFormatError } from '../../lib/storage/errors';
import { decode, encode, expiry, hasExpired } from '../../lib/storage/item';
import { alertKey, eventKey, listedAt, timeBound, timeKey } from '../../lib/storage/keys';
import { pack, unpack } from '../../lib/storage/packed';
import { itemBytes } from '../../lib/storage/size';
import { check, DAY, NOON } from './fixtures';

const LONGEST_NAME = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`;

describe('the size of an item', () => {
  // Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats".
  test.each([
    [{ a: 'xyz' }, 4],
    [{ é: 'é' }, 4],
    [{ a: 0 }, 2],
    [{ a: 7 }, 3],
    [{ a: 27 }, 3],
    [{ a: 123 }, 4],
    [{ a: -27 }, 4],
    [{ a: 1_000_000 }, 3],
    [{ a: 1_795_435_200_000 }, 7],
    [{ a: 1_795_435_200_001 }, 9],
    [{ a: 0.05 }, 3],
    [{ a: true, b: null }, 4],
    [{ a: new Uint8Array(10) }, 11],
    [{ a: [] }, 4],
    [{ a: ['b', 'cd'] }, 4 + 2 + 3],
    [{ a: {} }, 4],
    [{ a: { b: 'c' } }, 4 + 1 + 2],
    [{ a: undefined, b: 'c' }, 2],
  ])('%j has %i bytes', (item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

describe('the item of a check', () => {
  const ttl = expiry(NOON, 90 * DAY, { now: () => NOON });
  const usual: CheckRecord = {
    ...check(NOON),
    stsId: '20261123120000',
    policy: 'ab'.repeat(32),
    certificates: ['0123456789abcdef', '123456789abcdef0'],
  };

  test('costs about a third of a write unit for a usual domain', () => {
    expect(itemBytes(checkItem(usual, ttl))).toBeLessThan(400);
  });

  test('fits into one write unit for the longest name with a dozen findings', () => {
    const kinds: FindingKind[] = [
      'mx-host-certificate-not-yet-valid',
      'mx-host-certificate-name-mismatch',
      'mx-host-address-not-public',
      'mx-host-certificate-untrusted',
      'mx-host-starttls-injection',
      'mx-host-tls-version',
    ];
    const worst: CheckRecord = {
      ...usual,
      target: mxHostTarget(LONGEST_NAME),
      runId: 'x'.repeat(120),
      kinds,
      unknown: ['tlsa timeout', 'addresses servfail'],
      certificates: usual.certificates.slice(0, 1),
    };
    expect(itemBytes(checkItem(worst, ttl))).toBeLessThanOrEqual(1024);
    expect(readCheck(checkItem(worst, ttl))).toEqual(worst);
  });

  test('never exceeds one write unit, keeps what fits, and counts what does not', () => {
    const lists = fc.record({
      kinds: fc.array(
        fc.constantFrom<FindingKind>(
          'mx-host-certificate-name-mismatch',
          'policy-invalid',
          'policy-host-certificate-not-yet-valid',
        ),
        { maxLength: 60 },
      ),
      unknown: fc.array(
        fc
          .string({ maxLength: 80 })
          .filter((text) => !text.includes('\n'))
          .map((text) => `smtp:${text}`),
        { maxLength: 40 },
      ),
      certificates: fc.array(fc.constant('0123456789abcdef'), { maxLength: 60 }),
    });
    const names = fc.constantFrom('a.example', LONGEST_NAME);
    fc.assert(
      fc.property(names, lists, (name, given) => {
        const record: CheckRecord = {
          ...usual,
          ...given,
          target: domainTarget(name),
          runId: 'x'.repeat(120),
          stsId: '9'.repeat(32),
          verdict: 'undeliverable',
        };
        const item = checkItem(record, ttl);
        expect(itemBytes(item)).toBeLessThanOrEqual(1024);
        const back = readCheck(item);
        const length = (one: CheckRecord) => one.kinds.length + one.unknown.length + one.certificates.length;
        expect(length(back) + Number(item.cut ?? 0)).toBe(length(record));
        for (const list of ['kinds', 'unknown', 'certificates'] as const)
          expect(record[list].slice(0, back[list].length)).toEqual(back[list]);
        if (item.cut === undefined) expect(back).toEqual(record);
      }),
    );
  });
});

describe('what is read', () => {
  const shape = z.object({ count: z.number() });
  const entity = { type: 'thing', schema: 2, shape };
  const key = { pk: 'P', sk: 'S' };

  test('is what was written', () => {
    expect(decode(entity, encode(entity, key, { count: 5 }))).toEqual({ count: 5 });
  });

  test('by a newer release is refused, with the fix', () => {
    const newer = encode({ ...entity, schema: 3 }, key, { count: 5 });
    expect(() => decode(entity, newer)).toThrow(NewerFormatError);
    expect(() => decode(entity, newer)).toThrow(
      'The item P / S has format 3, and this release of mta-sts-watch knows formats up to 2. Upgrade mta-sts-watch',
    );
  });

  test.each([
    [{ ...key }, /its type is undefined, not thing/],
    [{ ...key, type: 'other', schema: 2 }, /its type is "other", not thing/],
    [{ ...key, type: 'thing', schema: '2' }, /its schema is not a number/],
    [{ ...key, type: 'thing', schema: 2 }, /count: .*expected number/],
  ])('and is not so is refused: %j', (item, message) => {
    expect(() => decode(entity, item)).toThrow(CorruptItemError);
    expect(() => decode(entity, item)).toThrow(message);
  });

  test('expires on the second', () => {
    const item = { ttl: expiry(NOON, DAY, { now: () => NOON }) };
    expect(hasExpired(item, NOON + DAY - 1)).toBe(false);
    expect(hasExpired(item, NOON + DAY)).toBe(true);
    expect(hasExpired({}, Infinity)).toBe(false);
  });
});

describe('packed attributes', () => {
  test('are readable while they are short', () => {
    expect(pack({ a: 'é' })).toBe('{"a":"é"}');
    expect(pack('x'.repeat(10_000))).toBeInstanceOf(Uint8Array);
  });

  test('come back, whatever they hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => expect(unpack(pack(value))).toEqual(JSON.parse(JSON.stringify(value)))),
    );
    const long = Array.from({ length: 5000 }, (_, n) => ({ n }));
    expect(unpack(pack(long))).toEqual(long);
  });
});

describe('keys', () => {
  test('of times sort as the times do', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) =>
        expect(timeBound(a) < timeBound(b)).toBe(Math.min(a, 9_999_999_999_999) < Math.min(b, 9_999_999_999_999)),
      ),
    );
    expect(timeKey(5)).toBe('0000000000005');
    expect(timeBound(-Infinity)).toBe('0000000000000');
    expect(timeBound(Infinity)).toBe('9999999999999');
    for (const at of [-1, 0.5, NaN, Infinity, 10_000_000_000_000]) expect(() => timeKey(at)).toThrow(RangeError);
  });

  test('stay within what DynamoDB takes, for ids of any length', () => {
    const id = `finding ${'x'.repeat(5000)}`;
    expect(Buffer.byteLength(alertKey(id).pk)).toBeLessThanOrEqual(2048);
    for (const sort of [listedAt(NOON, id), eventKey(domainTarget(LONGEST_NAME), NOON, id).sk])
      expect(Buffer.byteLength(sort)).toBeLessThanOrEqual(1024);
    expect(alertKey(`${id}1`).pk).not.toBe(alertKey(`${id}2`).pk);
  });
});
