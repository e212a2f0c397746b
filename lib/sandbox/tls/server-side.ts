import type { Socket } from 'node:net';
import { createSecureContext, TLSSocket, type SecureContext, type SecureVersion } from 'node:tls';
import type { Pki } from '../pki/authority';
import type { CertificateSpec, HostCertificate } from '../pki/spec';

/** How a server does TLS. */
export interface TlsBehaviour {
  /** Default: a healthy EC certificate for the host's name. */
  readonly certificate?: HostCertificate;
  /** Default TLS 1.2. */
  readonly minVersion?: SecureVersion;
  /** Default TLS 1.3. */
  readonly maxVersion?: SecureVersion;
}

/** Makes each TLS context once. The lowest security level lets the sandbox serve what is too weak for today. */
export class TlsContexts {
  private readonly contexts = new Map<string, Promise<SecureContext>>();

  constructor(private readonly pki: Pki) {}

  for(host: string, behaviour: TlsBehaviour = {}): Promise<SecureContext> {
    const id = JSON.stringify([host, behaviour]);
    const known = this.contexts.get(id);
    if (known) return known;
    const made = this.make({ names: [host], ...behaviour.certificate }, behaviour);
    this.contexts.set(id, made);
    return made;
  }

  private async make(spec: CertificateSpec, { minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' }: TlsBehaviour): Promise<SecureContext> {
    const { key, chain } = await this.pki.issue(spec);
    return createSecureContext({ key, cert: chain, minVersion, maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' });
  }
}

/** Speaks TLS as a server on a connection; `onSecure` is called when the handshake is done, never when it fails. */
export function startTls(socket: Socket, secureContext: SecureContext, onSecure: (secure: TLSSocket) => void): void {
  const secure = new TLSSocket(socket, { isServer: true, secureContext });
  secure.on('error', () => secure.destroy());
  secure.once('secure', () => onSecure(secure));
}
