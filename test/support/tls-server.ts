import type { AddressInfo, Server, Socket } from 'node:net';
import { once } from 'node:events';
import { createServer, type TlsOptions, type TLSSocket } from 'node:tls';
import type { Credentials } from '../../lib/sandbox/pki/spec';

export interface ListeningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a server on loopback; closing it cuts its connections. */
export async function listening(server: Server, address = '127.0.0.1', port = 0): Promise<ListeningServer> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(port, address);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** A TLS server that shows these credentials, at the lowest security level. */
export function tlsServer(
  { key, chain }: Credentials,
  options: TlsOptions = {},
  onSecure: (socket: TLSSocket) => void = () => undefined,
): Promise<ListeningServer> {
  const server = createServer(
    { key, cert: chain, minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0', ...options },
    (socket) => {
      socket.on('error', () => undefined);
      onSecure(socket);
    },
  );
  server.on('tlsClientError', () => undefined);
  return listening(server, '127.0.0.1');
}
