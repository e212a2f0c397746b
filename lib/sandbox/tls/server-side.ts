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
  /** The handshake fails for a client without a certificate. */
  readonly clientCertificate?: 'required';
}

/** A context holds tens of KiB outside the JavaScript heap: with thousands of hosts, the latest used are kept. */
const KEPT_CONTEXTS = 300;

/** Makes TLS contexts and keeps them. The lowest security level lets the sandbox serve what is too weak for today. */
export class TlsContexts {
  private readonly contexts = new Map<string, Promise<SecureContext>>();

  constructor(private readonly pki: Pki) {}

  for(
    host: string,
    { certificate, minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' }: TlsBehaviour = {},
  ): Promise<SecureContext> {
    const spec: CertificateSpec = { names: [host], ...certificate };
    const id = JSON.stringify([spec, minVersion, maxVersion]);
    const context = this.contexts.get(id) ?? this.make(spec, minVersion, maxVersion);
    this.contexts.delete(id);
    this.contexts.set(id, context);
    const [oldest] = this.contexts.keys();
    if (this.contexts.size > KEPT_CONTEXTS && oldest !== undefined) this.contexts.delete(oldest);
    return context;
  }

  private async make(
    spec: CertificateSpec,
    minVersion: SecureVersion,
    maxVersion: SecureVersion,
  ): Promise<SecureContext> {
    const { key, chain } = await this.pki.issue(spec);
    return createSecureContext({ key, cert: chain, minVersion, maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' });
  }
}

/** Speaks TLS as a server on a connection; `onSecure` is called when the handshake is done, never when it fails. */
export function startTls(
  socket: Socket,
  secureContext: SecureContext,
  { clientCertificate }: Pick<TlsBehaviour, 'clientCertificate'>,
  onSecure: (secure: TLSSocket) => void,
): void {
  const required = clientCertificate === 'required';
  const secure = new TLSSocket(socket, {
    isServer: true,
    secureContext,
    requestCert: required,
    rejectUnauthorized: required,
  });
  secure.on('error', () => secure.destroy());
  secure.once('secure', () => onSecure(secure));
}
