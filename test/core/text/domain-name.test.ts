import { addressFamily, domainNameFault, toALabels } from '../../../lib/core/text/domain-name';

describe('domainNameFault', () => {
  it.each([
    ['example.com', undefined],
    ['3com.example', undefined],
    ['', 'empty'],
    ['é.example', 'not-ascii'],
    [`${'a.'.repeat(126)}a`, undefined],
    [`${'a.'.repeat(126)}ab`, 'too-long'],
    ['a..b', 'empty-label'],
    ['a.', 'empty-label'],
    [`${'a'.repeat(63)}.b`, undefined],
    [`${'a'.repeat(64)}.b`, 'label-too-long'],
    ['a b.c', 'character'],
    ['*.example.com', 'character'],
    ['-a.b', 'hyphen'],
    ['a.b-', 'hyphen'],
    ['_dmarc.example.com', 'underscore'],
  ])('of %s is %s', (name, fault) => {
    expect(domainNameFault(name)).toBe(fault);
  });
});

describe('toALabels', () => {
  it.each([
    ['münchen.example', 'xn--mnchen-3ya.example'],
    ['Example.com', 'Example.com'],
    ['443', '443'],
    ['a b', undefined],
    [`${'é'.repeat(100)}.example`, undefined],
    ['é'.repeat(300), undefined],
  ])('of %s is %s', (name, ascii) => {
    expect(toALabels(name)).toBe(ascii);
  });
});

describe('addressFamily', () => {
  it.each([
    ['192.0.2.1', 4],
    ['2001:db8::1', 6],
    ['::ffff:192.0.2.1', 6],
    ['1', undefined],
    ['192.0.2', undefined],
    ['192.0.2.256', undefined],
    ['example.com', undefined],
  ])('of %s is %s', (text, family) => {
    expect(addressFamily(text)).toBe(family);
  });
});
