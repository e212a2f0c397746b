import { readTlsa, readTlsaLine, recordFor, tlsaLine, tlsaName, tlsaText } from '../../../lib/core/dane/record';

const RECORD = { usage: 3, selector: 1, matchingType: 2, data: '0a1b' };

it('is at port 25 of the MX host (RFC 7672 section 2.2.3)', () => {
  expect(tlsaName('mx1.example.com')).toBe('_25._tcp.mx1.example.com');
});

it('is written as in a zone file', () => {
  expect(tlsaText(RECORD)).toBe('3 1 2 0a1b');
  expect(tlsaLine('mx1.example.com', RECORD)).toBe('_25._tcp.mx1.example.com. IN TLSA 3 1 2 0a1b');
});

it('is found again in the line that was written', () => {
  expect(readTlsaLine(tlsaLine('mx1.example.com', RECORD))).toEqual({
    name: '_25._tcp.mx1.example.com',
    text: '3 1 2 0a1b',
  });
  expect(readTlsaLine('')).toEqual({ name: '', text: '' });
});

it('is recommended as 3 1 1 with the digest of the key (RFC 7672 section 3.1)', () => {
  expect(recordFor({ spkiSha256: 'ab'.repeat(32) })).toEqual({
    usage: 3,
    selector: 1,
    matchingType: 1,
    data: 'ab'.repeat(32),
  });
});

describe('the text of a TLSA record', () => {
  it.each([
    ['3 1 2 0a1b', RECORD],
    ['  3\t1  2\t0A1B', RECORD],
    ['3 1 2 0a 1b \n', RECORD],
    ['3 1 2 0 a 1\tb', RECORD],
    ['255 255 255 ff', { usage: 255, selector: 255, matchingType: 255, data: 'ff' }],
    ['0 0 0 00', { usage: 0, selector: 0, matchingType: 0, data: '00' }],
    ['003 001 002 0a1b', RECORD],
  ])('%j is read', (text, record) => {
    expect(readTlsa(text)).toEqual(record);
  });

  it.each([
    '',
    '3 1 1',
    '3 1 1 ',
    '3 1 1  \t ',
    '3 1 1 a',
    '3 1 1 0a1',
    '3 1 1 0g',
    '3 1 1 0a1b;',
    '3 1 1 "0a1b"',
    '256 1 1 0a1b',
    '3 256 1 0a1b',
    '3 1 256 0a1b',
    '1000 1 1 0a1b',
    '3 1000 1 0a1b',
    '3 1 1000 0a1b',
    '-3 1 1 0a1b',
    'x3 1 1 0a1b',
    'IN TLSA 3 1 1 0a1b',
    '3 11 0a1b',
    '3 1 1x0a1b',
    '3x1 1 0a1b',
    ' 1 1 0a1b',
    '3  1 0a1b',
    '3 1  0a1b',
    '0003 1 1 0a1b',
    '3 0001 1 0a1b',
    '3 1 0001 0a1b',
    '31 1 0a1b',
    '3 1 1abc1',
    '3 1x1 0a1b',
  ])('%j is none', (text) => {
    expect(readTlsa(text)).toBeUndefined();
  });
});
