import ipaddr from 'ipaddr.js';
import { CertificateError, content, elements, isTagged, isTrue, objectIdentifier, parseDer, type Element } from './der';

/** RFC 5280 section 4.2. */
const OID = {
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  crlDistributionPoints: '2.5.29.31',
  extendedKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocsp: '1.3.6.1.5.5.7.48.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',
} as const;

/** GeneralName, RFC 5280 section 4.2.1.6. */
const NAME = { dns: 2, uri: 6, ip: 7 } as const;

/** The extensions of a certificate by their object identifier. */
export type Extensions = ReadonlyMap<string, Element>;

/** @throws CertificateError when an extension that is read here cannot be, or an extension is there twice */
export function readExtensions(list: Element | undefined): Extensions {
  const read = new Map<string, Element>();
  if (list === undefined) return read;
  const wanted = new Set<string>(Object.values(OID));
  for (const extension of elements(elements(list, 'extensions')[0], 'extensions')) {
    const fields = elements(extension, 'extension');
    const id = objectIdentifier(fields[0], 'extension');
    if (!wanted.has(id)) continue;
    if (read.has(id)) throw new CertificateError(`extension ${id}: there twice`);
    read.set(id, parseDer(content(fields.at(-1), `extension ${id}`), `extension ${id}`));
  }
  return read;
}

/** SAN dNSNames and IP addresses as published: the text form that OpenSSL prints can be forged (CVE-2021-44532). */
export function alternativeNames(extensions: Extensions): { dnsNames: string[]; ipAddresses: string[] } {
  const list = extensions.get(OID.subjectAltName);
  const names = list === undefined ? [] : elements(list, 'subjectAltName');
  return {
    dnsNames: names
      .filter((name) => isTagged(name, NAME.dns))
      .map((name) => content(name, 'dNSName').toString('latin1')),
    ipAddresses: names.filter((name) => isTagged(name, NAME.ip)).map((name) => address(content(name, 'iPAddress'))),
  };
}

function address(octets: Buffer): string {
  if (octets.length !== 4 && octets.length !== 16) throw new CertificateError(`iPAddress: ${octets.length} octets`);
  return ipaddr.fromByteArray([...octets]).toString();
}

export function isCertificateAuthority(extensions: Extensions): boolean {
  const constraints = extensions.get(OID.basicConstraints);
  return constraints !== undefined && isTrue(elements(constraints, 'basicConstraints')[0]);
}

/** Object identifiers; undefined without the extension, which allows any use. */
export function extendedKeyUsage(extensions: Extensions): string[] | undefined {
  const uses = extensions.get(OID.extendedKeyUsage);
  return uses && elements(uses, 'extKeyUsage').map((use) => objectIdentifier(use, 'extKeyUsage'));
}

export function authorityInformation(extensions: Extensions): { ocspUrls: string[]; caIssuersUrls: string[] } {
  const list = extensions.get(OID.authorityInfoAccess);
  const entries = (list === undefined ? [] : elements(list, 'authorityInfoAccess')).map((entry) =>
    elements(entry, 'authorityInfoAccess'),
  );
  const urls = (method: string): string[] =>
    entries
      .filter(([id]) => objectIdentifier(id, 'authorityInfoAccess') === method)
      .flatMap(([, location]) => uri(location));
  return { ocspUrls: urls(OID.ocsp), caIssuersUrls: urls(OID.caIssuers) };
}

/** The URLs of full names: DistributionPoint.[0] distributionPoint.[0] fullName, RFC 5280 section 4.2.1.13. */
export function crlUrls(extensions: Extensions): string[] {
  const list = extensions.get(OID.crlDistributionPoints);
  const part = 'cRLDistributionPoints';
  return (list === undefined ? [] : elements(list, part))
    .flatMap((point) => elements(point, part).filter((field) => isTagged(field, 0)))
    .flatMap((name) => elements(name, part).filter((form) => isTagged(form, 0)))
    .flatMap((fullName) => elements(fullName, part).flatMap(uri));
}

const uri = (name: Element | undefined): string[] =>
  name && isTagged(name, NAME.uri) ? [content(name, 'URI').toString('latin1')] : [];
