import { constants } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import {
  connect,
  createSecureContext,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { CertificateFacts, TlsObservation, TrustOutcome } from '../../core/model';
import { waitFor, type Patience } from '../net/wait';
import { ProbeFailure } from '../net/failure';
import { markRoots, type MarkedRoots } from './marked-roots';
import { trustedRoots } from './roots';
import { KnownCertificates, servedChain, type ServedCertificate } from './served-chain';
import { TrustStore } from './trust-store';

/** Enough for the chains of a run's MX hosts: 1,000 of 4 KiB. */
const KNOWN_CERTIFICATES = 1000;

const SELF_SIGNED = 'DEPTH_ZERO_SELF_SIGNED_CERT';
const DATE_ERRORS = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

export interface HandshakeOptions {
  /** Sent as SNI, unless it is an address (RFC 6066 section 3). */
  readonly serverName: string;
  readonly alpn?: readonly string[];
}

export interface Session {
  readonly socket: TLSSocket;
  readonly observation: TlsObservation;
  readonly certificates: readonly CertificateFacts[];
}

/**
 * Makes TLS sessions in order to see, not to trust: whatever the peer presents is kept as evidence, and the judge in
 * lib/core decides. Nothing that must be kept secret is ever sent over these sessions.
 */
export class TlsObserver {
  private readonly context: SecureContext;
  private readonly marked: MarkedRoots;
  private readonly trust: TrustStore;
  private readonly known = new KnownCertificates(KNOWN_CERTIFICATES);

  /**
   * @param ca PEM texts of roots beside the default ones
   * @throws TypeError when one of them cannot be read
   */
  constructor(ca: readonly string[] = []) {
    const roots = trustedRoots(ca);
    this.trust = new TrustStore(roots);
    this.marked = markRoots(roots);
    // One for all: reading the roots costs more than ten handshakes. The lowest security level and the oldest version
    // let an outdated server show what it has, instead of looking like one that is down.
    this.context = createSecureContext({
      ca: [...this.marked.pems],
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
      secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT,
    });
  }

  /**
   * Starts TLS on a connection, which it destroys when that fails.
   *
   * @throws ProbeFailure, or the error of the socket or of OpenSSL; never for a certificate that is not trusted
   */
  async handshake(socket: Socket, options: HandshakeOptions, limits: Patience): Promise<Session> {
    const { secure, leaf } = await this.connect(socket, options, limits);
    try {
      const chain = servedChain(secure, leaf, this.marked.isMarked);
      const certificates = this.known.read(chain);
      if (certificates.length === 0) throw new ProbeFailure('protocol', 'the server presented no certificate');
      const observation = {
        protocol: secure.getProtocol() ?? 'unknown',
        cipher: secure.getCipher().name,
        chain: certificates.map(({ fingerprint }) => fingerprint),
        trust: this.trustOf(secure, chain),
      };
      return { socket: secure, observation, certificates };
    } catch (error) {
      secure.destroy();
      throw error;
    }
  }

  private async connect(
    socket: Socket,
    { serverName, alpn = [] }: HandshakeOptions,
    limits: Patience,
  ): Promise<{ secure: TLSSocket; leaf: Partial<DetailedPeerCertificate> }> {
    let checked: Partial<DetailedPeerCertificate> | undefined;
    const secure = await waitFor<TLSSocket>('TLS handshake', limits, ({ resolve, reject }) => {
      const starting = connect({
        socket,
        secureContext: this.context,
        ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
        ALPNProtocols: [...alpn],
        minDHSize: 1,
        rejectUnauthorized: false,
        // Names are the judge's: Node's check takes a common name and partial wildcards. But Node has made the whole
        // chain for it, which takes a tenth of the time of a look: once is enough.
        checkServerIdentity: (_, certificate) => void (checked = certificate),
      });
      let done = false;
      const closed = (): void => reject(new ProbeFailure('closed', 'the peer closed the connection'));
      starting.on('error', reject).on('close', closed);
      starting.once('secureConnect', () => {
        done = true;
        resolve(starting);
      });
      return () => {
        starting.off('close', closed);
        if (!done) starting.destroy();
      };
    });
    // Node does not check the name on a chain that it does not trust.
    return { secure, leaf: checked ?? secure.getPeerCertificate(true) };
  }

  private trustOf(secure: TLSSocket, chain: readonly ServedCertificate[]): TrustOutcome {
    if (secure.authorized) return { trusted: true };
    // The types say Error; it is OpenSSL's name of the error.
    const error = String(secure.authorizationError);
    const dateError = DATE_ERRORS.includes(error);
    const { fault, acceptedBy } = this.trust.paths(
      chain.map(({ der }) => der),
      dateError ? undefined : Date.now(),
    );
    const differ = acceptedBy.length === 0 ? {} : { acceptedBy };
    if (dateError)
      return fault === undefined
        ? { trusted: true, error, dateError }
        : { trusted: false, error: fault, dateError, ...differ };
    // A root that serves itself: OpenSSL does not know it again in its marked form.
    if (error === SELF_SIGNED && fault === undefined) return { trusted: true };
    return { trusted: false, error, ...differ };
  }
}
