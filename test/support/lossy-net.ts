import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface UdpPlace {
  readonly port: number;
  close(): Promise<void>;
}

/** A UDP server on loopback: what `answer` gives back is sent. */
export async function udpServer(answer: (octets: Buffer) => Buffer): Promise<UdpPlace> {
  const socket = createSocket('udp4');
  socket.on('message', (octets, peer) => socket.send(answer(octets), peer.port, peer.address));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { port: socket.address().port, close: () => new Promise((resolve) => socket.close(() => resolve())) };
}

export interface LossyProxy extends UdpPlace {
  readonly passed: number;
  readonly lost: number;
}

/** Stands before a DNS server, and loses that share of the datagrams, in either direction. */
export async function lossyProxy(server: UdpPlace, share: number, random: () => number): Promise<LossyProxy> {
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  const counts = { passed: 0, lost: 0 };
  const survives = (): boolean => {
    const lives = random() >= share;
    counts[lives ? 'passed' : 'lost'] += 1;
    return lives;
  };
  /** Who asked, by the id that the question has on the far side. */
  const askers = new Map<number, { readonly port: number; readonly address: string; readonly id: number }>();
  let next = 0;
  front.on('message', (octets, { port, address }) => {
    if (!survives()) return;
    next = (next + 1) & 0xffff;
    askers.set(next, { port, address, id: octets.readUInt16BE(0) });
    octets.writeUInt16BE(next, 0);
    back.send(octets, server.port, '127.0.0.1');
  });
  back.on('message', (octets) => {
    const asker = askers.get(octets.readUInt16BE(0));
    askers.delete(octets.readUInt16BE(0));
    if (asker === undefined || !survives()) return;
    octets.writeUInt16BE(asker.id, 0);
    front.send(octets, asker.port, asker.address);
  });
  front.bind(0, '127.0.0.1');
  back.bind(0, '127.0.0.1');
  await Promise.all([once(front, 'listening'), once(back, 'listening')]);
  const close = async (): Promise<void> => {
    await Promise.all([front, back].map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  };
  return Object.assign(counts, { port: front.address().port, close });
}
