import type { Hash } from './certificate';
import type { KeyKind } from './keys';

/** A server's certificate, declared: all defaults are those of a healthy one. */
export interface CertificateSpec {
  /** SAN dNSNames. */
  readonly names: readonly string[];
  /** Default: the first name. */
  readonly commonName?: string;
  /** `false`: the common name alone, no SAN. */
  readonly san?: false;
  /** Default `ec` (P-256). */
  readonly key?: KeyKind;
  /** Default `sha256`. */
  readonly hash?: Hash;
  /** Days from now until it becomes valid; default -10. */
  readonly from?: number;
  /** Days from now until it expires; default 80: a 90-day certificate, ten days old. */
  readonly until?: number;
  /** Who signed it; default `trusted`, an intermediate of the sandbox's root. */
  readonly signedBy?:
    'trusted' | 'unknown-root' | 'new-root' | 'itself' | 'expired-intermediate' | 'expiring-intermediate';
  /** `false`: the leaf is served alone. */
  readonly serveIntermediate?: false;
  /** Served behind the rest of the chain, which does without it. */
  readonly serveAlso?: 'root' | 'expired-cross-sign' | 'cross-signed-new-root';
  /** Extended key usage; default `server`. */
  readonly usage?: 'server' | 'client' | 'any';
  /** Another number makes another certificate of the same content: a renewal. */
  readonly edition?: number;
}

/** What a TLS server presents: PEM, the chain leaf first. */
export interface Credentials {
  readonly key: string;
  readonly chain: string;
}

/** A server's certificate without its names, which the host that serves it fills in. */
export type HostCertificate = Omit<CertificateSpec, 'names'> & { readonly names?: readonly string[] };
