import type { TlsLibrary } from '../model';
import { listed } from './words';

/** With senders that use it. */
const NAMES: Readonly<Record<TlsLibrary, string>> = {
  gnutls: 'GnuTLS (Exim on Debian)',
  go: 'Go (mox, maddy)',
};

/** A clause that says which senders reject a chain and which accept it. */
export const librariesClause = (acceptedBy: readonly TlsLibrary[]): string =>
  `senders that use OpenSSL (Postfix) reject it; those that use ${listed(acceptedBy.map((library) => NAMES[library]))} accept it`;
