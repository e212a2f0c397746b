import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { connectTcp } from '../net/connect';
import { failureFrom, ProbeFailure } from '../net/failure';
import { waitFor, type Limits } from '../net/wait';
import { readResponse, writeQuery, type ReadResponse } from './message';
import type { ServerAddress } from './servers';
import type { DnsTransport, Question, Response } from './transport';

/** DNS over UDP, and over TCP when the UDP response is truncated (RFC 1035 section 4.2, RFC 7766). */
export function plainTransport({ address, port }: ServerAddress): DnsTransport {
  const server = isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
  return {
    server,
    async ask(question, limits) {
      try {
        const short = await overUdp(address, port, question, limits);
        const response = short.truncated ? await overTcp(address, port, question, limits) : short;
        if (response.truncated) throw new ProbeFailure('protocol', 'truncated even over TCP');
        return response satisfies Response;
      } catch (error) {
        if (error === limits.signal.reason) throw error;
        const { cause, detail } = failureFrom(error);
        throw new ProbeFailure(cause, `${server}: ${detail}`);
      }
    },
  };
}

/**
 * A socket of its own for each question: a source port that nobody can guess (RFC 5452), and connected, so that the
 * system drops what other addresses send and tells of a closed port. Costs 15 µs more than a pool of sockets.
 */
function overUdp(address: string, port: number, question: Question, limits: Limits): Promise<ReadResponse> {
  const id = randomInt(0x10000);
  const query = writeQuery(question, id);
  let strays = 0;
  return waitFor<ReadResponse>('UDP', limits, ({ resolve, reject }) => {
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    socket.on('error', reject);
    socket.on('message', (octets) => {
      const response = readResponse(octets, id, question);
      // What does not answer may be forged: the true answer can still come.
      if (response === undefined) strays++;
      else resolve(response);
    });
    socket.connect(port, address, () => socket.send(query, (error) => error && reject(error)));
    return () => socket.close();
  }).catch((error: unknown) => {
    if (strays === 0 || !(error instanceof ProbeFailure)) throw error;
    throw new ProbeFailure('protocol', 'only messages came that do not answer the question');
  });
}

async function overTcp(address: string, port: number, question: Question, limits: Limits): Promise<ReadResponse> {
  const id = randomInt(0x10000);
  const query = writeQuery(question, id);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(query.length);
  const socket = await connectTcp(address, port, limits);
  try {
    return await waitFor<ReadResponse>('TCP', limits, ({ resolve, reject }) => {
      // The length before the message bounds what is kept: 64 KiB.
      let received: Buffer = Buffer.alloc(0);
      socket.on('data', (chunk: Buffer) => {
        received = Buffer.concat([received, chunk]);
        if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
        const response = readResponse(received.subarray(2, 2 + received.readUInt16BE(0)), id, question);
        if (response === undefined) reject(new ProbeFailure('protocol', 'the message over TCP does not answer the question'));
        else resolve(response);
      });
      socket.on('error', reject);
      const closed = (): void => reject(new ProbeFailure('closed', 'the TCP connection was closed before an answer'));
      socket.on('close', closed);
      socket.write(Buffer.concat([length, query]));
      return () => socket.off('close', closed).removeAllListeners('data');
    });
  } finally {
    socket.destroy();
  }
}
