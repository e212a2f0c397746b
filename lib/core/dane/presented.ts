import type { CertificateFacts } from '../model';

/** The names that DANE-TA(2) goes by; unlike MTA-STS it takes a common name where there is no SAN dNSName (RFC 7672 section 3.2.3). */
export const presentedNames = ({
  dnsNames,
  commonName,
}: Pick<CertificateFacts, 'dnsNames' | 'commonName'>): readonly string[] =>
  dnsNames.length > 0 || commonName === undefined ? dnsNames : [commonName];
