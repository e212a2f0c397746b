/** A recursive resolver, and the way to it. */
export type ResolverSpec = PlainResolver | EncryptedResolver | 'system';

/** DNS over UDP, and over TCP when an answer is long (RFC 1035, RFC 7766). */
export interface PlainResolver {
  /** An IP address: a name would need a resolver first. */
  readonly address: string;
  readonly port: number;
}

/** DNS over TLS (RFC 7858) or over HTTPS (RFC 8484). */
export interface EncryptedResolver {
  readonly over: 'tls' | 'https';
  /** Where to connect: an IP address, or a name that is looked up apart. */
  readonly host: string;
  readonly port: number;
  /** What its certificate must be for: a name, or an address. */
  readonly name: string;
  /** Of the URL, with the leading slash; over HTTPS alone. */
  readonly path?: string;
}

export const isEncrypted = (spec: ResolverSpec): spec is EncryptedResolver =>
  typeof spec === 'object' && 'over' in spec;

/** The path that everybody has. */
const USUAL_PATH = '/dns-query';

/** How a resolver is named in evidence, which goes out in alerts: another path may hold the key of an account. */
export const resolverName = (spec: ResolverSpec): string =>
  isEncrypted(spec) && spec.over === 'https' && spec.path !== USUAL_PATH
    ? formatResolver({ ...spec, path: '/…' })
    : formatResolver(spec);

/** How a resolver is written in the configuration. */
export function formatResolver(spec: ResolverSpec): string {
  if (spec === 'system') return spec;
  if (!isEncrypted(spec)) return `${bracketed(spec.address)}:${spec.port}`;
  const { over, host, port, name, path = '' } = spec;
  const place = port === (over === 'tls' ? 853 : 443) ? bracketed(host) : `${bracketed(host)}:${port}`;
  return `${over}://${place}${path}${name === host ? '' : `#${name}`}`;
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);
