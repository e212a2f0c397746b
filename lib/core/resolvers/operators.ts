import type { EncryptedResolver, ResolverSpec } from './resolver';
import { isEncrypted, resolverName } from './resolver';

/** A public resolver, reached at many addresses and under several names, which has one opinion. */
export interface Operator {
  readonly name: string;
  /** In the order to try them. */
  readonly addresses: readonly string[];
  /** Names of its encrypted service, which those addresses serve. All of them validate DNSSEC. */
  readonly names: readonly string[];
}

const OPERATORS: readonly Operator[] = [
  // https://developers.cloudflare.com/1.1.1.1/encryption/
  {
    name: 'Cloudflare',
    addresses: ['1.1.1.1', '1.0.0.1', '2606:4700:4700::1111', '2606:4700:4700::1001'],
    names: ['cloudflare-dns.com', 'one.one.one.one', '1dot1dot1dot1.cloudflare-dns.com'],
  },
  // https://developers.google.com/speed/public-dns/docs/secure-transports
  {
    name: 'Google',
    addresses: ['8.8.8.8', '8.8.4.4', '2001:4860:4860::8888', '2001:4860:4860::8844'],
    names: ['dns.google'],
  },
  // https://quad9.net/service/service-addresses-and-features
  { name: 'Quad9', addresses: ['9.9.9.9', '149.112.112.112', '2620:fe::fe', '2620:fe::9'], names: ['dns.quad9.net'] },
];

const overHttps = (name: string): EncryptedResolver => ({
  over: 'https',
  host: name,
  port: 443,
  name,
  path: '/dns-query',
});

/** Asked when nobody says whom to ask: three operators, over authenticated channels, all of which validate DNSSEC. */
export const DEFAULT_RESOLVERS: readonly EncryptedResolver[] = [
  overHttps('cloudflare-dns.com'),
  overHttps('dns.google'),
  overHttps('dns.quad9.net'),
];

/** Whose opinion a resolver gives: two addresses of one operator are one witness. */
export function operatorOf(spec: ResolverSpec): string {
  const known = typeof spec === 'object' ? wellKnown(isEncrypted(spec) ? spec.name : spec.address) : undefined;
  if (known !== undefined) return known.name;
  if (spec === 'system') return "this machine's resolver";
  return resolverName(spec);
}

/** The addresses of a well-known operator's encrypted service, which need no lookup. */
export const knownAddresses = (host: string): readonly string[] | undefined => wellKnown(host)?.addresses;

/**
 * Whether a resolver's word on DNSSEC is believed if nothing is said about it: a public one that validates, over a
 * channel that its certificate authenticates (RFC 4035 section 4.9.3).
 */
export const isTrustedByDefault = (spec: ResolverSpec): boolean =>
  isEncrypted(spec) && wellKnown(spec.name) !== undefined;

const wellKnown = (host: string): Operator | undefined =>
  OPERATORS.find(({ names, addresses }) => names.includes(host) || addresses.includes(host));
