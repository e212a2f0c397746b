import type { DaneCase } from './dane-cases';

/** The names of a case. */
export function namesOf({ name, zone = 'signed', hostZone = zone, alias, tlsaAt }: DaneCase) {
  const domain = `${name}.${zone}.example`;
  const host = `mx.${name}.${hostZone}.example`;
  const aliasName = alias === undefined ? undefined : `alias.${name}.${alias}.example`;
  return {
    domain,
    /** Who answers. */
    host,
    /** What the MX record names. */
    exchange: aliasName ?? host,
    tlsa: `_25._tcp.${tlsaAt === 'alias' && aliasName !== undefined ? aliasName : host}`,
    elsewhere: `tlsa.${name}.insecure.example`,
  };
}
