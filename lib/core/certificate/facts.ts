import { createHash } from 'node:crypto';
import { boundedLines } from '../findings/words';
import type { CertificateFacts } from '../model';
import { CertificateError, content, elements, encoded, isTagged, parseDer, time } from './der';
import { commonName, printName } from './distinguished-name';
import {
  alternativeNames,
  authorityInformation,
  crlUrls,
  extendedKeyUsage,
  isCertificateAuthority,
  readExtensions,
} from './extensions';
import { certificateKey } from './key';
import { signatureAlgorithm } from './signature-algorithm';

export { CertificateError };

/** Characters of a subject or an issuer; a hostile certificate has a hundred thousand, in the evidence of each fault. */
const LONGEST_NAME = 1_000;

/**
 * Reads a certificate (RFC 5280) once. All of it comes from the DER: the texts that OpenSSL prints can be forged, its
 * objects hold memory that the garbage collector does not see, and making one costs more than all of this.
 *
 * @param der the certificate alone
 * @throws CertificateError when it cannot be read; hostile octets do no worse
 */
export function certificateFacts(der: Buffer): CertificateFacts {
  const [tbs, outerAlgorithm] = elements(parseDer(der, 'certificate'), 'certificate');
  const fields = elements(tbs, 'tbsCertificate');
  // Version 1 is the default, and left out.
  const [serialNumber, , issuer, validity, subject, spki, ...rest] = isTagged(fields[0], 0) ? fields.slice(1) : fields;
  if (issuer === undefined || subject === undefined || spki === undefined)
    throw new CertificateError('tbsCertificate: too short');
  const [notBefore, notAfter] = elements(validity, 'validity');
  const extensions = readExtensions(rest.find((field) => isTagged(field, 3)));
  const uses = extendedKeyUsage(extensions);
  const name = commonName(subject, 'subject');
  return {
    fingerprint: sha256(der),
    der: der.toString('base64'),
    subject: boundedLines(printName(subject, 'subject'), LONGEST_NAME),
    issuer: boundedLines(printName(issuer, 'issuer'), LONGEST_NAME),
    serialNumber: hexadecimal(content(serialNumber, 'serialNumber')),
    notBefore: time(notBefore, 'notBefore'),
    notAfter: time(notAfter, 'notAfter'),
    ...alternativeNames(extensions),
    ...(name === undefined ? {} : { commonName: name }),
    key: certificateKey(spki),
    spkiSha256: sha256(encoded(spki)),
    signatureAlgorithm: signatureAlgorithm(outerAlgorithm),
    isCa: isCertificateAuthority(extensions),
    selfIssued: encoded(issuer).equals(encoded(subject)),
    ...(uses === undefined ? {} : { extendedKeyUsage: uses }),
    ...authorityInformation(extensions),
    crlUrls: crlUrls(extensions),
  };
}

const sha256 = (octets: Buffer): string => createHash('sha256').update(octets).digest('hex');

/** As OpenSSL prints a serial number: upper case, without the octet that keeps it positive. */
const hexadecimal = (octets: Buffer): string =>
  octets
    .toString('hex')
    .replace(/^(00)+/, '')
    .toUpperCase() || '0';
