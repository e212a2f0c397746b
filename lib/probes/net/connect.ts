import { connect, isIPv6, type Socket } from 'node:net';
import { waitFor, type Patience } from './wait';

/**
 * Connects to an address; names are never resolved here, so that the address contacted is the one that was checked.
 * The socket swallows errors that come when nobody listens any more.
 *
 * @throws ProbeFailure, or the system's error
 */
export function connectTcp(address: string, port: number, limits: Patience): Promise<Socket> {
  return waitFor<Socket>('connect', limits, ({ resolve, reject }) => {
    const socket = connect({ host: address, port, family: isIPv6(address) ? 6 : 4, noDelay: true });
    let connected = false;
    socket.on('error', reject);
    socket.once('connect', () => {
      connected = true;
      resolve(socket);
    });
    return () => {
      if (!connected) socket.destroy();
    };
  });
}
