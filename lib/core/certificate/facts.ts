import { createHash, X509Certificate } from 'node:crypto';
import type { CertificateFacts } from '../model';
import { CertificateError, elements, encoded, isTagged, objectIdentifier, parseDer, text, time, type Element } from './der';
import { alternativeNames, authorityInformation, crlUrls, extendedKeyUsage, isCertificateAuthority, readExtensions } from './extensions';
import { certificateKey } from './key';
import { signatureAlgorithm } from './signature-algorithm';

export { CertificateError };

const COMMON_NAME = '2.5.4.3';

/**
 * Reads a certificate (RFC 5280) once. Names, dates and extensions come from the DER itself; what needs a key or a
 * printed distinguished name from OpenSSL.
 *
 * @param der the certificate alone
 * @param certificate the same one, if the caller has it read already: reading costs more than all the rest
 * @throws CertificateError when it cannot be read; hostile octets do no worse
 */
export function certificateFacts(der: Buffer, certificate: X509Certificate = readCertificate(der)): CertificateFacts {
  const [tbs, outerAlgorithm] = elements(parseDer(der, 'certificate'), 'certificate');
  const fields = elements(tbs, 'tbsCertificate');
  // Version 1 is the default, and left out.
  const [, , issuer, validity, subject, spki, ...rest] = isTagged(fields[0], 0) ? fields.slice(1) : fields;
  if (issuer === undefined || subject === undefined || spki === undefined) throw new CertificateError('tbsCertificate: too short');
  const [notBefore, notAfter] = elements(validity, 'validity');
  const extensions = readExtensions(rest.find((field) => isTagged(field, 3)));
  const uses = extendedKeyUsage(extensions);
  const name = commonName(subject);
  return {
    fingerprint: sha256(der),
    der: der.toString('base64'),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    notBefore: time(notBefore, 'notBefore'),
    notAfter: time(notAfter, 'notAfter'),
    ...alternativeNames(extensions),
    ...(name === undefined ? {} : { commonName: name }),
    key: certificateKey(certificate),
    spkiSha256: sha256(encoded(spki)),
    signatureAlgorithm: signatureAlgorithm(outerAlgorithm),
    isCa: isCertificateAuthority(extensions),
    selfIssued: encoded(issuer).equals(encoded(subject)),
    ...(uses === undefined ? {} : { extendedKeyUsage: uses }),
    ...authorityInformation(extensions),
    crlUrls: crlUrls(extensions),
  };
}

function readCertificate(der: Buffer): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (error) {
    throw new CertificateError(`certificate: ${(error as Error).message}`, { cause: error });
  }
}

const sha256 = (octets: Buffer): string => createHash('sha256').update(octets).digest('hex');

/** Node prints one attribute a line, with line ends in values escaped. */
const oneLine = (distinguishedName: string | undefined): string => (distinguishedName ?? '').replaceAll('\n', ', ');

/** The last common name: the most specific one. */
function commonName(subject: Element): string | undefined {
  const attributes = elements(subject, 'subject').flatMap((set) => elements(set, 'subject').map((attribute) => elements(attribute, 'subject')));
  const value = attributes.findLast(([id]) => objectIdentifier(id, 'subject') === COMMON_NAME)?.[1];
  return value && text(value, 'commonName');
}
