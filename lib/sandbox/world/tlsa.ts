import { createHash, X509Certificate } from 'node:crypto';
import type { TlsaRecord } from '../dns/zone';
import type { Pki } from '../pki/authority';
import type { TlsaDeclaration } from './declaration';
import type { World } from './world';

/** Publishes the TLSA records declared since the last time, at `_25._tcp.` each host whatever the sandbox's port is (RFC 7672, section 2.2.3). */
export async function publishTlsa(world: World, pki: Pki): Promise<void> {
  for (const { host, tlsa, certificate, secure } of world.takePendingTlsa()) {
    const { chain } = await pki.issue({ names: [host], ...certificate });
    const owner = `_25._tcp.${host}`;
    const node =
      typeof tlsa === 'string' ? { fault: tlsa } : { TLSA: tlsa.map((declared) => tlsaRecord(declared, chain)) };
    world.zone.set(owner, { ...node, secure });
  }
}

/** The TLSA record for a certificate of a chain (RFC 6698, section 2.1). @param chain PEM, leaf first */
function tlsaRecord(declared: TlsaRecord | TlsaDeclaration, chain: string): TlsaRecord {
  if ('data' in declared) return declared;
  const { usage, selector, matchingType, of, tail = '' } = declared;
  const [leaf = '', intermediate = leaf] = chain.split(/(?<=-----END CERTIFICATE-----\n)/);
  const certificate = new X509Certificate(of === 'leaf' ? leaf : intermediate);
  const selected = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' });
  const data =
    matchingType === 0
      ? selected
      : createHash(matchingType === 1 ? 'sha256' : 'sha512')
          .update(selected)
          .digest();
  return { usage, selector, matchingType, data: `${data.toString('hex')}${tail}` };
}
