import type { TlsLibrary } from '../model';
import { listed } from './words';

/** With senders that use it. */
const NAMES: Readonly<Record<TlsLibrary, string>> = {
  gnutls: 'GnuTLS (Exim on Debian)',
  go: 'Go (mox, maddy)',
};

/** Who rejects a chain and who accepts it, a clause. */
export const librariesClause = (acceptedBy: readonly TlsLibrary[]): string =>
  `senders with OpenSSL (Postfix) reject it, those with ${listed(acceptedBy.map((library) => NAMES[library]))} accept it`;
