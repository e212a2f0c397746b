import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { knownAddresses, type EncryptedResolver } from '../../core/resolvers';
import { connectTcp } from '../net/connect';
import { failureFrom, ProbeFailure } from '../net/failure';
import { unlessAborted, waitFor, type Limits } from '../net/wait';
import { trustedRoots } from '../tls/roots';

/** Addresses of a resolver's name that are tried. */
const MOST_ADDRESSES = 4;

/** Opens TLS sessions to resolvers, whose certificates are verified: a resolver that cannot prove who it is, is none. */
export class SecureConnector {
  private context?: SecureContext;

  /** @param ca PEM texts of authorities to trust beside the default ones */
  constructor(private readonly ca: readonly string[] | undefined) {}

  /** @throws ProbeFailure, or the signal's reason */
  async connect(
    resolver: Pick<EncryptedResolver, 'host' | 'port' | 'name'>,
    protocol: 'dot' | 'h2',
    { timeoutMs, signal }: Limits,
  ): Promise<TLSSocket> {
    let failure: ProbeFailure | undefined;
    const addresses = (await addressesOf(resolver.host, { timeoutMs, signal })).slice(0, MOST_ADDRESSES);
    // In many networks one family leads nowhere, and nobody says so: there must be time left for the other.
    const limits = { timeoutMs: addresses.length > 1 ? timeoutMs / 2 : timeoutMs, signal };
    const endsAt = performance.now() + timeoutMs;
    for (const address of addresses) {
      try {
        return await this.handshake(address, resolver, protocol, limits);
      } catch (error) {
        if (signal.aborted) throw error;
        failure = failureFrom(error);
        // A certificate that is wrong is no reason to look for a better one.
        if (failure.cause === 'tls' || performance.now() >= endsAt) break;
      }
    }
    // What could not be connected to said nothing about any name.
    throw failure?.cause === 'timeout'
      ? new ProbeFailure('unreachable', failure.detail)
      : (failure ?? new ProbeFailure('unreachable', `${resolver.host} has no address`));
  }

  private async handshake(
    address: string,
    { port, name }: Pick<EncryptedResolver, 'port' | 'name'>,
    protocol: 'dot' | 'h2',
    limits: Limits,
  ): Promise<TLSSocket> {
    this.context ??= createSecureContext({ ca: trustedRoots(this.ca), minVersion: 'TLSv1.2' });
    const secureContext = this.context;
    const tcp = await connectTcp(address, port, limits);
    let session: TLSSocket | undefined;
    try {
      return await waitFor<TLSSocket>('TLS handshake', limits, ({ resolve, reject }) => {
        // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
        const socket = connect({
          socket: tcp,
          host: name,
          servername: isIP(name) === 0 ? name : '',
          secureContext,
          ALPNProtocols: [protocol],
          rejectUnauthorized: true,
        });
        const failed = (error: NodeJS.ErrnoException): void => reject(verificationFailure(socket, error));
        const closed = (): void =>
          reject(new ProbeFailure('closed', 'the connection was closed during the TLS handshake'));
        socket.on('error', failed).on('close', closed);
        socket.once('secureConnect', () => {
          session = socket;
          resolve(socket);
        });
        // An error that comes before the user of the session listens, or of one that came to nothing, is nobody's concern.
        return () => session && socket.off('close', closed);
      });
    } finally {
      if (session === undefined) tcp.destroy();
    }
  }
}

function verificationFailure(socket: TLSSocket, error: NodeJS.ErrnoException): unknown {
  const { authorizationError } = socket as { authorizationError?: unknown };
  return authorizationError === undefined || authorizationError === null
    ? failureFrom(error)
    : new ProbeFailure('tls', `its certificate is not to be trusted: ${error.message}`);
}

/**
 * Where to connect: the address itself, those of a well-known operator, or what this machine's own resolver says. A
 * false answer there leads nowhere, because the certificate must be for the name.
 */
async function addressesOf(host: string, { timeoutMs, signal }: Limits): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  const known = knownAddresses(host);
  if (known !== undefined) return known;
  const found = waitFor<readonly string[]>('looking up the resolver', { timeoutMs, signal }, ({ resolve, reject }) => {
    lookup(host, { all: true }).then(
      (all) => resolve(all.map(({ address }) => address)),
      (error: NodeJS.ErrnoException) =>
        reject(new ProbeFailure('unreachable', `the name ${host} cannot be looked up: ${error.code ?? error.message}`)),
    );
    return () => undefined;
  });
  return unlessAborted(found, signal);
}
