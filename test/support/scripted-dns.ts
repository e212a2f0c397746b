import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import * as dns from 'dns-packet';
import { listen } from '../../lib/sandbox/net/listener';
import { onOnePort } from '../../lib/sandbox/net/one-port';

export type Query = dns.DecodedPacket & { readonly id: number };

/** What a DNS server does with one question, to the octet. */
export interface DnsScript {
  udp(query: Query, send: (octets: Buffer) => void): void;
  tcp?(query: Query, socket: Socket): void;
}

export interface ScriptedDns {
  readonly server: { readonly address: string; readonly port: number };
  /** Name and type of the questions so far, over both transports. */
  readonly questions: string[];
  /** Source ports of the questions over UDP. */
  readonly ports: number[];
  script: DnsScript;
  close(): Promise<void>;
}

/** A DNS server on loopback that does what the script says. */
export async function scriptedDns(script: DnsScript, wantedPort = 0): Promise<ScriptedDns> {
  const server = {
    server: { address: '127.0.0.1', port: 0 },
    questions: [] as string[],
    ports: [] as number[],
    script,
    close: async (): Promise<void> => undefined,
  };
  const note = (query: dns.DecodedPacket, transport: string): Query => {
    const [question] = query.questions ?? [];
    server.questions.push(`${transport} ${question?.name} ${question?.type}`);
    return query as Query;
  };
  const bound = await onOnePort(wantedPort, [
    (port) =>
      listen('127.0.0.1', port, (socket) =>
        socket.once('data', (octets) =>
          server.script.tcp?.(note(dns.streamDecode(octets) as dns.DecodedPacket, 'tcp'), socket),
        ),
      ),
    async (port) => {
      const socket = createSocket('udp4');
      socket.on('message', (octets, peer) => {
        server.ports.push(peer.port);
        server.script.udp(note(dns.decode(octets), 'udp'), (reply) => socket.send(reply, peer.port, peer.address));
      });
      socket.bind(port, '127.0.0.1');
      await once(socket, 'listening');
      return { port, close: () => new Promise((resolve) => socket.close(resolve)) };
    },
  ]);
  return Object.assign(server, { server: { address: '127.0.0.1', port: bound.port }, close: () => bound.close() });
}

export type ReplyOptions = Partial<dns.Packet> & {
  readonly rcode?: number;
  readonly tc?: boolean;
  readonly ad?: boolean;
};

/** An ordinary reply to the query, with EDNS if that has it, and with what is given instead of the ordinary. */
export const reply = (query: Query, { rcode = 0, tc = false, ad = false, ...packet }: ReplyOptions = {}): Buffer =>
  dns.encode({
    type: 'response',
    id: query.id,
    flags:
      dns.RECURSION_DESIRED |
      dns.RECURSION_AVAILABLE |
      (tc ? dns.TRUNCATED_RESPONSE : 0) |
      (ad ? dns.AUTHENTIC_DATA : 0) |
      rcode,
    questions: query.questions ?? [],
    additionals: (query.additionals ?? []).filter(({ type }) => type === 'OPT'),
    ...packet,
  });

/** The octets as they go over TCP. */
export function framed(octets: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(octets.length);
  return Buffer.concat([length, octets]);
}

export const soa = (ttl = 60, minimum = 60): dns.Answer => ({
  type: 'SOA',
  name: 'example',
  ttl,
  data: { mname: 'ns.example', rname: 'hostmaster.example', serial: 1, refresh: 1, retry: 1, expire: 1, minimum },
});

/** EDNS with an extended error (RFC 8914). */
export function extendedError(code: number, text: string): dns.Answer {
  const data = Buffer.alloc(2 + text.length);
  data.writeUInt16BE(code);
  data.write(text, 2);
  return {
    type: 'OPT',
    name: '.',
    udpPayloadSize: 1232,
    extendedRcode: 0,
    ednsVersion: 0,
    flags: 0,
    flag_do: false,
    options: [{ code: 15, data } as unknown as dns.PacketOpt],
  };
}
