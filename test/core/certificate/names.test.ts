import fc from 'fast-check';
import { certificateNames, dnsNameMatches } from '../../../lib/core/certificate/names';

test.each([
  ['mx.example.com', 'mx.example.com', true],
  ['MX.Example.COM', 'mx.example.com', true],
  ['mx.example.com', 'MX.EXAMPLE.com.', true],
  ['*.example.com', 'mx.example.com', true],
  ['*.example.com', 'xn--mnchen-3ya.example.com', true],
  ['xn--mnchen-3ya.example', 'xn--mnchen-3ya.example', true],
  ['_mx.example.com', '_mx.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'a.b.example.com', false],
  ['m*.example.com', 'mx.example.com', false],
  ['*x.example.com', 'mx.example.com', false],
  ['m*x.example.com', 'mx.example.com', false],
  ['mx.*.com', 'mx.example.com', false],
  ['*.*.com', 'mx.example.com', false],
  ['*', 'localhost', false],
  ['*', 'mx.example.com', false],
  ['*.com', 'example.com', false],
  ['mx.example.com.', 'mx.example.com', false],
  ['.example.com', 'mx.example.com', false],
  ['mx..example.com', 'mx.example.com', false],
  ['mx.example.com\0.evil.net', 'mx.example.com', false],
  ['mx.example.com', 'mx.example.com.evil.net', false],
  ['mxXexample.com', 'mx.example.com', false],
  ['münchen.example', 'xn--mnchen-3ya.example', false],
  ['\u212aiosk.example.com', 'kiosk.example.com', false],
  ['192.0.2.1', '192.0.2.1', false],
  ['*.0.2.1', '192.0.2.1', false],
  ['2001:db8::1', '2001:db8::1', false],
  ['*.example.com', '*.example.com', true],
  ['mx.example.com', '*.example.com', false],
  ['', '', false],
  ['mx.example.com', '', false],
])('SAN %j for host %j: %s', (dnsName, host, expected) => {
  expect(dnsNameMatches(dnsName, host)).toBe(expected);
});

test('one of several names is enough, and no name is none', () => {
  expect(certificateNames(['other.example.net', '*.example.com'], 'mx.example.com')).toBe(true);
  expect(certificateNames([], 'mx.example.com')).toBe(false);
});

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
const name = fc.array(label, { minLength: 3, maxLength: 5 }).map((labels) => labels.join('.'));

test('a name matches itself, and its wildcard, and never with a label more', () => {
  fc.assert(
    fc.property(name, label, (host, more) => {
      const wildcard = `*.${host.split('.').slice(1).join('.')}`;
      expect(dnsNameMatches(host, host)).toBe(true);
      expect(dnsNameMatches(wildcard, host)).toBe(true);
      expect(dnsNameMatches(host, `${more}.${host}`)).toBe(false);
      expect(dnsNameMatches(wildcard, `${more}.${host}`)).toBe(false);
    }),
  );
});

test('any two texts give an answer', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary' }),
      (a, b) => typeof dnsNameMatches(a, b) === 'boolean',
    ),
  );
});
