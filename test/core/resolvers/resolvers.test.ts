import {
  DEFAULT_RESOLVERS,
  formatResolver,
  isEncrypted,
  isTrustedByDefault,
  knownAddresses,
  operatorOf,
  resolverName,
} from '../../../lib/core/resolvers';
import type { ResolverSpec } from '../../../lib/core/resolvers';

const https = (host: string, more: object = {}): ResolverSpec => ({
  over: 'https',
  host,
  port: 443,
  name: host,
  path: '/dns-query',
  ...more,
});
const tls = (host: string, more: object = {}): ResolverSpec => ({ over: 'tls', host, port: 853, name: host, ...more });

test('three operators are asked by default, over HTTPS', () => {
  expect(DEFAULT_RESOLVERS).toEqual(['cloudflare-dns.com', 'dns.google', 'dns.quad9.net'].map((name) => https(name)));
  expect(DEFAULT_RESOLVERS.map(operatorOf)).toEqual(['Cloudflare', 'Google', 'Quad9']);
  expect(DEFAULT_RESOLVERS.map(isTrustedByDefault)).toEqual([true, true, true]);
});

test.each<[ResolverSpec, string]>([
  ['system', 'system'],
  [{ address: '192.0.2.53', port: 53 }, '192.0.2.53:53'],
  [{ address: '2001:db8::53', port: 5353 }, '[2001:db8::53]:5353'],
  [https('dns.example'), 'https://dns.example/dns-query'],
  [https('dns.example', { port: 8443 }), 'https://dns.example:8443/dns-query'],
  [https('dns.example', { port: 853 }), 'https://dns.example:853/dns-query'],
  [tls('dns.example'), 'tls://dns.example'],
  [tls('dns.example', { port: 443 }), 'tls://dns.example:443'],
  [tls('192.0.2.53', { name: 'dns.example' }), 'tls://192.0.2.53#dns.example'],
  [tls('2001:db8::53', { port: 8853, name: 'dns.example' }), 'tls://[2001:db8::53]:8853#dns.example'],
])('%j is written %s', (spec, text) => {
  expect(formatResolver(spec)).toBe(text);
  expect(resolverName(spec)).toBe(text);
});

test('a path other than the usual one may be the key of an account, and is not named', () => {
  const keyed = https('dns.example', { path: '/secret' });
  expect([resolverName(keyed), formatResolver(keyed)]).toEqual(['https://dns.example/…', 'https://dns.example/secret']);
});

test.each<[ResolverSpec, string, boolean]>([
  ['system', "this machine's resolver", false],
  [{ address: '8.8.4.4', port: 53 }, 'Google', false],
  [{ address: '2620:fe::9', port: 53 }, 'Quad9', false],
  [{ address: '192.0.2.53', port: 53 }, '192.0.2.53:53', false],
  [tls('1.0.0.1', { name: 'one.one.one.one' }), 'Cloudflare', true],
  [tls('dns.example'), 'tls://dns.example', false],
])('%j is of %s', (spec, operator, isTrusted) => {
  expect(operatorOf(spec)).toBe(operator);
  expect(isTrustedByDefault(spec)).toBe(isTrusted);
  expect(isEncrypted(spec)).toBe(typeof spec === 'object' && 'over' in spec);
});

test('each address and name of an operator is known as its own', () => {
  const known = {
    'cloudflare-dns.com': ['1.1.1.1', '1.0.0.1', '2606:4700:4700::1111', '2606:4700:4700::1001'],
    'dns.google': ['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888', '2001:4860:4860::8844'],
    'dns.quad9.net': ['9.9.9.9', '149.112.112.112', '2620:fe::fe', '2620:fe::9'],
  };
  for (const [name, addresses] of Object.entries(known)) expect(knownAddresses(name)).toEqual(addresses);
  expect(knownAddresses('1dot1dot1dot1.cloudflare-dns.com')).toEqual(known['cloudflare-dns.com']);
  expect(knownAddresses('dns.example')).toBeUndefined();
});
