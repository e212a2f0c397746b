import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { listen, type Bound } from '../net/listener';
import { onOnePort } from '../net/one-port';
import { answer } from './answer';
import { hasEdns, readQuery, writeRefusal, writeReply } from './message';
import type { ZoneView } from './zone';

export interface DnsServer extends Bound {
  /** How many queries came so far. */
  readonly queries: number;
}

/** Serves the zone over UDP and TCP on one port of `address`. */
export async function serveDns(zone: ZoneView, address: string, wantedPort = 0): Promise<DnsServer> {
  const late = new Set<NodeJS.Timeout>();
  let queries = 0;

  const respond = (bytes: Buffer, udp: boolean, send: (reply: Buffer) => void, cut: () => void): void => {
    const query = readQuery(bytes);
    if (!query) return;
    queries++;
    if (zone.edns !== undefined && hasEdns(query))
      return zone.edns === 'drops' ? undefined : send(writeRefusal(query, zone.edns));
    const reply = answer(zone, query.question);
    if (reply.fault === 'timeout') return;
    if (reply.fault === 'no-tcp' && !udp) return cut();
    const message = writeReply(query, reply, udp);
    if (reply.lateBy === 0) return send(message);
    const timer = setTimeout(() => {
      late.delete(timer);
      send(message);
    }, reply.lateBy);
    late.add(timer);
  };

  const bound = await onOnePort(wantedPort, [
    (port) =>
      listen(address, port, (socket) =>
        onFrame(socket, (bytes) =>
          respond(
            bytes,
            false,
            (reply) => socket.write(framed(reply)),
            () => socket.destroy(),
          ),
        ),
      ),
    async (port) => {
      const socket = createSocket('udp4');
      socket.on('message', (bytes, peer) =>
        respond(
          bytes,
          true,
          (reply) => socket.send(reply, peer.port, peer.address),
          () => undefined,
        ),
      );
      socket.bind(port, address);
      try {
        await once(socket, 'listening');
      } catch (error) {
        socket.close();
        throw error;
      }
      let closing: Promise<void> | undefined;
      return { port, close: () => (closing ??= new Promise((resolve) => socket.close(resolve))) };
    },
  ]);
  return {
    port: bound.port,
    get queries() {
      return queries;
    },
    close: async () => {
      for (const timer of late) clearTimeout(timer);
      await bound.close();
    },
  };
}

/** RFC 1035, section 4.2.2: over TCP each message has its length before it. */
function onFrame(socket: Socket, onMessage: (message: Buffer) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      onMessage(pending.subarray(2, end));
      pending = pending.subarray(end);
    }
  });
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
