import { addressFamily, domainNameFault, isHostName, toALabels } from '../../../lib/core/text/domain-name';
import { retryAfterMs } from '../../../lib/core/text/retry-after';

describe('a name that people can be asked to publish', () => {
  it.each(['example.com', '_dmarc.example.com', 'a_b.example'])('%s', (name) => {
    expect(isHostName(name)).toBe(true);
  });

  it.each(['', 'a..b', '-a.b', 'a b', 'é.example', '*.example.com'])('%j is none', (name) => {
    expect(isHostName(name)).toBe(false);
  });
});

describe('the gravest fault of a name with several', () => {
  it.each([
    [`é${'.a'.repeat(130)}`, 'not-ascii'],
    [`a..${'b'.repeat(300)}`, 'too-long'],
    [`a..${'b'.repeat(64)}`, 'empty-label'],
    [`a b.${'c'.repeat(64)}`, 'label-too-long'],
    ['-a b_c', 'character'],
    ['-a_b', 'hyphen'],
    ['b-.a_b', 'hyphen'],
  ])('of %s is %s', (name, fault) => {
    expect(domainNameFault(name)).toBe(fault);
  });

  it.each(['a-b.c', 'A9.Z0', 'xn--mnchen-3ya.example'])('%s has none', (name) => {
    expect(domainNameFault(name)).toBeUndefined();
  });
});

describe('an address', () => {
  it.each([
    ['x192.0.2.1', undefined],
    ['192.0.2.1x', undefined],
    ['192.0.2.1.5', undefined],
    ['0x7f.0.0.1', undefined],
    ['10.0.0.10', 4],
    ['::', 6],
    ['fe80::1', 6],
    ['', undefined],
  ])('%j: %s', (text, family) => {
    expect(addressFamily(text)).toBe(family);
  });
});

describe('A-labels', () => {
  it('are those of a name up to 253 characters', () => {
    expect(toALabels(`${'a.'.repeat(126)}a`)).toBe(`${'a.'.repeat(126)}a`);
    expect(toALabels(`${'a.'.repeat(126)}aa`)).toBeUndefined();
  });

  it.each(['127.1', '0x7f.1', '8'])('leave %s as it is, which is no address here', (name) => {
    expect(toALabels(name)).toBe(name);
  });

  it.each(['a_b.example', 'é_b.example'])('are none for %s', (name) => {
    expect(toALabels(name)).toBeUndefined();
  });
});

describe('Retry-After', () => {
  const NOW = Date.UTC(2026, 10, 30, 12);

  it.each([
    ['1', 1_000],
    ['999999999', 999_999_999_000],
    ['\t7\r', 7_000],
    ['x7', undefined],
    ['7s', undefined],
    ['Mon, 30 Nov 2026 12:00:01 GMT', 1_000],
    ['Mon, 30 Nov 2026 12:00:00 GMT', 0],
  ])('%j: %s', (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms);
  });
});
