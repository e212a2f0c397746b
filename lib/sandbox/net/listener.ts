import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** Something bound to a port that can be given back. */
export interface Bound {
  readonly port: number;
  /** Gives the port back and cuts what is still open; after it no handle is left. A second call does no more. */
  close(): Promise<void>;
}

/**
 * Accepts TCP connections on one address. A peer's reset is no error here: it only ends that connection.
 *
 * @throws the system's error, such as EADDRINUSE or EADDRNOTAVAIL
 */
export async function listen(address: string, port: number, onConnection: (socket: Socket) => void): Promise<Bound> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    onConnection(socket);
  });
  server.listen({ host: address, port });
  await once(server, 'listening');
  const shut = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  let closing: Promise<void> | undefined;
  return { port: (server.address() as AddressInfo).port, close: () => (closing ??= shut()) };
}
