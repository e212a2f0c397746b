import { parseResolver } from '../../lib/config/resolver';
import {
  DEFAULT_RESOLVERS,
  formatResolver,
  isTrustedByDefault,
  operatorOf,
  resolverName,
  type ResolverSpec,
} from '../../lib/core/resolvers';

const DOH = { over: 'https', host: 'dns.example', port: 443, name: 'dns.example', path: '/dns-query' } as const;

test('evidence names a resolver without the key of an account in its path', () => {
  expect(resolverName({ ...DOH, path: '/abc123' })).toBe('https://dns.example/…');
  expect(operatorOf({ ...DOH, path: '/abc123' })).toBe('https://dns.example/…');
  expect(resolverName(DOH)).toBe('https://dns.example/dns-query');
  expect(resolverName({ address: '9.9.9.9', port: 53 })).toBe('9.9.9.9:53');
});

describe('each notation', () => {
  test.each<[string, ResolverSpec, string]>([
    ['system', 'system', 'system'],
    ['9.9.9.9', { address: '9.9.9.9', port: 53 }, '9.9.9.9:53'],
    ['2620:fe::fe', { address: '2620:fe::fe', port: 53 }, '[2620:fe::fe]:53'],
    ['[2620:fe::fe]:5300', { address: '2620:fe::fe', port: 5300 }, '[2620:fe::fe]:5300'],
    ['https://dns.example/dns-query', DOH, 'https://dns.example/dns-query'],
    ['HTTPS://DNS.example', DOH, 'https://dns.example/dns-query'],
    ['https://dns.example:8443/q?a=b', { ...DOH, port: 8443, path: '/q?a=b' }, 'https://dns.example:8443/q?a=b'],
    [
      'https://192.0.2.1/dns-query#dns.example',
      { ...DOH, host: '192.0.2.1' },
      'https://192.0.2.1/dns-query#dns.example',
    ],
    [
      'https://[2001:db8::1]:8443/dns-query',
      { ...DOH, host: '2001:db8::1', port: 8443, name: '2001:db8::1' },
      'https://[2001:db8::1]:8443/dns-query',
    ],
    ['tls://dns.example', { over: 'tls', host: 'dns.example', port: 853, name: 'dns.example' }, 'tls://dns.example'],
    [
      'tls://192.0.2.1:8853#dns.example',
      { over: 'tls', host: '192.0.2.1', port: 8853, name: 'dns.example' },
      'tls://192.0.2.1:8853#dns.example',
    ],
  ])('%s', (text, spec, written) => {
    expect(parseResolver(text)).toEqual({ value: spec });
    expect(formatResolver(spec)).toBe(written);
    expect(parseResolver(written)).toEqual({ value: spec });
  });

  test.each([
    '',
    'dns.example',
    'dns.example:53',
    '1.2.3',
    '[192.0.2.1]:53',
    '2620:fe::fe:53x',
    'ftp://dns.example',
    'https://',
    'https://user@dns.example/',
    'tls://dns.example/path',
    'tls://dns.example#',
    'https://-dns.example/',
    7,
    null,
  ])('%j is none', (text) => {
    expect(parseResolver(text)).toMatchObject({
      fault: expect.stringMatching(/is not the address of a resolver$/) as string,
      fix: expect.stringMatching(/^Write an address/) as string,
    });
  });
});

test('two addresses of one operator are one witness, whatever the way', () => {
  const operators = [
    '8.8.8.8',
    '8.8.4.4:53',
    '2001:4860:4860:0:0:0:0:8888',
    '[2001:4860:4860::8844]:53',
    'tls://[2001:4860:4860:0::8888]',
    'tls://[2001:DB8::1]#2001:4860:4860:0::8888',
    'tls://8.8.8.8',
    'https://dns.google/dns-query',
    'https://192.0.2.1/dns-query#dns.google',
  ].map((text) => operatorOf((parseResolver(text) as { value: ResolverSpec }).value));
  expect(new Set(operators)).toEqual(new Set(['Google']));
  expect(operatorOf({ address: '192.0.2.1', port: 53 })).not.toBe(operatorOf({ address: '192.0.2.2', port: 53 }));
});

test('the defaults are three operators, all over an authenticated channel, whose word on DNSSEC is believed', () => {
  expect(DEFAULT_RESOLVERS.map(operatorOf)).toEqual(['Cloudflare', 'Google', 'Quad9']);
  expect(DEFAULT_RESOLVERS.every(isTrustedByDefault)).toBe(true);
});

test.each(['8.8.8.8', 'system', 'tls://dns.example', 'https://8.8.8.8/dns-query#dns.example'])(
  '%s is not believed about DNSSEC unless one says so',
  (text) => {
    expect(isTrustedByDefault((parseResolver(text) as { value: ResolverSpec }).value)).toBe(false);
  },
);
