import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** New in Node 22.15; honours `--use-system-ca`, `--use-openssl-ca` and NODE_EXTRA_CA_CERTS. */
type GetCertificates = (store: 'default') => string[];

/**
 * The trusted roots, PEM: what this Node trusts by default, and the given ones. By default that is Mozilla's list,
 * which stands for what sending MTAs trust better than a machine's own store, where the root of an intercepting proxy
 * may be. Who wants the machine's store has Node's own switch for it; NODE_EXTRA_CA_CERTS adds to it everywhere.
 *
 * @param extra texts of one or more PEM certificates each
 * @throws TypeError when one of them holds no certificate, or one that cannot be read
 */
export function trustedRoots(extra: readonly string[] = []): string[] {
  const { getCACertificates } = tls as { getCACertificates?: GetCertificates };
  const base = getCACertificates ? getCACertificates('default') : [...tls.rootCertificates, ...extraFromEnvironment()];
  return [...new Set([...base, ...extra.flatMap(readCertificates)])];
}

function extraFromEnvironment(): string[] {
  const file = process.env.NODE_EXTRA_CA_CERTS;
  if (!file) return [];
  try {
    return split(readFileSync(file, 'latin1'));
  } catch {
    // Node has warned of it at its start, and goes on without.
    return [];
  }
}

function readCertificates(text: string, index: number): string[] {
  const certificates = split(text);
  if (certificates.length === 0) throw new TypeError(`CA ${index + 1} holds no PEM certificate`);
  for (const certificate of certificates) {
    try {
      new X509Certificate(certificate);
    } catch (cause) {
      throw new TypeError(`CA ${index + 1} holds a certificate that cannot be read`, { cause });
    }
  }
  return certificates;
}

const split = (text: string): string[] =>
  text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
